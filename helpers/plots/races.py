"""Races of optimizers and bugs of them: what the learning rate does, and how far each step goes."""

from collections.abc import Iterable

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers import zoo
from helpers.picture import GREY, INK, LOOKS, OTHER, OVER, Picture, panels
from helpers.plots.series import decades

WRONG, TINY, SLOPE = OTHER[0], "#E69F00", 1e-5
STEPS = np.arange(1, 3001)


def sweeps(series: dict[str, tuple], xlabel: str, ylabel: str, top: float | None = None) -> Picture:
    """{optimizer: (learning rates (n,), losses (n, seeds))}: medians in a band, the best marked.

    An x at the upper edge marks a rate at which a run has diverged.
    """
    fig, [axis] = panels(1, height=4)
    for i, (name, (rates, losses)) in enumerate(series.items()):
        colour, marker, dash = LOOKS[name]
        median = np.median(losses, axis=1)
        axis.fill_between(rates, losses.min(axis=1), losses.max(axis=1), color=colour, alpha=0.1)
        axis.plot(rates, median, color=colour, ls=dash, marker=marker, ms=4, label=name)
        best = np.nanargmin(median)
        axis.plot(
            rates[best], median[best], marker, color=colour, ms=17 - i, mec="white", zorder=OVER
        )
        gone = rates[~np.isfinite(median)]
        height = np.full(gone.shape, 0.98 - 0.03 * i)
        edge = axis.get_xaxis_transform()
        axis.plot(gone, height, "x", color=colour, ms=6, mew=2, transform=edge)
    axis.plot([], [], "x", color=GREY, mew=2, label="diverged")
    axis.set(xscale="log", xlabel=xlabel, ylabel=ylabel)
    decades(axis, "y")
    axis.set_ylim(top=top)
    axis.legend(loc="upper left", bbox_to_anchor=(1, 1), title="the best is large", fontsize=9)
    return Picture(fig, f"{ylabel} against {xlabel}, the best marked: {', '.join(series)}")


def zoo_trial(*runs: Iterable[zoo.Trial], steps: int = 150) -> Picture:
    """A bug of Adam on the bench, how far each step goes, beside its loss on digits and Adam's."""
    fig, (bench, curve) = panels(1, 1)
    lines = _bench(bench)
    nan = _nan(bench)
    bench.legend(fontsize=8, loc="lower left")
    curve.axhline(np.nan, color=INK, label="right")
    curve.plot([], [], color=WRONG, ls=(0, (4, 1.5)), label="bug")
    [right] = curve.plot([], [], color=INK, zorder=OVER)
    [wrong] = curve.plot([], [], color=WRONG, ls=(0, (4, 1.5)), zorder=OVER)
    [gone] = curve.plot([], [], "X", color=WRONG, ms=10, zorder=OVER)
    curve.set(title="Loss on 300 digits", xlabel="update", ylabel="loss", yscale="log")
    curve.set(xlim=(0, steps), ylim=(1e-4, 30))
    curve.legend(fontsize=9, loc="lower left")

    def move(run):
        bug, beta2 = run[-1].bug, run[-1].beta2
        for line, slope in zip(lines, (1.0, SLOPE), strict=True):
            line.set_ydata(abs(zoo.sizes(bug, slope, beta2)[STEPS[THIN] - 1]))
        t, loss = np.arange(len(run)), np.array([trial.loss for trial in run])
        nan.set_visible(_breaks(bug))
        right.set_data(t, [trial.right for trial in run])
        wrong.set_data(t, loss)
        end = np.flatnonzero(~np.isfinite(loss))[:1]
        gone.set_data(t[end], [loss[0]] * len(end))
        return [*lines, nan, right, wrong, gone]

    words = "A bug of Adam: how far its steps go, and its loss on digits beside the right one"
    picture = Picture(fig, words, move)
    return picture.update(*([*run] for run in runs)) if runs else picture


THIN = np.unique(np.geomspace(1, 3000, 120).astype(int)) - 1


def _bench(axis):
    """Axes for the size of steps, and the lines of an ordinary and of a tiny gradient."""
    axis.axhline(1, color=GREY, lw=4, alpha=0.3)
    lines = [
        axis.plot(STEPS[THIN], 1.0 + 0 * THIN, color=c, ls=ls, label=name, zorder=OVER)[0]
        for name, c, ls in (
            ("gradient 1", WRONG, "-"),
            ("gradient 0.00001", TINY, (0, (4, 1.5))),
        )
    ]
    axis.set(xscale="log", yscale="log", xlim=(1, 3000), ylim=(0.02, 20))
    axis.set(title="The bench: one gradient, always", xlabel="step", ylabel="size of the step / lr")
    return lines


def _nan(axis):
    """A remark on the bench about a gradient of 0."""
    return axis.text(1.5, 0.2, "gradient 0: NaN", color=WRONG, zorder=OVER)


def _breaks(bug):
    """Whether a gradient of 0 makes NaN of the step."""
    return bool(np.isnan(zoo.sizes(bug, 0.0, steps=1)[0]))


def fingerprints(bugs: Iterable[str]) -> Picture:
    """How far each step goes under a gradient that never changes, for six bugs."""
    fig = Figure(figsize=(9, 4.5), dpi=100, layout="constrained")
    FigureCanvasAgg(fig)
    axes = fig.subplots(2, 3, sharex=True, sharey=True)
    for axis, bug in zip(axes.flat, bugs, strict=True):
        for line, slope in zip(_bench(axis), (1.0, SLOPE), strict=True):
            line.set_ydata(abs(zoo.sizes(bug, slope)[STEPS[THIN] - 1]))
        axis.set(title=bug, xlabel="", ylabel="")
        if _breaks(bug):
            _nan(axis)
    axes[0, 0].legend(fontsize=8, loc="lower left")
    fig.supxlabel("step", fontsize=10)
    fig.supylabel("size of the step / lr", fontsize=10)
    return Picture(fig, f"Sizes of steps with six bugs: {', '.join(bugs)}")
