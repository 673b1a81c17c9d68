"""Averages that forget, and slopes that add up in a velocity."""

from collections.abc import Iterable

import numpy as np

from helpers.averages import Average
from helpers.picture import GREY, INK, OVER, SERIES, Picture, look, panels
from helpers.training import Point

DAYS_AGO = 60


def average(days: np.ndarray, x: np.ndarray, *runs: Iterable[Average]) -> Picture:
    """Runs of `ewma` over daily temperatures, beside the weight that each past day has in the last.

    The shaded weights are those within the window, 1/(1 − β) days.
    """
    fig, (chart, memory) = panels(3, 2, height=3.4)
    chart.plot(days, x, "o", color="#9db8c9", ms=2.6, label="highest of the day")
    [curve] = chart.plot([], [], color=SERIES[1], lw=2.2, zorder=OVER)
    [end] = chart.plot([], [], "o", color=SERIES[1], ms=8, mec="white", zorder=OVER)
    chart.set(
        ylabel="°C", title="The highest temperature of each day, and its average", ylim=(-5, 40)
    )
    chart.set(xlim=(days[0] - np.timedelta64(4, "D"), days[-1] + np.timedelta64(6, "D")))
    months = np.arange(days[0], days[-1], dtype="datetime64[M]").astype("datetime64[D]")
    chart.set_xticks(months[::2], [f"{day.item():%b}" for day in months[::2]])
    memory.set(xlabel="days ago", ylabel="weight", title="What the average remembers")
    memory.set(xlim=(-1, DAYS_AGO), ylim=(0.001, 1.5), yscale="log")
    [stems] = memory.plot([], [], color=SERIES[1], drawstyle="steps-mid", zorder=OVER + 1)
    inside = memory.axvspan(-0.5, 0, color=SERIES[1], alpha=0.16, lw=0, zorder=OVER)
    words = memory.text(0.97, 0.93, "", transform=memory.transAxes, zorder=OVER + 1)
    words.set(ha="right", va="top", color=INK, linespacing=1.5)

    def move(run):
        last = run[-1]
        curve.set_data(days[: last.t], [record.value for record in run])
        end.set_data(days[last.t - 1 : last.t], [last.value])
        weights, window = last.weights, 1 / (1 - last.beta)
        stems.set_data(np.arange(last.t)[: DAYS_AGO + 1], weights[: DAYS_AGO + 1])
        inside.set_width(min(window, last.t))
        words.set_text(f"window {window:.3g} days\nweights add up to {weights.sum():.2f}")
        return [curve, end, inside, stems, words]

    picture = Picture(fig, f"Temperatures of {len(x)} days and their average", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def velocities(run: Iterable[Point]) -> Picture:
    """A descent on two coordinates: in each, the slope under the ball and the ball's velocity.

    Both are drawn as pushes downhill, −g and −v, in the units of the slope.
    """
    run = [*run]
    opt, g = run[0].opt, np.array([point.grad for point in run])
    v = np.zeros_like(g)
    for t in range(len(g)):
        v[t] = opt.beta * v[t - 1] + (1 - opt.dampening) * g[t]
    fig, axes = panels(1, 1, height=3.2)
    names = "Along the valley: slopes agree", "Across it: slopes change sides"
    for axis, name, slope, speed in zip(axes, names, -g.T, -v.T, strict=True):
        axis.axhline(0, color=GREY, lw=0.8)
        axis.bar(range(len(run)), slope, color="#9db8c9", width=0.8, label="push −g")
        axis.plot(speed, **look(opt) | {"markersize": 3.5}, label="velocity −v")
        axis.set(title=name, xlabel="step")
    axes[1].legend(fontsize=10)
    return Picture(fig, f"Slope and velocity of {opt!r} along and across", None)
