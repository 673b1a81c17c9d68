"""Is a gradient right: verdicts by parameter, differences under a microscope, errors against ε."""

from collections.abc import Iterable

import numpy as np
from matplotlib.ticker import LogLocator, NullLocator

from helpers.differences import METHODS, Place
from helpers.gradcheck import BUG, GOOD
from helpers.network import MLP
from helpers.picture import GREY, INK, OVER, SERIES, Picture, panels

GREEK = {"gamma": "γ", "beta": "β"}
FLOOR, TOP = 1e-14, 5.0  # of relative differences; none is above 1
EDGE, LOWEST = 3.0, 1e-18  # where entries and errors outside the frame are drawn
DASHES = ("-", "--", "-.", ":")
ZONES = {  # from, to, background, ink
    "good": (0, GOOD, "#e3f1ec", "#00674b"),
    "look again": (GOOD, BUG, "#fdf6e3", "#8a6100"),
    "a bug": (BUG, np.inf, "#fbe6dc", "#b04400"),
}
SOLID = ("#009E73", "#E69F00", "#D55E00")
LOOKS = dict(
    zip(
        METHODS,
        (("#D55E00", "-"), ("#0072B2", (0, (5, 1.5))), ("#009E73", (0, (1, 1)))),
        strict=True,
    )
)


def verdicts(net: MLP, *runs: Iterable) -> Picture:
    """A run of gradient checks: the last report by parameter, and entry by entry.

    On the left relative differences in their zones; on the right backprop against differences,
    where right entries lie on the diagonal.
    """
    fig, (bars, entries) = panels(8, 5, height=3.9)
    _zones(bars, low=FLOOR)
    names = [_greek(name) for name in net.shapes]
    bars.set_xticks(range(len(names)), names)
    bars.set(xlim=(-0.6, len(names) + 1.9), ylabel="relative difference")
    bars.set_title("By parameter: input on the left, loss on the right")
    bars.grid(visible=False)
    width = 195 / len(names)
    columns = [
        bars.plot([], [], color=c, lw=width, solid_capstyle="butt", zorder=OVER)[0] for c in SOLID
    ]
    dots = _entries(entries)

    def move(run):
        report = run[-1].report
        errors = np.array([*report.by_parameter.values()])
        errors = np.clip(np.nan_to_num(errors, nan=1.0), 2 * FLOOR, 1)
        zone = (errors > GOOD).astype(int) + (errors >= BUG)
        for k, column in enumerate(columns):
            column.set_data(*_columns(np.flatnonzero(zone == k), errors[zone == k]))
        sizes = [np.prod(shape, dtype=int) for shape in net.shapes.values()]
        wrong = np.repeat(zone == 2, sizes)
        for dot, chosen in zip(dots, (~wrong, wrong), strict=True):
            dot.set_data(_inside(report.differences[chosen]), _inside(report.backprop[chosen]))
        return [*columns, *dots]

    words = f"Relative differences of {len(names)} parameters, and all {net.theta.size} entries"
    picture = Picture(fig, words, move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def _greek(name):
    word, number = name.rstrip("0123456789"), name.lstrip("abcdefghijklmnopqrstuvwxyzW")
    return GREEK.get(word, word) + number


def _zones(axis, low=1e-17):
    """The verdicts as backgrounds of a logarithmic axis."""
    axis.set(yscale="log", ylim=(low, TOP))
    axis.yaxis.set_major_locator(LogLocator(base=100, numticks=20))
    axis.yaxis.set_minor_locator(NullLocator())
    for name, (start, end, colour, ink) in ZONES.items():
        start, end = max(start, low), min(end, TOP)
        axis.axhspan(start, end, color=colour, lw=0, zorder=0)
        axis.annotate(
            name, (1, end), (-5, -4), xycoords=("axes fraction", "data"), color=ink,
            textcoords="offset points", ha="right", va="top", fontsize=9, zorder=1,
        )  # fmt: skip


def _columns(places, heights):
    """One line of upright strokes, broken by NaN."""
    x = np.repeat(places.astype(float), 3)
    y = np.stack([np.full(len(heights), FLOOR), heights, np.full(len(heights), np.nan)], axis=1)
    return x, y.ravel()


def _entries(axis):
    axis.axline((0, 0), slope=1, color=GREY, lw=1)
    axis.set_xscale("symlog", linthresh=0.03)
    axis.set_yscale("symlog", linthresh=0.03)
    axis.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), title="Entry by entry")
    axis.set(xlabel="difference of the loss", ylabel="backprop")
    ticks = [-1, -0.1, 0, 0.1, 1]
    axis.set_xticks(ticks, ticks, minor=False)
    axis.set_yticks(ticks, ticks, minor=False)
    looks = ("o", GREY, 5, 1), ("X", SOLID[2], 7, 2)
    return [
        axis.plot([], [], m, color=c, ms=size, mec="white", mew=0.5, zorder=z * OVER)[0]
        for m, c, size, z in looks
    ]


def _inside(values):
    return np.clip(np.nan_to_num(values), -EDGE, EDGE)


# One variable


def microscope(*runs: Iterable[Place]) -> Picture:
    """A function around x in units of ε, scaled so that its slope is 1, beside errors against ε.

    Marks on the right: √u and ∛u, where u is the rounding of 1 in the place's precision.
    """
    fig, (near, chart) = panels(4, 5, height=3.9)
    near.axline((0, 0), slope=1, color=GREY, lw=1)
    near.set(xlim=(-2, 2), ylim=(-3, 3), xlabel="(distance from x) / ε")
    near.set(ylabel="(f − f(x)) / (f′(x) ε)", title="The function, ε wide")
    [curve] = near.plot([], [], color=INK, lw=1.2, zorder=OVER)
    chart.set(xscale="log", yscale="log", xlim=(1e-16, 1), ylim=(LOWEST, 10))
    chart.set(xlabel="ε", ylabel="relative error", title="Error of the slope")
    chords, curves, dots = [], [], []
    for name, (colour, dash) in LOOKS.items():
        look = {"color": colour, "ls": dash, "zorder": 2 * OVER}
        above = {"ls": "", "zorder": 3 * OVER}
        if "sided" in name:
            chords.append(near.plot([], [], "o", lw=2.2, ms=6, **look)[0])
        curves.append(chart.plot([], [], lw=1.8, label=name, **look)[0])
        dots.append(chart.plot([], [], "o", ms=8, mec="white", **look | above)[0])
    marks = [
        chart.plot([], [], color=line.get_color(), ls=":", lw=1.2, zorder=OVER)[0]
        for line in chords
    ]
    legend = near.legend(handles=curves, loc="upper left", frameon=True, edgecolor="none")
    legend.set_zorder(3 * OVER)
    words = legend.get_texts()
    grid, t = np.geomspace(1e-16, 1, 161), np.linspace(-2, 2, 241)

    def move(run):
        place = run[-1]
        x, eps = np.array(place.x, place.dtype), np.array(place.eps, place.dtype)

        def seen(t):
            rise = np.float64(place.f(x + np.asarray(t, place.dtype) * eps) - place.f(x))
            return np.clip(rise / float(eps) / place.slope, -9, 9)

        curve.set_data(t, seen(t))
        for chord, ends in zip(chords, ((0, 1), (-1, 1)), strict=True):
            chord.set_data(ends, seen(ends))
        for line, error in zip(curves, place.errors(grid).values(), strict=True):
            line.set_data(grid, _visible(error))
        for dot, error in zip(dots, place.errors(eps[None]).values(), strict=True):
            dot.set_data([place.eps], _visible(error))
        u = np.finfo(place.dtype).eps / 2
        bests = {"√u": u ** (1 / 2), "∛u": u ** (1 / 3)}
        for i, (name, best) in enumerate(bests.items()):
            marks[i].set_data([best, best], [LOWEST, 10])
            words[i].set_text(f"{curves[i].get_label()}, {name} = {best:.0e}")
        return [*marks, curve, *chords, *curves, *dots, legend]

    picture = Picture(fig, "A function around a place, and the error of its slope against ε", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def _visible(error):
    return np.clip(np.nan_to_num(error, nan=9, posinf=9), 2 * LOWEST, 9)


def errors(series: dict[str, tuple], ylabel: str = "relative difference") -> Picture:
    """Named curves (ε, relative difference) on logarithmic axes, before the zones of verdicts."""
    fig, [axis] = panels(1, height=3.6)
    lowest = min(np.min(y, where=y > 0, initial=1) for _, y in map(_arrays, series.values()))
    _zones(axis, low=10.0 ** np.floor(np.log10(lowest)))
    for i, (name, (x, y)) in enumerate(series.items()):
        axis.plot(x, y, DASHES[i % 4], marker="os^D"[i % 4], ms=4, color=SERIES[i % 5], label=name)
    axis.set(xscale="log", xlabel="ε", ylabel=ylabel)
    axis.legend(fontsize=10, loc="center left", bbox_to_anchor=(0.01, 0.6), ncols=2)
    axis.margins(x=0.02)
    axis.set_xlim(right=4 * axis.get_xlim()[1])
    return Picture(fig, f"{ylabel} against ε: {', '.join(series)}")


def _arrays(pair):
    return tuple(map(np.asarray, pair))
