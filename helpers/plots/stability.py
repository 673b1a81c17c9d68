"""Which learning rate and which β: a map of how fast a quadratic is descended."""

from collections.abc import Iterable

import matplotlib as mpl
import numpy as np

from helpers.optimizers import Nesterov
from helpers.picture import INK, OVER, SERIES, UPHILL, Picture, panels
from helpers.rates import measured
from helpers.training import Point

DIVERGES = "#f4d9cf"
BEST, WORST = 3, 300  # steps for one more digit
SIDES = {"flat way": (SERIES[0], "-"), "steep way": (SERIES[1], (0, (5, 1.5)))}


def stability(*runs: Iterable[Point], steps: int = 100) -> Picture:
    """A grid of runs of `descend` on `quadratic(flat, steep)` as a map, beside a run of its own.

    The grid has learning rates (1, n, 1) and betas (m, 1, 1); the run starts from (1, 1).
    Lines are theory: the limit of convergence, and from where to where each direction swings.
    """
    fig, (chart, course) = panels(5, 4, height=4.3)
    image = _map(fig, chart)
    lines = [chart.plot([], [], zorder=OVER + 1, **look)[0] for look in _line_looks()]
    [dot] = chart.plot([], [], "o", ms=11, mfc="white", mec=INK, mew=2, zorder=2 * OVER)
    course.set(xlabel="step", ylabel="position", title="The run at the white dot")
    course.set(xlim=(0, steps), ylim=(-1.6, 1.6))
    tracks = [
        course.plot([], [], color=colour, ls=dash, label=name, zorder=OVER)[0]
        for name, (colour, dash) in SIDES.items()
    ]
    course.add_artist(course.legend(loc="upper right", ncols=2, fontsize=9))
    _key(course, lines)

    def move(grid, own):
        opt = grid[0].opt
        image.set_data(digits_per_step(grid))
        image.set_extent((*_edges(opt.lr), *_edges(opt.beta)))
        for line, place in zip(lines, _theory(opt, _curvatures(own[0])), strict=True):
            line.set_data(*place)
        dot.set_data([own[0].opt.lr], [own[0].opt.beta])
        for track, position in zip(tracks, np.array([p.theta for p in own]).T, strict=True):
            track.set_data(range(len(own)), np.clip(position, -9, 9))
        return [image, *lines, dot, *tracks]

    picture = Picture(fig, "A map of the steps per digit over lr and β, and one run", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def digits_per_step(grid):
    """Steps for one more digit, 1/−log₁₀ of the measured factor; inf where there is none."""
    with np.errstate(all="ignore"):
        factor = measured(grid)
        return np.where(factor < 1, np.clip(-1 / np.log10(factor), BEST, WORST), np.inf)


def _edges(values):
    """The outer edges of cells whose centres are evenly spaced."""
    low, high = np.min(values), np.max(values)
    half = (high - low) / (np.size(values) - 1) / 2
    return low - half, high + half


def _map(fig, chart):
    colours = mpl.colormaps["viridis_r"].with_extremes(over=DIVERGES, bad=DIVERGES)
    image = chart.imshow(
        np.full((2, 2), WORST),
        extent=(0, 4.4, 0, 0.99),
        origin="lower",
        aspect="auto",
        cmap=colours,
        norm=mpl.colors.LogNorm(BEST, WORST),
        interpolation="nearest",
        zorder=OVER,
    )
    chart.set(
        xlabel="learning rate × steepest curvature", ylabel="β", title="Steps for one more digit"
    )
    chart.set(xlim=(0, 4.4), ylim=(0, 0.99))
    chart.grid(visible=False)
    bar = fig.colorbar(image, ax=chart, extend="both", pad=0.02, ticks=[3, 5, 10, 30, 100, 300])
    bar.ax.set_yticklabels(["3", "5", "10", "30", "100", "300"])
    bar.ax.minorticks_off()
    return image


def _line_looks():
    yield {"color": UPHILL, "lw": 3, "label": "diverges from here on"}
    for name, (_, dash) in SIDES.items():
        yield {"color": "white", "lw": 1.6, "ls": dash, "label": f"{name} begins to swing"}
    yield {"color": "white", "marker": "*", "ms": 15, "mec": INK, "ls": "", "label": "best of all"}


def _key(axis, lines):
    """The key to the map, beside it: over what moves it would have to be drawn in every frame."""
    key = axis.legend(handles=lines, loc="lower right", frameon=True, edgecolor="none", fontsize=9)
    key.set_title("on the map", {"size": 9})
    key.get_frame().set(facecolor="#33334d")
    for text in (key.get_title(), *key.get_texts()):
        text.set_color("white")


def _curvatures(point):
    """(flat, steep) of a quadratic around 0, from one slope."""
    return point.grad / point.theta


def _theory(opt, curvatures):
    """(lr, β) of the limit, of the ends of each direction's swinging, and of the best place."""
    beta = np.linspace(0, 0.999, 200)
    if isinstance(opt, Nesterov):
        limit, low, high = (2 + 2 * beta) / (1 + 2 * beta), ((1 - beta) / (1 + beta)) ** 2, beta**0
    else:
        limit, low, high = 2 + 2 * beta, (1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2
    scale = 1 - beta if np.any(getattr(opt, "dampening", 0)) else beta**0
    flat, steep = curvatures
    yield limit / scale / steep, beta
    for curvature in curvatures:
        ends = np.concatenate([(low / scale)[::-1], (high / scale)])
        yield ends / curvature, np.concatenate([beta[::-1], beta])
    yield _best(opt, flat, steep, scale)


def _best(opt, flat, steep, scale):
    """lr = (2/(√λ₁ + √λ₂))², β = ((√κ − 1)/(√κ + 1))²; nowhere for Nesterov."""
    if isinstance(opt, Nesterov):
        return [], []
    root = (steep / flat) ** 0.5
    beta = ((root - 1) / (root + 1)) ** 2
    lr = (2 / (flat**0.5 + steep**0.5)) ** 2
    return [lr / (1 - beta) if np.any(scale != 1) else lr], [beta]
