"""Slopes that add up in a velocity."""

from collections.abc import Iterable

import numpy as np

from helpers.plots.picture import Picture, panels
from helpers.plots.style import GREY, PALE, house_style, style_of
from helpers.training import Point


@house_style()
def velocities(run: Iterable[Point]) -> Picture:
    """A descent on two coordinates: in each, the slope under the ball and the ball's velocity.

    Both are drawn as pushes downhill, −g and −v, in the units of the slope.
    """
    run = [*run]
    opt, g = run[0].opt, np.array([point.grad for point in run])
    v = np.array([after.opt.v for after in run[1:]]).reshape(-1, 2)
    fig, axes = panels(1, 1, height=3.2)
    names = "Along the valley: slopes agree", "Across it: slopes change sides"
    for axis, name, slope, speed in zip(axes, names, -g.T, -v.T, strict=True):
        axis.axhline(0, color=GREY, lw=0.8)
        axis.bar(range(len(run)), slope, color=PALE, width=0.8, label="push −g")
        axis.plot(speed, **style_of(opt) | {"markersize": 3.5}, label="velocity −v")
        axis.set(title=name, xlabel="step")
    axes[1].legend(fontsize=10)
    return Picture(fig, f"Slope and velocity of {opt!r} along and across")
