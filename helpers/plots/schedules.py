"""Learning rates over time: the curve, and what a noisy descent makes of it."""

from collections.abc import Iterable

import numpy as np
from matplotlib.ticker import LogLocator

from helpers.experiments.averages import ewma
from helpers.plots.descents import loss_axis
from helpers.plots.fields import contours, far_corners
from helpers.plots.picture import OVER, Picture, figure, moving_dots, moving_line, panels, tiles
from helpers.plots.style import GREY, INK, PALE, SERIES, UPHILL, house_style
from helpers.schedules import Schedule
from helpers.surfaces import Surface
from helpers.training import Point, Update

DRAWN = 400  # records of a run that are drawn
RATE, BALL = SERIES[2], SERIES[0]
WANTED = {"linestyle": (0, (5, 2)), "linewidth": 1.4}


@house_style()
def swarm(surface: Surface, *runs: Iterable[Point], steps: int = 1000) -> Picture:
    """Many descents (K, 2) under one schedule: their learning rate above their loss, and a map.

    The dots on the map are where the K runs stand now; one of them trails its path.
    """
    fig = figure(4.4)
    axes = fig.subplot_mosaic([["rate", "map"], ["curve", "map"]], height_ratios=[2, 3])
    ground = _ground(axes["map"], surface)
    rate, losses = _rate(axes["rate"], steps), _losses(axes["curve"], surface, steps)

    def move(run):
        shown = [*run[: -1 : len(run) // DRAWN + 1], run[-1]]
        rate.set_data([p.t for p in shown], [p.opt.lr for p in shown])
        _lower(surface, shown, *losses)
        _fly(surface, shown, *ground)
        return [rate, *losses, *ground]

    words = "A swarm of noisy descents, its learning rate and its loss"
    return Picture(fig, words, move).show(*runs)


def _rate(axis, steps):
    axis.set(yscale="log", ylim=(1e-5, 3), xlim=(0, steps), title="Learning rate", ylabel="lr")
    axis.tick_params(labelbottom=False)
    return moving_line(axis, "learning rate", color=RATE, linewidth=2.4)


def _losses(axis, surface, steps):
    loss_axis(axis, surface, steps, (1e-5, 5))
    axis.set(title="Loss above the minimum", ylabel="")
    thin = {"linewidth": 0.5, "alpha": 0.5}
    one = moving_line(axis, "one loss", color=BALL, label="one run", **thin)
    mean = moving_line(axis, "mean loss", color=INK, label="mean of all", linewidth=2)
    axis.legend(loc="upper right", ncols=2)
    return one, mean


def _lower(surface, run, one, mean):
    above = np.array([p.loss for p in run]) - surface.lowest
    one.set_data([p.t for p in run], above[:, 0])
    mean.set_data([p.t for p in run], above.mean(axis=1))


def _ground(axis, surface):
    contours(axis, surface)
    [minimum] = [artist for artist in axis.lines if artist.get_gid() == "minimum"]
    minimum.set_zorder(2 * OVER)
    axis.set(xlabel="$\\theta_1$", ylabel="$\\theta_2$", title="Where they are, and the minimum +")
    dot = {"markersize": 5.5, "markeredgecolor": "white", "markeredgewidth": 0.6}
    path = moving_line(axis, "path", color=BALL, linewidth=0.6, alpha=0.6)
    return path, moving_dots(axis, "swarm", color=UPHILL, **dot), minimum


def _fly(surface, run, path, dots, minimum):
    theta = np.clip([p.theta for p in run], *far_corners(surface))
    path.set_data(theta[:, 0].T)
    dots.set_data(theta[-1].T)


@house_style()
def learning_rates(made: dict[str, Schedule], steps: int) -> Picture:
    """Named schedules in small panels on the same axes; the area under each is Σ lr."""
    fig, axes = tiles(len(made), -(-len(made) // 2), height=3.6)
    t = np.arange(steps)
    rates = [schedule(t) for schedule in made.values()]
    top = max(lr.max() for lr in rates)
    for axis, name, lr in zip(axes, made, rates, strict=True):
        axis.fill_between(t, lr, color=RATE, alpha=0.2, lw=0)
        axis.plot(t, lr, color=RATE)
        axis.set_title(name, fontsize=10)
        axis.text(0.96, 0.88, f"Σ lr = {lr.sum():.0f}", transform=axis.transAxes, ha="right")
        axis.set(xlim=(0, steps), ylim=(0, 1.35 * top), xticks=np.arange(4) * steps // 4)
        axis.set(xlabel="step", ylabel="lr")
        axis.label_outer()
    return Picture(fig, f"Learning rate against step: {', '.join(made)}")


@house_style()
def range_test(schedule: Schedule, *runs: Iterable[Update], steps: int = 200) -> Picture:
    """A `train` run under a rising schedule: the loss of each batch against its learning rate.

    The line is a bias-corrected average with β = 0.9; the mark is where that is lowest, the first
    tenth of the steps left out.
    """
    fig, [axis] = panels(1, height=3.6)
    axis.set(xscale="log", xlim=(schedule(0), schedule(steps)), xlabel="learning rate")
    axis.set(ylim=(0, 5), ylabel="loss of the batch", title="One training while lr rises")
    dots = moving_dots(axis, "losses", ".", color=PALE, markersize=5)
    line = moving_line(axis, "average", color=INK, linewidth=2)
    turn = moving_dots(axis, "lowest", "v", color=UPHILL, markersize=10, markeredgecolor="white")

    def move(run):
        lr, losses = schedule(np.arange(len(run))), np.array([update.loss for update in run])
        smooth = [average.value for average in ewma(losses, 0.9, corrected=True)]
        first = steps // 10 if len(run) > steps // 10 else 0
        i = first + int(np.nanargmin(smooth[first:])) if np.isfinite(smooth[first]) else 0
        dots.set_data(lr, losses.clip(max=9))
        line.set_data(lr, np.clip(smooth, 0, 9))
        turn.set_data([lr[i]], [smooth[i] + 0.2])
        return [dots, line, turn]

    return Picture(fig, "The loss of each batch while the learning rate rises", move).show(*runs)


@house_style()
def clouds(series: dict[str, tuple], against: str = "step") -> Picture:
    """Radii, {name: (x, measured, wanted)}, against step or learning rate: the wanted ones dashed.

    Against the learning rate, the measured ones are dots.
    """
    fig, [axis] = panels(1, height=3.2)
    line, margin = ("-", 0.01) if against == "step" else ("o", 0.04)
    for i, (name, (x, measured, wanted)) in enumerate(series.items()):
        colour = SERIES[i % len(SERIES)]
        axis.plot(x, wanted, color=colour, **WANTED)
        axis.plot(x, measured, line, color=colour, label=name)
    axis.plot([], [], color=GREY, label=r"$\sqrt{\eta / B}$", **WANTED)
    axis.set(xlabel=against, ylabel="radius of the cloud", yscale="log")
    axis.yaxis.set(major_formatter="{x:g}", minor_formatter="")
    if against != "step":
        _round_numbers(axis)
    axis.legend(fontsize=10)
    axis.margins(x=margin)
    return Picture(fig, f"Radius of the cloud against {against}: {', '.join(series)}")


def _round_numbers(axis):
    """Both axes logarithmic, with ticks at 1, 2, 5, 10, …"""
    axis.set_xscale("log")
    for ruler in (axis.xaxis, axis.yaxis):
        ruler.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ruler.set(major_formatter="{x:g}", minor_formatter="")
