"""A network and its gradient: softmax at a temperature, a layer's shapes, and bends."""

from collections.abc import Iterable

import numpy as np
from matplotlib.patches import Rectangle

from helpers.experiments.blame import BENDS, Shares
from helpers.plots.networks import CLASS_LOOKS
from helpers.plots.neuron import BACKWARD, DARK, FORWARD
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels
from helpers.plots.style import GREY, INK, house_style

# Softmax at a temperature

HEAT = np.geomspace(0.01, 100, 201)


@house_style()
def temperature(*runs: Iterable[Shares], names: str = "ABCD") -> Picture:
    """Shares of four classes as bars, and how they change with the temperature.

    Where the naive formula fails there is no bar and no curve.
    """
    fig, (bars, chart) = panels(4, 5, height=3.7)
    columns, (here, curves, dots) = _columns(bars, names), _heat(chart, names)

    def move(run):
        one = run[-1]
        p, everywhere = one.at(one.T), one.at(HEAT)
        here.set_data([one.T, one.T], [0, 1])
        for k, (bar, share, score) in enumerate(columns):
            bar.set_data([k, k], [0, p[k]])
            share.set(text=f"{p[k]:.3f}", y=np.nan_to_num(p[k]) + 0.03)
            score.set_text(f"{(one.z[k] + one.added) / one.T:.4g}".replace("-", "−"))
            curves[k].set_data(HEAT, everywhere[:, k])
            dots[k].set_data([one.T], [p[k]])
        return [here, *curves, *dots, *(artist for column in columns for artist in column)]

    words = "Shares of four classes, and how they change with temperature"
    return Picture(fig, words, move).show(*runs)


def _heat(axis, names):
    """The axis of temperatures, where its ends lead; a line for now, a curve and dot per class."""
    axis.set(xscale="log", xlim=(HEAT[0], HEAT[-1]), ylim=(0, 1.12))
    axis.set(xlabel="temperature T", ylabel="share p", title="Softmax at every temperature")
    axis.xaxis.set_major_formatter("{x:g}")
    axis.minorticks_off()
    for height, left, words in ((1, 0.012, "hard max"), (1 / len(names), 25, "uniform")):
        axis.axhline(height, color=GREY, lw=0.8)
        axis.text(left, height + 0.03, words, color=GREY)
    here, curves, dots = moving_line(axis, "now", color=INK, linewidth=1), [], []
    for name, (colour, dash, marker) in zip(names, CLASS_LOOKS, strict=True):
        look = {"color": colour, "linestyle": dash, "linewidth": 2.2, "label": name}
        curves.append(moving_line(axis, f"curve {name}", **look))
        look = {"color": colour, "markersize": 8, "markeredgecolor": "white", "zorder": 2 * OVER}
        dots.append(moving_dots(axis, f"dot {name}", marker, **look))
    axis.legend(handles=curves, loc="upper right", fontsize=10, handlelength=2.6)
    return here, curves, dots


def _columns(axis, names):
    """For each class a bar, the text on it and its score below."""
    axis.set(xlim=(-0.6, len(names) - 0.4), ylim=(0, 1.12), title="Softmax at this temperature")
    axis.set(ylabel="share p", xlabel="\nscore divided by T")
    axis.set_xticks(range(len(names)), names, fontweight="bold")
    axis.grid(visible=False)
    under = axis.get_xaxis_transform()
    columns = []
    for k, (colour, *_) in enumerate(CLASS_LOOKS):
        wide = {"color": colour, "linewidth": 44, "solid_capstyle": "butt"}
        bar = moving_line(axis, f"bar {names[k]}", **wide)
        middle = {"ha": "center", "zorder": 2 * OVER}
        share = axis.text(k, 0, "", va="bottom", gid=f"share {names[k]}", **middle)
        score = axis.text(k, -0.1, "", va="top", transform=under, gid=f"score {names[k]}", **middle)
        columns.append((bar, share, score))
    return columns


# Shapes

PALE = {FORWARD: "#CFE3F1", BACKWARD: "#FBE0D1"}


@house_style()
def shapes(m: int = 6, n: int = 3, u: int = 4) -> Picture:
    """A layer of u units on m examples of n inputs, forward and backward, as arrays of cells.

    Deep cells show of what one number of each answer is made.
    """
    fig, [axis] = panels(1, height=3.9)
    axis.axis("off")
    for (title, left, middle), parts in _products(m, n, u).items():
        axis.text(left, middle + m / 2 + 1.7, title, fontsize=11, fontweight="bold")
        for part in parts:
            left = (_sign if isinstance(part, str) else _array)(axis, part, left, middle)
    axis.set(xlim=(-0.2, 41), ylim=(-12.8, 5.8), aspect="equal")
    return Picture(fig, f"Shapes of a layer: {m} examples, {n} inputs, {u} units, there and back")


def _products(m, n, u):
    """The parts of each product, by title and place: name, shape, colour and what is deep."""
    up, down = FORWARD, BACKWARD
    x, W, dz = ("x", m, n, up, (2, None)), ("W", n, u, up, (None, 1)), ("dz", m, u, down)
    return {
        ("Forward", 0, 0): [
            *(("z", m, u, up, (2, 1)), "=", x, "@", W, "+", ("b", 1, u, up, (0, 1))),
        ],
        ("Blame for W and b", 0, -9.6): [
            *(("dW", n, u, down, (0, 1)), "=", ("xᵀ", n, m, up, (0, None)), "@"),
            *((*dz, (None, 1)), "    ", ("db", 1, u, down, (0, 1)), "= sums down dz"),
        ],
        ("Blame for the layer before", 24.5, 0): [
            *(("dx", m, n, down, (2, 0)), "=", (*dz, (2, None)), "@", ("Wᵀ", u, n, up, (None, 0))),
        ],
    }


def _sign(axis, sign, left, middle):
    axis.text(left + 0.5, middle, sign, va="center", fontsize=11)
    return left + 0.6 * len(sign) + 1.3


def _array(axis, part, left, middle):
    """An array around a height; returns where the next part begins."""
    name, rows, columns, colour, (row, column) = part
    for i, j in np.ndindex(rows, columns):
        corner = left + j, middle + rows / 2 - i - 1
        face = colour if row in (i, None) and column in (j, None) else PALE[colour]
        axis.add_patch(Rectangle(corner, 1, 1, fc=face, ec="white", lw=1.2))
    words = f"{name}  {f'{rows} × ' * (rows > 1)}{columns}"
    axis.text(left + columns / 2, middle + rows / 2 + 0.3, words, ha="center")
    return left + columns


# Bends


@house_style()
def bends() -> Picture:
    """Sigmoid, tanh and ReLU with their slopes, side by side on one scale."""
    fig, axes = panels(1, 1, 1, height=2.8)
    z = np.linspace(-5, 5, 401)
    for axis, name in zip(axes, ("sigmoid", "tanh", "ReLU"), strict=True):
        bend, slope = (f(z) for f in BENDS[name])
        axis.plot(z, bend, color=FORWARD, lw=2.4, label="a")
        axis.plot(z, slope, color=BACKWARD, ls=(0, (5, 1.5)), label="slope of a")
        axis.text(4.8, -0.65, f"slope at most {slope.max():g}", color=DARK, ha="right")
        axis.set(xlim=(-5, 5), ylim=(-1.15, 1.75), xlabel="z", title=name)
    axes[0].legend(loc="upper left", fontsize=10)
    return Picture(fig, "Sigmoid, tanh and ReLU, and their slopes")
