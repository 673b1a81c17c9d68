"""A place and its slope; how fast a descent closes in, at every learning rate and in every unit."""

from collections.abc import Iterable, Sequence

import numpy as np

from helpers.experiments.convergence import predicted
from helpers.optimizers import SGD
from helpers.plots.fields import contours, level
from helpers.plots.picture import Picture, moving_dots, moving_line, panels
from helpers.plots.style import GREY, INK, UPHILL, distinct, house_style
from helpers.surfaces import Surface
from helpers.training import Point

ALONG = np.linspace(-1.5, 1.5, 81)  # distances from the dot at which the profile is drawn


@house_style()
def slope(surface: Surface, *runs: Iterable[Point]) -> Picture:
    """Where a run of `descend` stands, its contour and its gradient, beside the height along it.

    The arrow is as long as the gradient, in the units of the map.
    """
    fig, (ground, side) = panels(3, 2)
    contours(ground, surface)
    ground.set_aspect("equal")  # or a right angle would not look like one
    compass, profile = _compass(ground), _profile(side)

    def move(run):
        theta, g = run[-1].theta, run[-1].grad
        _point(surface, theta, g, *compass)
        _cut(surface, theta, g, *profile)
        return [*compass, *profile]

    words = f"A point on the {surface.name}, its contour and its gradient"
    return Picture(fig, words, move).show(*runs)


def _compass(axis):
    return (
        moving_line(axis, "level", color=INK, linewidth=1.6),
        moving_line(axis, "arrow", color=UPHILL, linewidth=2.2),
        moving_line(axis, "tip", color=UPHILL, markersize=10),
        moving_dots(axis, "dot", color=INK, markersize=8),
    )


def _point(surface, theta, g, contour, arrow, tip, dot):
    contour.set_data(*level(surface, theta))
    arrow.set_data(*np.stack([theta, theta + g], axis=1))
    tip.set_data(*(theta + g)[:, None])
    tip.set_marker((3, 0, np.degrees(np.arctan2(g[1], g[0])) - 90) if g.any() else "")
    dot.set_data(*theta[:, None])


def _profile(axis):
    axis.set(title="Height along the arrow", xlabel="distance from the dot", ylabel="f − f(dot)")
    axis.set(xlim=(ALONG[0], ALONG[-1]), ylim=(-4, 6))
    return (
        moving_line(axis, "height", color=GREY),
        moving_line(axis, "tangent", color=UPHILL, linewidth=2.2),
        moving_dots(axis, "here", color=INK, markersize=8),
    )


def _cut(surface, theta, g, height, tangent, here):
    size = np.linalg.norm(g)
    unit = g / size if size else np.array([1.0, 0.0])
    height.set_data(ALONG, surface(theta + ALONG[:, None] * unit) - surface(theta))
    tangent.set_data(ALONG, size * ALONG)
    here.set_data([0], [0])


@house_style()
def factors(rates: np.ndarray, measured: np.ndarray, curvatures: Sequence[float]) -> Picture:
    """The measured factor per step at each rate, and that of two directions, |1 − ηλ|.

    Marked are the best rate η*, its factor ρ*, and the rate from which on the run diverges.
    """
    fig, [axis] = panels(1)
    fine = np.linspace(0, rates.max(), 400)
    for curvature, dash in zip(curvatures, ("--", ":"), strict=True):
        name = f"|1 − ηλ|, λ = {curvature:.3g}"
        axis.plot(fine, predicted(SGD(fine), curvature), dash, color=GREY, label=name)
    axis.plot(rates, measured, "o", color="#0072B2", ms=6, label="measured")
    _mark(axis, *curvatures)
    axis.set(xlabel="learning rate η", ylabel="factor per step")
    axis.set(xlim=(0, rates.max() * 1.02), ylim=(0, 1.25))
    axis.legend(fontsize=9, loc="lower left")
    return Picture(fig, "Factor per step against learning rate: predicted, measured, best, limit")


def _mark(axis, flat, curved):
    best, limit = 2 / (flat + curved), 2 / curved
    rho = float(predicted(SGD(best), flat))
    axis.axhline(1, color=UPHILL, lw=1)
    axis.axvline(limit, color=UPHILL, lw=1)
    axis.text(limit, 0.04, "limit 2/λmax ", color=UPHILL, ha="right")
    axis.text(0.01, 1.03, "above 1: diverges", color=UPHILL)
    star = f"η* = {best:.3f}, ρ* = {rho:.3f}"
    axis.plot(best, rho, "*", color=INK, mfc="none", ms=17, label=star)


@house_style()
def closing(losses: dict[str, tuple], goal: float) -> Picture:
    """Named losses above the lowest (steps, losses), and how near to it the goal is, on log axes.

    What is far below the goal lies on the floor of the picture.
    """
    fig, [axis] = panels(1, height=3.2)
    for (name, (steps, above)), style in zip(losses.items(), distinct([*losses]), strict=True):
        shown = np.maximum(above, goal / 10)
        axis.plot(steps, shown, lw=2.2, label=name, **style | {"marker": ""})
    axis.axhline(goal, color=GREY, lw=1)
    axis.text(1.1, goal * 1.15, "the goal", color=GREY, va="bottom")
    axis.set(xlabel="step", ylabel="loss above the lowest", xscale="log", yscale="log")
    axis.set_ylim(goal / 12, None)
    axis.legend(fontsize=10, loc="upper right", ncols=2)
    axis.margins(x=0.02)
    return Picture(fig, f"Loss above the lowest against step: {', '.join(losses)}")
