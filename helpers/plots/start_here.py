"""Lesson 00: what each method needs at every learning rate."""

import numpy as np

from helpers.plots.picture import Picture, tiles
from helpers.plots.series import decades
from helpers.plots.style import INK, STYLES, house_style


@house_style()
def tuning(rates: np.ndarray, needed: dict[str, dict[str, np.ndarray]]) -> Picture:
    """Steps needed at each learning rate: a panel for each method, a curve for each surface.

    `needed[method][surface]` (n,) goes with `rates` (n,); what is infinite is not drawn. A dot
    marks the best rate of the first curve, a ring that of the second, and the title says how many
    steps these need.
    """
    fig, axes = tiles(len(needed), columns=3, height=4.4)
    for axis, (method, curves) in zip(axes, needed.items(), strict=True):
        looks = (
            {"color": STYLES[method]["color"], "lw": 2.2},
            {"color": INK, "lw": 1.2, "ls": "--", "mfc": "none", "mew": 1.6},
        )
        for style, (surface, steps) in zip(looks, curves.items(), strict=True):
            best = steps.argmin()
            axis.plot(rates, steps, label=surface, **style)
            axis.plot(rates[best], steps[best], **style | {"ls": "", "marker": "o", "ms": 7})
        told = " / ".join(f"{steps.min():g}" for steps in curves.values())
        axis.set(title=f"{method}: {told} steps", xscale="log", ylim=(2, 130))
        decades(axis, "y")
    axes[0].legend(loc="lower left", fontsize=9)
    fig.supxlabel("learning rate", fontsize=10)
    fig.supylabel("steps until the loss stays below 0.01", fontsize=10)
    return Picture(fig, f"Steps needed against learning rate: {', '.join(needed)}")
