"""Bugs of Adam: how far each step goes, and what it does to a loss."""

from collections.abc import Iterable

import numpy as np

from helpers.experiments import zoo
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels, tiles
from helpers.plots.style import GREY, INK, OTHER, house_style

STEPS = np.unique(np.geomspace(1, 3000, 120).astype(int))  # of the bench, those that are drawn
DASHED = (0, (4, 1.5))
RIGHT, WRONG = {"color": INK}, {"color": OTHER["color"], "linestyle": DASHED}
GRADIENTS = {  # on the bench, and how their steps are drawn
    "gradient 1": (1.0, {"color": OTHER["color"], "linestyle": "-"}),
    "gradient 0.00001": (1e-5, {"color": "#E69F00", "linestyle": DASHED}),
}


@house_style()
def zoo_trial(*runs: Iterable[zoo.Trial], steps: int = 150) -> Picture:
    """A bug of Adam on the bench, how far each step goes, beside its loss on digits and Adam's."""
    fig, (bench, curve) = panels(1, 1)
    test = *_bench(bench), _nan(bench)
    bench.legend(fontsize=8, loc="lower left")
    trial = _trial(curve, steps)

    def move(run):
        _sizes(run[-1].bug, run[-1].beta2, *test)
        _losses(run, *trial)
        return [*test, *trial]

    words = "A bug of Adam: how far its steps go, and its loss on digits beside the right one"
    return Picture(fig, words, move).show(*runs)


# The bench


def _bench(axis):
    """Axes for the size of steps, and the lines of an ordinary and of a tiny gradient."""
    axis.axhline(1, color=GREY, lw=4, alpha=0.3)
    axis.set(xscale="log", yscale="log", xlim=(1, 3000), ylim=(0.02, 20))
    axis.set(title="The bench: one gradient, always", xlabel="step", ylabel="size of the step / lr")
    return [moving_line(axis, name, label=name, **style) for name, (_, style) in GRADIENTS.items()]


def _nan(axis):
    """A remark on the bench about a gradient of 0."""
    look = {"color": OTHER["color"], "zorder": OVER, "gid": "NaN"}
    return axis.text(1.5, 0.2, "gradient 0: NaN", **look)


def _sizes(bug, beta2, ordinary, tiny, nan):
    """Draw how far the bug goes."""
    for line, (gradient, _) in zip((ordinary, tiny), GRADIENTS.values(), strict=True):
        line.set_data(STEPS, abs(zoo.step_sizes(bug, gradient, beta2)[STEPS - 1]))
    nan.set_visible(np.isnan(zoo.step_sizes(bug, 0.0, steps=1)[0]))


@house_style()
def fingerprints(bugs: Iterable[str]) -> Picture:
    """How far each step goes under a gradient that never changes, for six bugs."""
    bugs = [*bugs]
    fig, axes = tiles(len(bugs), 3, height=4.5)
    for axis, bug in zip(axes, bugs, strict=True):
        _sizes(bug, 0.999, *_bench(axis), _nan(axis))
        axis.set(title=bug, xlabel="", ylabel="")
    axes[0].legend(fontsize=8, loc="lower left")
    fig.supxlabel("step", fontsize=10)
    fig.supylabel("size of the step / lr", fontsize=10)
    return Picture(fig, f"Sizes of steps with six bugs: {', '.join(bugs)}")


# The trial


def _trial(axis, steps):
    axis.plot([], [], label="right", **RIGHT)
    axis.plot([], [], label="bug", **WRONG)
    axis.set(title="Loss on 300 digits", xlabel="update", ylabel="loss", yscale="log")
    axis.set(xlim=(0, steps), ylim=(1e-4, 30))
    axis.legend(fontsize=9, loc="lower left")
    return (
        moving_line(axis, "right", **RIGHT),
        moving_line(axis, "wrong", **WRONG),
        moving_dots(axis, "gone", "X", color=WRONG["color"], markersize=10),
    )


def _losses(run, right, wrong, gone):
    t, loss = np.arange(len(run)), np.array([trial.loss for trial in run])
    right.set_data(t, [trial.right for trial in run])
    wrong.set_data(t, loss)
    end = np.flatnonzero(~np.isfinite(loss))[:1]
    gone.set_data(t[end], [loss[0]] * len(end))
