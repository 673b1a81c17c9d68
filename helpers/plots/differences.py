"""A function under a microscope: how it looks near x, and how wrong its slope is."""

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist

from helpers.experiments.differences import METHODS, Place
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels
from helpers.plots.style import GREY, INK, house_style

LOWEST, HIGHEST = 1e-18, 9.0  # where errors outside the frame are drawn
NEAR, EPS = np.linspace(-2, 2, 241), np.geomspace(1e-16, 1, 161)
CHORDS = {"one-sided": (0, 1), "two-sided": (-1, 1)}  # from where to where, in units of ε
BEST = {"one-sided": 1 / 2, "two-sided": 1 / 3}  # powers of u, the rounding of 1
METHOD_STYLES = {  # the wide line lies below the thin ones, so that none of them can be buried
    "one-sided": {"color": "#B34700", "linestyle": "-", "linewidth": 1.5, "zorder": 2 * OVER + 1},
    "two-sided": {"color": "#7FBDE4", "linestyle": "-", "linewidth": 4.5, "zorder": 2 * OVER},
    "complex step": {
        "color": "#004D38",
        "linestyle": (0, (1, 1.5)),
        "linewidth": 1.8,
        "zorder": 2 * OVER + 2,
    },
}
SIZES = {"one-sided": 7, "two-sided": 11, "complex step": 5}  # of the dots, one inside the other


@house_style()
def microscope(*runs: Iterable[Place]) -> Picture:
    """A function around x in units of ε, scaled so that its slope is 1, beside errors against ε.

    Upright marks on the right: √u and ∛u, where theory has the best ε of one and of two sides; u is
    the rounding of 1 in the place's precision.
    """
    fig, (near, chart) = panels(4, 5, height=3.9)
    curve, chords = _lens(near)
    curves, dots, marks = _chart(chart)
    key = near.legend(handles=curves, loc="upper left", frameon=True, edgecolor="none")
    key.set(zorder=4 * OVER, gid="legend")

    def move(run):
        _look(run[-1], curve, chords)
        _measure(run[-1], curves, dots)
        _mark(np.finfo(run[-1].dtype).eps / 2, marks, key.get_texts()[: len(BEST)])
        moved = [*marks, curve, *chords, *curves, *dots, key]
        return sorted(moved, key=Artist.get_zorder)  # as they lie when all is drawn anew

    words = "A function around a place, and the error of its slope against ε"
    return Picture(fig, words, move).show(*runs)


# The function near x


def _lens(axis):
    axis.axline((0, 0), slope=1, color=GREY, lw=1)
    axis.set(xlim=(-2, 2), ylim=(-3, 3), xlabel="(distance from x) / ε")
    axis.set(ylabel="rise of f / (right slope · ε)", title="The function near x")
    look = {"color": INK, "linewidth": 1.2, "zorder": 2 * OVER + 0.5}  # between the two chords
    curve = moving_line(axis, "function", **look)
    return curve, [
        moving_line(axis, f"chord, {name}", **_dotted(name), **METHOD_STYLES[name])
        for name in CHORDS
    ]


def _dotted(name):
    return {"marker": "o", "markersize": SIZES[name], "markeredgecolor": "white"}


def _look(place, curve, chords):
    curve.set_data(NEAR, _rise(place, NEAR))
    for chord, ends in zip(chords, CHORDS.values(), strict=True):
        chord.set_data(ends, _rise(place, ends))


def _rise(place, t):
    """How far f rises from x to x + tε, in units of f′(x)ε and in the place's precision."""
    x, eps, t = (np.array(value, place.dtype) for value in (place.x, place.eps, t))
    rise = np.float64(place.f(x + t * eps) - place.f(x))
    return np.clip(rise / float(eps) / place.slope, -9, 9)


# Errors against ε


def _chart(axis):
    axis.set(xscale="log", yscale="log", xlim=(1e-16, 1), ylim=(LOWEST, 10))
    axis.set(xlabel="ε", ylabel="relative error", title="Error of the slope")
    curves, dots = [], []
    for name in METHODS:
        style = METHOD_STYLES[name]
        curves.append(moving_line(axis, f"errors, {name}", label=name, **style))
        look = {"color": style["color"], "zorder": style["zorder"] + OVER} | _dotted(name)
        dots.append(moving_dots(axis, f"error, {name}", **look))
    thin = {"linestyle": ":", "linewidth": 1.5}
    marks = [
        moving_line(axis, f"best, {name}", color=METHOD_STYLES[name]["color"], **thin)
        for name in BEST
    ]
    return curves, dots, marks


def _measure(place, curves, dots):
    here = np.array([place.eps], place.dtype)
    for line, error in zip(curves, place.errors(EPS).values(), strict=True):
        line.set_data(EPS, _visible(error))
    for dot, error in zip(dots, place.errors(here).values(), strict=True):
        dot.set_data([place.eps], _visible(error))


def _visible(error):
    return np.clip(np.nan_to_num(error, nan=HIGHEST, posinf=HIGHEST), 2 * LOWEST, HIGHEST)


def _mark(u, marks, texts):
    """Where theory has the best ε of each method, and what the legend says of it."""
    for mark, text, (name, power) in zip(marks, texts, BEST.items(), strict=True):
        mark.set_data([u**power] * 2, [LOWEST, 10])
        text.set_text(f"{name}, best near {u**power:.0e}")
