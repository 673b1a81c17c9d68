"""One neuron: values go forward, blame comes back."""

from collections.abc import Iterable

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from helpers.experiments.blame import Neuron
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels
from helpers.plots.style import GREY, INK, SERIES, UPHILL, house_style

FORWARD, BACKWARD = SERIES[0], UPHILL
DARK, DASH = "#7A3300", (0, (3, 1.2))  # of what is said about blame, and of its arrows
PLACES = {"w": (0, 3.3), "x": (0, 1.65), "b": (0, 0), "z": (2.95, 1.65), "a": (5.3, 1.65)}
PLACES |= {"loss": (7.65, 1.65), "t": (7.65, 0)}
WAYS = {  # to the next box: how far above the middles the arrows forward and back meet both
    ("w", "z"): ((0.15, 0.46), (-0.2, 0.22)),
    ("x", "z"): ((0.1, 0.1), (-0.13, -0.13)),
    ("b", "z"): ((0.2, -0.24), (-0.15, -0.46)),
    ("z", "a"): ((0.15, 0.15), (-0.15, -0.15)),
    ("a", "loss"): ((0.15, 0.15), (-0.15, -0.15)),
}
WIDE, TALL = 1.3, 1.1  # of a box
NAMES = {
    "tanh": "a = tanh z",
    "ReLU": "a = max(z, 0)",
    "sigmoid": "a = 1/(1 + e⁻ᶻ)",
    "squared": "loss = (a − t)²/2",
    "cross-entropy": "loss = −t·log a\n− (1−t)·log(1−a)",
}
REACH = np.linspace(-3, 3, 121)  # of what is nudged


@house_style()
def neuron(*runs: Iterable[Neuron]) -> Picture:
    """One neuron: values go forward, blame comes back; beside it the loss if one number moves.

    What stands on the arrows back is the slope of each operation, by which it multiplies.
    """
    fig, (graph, chart) = panels(7, 3, height=3.7)
    _key(graph)
    values, names = ({name: one(graph, name) for name in PLACES} for one in (_box, _name))
    blames = {name: _tag(graph, name) for name in PLACES if name != "t"}
    factors = {way[0]: _way(graph, *way, *ends) for way, ends in WAYS.items()}
    for name, factor in {"w": "x", "x": "w", "b": "1"}.items():
        factors.pop(name).set_text(f"× {factor}")
    blames["loss"][1].set_text("1")
    *profile, label = _profile(chart)

    def move(run):
        _rename(run[-1], names, label)
        moved = _show_graph(run[-1], values, blames, factors)
        return [*moved, *_show_profile(run[-1], *profile)]

    words = "A neuron: its values forward, its blame backward, and its loss"
    return Picture(fig, words, move).show(*runs)


def _rename(one, names, label):
    """What seldom changes stays, for letters cost more time than all the rest of a frame."""
    bend, loss = one.kind.split(" · ")
    texts = {names["a"]: NAMES[bend], names["loss"]: NAMES[loss], label: f"blame of {one.nudged}"}
    for text, words in texts.items():
        if text.get_text() != words:
            text.set_text(words)


def _show_graph(one, values, blames, factors):
    shown = one._asdict() | one.values
    moved = [_say(text, shown[name]) for name, text in values.items()]
    moved += [_say(text, one.slopes[name], "× ") for name, text in factors.items()]
    for name, blame in one.blame.items():
        tag, text = blames[name]
        tag.set_alpha(np.tanh(1.5 * abs(blame)))
        moved += [tag, _say(text, blame)]
    return moved


def _say(text, value, before="", digits=2):
    digits = digits if abs(value) < 100 else 0  # wider does not fit
    text.set_text(f"{before}{value:z.{digits}f}".replace("-", "−"))
    return text


def _text(axis, x, y, size=11.0, **look):
    return axis.text(x, y, "", fontsize=size, ha="center", va="center", zorder=3 * OVER, **look)


def _name(axis, name):
    (x, y), words = PLACES[name], {"z": "z = w·x + b", "t": ""}.get(name, name)
    return axis.text(x, y + TALL / 2 + 0.12, words, ha="center", va="bottom")


def _box(axis, name):
    """A box; returns the text of its value, in the upper half."""
    x, y = PLACES[name]
    corner, form = (x - WIDE / 2, y - TALL / 2), "round,pad=0,rounding_size=0.12"
    axis.add_patch(FancyBboxPatch(corner, WIDE, TALL, form, fc="white", ec=INK, lw=1.2, zorder=3))
    y += TALL / 4 if name != "t" else 0
    return _text(axis, x, y, gid=f"value of {name}", color=FORWARD, weight="bold")


def _tag(axis, name):
    """The lower half of a box: the deeper its colour, the more blame; and the text in it."""
    x, y = PLACES[name]
    corner = (x - WIDE / 2 + 0.05, y - TALL / 2 + 0.06)
    tag = Rectangle(
        corner, WIDE - 0.1, TALL / 2 - 0.06, fc="#F7BD9B", lw=0, zorder=OVER, gid=f"tag of {name}"
    )
    axis.add_patch(tag)
    axis.plot([x - WIDE / 2, x + WIDE / 2], [y, y], color=INK, lw=0.6, zorder=4)
    look = {"gid": f"blame of {name}", "color": DARK, "weight": "bold"}
    return tag, _text(axis, x, y - TALL / 4, **look)


def _arrow(axis, start, end, colour, dash="-"):
    look = {"color": colour, "ls": dash, "lw": 1.6, "mutation_scale": 12}
    axis.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", shrinkA=0, shrinkB=0, **look))


def _way(axis, here, there, forward, back):
    """An arrow forward and one back; returns the text on the way back."""
    (left, low), (right, high) = PLACES[here], PLACES[there]
    left, right = left + WIDE / 2 + 0.05, right - WIDE / 2 - 0.05
    _arrow(axis, (left, low + forward[0]), (right, high + forward[1]), FORWARD)
    start, end = (left, low + back[0]), (right, high + back[1])
    _arrow(axis, end, start, BACKWARD, DASH)
    x, y = np.mean([start, end], axis=0)
    if here in "wxb":  # there is no room beside the arrow
        axis.add_patch(Rectangle((x - 0.25, y - 0.1), 0.5, 0.2, fc="white", lw=0, zorder=4))
    else:
        y -= 0.22
    return _text(axis, x, y, size=9.5, color=DARK, gid=f"slope for {here}")


def _key(axis):
    """What is not in a box: where the target goes, and which arrow is which."""
    axis.set(xlim=(-0.7, 8.4), ylim=(-0.65, 4.3))
    axis.axis("off")
    x, y = PLACES["t"]
    _arrow(axis, (x, y + TALL / 2), (x, PLACES["loss"][1] - TALL / 2 - 0.05), FORWARD)
    axis.text(x - WIDE / 2 - 0.12, y, "t, the target", ha="right", va="center")
    _arrow(axis, (2.3, 4.1), (3.2, 4.1), FORWARD)
    _arrow(axis, (3.2, 3.7), (2.3, 3.7), BACKWARD, DASH)
    axis.text(3.35, 4.1, "values go forward", va="center", color=FORWARD)
    axis.text(3.35, 3.7, "blame comes back, times the slope", va="center", color=DARK)


def _profile(axis):
    """The curve, its tangent, the dot and two numbers; and what the first of these is called."""
    axis.set(xlim=(-3, 3), ylim=(0, 3.2), ylabel="loss", title=" \n ")
    axis.set_xlabel("the number that moves")
    curve = moving_line(axis, "loss", color=GREY)
    tangent = moving_line(axis, "tangent", color=UPHILL, linewidth=2.2)
    dot = moving_dots(axis, "dot", color=INK, markersize=8)
    above = {"transform": axis.transAxes, "va": "bottom"}
    axis.text(0, 1.02, "by a difference", **above)
    label = axis.text(0, 1.085, "", **above)
    above |= {"ha": "right", "zorder": OVER}
    slopes = {"blame": 1.085, "difference": 1.02}
    numbers = [axis.text(0.9, y, "", gid=name, **above) for name, y in slopes.items()]
    return curve, tangent, dot, *numbers, label


def _show_profile(one, curve, tangent, dot, blame, difference):
    name, here, height = one.nudged, getattr(one, one.nudged), one.values["loss"]
    curve.set_data(REACH, one._replace(**{name: REACH}).values["loss"])
    tangent.set_data(REACH, height + one.blame[name] * (REACH - here))
    dot.set_data([here], [height])
    texts = _say(blame, one.blame[name], digits=4), _say(difference, one.difference(), digits=4)
    return curve, tangent, dot, *texts
