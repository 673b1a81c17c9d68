"""Searches: trials on a map, one knob at a time, in rounds, and with new seeds."""

from collections.abc import Iterable, Sequence

import matplotlib as mpl
import numpy as np

from helpers.experiments.trials import explained
from helpers.plots.picture import OVER, Picture, figure, moving_dots, moving_line, panels, tiles
from helpers.plots.series import decades
from helpers.plots.style import CLASSES, DASHES, GREY, INK, PALE, SERIES, UPHILL, house_style
from helpers.search import Result, best

SHADES = mpl.colors.Normalize(0.1, 0.9)  # accuracies that the colours tell apart
DOT = {"cmap": "viridis", "norm": SHADES, "edgecolors": "white", "linewidths": 0.5}
RING = {"markersize": 13, "markerfacecolor": "none", "markeredgewidth": 2, "color": UPHILL}
LOST = {"color": GREY, "markersize": 6}
Window = tuple[tuple[float, float], tuple[float, float]]
WIDE = (6e-7, 2e3), (4e-9, 25)  # whole dots at the ends of the sliders


@house_style()
def trials(*runs: Iterable[Result], count: int = 50, window: Window = WIDE) -> Picture:
    """Trials as they arrive on the map of lr and decay, beside the best score so far.

    The brighter a dot, the higher its score; × is a trial that failed, the ring is the best.
    """
    fig, (ground, curve) = panels(3, 2, height=3.9)
    dots, lost, ring = _map(fig, ground, window)
    curve.set(xlim=(0, count), ylim=(0, 1), xlabel="trials", title="Best so far")
    line = moving_line(curve, "best so far", color=INK, drawstyle="steps-post")

    def move(run):
        _place(run, dots, lost, ring)
        scores = np.nan_to_num([result.score for result in run])
        line.set_data(np.arange(len(run)) + 1, np.maximum.accumulate(scores))
        return [dots, lost, ring, line]

    return Picture(fig, "Trials on the map of two hyperparameters", move).show(*runs)


def _map(fig, axis, window):
    """Axes through decades, and what moves on them: dots, trials that failed, the best."""
    axis.set(xscale="log", yscale="log", xlim=window[0], ylim=window[1])
    axis.set(xlabel="learning rate lr", ylabel="decay", title="Trials")
    dots = axis.scatter([], [], c=[], s=42, zorder=OVER, gid="trials", **DOT)
    _legend(fig, axis)
    lost = moving_dots(axis, "failed", "x", **LOST)
    return dots, lost, moving_dots(axis, "best", "o", **RING | {"zorder": 2 * OVER})


def _legend(fig, axes):
    """A colour bar of its own: one that hangs on dots would be drawn anew with each of them."""
    colours = mpl.cm.ScalarMappable(SHADES, DOT["cmap"])
    fig.colorbar(colours, ax=axes, pad=0.02, label="accuracy on 100 digits")


def _place(results, dots, lost, ring):
    """Set the trials on a map to where they belong."""
    scored, failed = best(results)[::-1], [result for result in results if result.reason]
    dots.set_offsets(_at(scored))
    dots.set_array([result.score for result in scored])
    lost.set_data(*_at(failed).T)
    ring.set_data(*_at(scored[-1:]).T)


def _at(results):
    """lr and decay (n, 2)."""
    return np.array([[r.values["lr"], r.values["decay"]] for r in results]).reshape(-1, 2)


@house_style()
def compared(searches: dict[str, Sequence[Result]], window: Window) -> Picture:
    """Maps of searches side by side, with a tick below for each learning rate that they saw."""
    fig, axes = panels(*[1] * len(searches), height=3.4)
    for axis, (title, results) in zip(axes, searches.items(), strict=True):
        rates = np.unique([result.values["lr"] for result in results])
        axis.set(xscale="log", yscale="log", xlim=window[0], ylim=window[1], title=title)
        axis.set(xlabel=f"lr (ticks: {len(rates)} different ones)")
        dots = axis.scatter([], [], c=[], s=36, **DOT)
        [lost] = axis.plot([], [], "x", **LOST)
        [ring] = axis.plot([], [], "o", **RING)
        _place(results, dots, lost, ring)
        below = {"transform": axis.get_xaxis_transform(), "clip_on": False}
        width = 1 if len(rates) < 50 else 0.4  # of a hundred ticks one sees each
        axis.plot(rates, np.full(rates.shape, 0.025), "|", color=INK, ms=11, mew=width, **below)
    axes[0].set_ylabel("decay")
    _legend(fig, axes)
    return Picture(fig, f"Maps of trials: {', '.join(searches)}")


@house_style()
def knobs(results: Sequence[Result], axes_of: dict[str, str]) -> Picture:
    """The score of each trial against each of its values, with medians of its five fifths.

    Above stands the share of the scores' variance that lies between the fifths.
    `axes_of` gives the axis of each: log, linear, 1 − or a choice.
    """
    fig, axes = panels(*[1] * len(axes_of), height=2.9)
    scores = np.nan_to_num([result.score for result in results])
    for axis, (name, kind) in zip(axes, axes_of.items(), strict=True):
        values = [result.values[name] for result in results]
        x, labels = _ruler(axis, kind, values)
        axis.plot(x, scores, ".", color=SERIES[0], alpha=0.6, ms=6)
        for part in _parts(x, kind):
            middle = np.median(scores[part])
            axis.plot(_ends(x[part], kind), [middle] * 2, color=UPHILL, lw=3)
        axis.set(
            xlabel={"beta": "β"}.get(name, name),
            ylim=(0, 1),
            title=f"explains {explained(results, name):.0%}",
            **labels,
        )
        axis.label_outer()
    axes[0].set_ylabel("accuracy on 100 digits")
    fig.supxlabel("lines: the median of each fifth, or of each choice", fontsize=9)
    return Picture(fig, f"Accuracy against {', '.join(axes_of)}")


def _ruler(axis, kind, values):
    """Where the values stand on an axis of that kind, and its ticks."""
    if kind == "choice":
        options = sorted(set(values))
        ticks = {"xticks": range(len(options)), "xticklabels": options}
        axis.set_xlim(-0.6, len(options) - 0.4)
        return np.array([options.index(value) for value in values]), ticks
    if kind == "1 −":
        return 1 - np.array(values), _beta_axis(axis, min(1 - np.array(values)))
    axis.set_xscale(kind)
    return np.array(values), {}


def _beta_axis(axis, least):
    """A log axis of 1 − β from 1 down to about `least`, on which β grows to the right."""
    axis.set_xscale("log")
    axis.xaxis.set_inverted(True)
    axis.minorticks_off()
    names = {1: "0", 0.1: "0.9", 0.01: "0.99", 0.001: "0.999"}
    ticks = [tick for tick in names if tick > least / 3]
    return {"xticks": ticks, "xticklabels": [names[tick] for tick in ticks]}


def _parts(x, kind):
    """Places of a fifth of the trials each, from the lowest x on; or of each choice."""
    if kind == "choice":
        return [np.flatnonzero(x == option) for option in np.unique(x)]
    return np.array_split(np.argsort(x, kind="stable"), 5)


def _ends(x, kind):
    return (x[0] - 0.3, x[0] + 0.3) if kind == "choice" else (x.min(), x.max())


@house_style()
def draws(rows: dict[str, tuple[str, dict[str, np.ndarray]]]) -> Picture:
    """{knob: (kind of axis, {name: values})}: each draw as ticks, rows of one knob in one panel."""
    fig = figure(3.4)
    axes = fig.subplots(len(rows), 1, squeeze=False)[:, 0]
    for axis, (knob, (kind, series)) in zip(axes, rows.items(), strict=True):
        for height, (values, colour) in enumerate(zip(series.values(), SERIES, strict=False)):
            x, labels = _ruler(axis, kind, values)
            axis.plot(x, np.full(len(x), height), "|", color=colour, ms=16, mew=1.6)
        axis.set(ylim=(len(series) - 0.4, -0.6), yticks=range(len(series)), yticklabels=series)
        axis.set_title(knob, fontsize=10)
        axis.set(**labels)
        axis.grid(visible=False, axis="y")
    words = [f"{knob} {', '.join(series)}" for knob, (_, series) in rows.items()]
    return Picture(fig, f"Draws on two scales: {'; '.join(words)}")


@house_style()
def twenty(results: Sequence[Result]) -> Picture:
    """Trials as small panels, best first: their accuracy after each epoch."""
    fig, axes = tiles(len(results), 5, height=4.6)
    for axis, result in zip(axes, results, strict=True):
        axis.plot(np.arange(len(result.curve)) + 1, result.curve, color=SERIES[0], lw=1.4)
        axis.set(ylim=(0, 1), xticks=[0, 25, 50], yticks=[0, 0.5, 1])
        told = f"lr {_short(result.values['lr'])}, decay {_short(result.values['decay'])}"
        axis.set_title(told, fontsize=8, pad=3)
        axis.text(0.95, 0.1, f"{result.score:.2f}", transform=axis.transAxes, ha="right")
    fig.supxlabel("epoch", fontsize=10)
    fig.supylabel("accuracy on 100 digits", fontsize=10)
    return Picture(fig, f"Learning curves of the {len(results)} best trials")


def _short(value):
    """Two digits: 0.0092 or 3.1e-6."""
    return f"{value:.2g}".replace("e-0", "e-")


@house_style()
def enough(searches: dict[str, dict[int, tuple[np.ndarray, np.ndarray]]]) -> Picture:
    """{search: {number of trials: (scores of its winners, what they are worth)}}.

    Lines are medians, bands go from one in ten below to one in ten above.
    """
    fig, axes = panels(*[1] * len(searches), height=3.4)
    for axis, (title, found) in zip(axes, searches.items(), strict=True):
        counts = [*found]
        looks = zip(("score on 100 digits", "worth on 10,000"), "os", CLASSES, strict=True)
        for part, (label, marker, colour) in enumerate(looks):
            many = [pair[part] for pair in found.values()]
            low, middle, high = np.quantile(many, (0.1, 0.5, 0.9), axis=1)
            axis.fill_between(counts, low, high, color=colour, alpha=0.15, lw=0)
            axis.plot(counts, middle, marker, ls="-", color=colour, ms=6, label=label)
        axis.set(xscale="log", ylim=(0.7, 0.9), xlabel="trials n", title=title)
        axis.set(xticks=counts, xticklabels=counts, yticks=[0.7, 0.75, 0.8, 0.85, 0.9])
        axis.minorticks_off()
    axes[0].set_ylabel("accuracy of the best of n")
    axes[0].legend(loc="lower right", fontsize=9)
    return Picture(fig, f"The best of n trials: {', '.join(searches)}")


@house_style()
def rounds(halves: Sequence[Sequence[Result]]) -> Picture:
    """A halving: the curve of each trial, up to where it was left; the last ones in colour."""
    fig, [axis] = panels(1, height=3.4)
    left = {r.number: r for results in halves for r in results}  # each in its last round
    for result in left.values():
        last = len(result.curve) == len(halves[-1][0].curve)
        style = {"color": SERIES[0], "lw": 2.2, "zorder": OVER} if last else {"color": PALE}
        epochs = np.arange(len(result.curve)) + 1
        axis.plot(epochs, result.curve, **{"lw": 1.2} | style)
        axis.plot(epochs[-1:], result.curve[-1:], "o" if last else "x", ms=5, **style | {"lw": 0})
    axis.set(xscale="log", xlabel="epoch", ylabel="accuracy on 100 digits", ylim=(0, 1))
    decades(axis, "x")
    stops = [len(results[0].curve) for results in halves]
    for stop, results in zip(stops, halves, strict=True):
        axis.axvline(stop, color=GREY, lw=0.8, ls=DASHES[1])
        axis.text(stop, 1.02, len(results), ha="center", color=INK)
    title = "Trials in the round that ends at each dashed line (× leaves, thick: the last ones)"
    axis.set_title(title, pad=18)
    return Picture(fig, f"A halving in {len(halves)} rounds")


@house_style()
def again(before: np.ndarray, after: np.ndarray, names: Sequence[str]) -> Picture:
    """Trials (n,) as they came out of a search, and (n, seeds, 2) with new seeds, on two sets."""
    fig, [axis] = panels(1, height=3.8)
    looks = zip(("the same 100 digits", "10,000 others"), (-0.15, 0.2), "os", strict=True)
    for part, (label, shift, marker) in enumerate(looks):
        seeds, rows = after[:, :, part], np.arange(len(after)) + shift
        colour = SERIES[part]
        for row, scores in zip(rows, seeds, strict=True):
            axis.plot([scores.min(), scores.max()], [row] * 2, color=colour, lw=1.5)
        middle = {"color": colour, "marker": marker, "ms": 8, "ls": "", "markeredgecolor": "white"}
        axis.plot(np.median(seeds, axis=1), rows, label=f"new seeds, {label}", **middle)
    found = {"color": INK, "mew": 2.5, "ms": 9, "label": "in the search, 100 digits"}
    axis.plot(before, np.arange(len(before)) - 0.15, "x", **found)
    axis.set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -0.6))
    axis.set(xlabel="accuracy (median and range of the seeds)")
    axis.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=9)
    return Picture(fig, "Ten trials of a search, and what they come to with new seeds")
