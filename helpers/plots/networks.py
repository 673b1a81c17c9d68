"""A network at work."""

from collections.abc import Iterable

import numpy as np

from helpers.heldout import Look
from helpers.picture import CLASSES, INK, OVER, SEAM, SERIES, Picture, panels
from helpers.training import Update


def boundary(
    data: tuple,
    *runs: Iterable[Update],
    steps: int = 400,
    resolution: int = 60,
    floor: float = 0.05,
) -> Picture:
    """A two-class `train` run: what the network says everywhere, beside its loss at every update.

    The darker a place, the surer the network; the white seam between the colours is its boundary.
    `floor` is the lowest loss shown.
    """
    fig, (ground, curve) = panels(1, 1, height=3.9)
    paint = _ground(ground, data, resolution)
    [losses] = curve.plot([], [], color=INK, zorder=OVER)
    curve.set(xlabel="update", ylabel="loss", title="Loss", yscale="log")
    curve.set(xlim=(0, steps), ylim=(floor, 100))

    def move(run):
        painted = paint(run[-1].net)
        losses.set_data([step.t for step in run], [step.loss for step in run])
        return [*painted, losses]

    picture = Picture(fig, f"A network and its loss on {len(data[0])} points of two classes", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def held_out(data: tuple, *runs: Iterable[Look], steps: int = 500, resolution: int = 50) -> Picture:
    """A two-class run of `watch`: what the network says, beside its training and held-out loss."""
    fig, (ground, curve) = panels(1, 1, height=3.9)
    paint = _ground(ground, data, resolution)
    names = "the points it learns from", "points it has never seen"
    lines = [
        curve.plot([], [], color=colour, ls=dash, label=name, zorder=OVER)[0]
        for name, colour, dash in zip(names, SERIES[:2], ("-", (0, (5, 1.5))), strict=True)
    ]
    curve.set(xlabel="update", ylabel="loss, all units at work", title="Loss", yscale="log")
    curve.set(xlim=(0, steps), ylim=(0.002, 50))
    curve.legend(loc="upper left", fontsize=9)

    def move(run):
        painted = paint(run[-1].net)
        updates = [look.t for look in run]
        for line, losses in zip(lines, ([k.loss for k in run], [k.held for k in run]), strict=True):
            line.set_data(updates, np.clip(losses, 1e-4, 1e3))
        return [*painted, *lines]

    words = f"A network on {len(data[0])} points of two classes, its loss there and on others"
    picture = Picture(fig, words, move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def _ground(axis, data, resolution):
    """Points of two classes; returns what paints the plane as a network sees it."""
    x, y = data
    low, high = x.min(axis=0) - 0.4, x.max(axis=0) + 0.4
    grid = np.stack(np.meshgrid(*np.linspace(low, high, resolution).T), axis=-1).reshape(-1, 2)
    image = axis.imshow(
        np.full((resolution, resolution), 0.5),
        extent=(low[0], high[0], low[1], high[1]),
        origin="lower",
        aspect="auto",
        cmap=SEAM,
        vmin=0,
        vmax=1,
        interpolation="bilinear",
        zorder=OVER,
    )
    dots = points(axis, x, y)
    axis.set(xlabel="$x_1$", ylabel="$x_2$", title="What the network says")
    axis.grid(visible=False)

    def paint(net):
        image.set_data(net.predict_proba(grid)[:, 1].reshape(resolution, resolution))
        return [image, *dots]

    return paint


def points(axis, x, y, size=22):
    return [
        axis.scatter(
            *x[y == k].T, s=size, marker=m, c=c, edgecolors="white", lw=0.6, zorder=2 * OVER
        )
        for k, (m, c) in enumerate(zip("o^", CLASSES, strict=True))
    ]
