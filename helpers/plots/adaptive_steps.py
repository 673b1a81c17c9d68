"""A descent on a ravine that turns, with each weight's real learning rate, and a race of rivals."""

from collections.abc import Iterable

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from helpers.plots.descents import loss_axis, new_walker, walk
from helpers.plots.picture import OVER, Picture, moving_line, panels, tiles
from helpers.plots.series import decades
from helpers.plots.style import GREY, INK, distinct, house_style, style_of
from helpers.surfaces import Surface, ravine
from helpers.training import Point

LOW, HIGH = 1e-2, 1e3  # of the axis of learning rates
HALF = 0.28  # of a bar's width
HEIGHTS = np.geomspace(0.02, 60, 11)  # of the contours
TICKS, SKY = (-8, -4, 0, 4, 8), "#eef4f9"
ROUND = np.linspace(0, 2 * np.pi, 61)


@house_style()
def turned(*runs: Iterable[Point], steps: int = 100) -> Picture:
    """A run of `descend` on a `ravine`: its path, its loss, and a bar for each weight's lr.

    The map is that of the run's own ravine. The dashed lines are 2/H, with the curvature H along x
    and along y: with a bar that stood still above its line, a run would diverge.
    """
    fig, (ground, curve, gauge) = panels(2.5, 2.2, 1.1)
    loss_axis(curve, ravine(20), steps)
    (bars, tops, limits), land = _gauge(gauge), _land(ground)
    walker = new_walker(ground, curve, OVER + 1)
    minimum = moving_line(ground, "minimum", marker="+", ms=13, mew=2, c=INK, zorder=2 * OVER)

    def move(run):
        opt, surface, style = run[-1].opt, run[-1].surface, style_of(run[-1].opt)
        walk(surface, run, style, *walker)
        minimum.set_data(*[[place] for place in surface.minimum])
        land.set_path(_contours(surface))
        _measure(bars, tops, opt.effective_lr() if opt.t else (np.nan, np.nan), style)
        for i, curvature in enumerate(np.diag(surface.hessian(surface.minimum))):
            limits[i].set_path(Path([(i - 0.42, 2 / curvature), (i + 0.42, 2 / curvature)]))
        return [land, *walker, minimum, *bars, *tops, *limits]

    words = "A descent on a turned ravine, and the learning rate that each weight gets"
    return Picture(fig, words, move).show(*runs)


def _land(axis):
    axis.set(xlim=(-8, 8), ylim=(-8, 8), xlabel="x", ylabel="y", facecolor=SKY)
    axis.set(xticks=TICKS, yticks=TICKS, title="The ravine, and its lowest place +")
    axis.grid(visible=False)
    land = PathPatch(Path([(0, 0)]), fill=False, ec=GREY, lw=0.6, zorder=OVER, gid="contours")
    return axis.add_patch(land)


def _contours(surface: Surface) -> Path:
    """Ellipses ½ θᵀHθ = height around the minimum of a quadratic."""
    curvatures, axes = np.linalg.eigh(surface.hessian(surface.minimum))
    circle = np.stack([np.cos(ROUND), np.sin(ROUND)])
    ellipse = (axes @ (circle * np.sqrt(2 / curvatures)[:, None])).T
    return Path.make_compound_path(*(Path(ellipse * np.sqrt(height)) for height in HEIGHTS))


def _gauge(axis):
    """Bars and their limits, of which a pin keeps nothing but the tops of the bars."""
    axis.set(title="Effective lr", yscale="log", xlim=(-0.6, 1.6), ylim=(LOW, HIGH))
    axis.set_xticks([0, 1], ["of x", "of y"])
    faint = {"alpha": 0.4, "lw": 0, "zorder": OVER}
    bars = [
        Rectangle((i - HALF, LOW), 2 * HALF, 0, gid=f"bar, {name}", **faint)
        for i, name in enumerate("xy")
    ]
    above = {"linewidth": 3.5, "zorder": OVER + 1}
    tops = [moving_line(axis, f"effective lr, {name}", **above) for name in "xy"]
    dashes = {"fill": False, "ls": "--", "ec": INK, "lw": 1.4, "zorder": OVER + 2}
    limits = [PathPatch(Path([(0, 1)]), gid=f"limit, {name}", **dashes) for name in "xy"]
    for patch in [*bars, *limits]:
        axis.add_patch(patch)
    return bars, tops, limits


def _measure(bars, tops, rates, style):
    for i, (bar, top, lr) in enumerate(zip(bars, tops, np.clip(rates, LOW, HIGH), strict=True)):
        bar.set(height=lr - LOW, color=style["color"])
        top.set(data=([i - HALF, i + HALF], [lr, lr]), **style | {"marker": ""})


@house_style()
def rivals(series: dict[str, tuple], xlabel: str, ylabel: str) -> Picture:
    """What each has for one unit of another's, {name: (x (n,), runs (seeds, n))}, in small panels.

    The median stands in a band from the lowest to the highest run; above 1 the other is ahead.
    """
    fig, axes = tiles(len(series), len(series), height=3)
    for axis, (name, (x, runs)), style in zip(
        axes, series.items(), distinct([*series]), strict=True
    ):
        axis.axhline(1, color=INK, lw=1.2)
        axis.fill_between(
            x, *np.percentile(runs, [0, 100], axis=0), color=style["color"], alpha=0.2
        )
        axis.plot(x, np.median(runs, axis=0), lw=2.2, ms=5, **style)
        axis.set(title=name, xlabel=xlabel)
        decades(axis, "x")
    axes[0].set(ylabel=ylabel)
    words = f"{ylabel} against {xlabel}, medians and ranges: {', '.join(series)}"
    return Picture(fig, words)
