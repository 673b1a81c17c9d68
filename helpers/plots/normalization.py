"""What normalization does: to inputs, inside a layer, from layer to layer, and to training."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import numpy as np

from helpers.picture import GREY, INK, SERIES, UPHILL, Picture, look, panels
from helpers.surfaces import Surface
from helpers.training import Point

LEVELS = 2.0 ** np.arange(-4, 14, 1.5)


def ellipses(named: dict[str, tuple[Surface, Iterable[Point]]]) -> Picture:
    """Descents on surfaces of two weights, {name: (surface, run)}, side by side, to equal scale."""
    fig, axes = panels(*[1] * len(named), height=3.9)
    for axis, (name, (surface, run)) in zip(axes, named.items(), strict=True):
        run = [*run]
        path = np.array([point.theta for point in run])
        x, y = np.meshgrid(*(np.linspace(*limits, 200) for limits in surface.window))
        height = surface(np.stack([x, y], axis=-1)) - surface(surface.minimum)
        axis.contour(x, y, height, levels=LEVELS, colors="#8fb3c9", linewidths=0.9)
        axis.plot(*path.T, **look(run[0].opt) | {"markersize": 3.5, "linewidth": 1.2})
        axis.plot(*surface.minimum, "+", color=INK, ms=12, mew=2)
        axis.set(title=name, xlabel="weight of the rooms", ylabel="weight of the area")
        axis.set(xlim=surface.window[0], ylim=surface.window[1], aspect="equal")
        axis.grid(visible=False)
    return Picture(fig, f"Descents side by side: {', '.join(named)}")


def bells(named: dict[str, Sequence[np.ndarray]], reach: float = 3.0) -> Picture:
    """What enters the activations, {name: [z (m, units), …]}: a row of histograms for each name."""
    columns = len(next(iter(named.values())))
    fig, _ = panels(1, height=1.6 * len(named) + 0.4)
    fig.clear()
    axes = fig.subplots(len(named), columns, sharex=True, squeeze=False)
    bins = np.linspace(-reach, reach, 61)
    for row, (name, layers), colour in zip(axes, named.items(), SERIES[1::-1], strict=False):
        row[0].set_ylabel(name, fontsize=10)
        for i, (axis, z) in enumerate(zip(row, layers, strict=True), start=1):
            share, _ = np.histogram(z, bins)
            axis.stairs(share / share.max(), bins, fill=True, color=colour)
            axis.set(ylim=(0, 1.05), yticks=[], xticks=[-2, 0, 2], title=f"std {z.std():.1g}")
            axis.title.set(fontsize=9)
            if row is axes[-1]:
                axis.set_xlabel(f"layer {i}")
    return Picture(fig, f"Histograms of {columns} layers: {', '.join(named)}")


def epochs(
    stds: Sequence[float], named: dict[str, np.ndarray], ylabel: str, every: int = 1
) -> Picture:
    """A small panel for each std, with a curve over the epochs for each name.

    `named` holds arrays (stds, points), a point for every `every`-th epoch.
    """
    fig, _ = panels(1, height=6.4)
    fig.clear()
    axes = fig.subplots(-(-len(stds) // 4), 4, sharex=True, sharey=True, squeeze=False)
    for i, (axis, std) in enumerate(zip(axes.flat, stds, strict=True)):
        for (name, runs), colour, dash in zip(
            named.items(), SERIES[1::-1], ((0, (4, 1.2)), "-"), strict=True
        ):
            passed = every * np.arange(1, len(runs[i]) + 1)
            axis.plot(passed, runs[i], color=colour, ls=dash, label=name)
        axis.set(ylim=(0, 1.05), yticks=[0, 0.5, 1])
        axis.set_title(f"std {std:.2g}", fontsize=9)
    for axis in axes[-1]:
        axis.set_xlabel("epoch")
    for axis in axes[:, 0]:
        axis.set_ylabel(ylabel, fontsize=9)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper center", ncols=len(labels), fontsize=10)
    return Picture(fig, f"{len(stds)} panels of {ylabel} by epoch: {', '.join(named)}")


# The computational graph

NODES = {  # where each operation stands, and what is written in it
    "mean": (1.15, 0.0, "mean"),
    "minus": (2.35, 1.0, "−"),
    "square": (3.35, 0.0, "( )²"),
    "average": (4.6, 0.0, "mean"),
    "root": (5.95, 0.0, "√( + ε)"),
    "invert": (7.3, 0.0, "1 / ( )"),
    "times": (8.45, 1.0, "×"),
    "scale": (9.65, 1.0, "× γ"),
    "shift": (10.5, 1.0, "+ β"),
}
EDGES = {  # the value that travels: from where to where, and where its words stand
    "x": ((0.1, 1.0), "minus", (0.55, 1.0)),
    "mean": ("mean", "minus", (1.88, 0.0)),
    "centred": ("minus", "times", (2.87, 1.0)),
    "square": ("square", "average", (3.95, 0.0)),
    "var": ("average", "root", (5.18, 0.0)),
    "std": ("root", "invert", (6.65, 0.0)),
    "inverse": ("invert", "times", (8.02, 0.0)),
    "x_hat": ("times", "scale", (9.05, 1.0)),
    "y": ("shift", (11.6, 1.0), (11.15, 1.0)),
}
FORKS = [((1.15, 1.0), "mean"), ((3.35, 1.0), "square"), ("scale", "shift")]
SYMBOLS = {"x": "$x$", "mean": "$\\mu$", "centred": "$c$", "square": "$c^2$", "var": "$\\sigma^2$"}
SYMBOLS |= {"std": "$s$", "inverse": "$1/s$", "x_hat": "$\\hat x$", "y": "$y$"}


def graph(values: SimpleNamespace, gradients: SimpleNamespace) -> Picture:
    """Batch norm of one feature as a graph: values go right, black; gradients left, orange.

    Both hold an array for each of x, mean, centred, square, var, std, inverse, x_hat and y.
    """
    fig, [axis] = panels(1, height=3.3)
    axis.set(xlim=(-0.15, 11.75), ylim=(-0.75, 1.75))
    axis.axis("off")
    for start, end, *_ in [*EDGES.values(), *FORKS]:
        _arrow(axis, start, end)
    for x, y, text in NODES.values():
        box = {"boxstyle": "round,pad=0.35", "fc": "#eef3f6", "ec": GREY, "lw": 1}
        axis.text(x, y, text, ha="center", va="center", fontsize=9, bbox=box, zorder=3)
    for name, (_, _, (x, y)) in EDGES.items():
        own = {"ha": "center", "fontsize": 8.5, "linespacing": 1.25, "zorder": 4}
        value, gradient = (_column(getattr(part, name)) for part in (values, gradients))
        axis.text(x, y + 0.1, f"{SYMBOLS[name]}\n{value}", va="bottom", color=INK, **own)
        axis.text(x, y - 0.1, gradient, va="top", color=UPHILL, weight="bold", **own)
    axis.text(5.6, 1.5, "values →", fontsize=10)
    axis.text(6.75, 1.5, "← gradients", fontsize=10, color=UPHILL, weight="bold")
    return Picture(fig, "The graph of batch norm: values forward, gradients backward")


def _arrow(axis, start, end):
    """From one place or node to another, round a corner where it must."""
    (x, y), (to_x, to_y) = (NODES.get(place, place)[:2] for place in (start, end))
    room = 10 if y != to_y else 8 + 2.2 * len(NODES[end][2]) if end in NODES else 0
    line = {"arrowstyle": "-|>", "color": GREY, "lw": 1.1, "shrinkA": 0, "shrinkB": room}
    if x != to_x and y != to_y:
        line["connectionstyle"] = "angle,angleA=0,angleB=90,rad=0"
    axis.annotate("", (to_x, to_y), (x, y), arrowprops=line)


def _column(array):
    """The numbers of one feature, one below the other."""
    return "\n".join(f"{value:.2f}".replace("-", "−") for value in np.ravel(array))
