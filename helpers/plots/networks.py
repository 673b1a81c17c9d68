"""A network at work: what it says everywhere, beside its losses."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb

from helpers.plots.fields import lattice, painted
from helpers.plots.picture import OVER, Picture, moving_line, panels
from helpers.plots.style import CLASSES, DASHES, INK, SEAM, SERIES, house_style
from helpers.training import Update, last

CLASS_LOOKS = [*zip(SERIES, DASHES, "o^sD", strict=False)]  # colour, dash and marker of each class


@house_style()
def boundary(
    data: tuple,
    *runs: Iterable[Update],
    steps: int = 400,
    resolution: int = 60,
    floor: float = 0.05,
    window: Sequence | None = None,
) -> Picture:
    """A two-class `train` run: what the network says everywhere, beside its loss at every update.

    The darker a place, the surer the network; the white seam between the colours is its boundary.
    `floor` is the lowest loss shown, `window` ((low, high), (low, high)) the part of the plane. A
    run of other data, the last of which are shown, may stand before that of the network.
    """
    fig, (ground, curve) = panels(1, 1, height=3.9)
    paint = plane(ground, data, resolution, window)
    losses = moving_line(curve, "losses", color=INK)
    loss_axis(curve, "loss", steps, (floor, 100))

    def move(*runs):
        *others, run = runs
        losses.set_data([step.t for step in run], [step.loss for step in run])
        return [*paint(run[-1].net, *(other[-1] for other in others)), losses]

    words = f"A network and its loss on {len(data[0])} points of two classes"
    return Picture(fig, words, move).show(*runs)


def loss_axis(axis, ylabel, steps, ylim):
    axis.set(xlabel="update", ylabel=ylabel, title="Loss", yscale="log")
    axis.set(xlim=(0, steps), ylim=ylim)


def two_losses(axis):
    looks = {
        "losses": ("the points it learns from", SERIES[0], "-"),
        "held-out losses": ("points it has never seen", SERIES[1], (0, (5, 1.5))),
    }
    return [
        moving_line(axis, name, label=label, color=colour, linestyle=dash)
        for name, (label, colour, dash) in looks.items()
    ]


def plane(axis, data, resolution, window=None) -> Callable:
    """Points of two classes; returns what paints the plane as a network sees it, and other data."""
    around = data[0].min(axis=0) - 0.4, data[0].max(axis=0) + 0.4
    low, high = np.transpose(window) if window else around
    unsure = np.full((resolution, resolution), 0.5)
    look = {"cmap": SEAM, "vmin": 0, "vmax": 1, "zorder": OVER, "gid": "plane"}
    image = painted(axis, unsure, low, high, **look)
    dots = points(axis, *data)
    axis.set(xlabel="$x_1$", ylabel="$x_2$", title="What the network says")
    grid = lattice(low, high, resolution)

    def paint(net, shown=data):
        image.set_data(net.predict_proba(grid)[:, 1].reshape(unsure.shape))
        for k, some in enumerate(dots):
            some.set_offsets(shown[0][shown[1] == k])
        return [image, *dots]

    return paint


def points(axis: Axes, x: np.ndarray, y: np.ndarray, size: float = 22) -> list[PathCollection]:
    """Points x (m, 2) of the classes y, 0 or 1, each class with a colour and a marker."""
    over = {"edgecolors": "white", "linewidth": 0.6, "zorder": 2 * OVER}
    return [
        axis.scatter(*x[y == k].T, s=size, marker=marker, c=CLASSES[k], gid=f"class {k}", **over)
        for k, marker in enumerate("o^")
    ]


@house_style()
def regions(named: dict[str, tuple], resolution: int = 160) -> Picture:
    """What networks say at last, {name: (data, run)}, and where two classes are as probable."""
    fig, axes = panels(*[1] * len(named), height=2.9)
    for axis, (name, (data, run)) in zip(axes, named.items(), strict=True):
        _divide(axis, last(run).net, data[0], resolution)
        for k, (colour, _, marker) in enumerate(CLASS_LOOKS[: max(data[1]) + 1]):
            dots = data[0][data[1] == k].T
            axis.scatter(*dots, s=14, c=colour, marker=marker, ec="white", lw=0.4, zorder=3)
        axis.set(xlabel="$x_1$", ylabel="$x_2$", title=name, xticks=[], yticks=[])
    return Picture(fig, f"What networks say: {', '.join(named)}")


def _divide(axis, net, x, resolution):
    """The plane in mixed colours of the classes, and lines where the first two are equal."""
    low, high = x.min(axis=0) - 0.3, x.max(axis=0) + 0.3
    p = net.predict_proba(lattice(low, high, resolution)).reshape(resolution, resolution, -1)
    colours = np.array([to_rgb(colour) for colour, *_ in CLASS_LOOKS[: p.shape[-1]]])
    painted(axis, 1 - 0.45 * (p @ (1 - colours)), low, high, gid="plane")
    for k in range(p.shape[-1]):
        lead = p[..., k] - np.delete(p, k, axis=-1).max(axis=-1)
        sides = np.linspace(low, high, resolution).T
        axis.contour(*sides, lead, [0], colors=INK, linewidths=1, zorder=4)
