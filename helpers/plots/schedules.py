"""Learning rates over time: the curve, and what a noisy descent makes of it."""

from collections.abc import Iterable

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from helpers.picture import GREY, INK, OVER, SERIES, UPHILL, Picture, panels
from helpers.plots.descents import contours
from helpers.schedules import Schedule
from helpers.surfaces import Surface
from helpers.training import Point

DRAWN = 400  # records of a run that are drawn
RATE, BALL = SERIES[2], SERIES[0]


def swarm(surface: Surface, *runs: Iterable[Point], steps: int = 1000) -> Picture:
    """Many descents (K, 2) under one schedule: their learning rate above their loss, and a map.

    The dots on the map are where the K runs stand now; one of them trails its path.
    """
    fig, (rate, curve, ground) = _desk()
    contours(ground, surface)
    ground.set(
        xlabel="$\\theta_1$", ylabel="$\\theta_2$", title="Where they are, and the minimum +"
    )
    top = float(surface(surface.start) - surface(surface.minimum))
    rate.set(yscale="log", ylim=(1e-5, 3), xlim=(0, steps), title="Learning rate", ylabel="lr")
    rate.tick_params(labelbottom=False)
    curve.set(yscale="log", ylim=(1e-5 * top, 5 * top), xlim=(0, steps), xlabel="step")
    curve.set(title="Loss above the minimum")
    [rates] = rate.plot([], [], color=RATE, lw=2.4, zorder=OVER)
    [one] = curve.plot([], [], color=BALL, lw=0.5, alpha=0.5, label="one run", zorder=OVER)
    [mean] = curve.plot([], [], color=INK, lw=2, label="mean of all", zorder=OVER)
    [path] = ground.plot([], [], color=BALL, lw=0.6, alpha=0.6, zorder=OVER)
    [dots] = ground.plot([], [], "o", color=UPHILL, mec="white", mew=0.6, ms=5.5, zorder=OVER)
    curve.legend(loc="upper right", ncols=2)

    def move(run):
        shown = [*run[: -1 : len(run) // DRAWN + 1], run[-1]]
        t = [p.t for p in shown]
        theta = np.clip([p.theta for p in shown], *_frame(surface))
        above = np.array([p.loss for p in shown]) - surface(surface.minimum)
        rates.set_data(t, [p.lr for p in shown])
        one.set_data(t, above[:, 0])
        mean.set_data(t, above.mean(axis=1))
        path.set_data(theta[:, 0].T)
        dots.set_data(theta[-1].T)
        return [rates, one, mean, path, dots]

    picture = Picture(fig, "A swarm of noisy descents, its learning rate and its loss", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def _desk():
    """A figure with two panels above each other on the left and one on the right."""
    fig = Figure(figsize=(9, 4.4), dpi=100, layout="constrained")
    FigureCanvasAgg(fig)
    axes = fig.subplot_mosaic([["rate", "map"], ["curve", "map"]], height_ratios=[2, 3])
    return fig, [axes[name] for name in ("rate", "curve", "map")]


def _frame(surface):
    """Corners far outside the window: no drawing of what has left for good goes beyond them."""
    low, high = np.array(surface.window).T
    return low - 9 * (high - low), high + 9 * (high - low)


def rates(made: dict[str, Schedule], steps: int) -> Picture:
    """Named schedules in small panels on the same axes; the area under each is Σ lr."""
    fig = Figure(figsize=(9, 3.6), dpi=100, layout="constrained")
    FigureCanvasAgg(fig)
    columns = -(-len(made) // 2)
    axes = fig.subplots(2, columns, sharex=True, sharey=True, squeeze=False)
    t, top = np.arange(steps), max(f(np.arange(steps)).max() for f in made.values())
    for axis, (name, schedule) in zip(axes.flat, made.items(), strict=False):
        lr = schedule(t)
        axis.fill_between(t, lr, color=RATE, alpha=0.2, lw=0)
        axis.plot(t, lr, color=RATE)
        axis.set_title(name, fontsize=10)
        axis.text(0.96, 0.88, f"Σ lr = {lr.sum():.0f}", transform=axis.transAxes, ha="right")
        axis.set(xlim=(0, steps), ylim=(0, 1.35 * top), xticks=np.arange(4) * steps // 4)
    for axis in axes.flat[len(made) :]:
        axis.axis("off")
    for axis in axes[-1]:
        axis.set_xlabel("step")
    for axis in axes[:, 0]:
        axis.set_ylabel("lr")
    return Picture(fig, f"Learning rate against step: {', '.join(made)}")


def clouds(series: dict[str, tuple], against: str = "step") -> Picture:
    """Radii, {name: (x, measured, wanted)}, against step or learning rate: the wanted ones dashed.

    Against the learning rate, the measured ones are dots.
    """
    fig, [axis] = panels(1, height=3.2)
    line = "-" if against == "step" else "o"
    for colour, (name, (x, measured, wanted)) in zip(SERIES, series.items(), strict=False):
        axis.plot(x, wanted, color=colour, ls=(0, (5, 2)), lw=1.4)
        axis.plot(x, measured, line, color=colour, label=name)
    axis.plot([], [], color=GREY, ls=(0, (5, 2)), lw=1.4, label=r"$\sqrt{\eta / B}$")
    axis.set(xlabel=against, ylabel="radius of the cloud", yscale="log")
    axis.yaxis.set(major_formatter="{x:g}", minor_formatter="")
    if against != "step":
        axis.set_xscale("log")
        for ruler in (axis.xaxis, axis.yaxis):
            ruler.set_major_locator(LogLocator(subs=(1, 2, 5)))
            ruler.set(major_formatter="{x:g}", minor_formatter="")
    axis.legend(fontsize=10)
    axis.margins(x=0.01 if against == "step" else 0.04)
    return Picture(fig, f"Radius of the cloud against {against}: {', '.join(series)}")
