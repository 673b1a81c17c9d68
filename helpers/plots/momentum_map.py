"""Which learning rate and which β: a map of how fast a quadratic is descended."""

from collections.abc import Iterable

import matplotlib as mpl
import numpy as np

from helpers.experiments.convergence import measured
from helpers.optimizers import Nesterov
from helpers.plots.fields import painted
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels
from helpers.plots.style import INK, SERIES, UPHILL, house_style
from helpers.training import Point

DIVERGES = "#f4d9cf"
BEST, WORST = 3, 300  # steps for one more digit
LOW, HIGH = -2.7, 1.6  # of the axis of positions: below what converges there is room for the key
WIDE, TALL = (0, 4.4), (0, 0.99)  # of the map: learning rates and betas
SIDES = {"flat direction": (SERIES[0], "-"), "curved direction": (SERIES[1], (0, (5, 1.5)))}


@house_style()
def stability(*runs: Iterable[Point], steps: int = 100) -> Picture:
    """A grid of runs of `descend` on `quadratic(flat, curved)` as a map, beside a run of its own.

    The grid has learning rates (1, n, 1) and betas (m, 1, 1); the run starts from (1, 1).
    Lines are theory: the limit of convergence, and inside which each direction rings.
    """
    fig, (chart, course) = panels(5, 4, height=4.3)
    image, lines, tracks = _map(fig, chart), _lines(chart), _course(course, steps)
    dot = moving_dots(chart, "dot", ms=11, mfc="white", mec=INK, mew=2, zorder=2 * OVER)
    for mark in (dot, lines[-1]):
        mark.set_clip_on(False)
    _key(course, lines)

    def move(grid, own):
        _paint(image, grid)
        for line, place in zip(lines, _theory(grid[0].opt, _curvatures(own[0])), strict=True):
            line.set_data(*place)
        dot.set_data([own[0].opt.lr], [own[0].opt.beta])
        _track(own, tracks)
        return [image, *lines, dot, *tracks]

    return Picture(fig, "A map of the steps per digit over lr and β, and one run", move).show(*runs)


# The map


def _map(fig, axis):
    colours = mpl.colormaps["viridis_r"].with_extremes(over=DIVERGES, bad=DIVERGES)
    look = {"cmap": colours, "norm": mpl.colors.LogNorm(BEST, WORST), "interpolation": "nearest"}
    empty, corners = np.full((2, 2), WORST), zip(WIDE, TALL, strict=True)
    image = painted(axis, empty, *corners, zorder=OVER, gid="map", **look)
    axis.set(xlabel="learning rate × largest curvature", xlim=WIDE)
    axis.set(ylabel="β", ylim=TALL, title="Steps for one more digit")
    bar = fig.colorbar(image, ax=axis, extend="both", pad=0.02, ticks=[3, 5, 10, 30, 100, 300])
    bar.ax.set_yticklabels(["3", "5", "10", "30", "100", "300"])
    bar.ax.minorticks_off()
    return image


def _paint(image, grid):
    opt = grid[0].opt
    image.set_data(digits_per_step(grid))
    image.set_extent((*_edges(opt.lr), *_edges(opt.beta)))


def digits_per_step(grid):
    """Steps for one more digit, −1/log₁₀ of the measured factor; inf where it is above 1."""
    factor = measured(grid)
    with np.errstate(all="ignore"):
        steps = np.where(factor < 1, -1 / np.log10(factor), WORST)  # one record measures 1
    return np.where(factor > 1, np.inf, np.clip(steps, BEST, WORST))


def _edges(values):
    """The outer edges of cells whose centres are evenly spaced."""
    low, high = np.min(values), np.max(values)
    half = (high - low) / (np.size(values) - 1) / 2
    return low - half, high + half


# The lines of theory on it


def _lines(axis):
    over = {"zorder": OVER + 1}
    white = {"color": "white", "linewidth": 1.6} | over
    limit = {"color": UPHILL, "linewidth": 3, "label": "diverges from here on"} | over
    star = {"color": "white", "markersize": 15, "markeredgecolor": INK, "label": "best of all"}
    return [
        moving_line(axis, "limit", **limit),
        *(
            moving_line(
                axis,
                name,
                linestyle=dash,
                label=f"inside: {name} rings",
                **white,
            )
            for name, (_, dash) in SIDES.items()
        ),
        moving_dots(axis, "star", "*", **star | over),
    ]


def _key(axis, lines):
    """The key to the map, beside it: over what moves it would have to be drawn in every frame."""
    key = axis.legend(handles=lines, loc="lower right", frameon=True, edgecolor="none", fontsize=9)
    key.set_title("on the map", {"size": 9})
    key.get_frame().set(facecolor="#33334d")
    for text in (key.get_title(), *key.get_texts()):
        text.set_color("white")


def _theory(opt, curvatures):
    """(lr, β) of the limit, of the ends of each direction's ringing, and of the best place."""
    beta = np.linspace(0, 0.999, 200)
    if isinstance(opt, Nesterov):
        limit, low, high = (2 + 2 * beta) / (1 + 2 * beta), ((1 - beta) / (1 + beta)) ** 2, beta**0
    else:
        limit, low, high = 2 + 2 * beta, (1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2
    flat, curved = curvatures
    yield limit / curved, beta
    for curvature in curvatures:
        ends = np.concatenate([low[::-1], high]) / curvature
        yield ends, np.concatenate([beta[::-1], beta])
    yield _best(opt, flat, curved)


def _curvatures(point):
    """(flat, curved) of a quadratic around 0, from one slope."""
    return point.grad / point.theta


def _best(opt, flat, curved):
    """The best (lr, β) for both curvatures (Polyak 1964; for Nesterov: Lessard et al. 2016).

    Momentum: lr = (2/(√λ₁ + √λ₂))², β = ((√κ − 1)/(√κ + 1))². Nesterov: lr = 4/(λ₁ + 3λ₂),
    β = (√(3κ + 1) − 2)/(√(3κ + 1) + 2).   (https://doi.org/10.1137/15M1009597)
    """
    if isinstance(opt, Nesterov):
        root = (3 * curved / flat + 1) ** 0.5
        return [4 / (flat + 3 * curved)], [(root - 2) / (root + 2)]
    root = (curved / flat) ** 0.5
    return [(2 / (flat**0.5 + curved**0.5)) ** 2], [((root - 1) / (root + 1)) ** 2]


# The run at the dot


def _course(axis, steps):
    axis.set(xlabel="step", ylabel="position", title="The run at the white dot")
    axis.set(xlim=(0, steps), ylim=(LOW, HIGH))
    tracks = [
        moving_line(axis, f"position, {name}", color=colour, linestyle=dash, label=name.split()[0])
        for name, (colour, dash) in SIDES.items()
    ]
    axis.add_artist(axis.legend(loc="upper right", ncols=2, fontsize=9))
    return tracks


def _track(run, tracks):
    """Positions inside the panel, and those next to them, so that a run is seen to leave."""
    for track, position in zip(tracks, np.array([p.theta for p in run]).T, strict=True):
        inside = np.pad(abs(position) < HIGH, 1)
        near = inside[1:-1] | inside[:-2] | inside[2:]
        seen = np.where(near, np.clip(position, -5 * HIGH, 5 * HIGH), np.nan)
        track.set_data(range(len(run)), seen)
