"""Averages that forget."""

from collections.abc import Iterable

import numpy as np

from helpers.experiments.averages import WINDOWS, Average, Bargain
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels
from helpers.plots.series import decades
from helpers.plots.style import DASHES, GREY, INK, PALE, SERIES, distinct, house_style

DAYS_AGO, SHOWN = 60, 400
# Not strftime, which would ask for the language of the user.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COLOUR = SERIES[1]


@house_style()
def average(days: np.ndarray, x: np.ndarray, *runs: Iterable[Average]) -> Picture:
    """Runs of `ewma` over daily temperatures, beside the weight that each past day has in the last.

    The shaded weights are those within the window, 1/(1 − β) days.
    """
    fig, (chart, memory) = panels(3, 2, height=3.4)
    curve, end = _chart(chart, days, x)
    remembered = _memory(memory)

    def move(run):
        last = run[-1]
        curve.set_data(days[: last.t], [record.value for record in run])
        end.set_data(days[last.t - 1 : last.t], [last.value])
        _remember(last, *remembered)
        return [curve, end, *remembered]

    return Picture(fig, f"Temperatures of {len(x)} days and their average", move).show(*runs)


def _chart(axis, days, x):
    axis.plot(days, x, "o", color=PALE, ms=2.6, label="highest of the day")
    curve = moving_line(axis, "average", color=COLOUR, linewidth=2.2)
    end = moving_dots(axis, "end", color=COLOUR, markersize=8, markeredgecolor="white")
    axis.set(title="The highest temperature of each day, and its average")
    axis.set(ylabel="°C", ylim=(-5, 40))
    axis.set(xlim=(days[0] - np.timedelta64(4, "D"), days[-1] + np.timedelta64(6, "D")))
    months = np.arange(days[0], days[-1], dtype="datetime64[M]").astype("datetime64[D]")
    axis.set_xticks(months[::2], [MONTHS[day.item().month - 1] for day in months[::2]])
    return curve, end


def _memory(axis):
    axis.set(xlabel="days ago", ylabel="weight", title="What the average remembers")
    axis.set(xlim=(-1, DAYS_AGO), ylim=(0.001, 1.5), yscale="log")
    weights = moving_line(axis, "weights", color=COLOUR, drawstyle="steps-mid", zorder=OVER + 1)
    inside = axis.axvspan(-0.5, 0, color=COLOUR, alpha=0.16, lw=0, zorder=OVER, gid="inside")
    words = axis.text(0.97, 0.93, "", transform=axis.transAxes, zorder=OVER + 1, gid="words")
    words.set(ha="right", va="top", color=INK, linespacing=1.5)
    return inside, weights, words


def _remember(last, inside, weights, words):
    window, kept = 1 / (1 - last.beta), last.weights
    weights.set_data(np.arange(last.t)[: DAYS_AGO + 1], kept[: DAYS_AGO + 1])
    inside.set_width(min(window, last.t))
    words.set_text(
        f"window {window:.3g} day{'s' * (window != 1)}\nweights add up to {kept.sum():.2f}"
    )


@house_style()
def smoothed(
    t: np.ndarray, x: np.ndarray, averages: dict[str, np.ndarray], xlabel: str, ylabel: str
) -> Picture:
    """Values x (n,) at t (n,) as pale dots, and named averages of them (n,) as lines."""
    fig, [axis] = panels(1, height=3.2)
    axis.plot(t, x, "o", color=PALE, ms=3.5, label="each value")
    for (name, values), style in zip(averages.items(), distinct([*averages]), strict=True):
        axis.plot(t, values, lw=2.2, label=name, **style)
    axis.set(xlabel=xlabel, ylabel=ylabel)
    axis.legend(fontsize=10)
    axis.margins(x=0.01)
    return Picture(fig, f"{ylabel} against {xlabel}, and averages: {', '.join(averages)}")


@house_style()
def bargain(*runs: Iterable[Bargain]) -> Picture:
    """A truth that jumps, what is seen of it and its average; how far averages are off, by memory.

    The thin line stands at the window that is least off.
    """
    fig, (chart, costs) = panels(3, 2, height=3.4)
    seen, truth, average = _seen(chart)
    *curves, best, here = _costs(costs)

    def move(run):
        last = run[-1]
        seen.set_ydata(last.x[:SHOWN])
        truth.set_ydata(last.truth[:SHOWN])
        average.set_ydata(last.averages[:SHOWN])
        for curve, part in zip(curves, last.parts, strict=True):
            curve.set_ydata(part)
        best.set_xdata([last.best] * 2)
        here.set_data([1 / (1 - last.beta)], last.own[2:])
        return [seen, truth, average, best, *curves, here]

    return Picture(
        fig, "A jumping truth in noise, its average, and what each memory costs", move
    ).show(*runs)


def _seen(axis):
    t, unknown = np.arange(1, SHOWN + 1), np.full(SHOWN, np.nan)
    seen = moving_dots(axis, "seen", color=PALE, markersize=2.2)
    truth = moving_line(axis, "truth", color=INK, linewidth=1.2, linestyle=DASHES[1])
    average = moving_line(axis, "average", color=COLOUR, linewidth=2.2)
    for line, name in ((seen, "seen"), (truth, "truth"), (average, "average")):
        line.set(data=(t, unknown), label=name)
    axis.set(title="What is seen of a truth that jumps, and its average", xlabel="value")
    axis.set(xlim=(0, SHOWN), ylim=(-1.5, 2.9))
    axis.legend(loc="upper right", ncols=3)
    return seen, truth, average


def _costs(axis):
    axis.set(title="How far off, by memory", xlabel="window 1/(1 − β), values")
    axis.set(ylabel="root mean square", xlim=(0.9, 1000), ylim=(0.02, 3))
    for direction in "xy":
        decades(axis, direction)
    axis.set_xticks([1, 10, 100, 1000])
    best = moving_line(axis, "best", color=GREY, linewidth=0.8)
    best.set_data([np.nan] * 2, [0.02, 3])
    names, looks = ("late", "noisy", "both"), (DASHES[1], DASHES[2], "-")
    for name, dash, colour in zip(names, looks, (SERIES[0], SERIES[2], COLOUR), strict=True):
        curve = moving_line(axis, name, color=colour, linestyle=dash, label=name)
        curve.set_data(WINDOWS, np.full(len(WINDOWS), np.nan))
        yield curve
    axis.legend(loc="upper right", ncols=3)
    yield best
    yield moving_dots(axis, "here", color=COLOUR, markersize=8, markeredgecolor="white")
