"""Is a gradient right: verdicts by parameter, errors in the zones of verdicts, suspects apart."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator

from helpers.gradcheck import BUG, GOOD
from helpers.network import MLP
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels, tiles
from helpers.plots.style import GREY, MARKERS, SERIES, distinct, house_style

GREEK = {"gamma": "γ", "beta": "β"}
FLOOR, TOP = 1e-14, 5.0  # of relative differences; none is above 1
BLUE = SERIES[0]
EDGE = 3.0  # where entries outside the frame are drawn
ZONES = {  # from, to, background, ink, bar
    "good": (0, GOOD, "#e3f1ec", "#00674b", "#009E73"),
    "look again": (GOOD, BUG, "#fdf6e3", "#8a6100", "#E69F00"),
    "a bug": (BUG, np.inf, "#fbe6dc", "#b04400", "#D55E00"),
}


@house_style()
def verdicts(net: MLP, *runs: Iterable) -> Picture:
    """A run of gradient checks: the last report by parameter, and entry by entry.

    On the left relative differences in their zones; on the right backprop against differences,
    where right entries lie on the diagonal.
    """
    fig, (left, right) = panels(8, 5, height=3.9)
    sizes = [np.prod(shape, dtype=int) for shape in net.shapes.values()]
    bars, entries = _bars(left, [*net.shapes]), _entries(right)

    def move(run):
        report = run[-1].report
        zone = _raise(report, bars)
        _scatter(report, np.repeat(zone == len(ZONES) - 1, sizes), *entries)
        return [*bars, *entries]

    words = f"Relative differences of {len(sizes)} parameters, and all {net.theta.size} entries"
    return Picture(fig, words, move).show(*runs)


# By parameter


def _bars(axis, names):
    """A line of upright strokes for each zone."""
    zones(axis, low=FLOOR)
    axis.set_xticks(range(len(names)), [_greek(name) for name in names])
    axis.set(xlim=(-0.6, len(names) + 1.9), ylabel="relative difference")
    axis.set_title("By parameter: input on the left, loss on the right")
    axis.grid(visible=False)
    wide = {"linewidth": 195 / len(names), "solid_capstyle": "butt"}
    return [moving_line(axis, name, color=bar, **wide) for name, (*_, bar) in ZONES.items()]


def _greek(name):
    word, number = re.fullmatch(r"(\D+)(\d*)", name).groups()
    return GREEK.get(word, word) + number


def zones(axis: Axes, low: float) -> None:
    """The verdicts as backgrounds of a logarithmic axis."""
    axis.set(yscale="log", ylim=(low, TOP))
    axis.yaxis.set_major_locator(LogLocator(base=100, numticks=20))
    axis.yaxis.set_minor_locator(NullLocator())
    for name, (start, end, background, ink, _) in ZONES.items():
        start, end = max(start, low), min(end, TOP)
        if start >= end:
            continue
        axis.axhspan(start, end, color=background, lw=0, zorder=0)
        corner = {"xy": (1, end), "xycoords": ("axes fraction", "data"), "ha": "right", "va": "top"}
        inside = {"xytext": (-5, -4), "textcoords": "offset points"}
        axis.annotate(name, **corner, **inside, color=ink, fontsize=9, zorder=1)


def _raise(report, bars):
    """Raise the bars to a report's differences, and return the zone of each parameter."""
    errors = np.nan_to_num([*report.by_parameter.values()], nan=1.0)
    heights = np.clip(errors, 2 * FLOOR, 1)
    zone = (heights > GOOD).astype(int) + (heights >= BUG)
    for k, bar in enumerate(bars):
        bar.set_data(*_strokes(np.flatnonzero(zone == k), heights[zone == k]))
    return zone


def _strokes(places, heights):
    """One line of upright strokes, broken by NaN."""
    x = np.repeat(places.astype(float), 3)
    y = np.stack([np.full(len(heights), FLOOR), heights, np.full(len(heights), np.nan)], axis=1)
    return x, y.ravel()


# Entry by entry


def _entries(axis):
    axis.axline((0, 0), slope=1, color=GREY, lw=1)
    axis.set_xscale("symlog", linthresh=0.03)
    axis.set_yscale("symlog", linthresh=0.03)
    axis.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), title="Entry by entry")
    axis.set(xlabel="difference of the loss", ylabel="backprop")
    ticks = [-1, -0.1, 0, 0.1, 1]
    axis.set_xticks(ticks, ticks, minor=False)
    axis.set_yticks(ticks, ticks, minor=False)
    edge = {"markeredgecolor": "white", "markeredgewidth": 0.5}
    grey = {"color": GREY, "markersize": 5, "label": "of others"}
    red = {"color": ZONES["a bug"][-1], "markersize": 7, "label": "of a red bar"}
    entries = (
        moving_dots(axis, "right entries", **grey, **edge),
        moving_dots(axis, "wrong entries", "X", zorder=2 * OVER, **red, **edge),
    )
    place = {"loc": "lower right", "bbox_to_anchor": (1.02, 0.985), "ncols": 2}
    axis.legend(**place, columnspacing=0.8, handletextpad=0.1)  # no corner is free of entries
    return entries


def _scatter(report, wrong, right_entries, wrong_entries):
    for dots, chosen in ((right_entries, ~wrong), (wrong_entries, wrong)):
        dots.set_data(_inside(report.differences[chosen]), _inside(report.backprop[chosen]))


def _inside(values):
    return np.clip(np.nan_to_num(values), -EDGE, EDGE)


# In zones


@house_style()
def errors(
    series: dict[str, tuple], xlabel: str = "ε", ylabel: str = "relative difference"
) -> Picture:
    """Named curves (x, y) on logarithmic axes, before the zones of verdicts; errors of 0 are out.

    With y (runs, n) the curve is a median, in a band from the lowest run to the highest. Each curve
    is thinner than those below it, so that curves which coincide are all seen.
    """
    fig, [axis] = panels(1, height=3.6)
    runs = {name: np.atleast_2d(y) for name, (_, y) in series.items()}
    zones(axis, low=10.0 ** np.floor(np.log10(min(map(_lowest, runs.values())))))
    for i, (name, style) in enumerate(zip(series, distinct([*series]), strict=True)):
        x, y = np.asarray(series[name][0]), runs[name]
        if len(y) > 1:
            axis.fill_between(x, y.min(0), y.max(0), color=style["color"], alpha=0.2, lw=0)
        look = {"lw": 3.4 - 0.7 * i, "ms": 8 - 1.5 * i, "marker": MARKERS[i % len(MARKERS)]}
        axis.plot(x, np.median(y, axis=0), label=name, **style | look)
    axis.set(xscale="log", xlabel=xlabel, ylabel=ylabel)
    several = max(map(len, runs.values()))
    title = f"median and range\nof {several} runs" if several > 1 else None
    axis.legend(fontsize=9, loc="upper left", bbox_to_anchor=(1, 1), title=title, alignment="left")
    axis.margins(x=0.02)
    left, right = axis.get_xlim()
    axis.set_xlim(right=right * (right / left) ** 0.13)  # room for the names of the zones
    return Picture(fig, f"{ylabel} against {xlabel}: {', '.join(series)}")


def _lowest(values):
    """The lowest that a logarithmic axis can show."""
    return np.min(values, where=np.asarray(values) > 0, initial=1)


# Apart


@house_style()
def apart(series: dict[str, Sequence], xlabel: str, ylabel: str, first: int = 0) -> Picture:
    """Runs over several seeds from x = `first` on, {name: runs (seeds, n)}, a panel for each name.

    A panel has the median and the range of one before the medians of all others, thin in grey.
    """
    fig, axes = tiles(len(series), len(series), height=3.0)
    for axis, (name, runs) in zip(axes, series.items(), strict=True):
        x, low, high = first + np.arange(len(runs[0])), np.min(runs, axis=0), np.max(runs, axis=0)
        others = [
            axis.plot(x, np.median(series[key], axis=0), color=GREY, lw=0.9, gid="other")[0]
            for key in series
            if key != name
        ]
        band = axis.fill_between(x, low, high, color=BLUE, alpha=0.2, lw=0)
        [own] = axis.plot(x, np.median(runs, axis=0), color=BLUE, lw=2, gid="own")
        axis.set(title=name, xlabel=xlabel)
        words = name, f"all {len(runs)} seeds", "the others"
        axis.legend([own, band, *others[:1]], words[: 2 + bool(others)])
    axes[0].set(ylabel=ylabel)
    return Picture(fig, f"{ylabel} against {xlabel}, medians and ranges: {', '.join(series)}")
