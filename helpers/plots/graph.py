"""Batch norm as a graph: values go forward, gradients come back, and differences judge them."""

from collections.abc import Iterable

import numpy as np

from helpers.experiments.normalized import Graph
from helpers.plots.neuron import DARK, FORWARD
from helpers.plots.picture import OVER, Picture, figure, moving_dots, moving_line
from helpers.plots.style import DASHES, GREY, INK, MARKERS, SERIES, UPHILL, house_style

LOW = -0.25  # height of the lower row; the upper is at 1
NODES = {  # where each operation stands, and what is written in it
    "mean": (1.15, LOW, "mean"),
    "minus": (2.4, 1.0, "−"),
    "square": (3.6, LOW, "( )²"),
    "average": (4.95, LOW, "mean"),
    "root": (6.35, LOW, "√( + ε)"),
    "divide": (7.6, 1.0, "÷"),
    "scale": (9.0, 1.0, "×"),
    "shift": (10.35, 1.0, "+"),
}
EDGES = {  # the value that travels: its symbol, from where to where, and where its words stand
    "x": ("x", (0.1, 1.0), "minus", (0.58, 1.0)),
    "mean": ("μ", "mean", "minus", (1.85, LOW)),
    "centred": ("c", "minus", "divide", (2.95, 1.0)),
    "square": ("c²", "square", "average", (4.22, LOW)),
    "var": ("σ²", "average", "root", (5.55, LOW)),
    "std": ("s", "root", "divide", (7.12, LOW)),
    "x_hat": ("x̂", "divide", "scale", (8.25, 1.0)),
    "y": ("y", "shift", (11.5, 1.0), (11.0, 1.0)),
    "gamma": ("γ", (9.0, LOW + 0.12), "scale", (9.0, LOW - 0.32)),
    "beta": ("β", (10.35, LOW + 0.12), "shift", (10.35, LOW - 0.32)),
}
FORKS = [((1.15, 1.0), "mean"), ((3.6, 1.0), "square"), ("scale", "shift")]
COLUMNS = "x", "centred", "square", "x_hat", "y"  # three numbers each
LINE, AWAY = 0.23, 0.24  # height of a line of numbers, and the first one's distance from an arrow
PARTS = ("x₁", "x₂", "x₃", "γ", "β")
LIMIT = 1000.0


@house_style()
def graph(*runs: Iterable[Graph]) -> Picture:
    """Batch norm of three numbers as a graph: values above the arrows, gradients below, orange.

    Below, the gradients at x, γ and β as bars beside difference quotients, and where x goes.
    """
    fig = figure(5.6)
    rows = [["graph", "graph"], ["bars", "scales"]]
    axes = fig.subplot_mosaic(rows, height_ratios=(7, 5), width_ratios=(5, 3))
    axis = axes["graph"]
    _still(axis)
    values = {name: _values(axis, name) for name in EDGES}
    gradients = {name: _gradients(axis, name) for name in EDGES}
    cut = moving_dots(axis, "cut", "X", color=INK, markersize=15, zorder=2 * OVER)
    judged, ways = _bars(axes["bars"]), _scales(axes["scales"])

    def move(run):
        one = run[-1]
        moved = _fill(values, one.values) + _fill(gradients, one.gradients)
        cut.set_data(*([7.6], [0.3]) if one.forgotten else ([], []))
        return [*moved, cut, *_judge(one, *judged), *_carry(one, ways)]

    words = "The graph of batch norm, its gradients beside differences, and where x goes"
    return Picture(fig, words, move).show(*runs)


# The graph


def _still(axis):
    axis.set(xlim=(-0.15, 11.75), ylim=(-1.3, 2.1))
    axis.axis("off")
    for start, end in [*((start, end) for _, start, end, _ in EDGES.values()), *FORKS]:
        _arrow(axis, start, end)
    for x, y, text in NODES.values():
        box = {"boxstyle": "round,pad=0.35", "fc": "#eef3f6", "ec": GREY, "lw": 1}
        axis.text(x, y, text, ha="center", va="center", fontsize=9, bbox=box, zorder=3)
    axis.text(4.6, 1.75, "values go forward →", color=FORWARD)
    axis.text(4.6, 1.45, "← gradients come back", color=DARK, weight="bold")


def _arrow(axis, start, end):
    """From one place or node to another, round a corner where it must."""
    (x, y), (to_x, to_y) = (NODES.get(place, place)[:2] for place in (start, end))
    room = 11 if y != to_y else 8 + 2.2 * len(NODES[end][2]) if end in NODES else 0
    line = {"arrowstyle": "-|>", "color": GREY, "lw": 1.1, "shrinkA": 0, "shrinkB": room}
    if x != to_x and y != to_y:
        line["connectionstyle"] = "angle,angleA=0,angleB=90,rad=0"
    axis.annotate("", (to_x, to_y), (x, y), arrowprops=line)


def _text(axis, x, y, words, **look):
    own = {"fontsize": 8.5, "ha": "center", "va": "center", "zorder": 3 * OVER}
    return axis.text(x, y, words, **own | look)


def _values(axis, name):
    """The symbol of an arrow, and above the arrow room for its numbers, one below the other."""
    symbol, *_, (x, y) = EDGES[name]
    look = {"color": FORWARD, "gid": f"value of {name}"}
    if name not in COLUMNS:
        _text(axis, x - 0.03, y + AWAY, f"{symbol} =", ha="right")
        return [_text(axis, x + 0.03, y + AWAY, "", ha="left", **look)]
    _text(axis, x, y + AWAY + 3 * LINE, symbol)
    return [_text(axis, x, y + AWAY + i * LINE, "", **look) for i in (2, 1, 0)]


def _gradients(axis, name):
    """Room for the gradients of an arrow, below it."""
    *_, (x, y) = EDGES[name]
    look = {"color": DARK, "weight": "bold", "gid": f"gradient of {name}"}
    below = y - AWAY if name not in ("gamma", "beta") else y
    lines = 3 if name in COLUMNS else 1
    return [_text(axis, x, below - i * LINE, "", **look) for i in range(lines)]


def _fill(texts, numbers):
    moved = []
    for name, lines in texts.items():
        for text, number in zip(lines, np.ravel(numbers[name]), strict=True):
            text.set_text(_short(number))
            moved.append(text)
    return moved


def _short(number):
    return f"{number:z.{2 if abs(number) < 100 else 0}f}".replace("-", "−")


# The gradients beside differences


def _bars(axis):
    """Five bars on an axis that is even from −1 to 1 and logarithmic beyond, and dots over them."""
    axis.set(xlim=(-0.6, 4.6), ylabel="gradient", title="Is the gradient right?")
    axis.set_yscale("symlog", linthresh=1, linscale=3)
    axis.set_ylim(-LIMIT, LIMIT * 1000)
    ticks = {-100: "−100", -1: "−1", -0.5: "", 0: "0", 0.5: "", 1: "1", 100: "100"}
    axis.set_yticks([*ticks], ticks.values())
    axis.minorticks_off()
    axis.axhline(0, color=INK, lw=0.8)
    axis.set_xticks(range(5), PARTS, fontsize=11)
    wide = {"color": UPHILL, "linewidth": 22, "solid_capstyle": "butt"}
    bars = [moving_line(axis, f"bar {name}", **wide) for name in PARTS]
    look = {"mfc": "white", "mec": INK, "mew": 2, "markersize": 9, "zorder": 2 * OVER}
    dots = moving_dots(axis, "differences", "D", label="difference quotient", **look)
    axis.plot([], [], "s", color=UPHILL, ms=10, label="gradient from the graph")
    axis.legend(loc="upper left", fontsize=9, ncols=2, handletextpad=0.2)
    return bars, dots


def _judge(one, bars, dots):
    own, other = (
        np.clip([*found["x"], found["gamma"], found["beta"]], -LIMIT, LIMIT)
        for found in (one.gradients, one.differences)
    )
    for i, (bar, height) in enumerate(zip(bars, own, strict=True)):
        bar.set_data([i, i], [0, height])
    dots.set_data(range(5), other)
    return [*bars, dots]


# Where x goes


def _scales(axis):
    axis.set(xlim=(-6.5, 6.5), ylim=(-0.12, 1.4), title="Where each x goes")
    axis.set_yticks([0, 1], ["y", "x"], fontsize=11)
    axis.set_xlabel("value")
    looks = zip(PARTS, SERIES, DASHES, MARKERS, strict=False)
    ways = [
        moving_line(axis, f"way of {name}", color=colour, ls=dash, marker=marker, ms=7, label=name)
        for name, colour, dash, marker in [*looks][:3]
    ]
    axis.legend(loc="upper center", ncols=3, fontsize=9, handlelength=2.5)
    return ways


def _carry(one, ways):
    for way, x, y in zip(ways, one.x, one.values["y"], strict=True):
        way.set_data([x, y], [1, 0])
    return ways
