"""A descent beside the learning rate that each direction really gets."""

from collections.abc import Iterable

import numpy as np

from helpers.picture import GREY, OVER, Picture, look, panels
from helpers.plots.descents import contours, loss_axis, new_walker, walk
from helpers.rates import effective_lr
from helpers.surfaces import Surface
from helpers.training import Point

LOW, HIGH = 1e-4, 1e3  # of the axis of rates


def rates_in_words(values: dict, run: list[Point]) -> str:
    """A remark for a lab: how high the bars are."""
    x, y = effective_lr(run[-1].opt, (2,))
    return f"effective lr {x:.3g} for x, {y:.3g} for y" if run[-1].t else "no step taken yet"


def adaptive(surface: Surface, *runs: Iterable[Point], steps: int = 60) -> Picture:
    """A run of `descend`: its path, its loss, and a bar for the effective lr of each direction.

    Above its dashed line 2/λ a direction would diverge if its bar stood still.
    """
    fig, (ground, curve, rates) = panels(3, 2, 1.1)
    contours(ground, surface)
    loss_axis(curve, surface, steps)
    rates.set(title="Effective lr", yscale="log", xlim=(-1.9, 2.7), ylim=(LOW, HIGH))
    rates.set_xticks([0, 1], ["x", "y"])
    for i, limit in enumerate(_limits(surface)):
        rates.plot([i - 0.4, i + 0.4], [limit, limit], "--", color=GREY, lw=1.2)
        words = rates.text(1.9 * i - 0.45, limit, rf"$2/\lambda = {limit:.3g}$", size=7, color=GREY)
        words.set(va="center", ha=("right", "left")[i], bbox={"color": "white", "pad": 1})
    walker = new_walker(ground, curve, OVER)
    bars = [
        rates.plot([], [], lw=14, solid_capstyle="butt", alpha=0.85, zorder=OVER)[0]
        for _ in surface.window
    ]

    def move(run):
        style = look(run[-1].opt)
        walk(surface, run, style, *walker)
        for i, (bar, rate) in enumerate(zip(bars, effective_lr(run[-1].opt, (2,)), strict=True)):
            bar.set(data=([i, i], [LOW, np.clip(rate, LOW, HIGH)]), color=style["color"])
        return [*walker, *bars]

    picture = Picture(fig, f"A descent on the {surface.name} and its learning rates", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def _limits(surface, h=1e-4):
    """2/λ for each direction where directions do not mix, 2/λmax for all where they do."""
    minimum, nudges = np.array(surface.minimum), h * np.eye(2)
    hessian = (surface.grad(minimum + nudges) - surface.grad(minimum - nudges)) / (2 * h)
    mixed = abs(hessian[0, 1]) > 1e-6
    return np.full(2, 2 / np.linalg.eigvalsh(hessian)[-1]) if mixed else 2 / np.diag(hessian)
