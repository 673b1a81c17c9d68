"""Descents on a surface: paths beside their losses."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.plots.fields import contours
from helpers.plots.picture import (
    OVER,
    Picture,
    for_each,
    legend,
    moving_dots,
    moving_line,
    panels,
)
from helpers.plots.style import GREY, house_style, style_of
from helpers.surfaces import Surface
from helpers.training import Point


@house_style()
def descent(
    surface: Surface, *runs: Iterable[Point], steps: int | None = None, follow: bool = False
) -> Picture:
    """Runs of `descend` on a surface, beside their losses above the minimum on a log axis.

    The axis of steps is as long as the longest run, unless `steps` says how long. With `follow` the
    map becomes that of another surface once the runs go over that one.
    """
    runs = [[*run] for run in runs]
    fig, (ground, curve) = panels(3, 2)
    lay = _layer(ground, curve, steps or max([run[-1].t for run in runs], default=100))
    lay(surface)
    walkers = []

    def move(*runs):
        here = runs[0][0].surface if follow else surface
        marks = lay(here)
        shown = for_each(runs, walkers, lambda i: new_walker(ground, curve, OVER + i))
        for run, style, walker in zip(runs, _styles(runs), shown, strict=True):
            walk(here, run, style, *walker)
        _name(curve, runs, [losses for *_, losses in shown])
        return [*chain(*shown), *marks]

    ends = [f"{run[-1].opt!r}: {run[-1]}" for run in runs]
    return Picture(fig, "; ".join([f"Descent on the {surface.name}", *ends]), move).show(*runs)


def _layer(ground, curve, end):
    """A function that draws the land of a surface, in place of another; returns its low mark."""
    drawn = {}

    def lay(surface):
        if surface not in drawn:
            for artist in chain(*drawn.values()):
                artist.remove()
            drawn.clear()
            drawn[surface] = _land(ground, surface)
            loss_axis(curve, surface, end)
        return [artist for artist in drawn[surface] if artist.get_gid() == "minimum"]

    return lay


def _land(axis, surface):
    """The artists of a map or a graph, with the mark of the minimum above all that moves."""
    before = {*axis.get_children()}
    (contours if len(surface.window) == 2 else _graph)(axis, surface)
    new = [artist for artist in axis.get_children() if artist not in before]
    for artist in new:
        if artist.get_gid() == "minimum":
            artist.set_zorder(10 * OVER)
    return new


def _graph(axis, surface):
    [limits] = surface.window
    x = np.linspace(*limits, 200)
    axis.plot(x, surface(x[:, None]), color=GREY)
    axis.set(xlabel="x", ylabel="f(x)", title=f"$f = {surface.equation}$", xlim=limits)


def loss_axis(axis: Axes, surface: Surface, end: float, decades: tuple = (1e-6, 1e2)) -> None:
    """A log axis for losses above the minimum: `decades` are in units of the loss at the start."""
    top = float(surface(surface.start) - surface.lowest)
    axis.set(yscale="log", xlim=(0, end), ylim=(decades[0] * top, decades[1] * top))
    axis.set(xlabel="step", ylabel="loss above the minimum", title="Loss")


HOLLOW = {"markerfacecolor": "none", "markeredgewidth": 2}  # the minimum shows through


def new_trail(axis: Axes, z: float = OVER) -> tuple[Line2D, Line2D]:
    """A path with small marks, and a large mark where it ends."""
    path = moving_line(axis, "path", markersize=3.5, linewidth=1.2, zorder=z)
    return path, moving_dots(axis, "end", markersize=9, zorder=z, **HOLLOW)


def trail(places: np.ndarray, style: dict, path: Line2D, end: Line2D) -> None:
    """Draw the path through places (2, n) and its end."""
    path.set(data=places, **style)
    end.set(data=places[:, -1:], **style | {"linestyle": ""})


def new_walker(ground: Axes, curve: Axes, z: float = OVER) -> tuple[Line2D, Line2D, Line2D]:
    """A trail on the ground and a curve of losses."""
    return *new_trail(ground, z), moving_line(curve, "losses", zorder=z)


def walk(surface: Surface, run: Sequence[Point], style: dict, *walker: Line2D) -> None:
    """Draw where a run went, on a map or on the graph of f(x), and its losses."""
    *marks, losses = walker
    theta, loss = np.array([p.theta for p in run]), np.array([p.loss for p in run])
    trail(theta.T if theta.shape[1] == 2 else np.stack([theta[:, 0], loss]), style, *marks)
    losses.set_data([p.t for p in run], loss - surface.lowest)
    losses.set(**style | {"marker": ""})


def _styles(runs):
    """Of each run's optimizer, paler when one of the same kind has been before."""
    kinds = [type(run[0].opt) for run in runs]
    return [style_of(run[0].opt, again=kinds[:i].count(kinds[i])) for i, run in enumerate(runs)]


def _name(axis, runs, lines):
    """Tell several runs apart, above where the losses start, so that none that falls runs through.

    A single run needs no name.
    """
    names = _names(runs)
    short = all(len(name) < 12 for name in names)
    legend(axis, lines, names, loc="upper right", ncols=1 + short)


def _names(runs):
    """What tells the runs apart, as short as can be: their kinds, hyperparameters or starts."""
    opts = [run[0].opt for run in runs]
    for names in ([type(opt).__name__ for opt in opts], [repr(opt) for opt in opts]):
        if len({*names}) == len(names):
            return names
    return [f"from ({', '.join(f'{x:g}' for x in run[0].theta)})" for run in runs]


@house_style()
def maps(surfaces: Sequence[Surface], *runs: Iterable[Point]) -> Picture:
    """One run of `descend` on each of several surfaces, side by side."""
    (fig, grounds), land = panels(*[1] * len(surfaces), height=3), []
    for ground, surface in zip(grounds, surfaces, strict=True):
        land += _land(ground, surface)
        ground.set(title=surface.name, ylabel="y" if ground is grounds[0] else "")
    trails = [new_trail(ground) for ground in grounds]
    marks = [artist for artist in land if artist.get_gid() == "minimum"]

    def move(*runs):
        for run, lines in zip(runs, trails, strict=True):
            trail(np.array([p.theta for p in run]).T, style_of(run[0].opt), *lines)
        return [*chain(*trails), *marks]

    words = f"One run each on {', '.join(surface.name for surface in surfaces)}"
    return Picture(fig, words, move).show(*runs)
