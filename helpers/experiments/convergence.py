"""How soon and how fast a run closes in on a minimum: measured on the run, and predicted."""

from collections.abc import Iterable

import numpy as np

from helpers.arrays import floats, number
from helpers.optimizers import SGD, Momentum, Nesterov
from helpers.training import Point


def measured(run: Iterable[Point]) -> np.ndarray:
    """The factor by which the distance to the minimum, at 0, shrinks per step late in a run.

    `run` is one of `descend`. The largest distances in its last two thirds are compared, so that a
    swing through the minimum does not count as an arrival. One factor per experiment; inf where a
    position is no number any more. Raises ValueError for a run without points.
    """
    run = [*run]
    if not run:
        raise ValueError("the run holds no points to measure")
    n = max(1, len(run) // 3)
    with np.errstate(all="ignore"):
        early, late = (
            np.max([np.vecdot(point.theta, point.theta) for point in part], axis=0)
            for part in (run[-2 * n : -n] or run, run[-n:])
        )
        factor = np.where(early > 0, late / early, 0.0) ** (0.5 / n)
    return np.where(np.isfinite(factor), factor, np.inf)


def arrival(run: Iterable[Point], goal: float = 0.01) -> np.ndarray:
    """Steps until the loss stays within `goal` of the lowest for good, that is to the run's end.

    `run` is one of `descend`. One number per experiment; inf where the loss does not stay there.
    Raises ValueError for a run without points, TypeError or ValueError for a goal that is none.
    """
    run = [*run]
    if not run:
        raise ValueError("the run holds no points to measure")
    return settled(np.array([point.loss for point in run]) - run[0].surface.lowest, goal)


def settled(losses: np.ndarray, goal: float) -> np.ndarray:
    """Steps until the loss stays within the goal for good, inf where it does not; NaN is outside.

    `losses` (steps + 1, ...) are those of a run after 0, 1, 2, … steps; the result has their other
    axes. Raises TypeError or ValueError for losses that are none, and for a goal that is NaN.
    """
    losses = floats(losses, "losses")
    if losses.ndim == 0 or len(losses) == 0:
        raise ValueError(f"losses must be those of a run, step by step, but have {losses.shape}")
    home = losses <= number(goal, "goal", "a loss", lambda loss: loss == loss)
    at_home = np.logical_and.accumulate(home[::-1]).sum(axis=0)
    return np.where(at_home > 0, len(losses) - at_home, np.inf)


def predicted(opt, curvature: float | np.ndarray) -> np.ndarray:
    """Largest |σ| with σ² − bσ + c = 0: the factor per step in the long run on curvature λ.

    SGD: b = 1 − aλ, c = 0. Momentum: b = 1 + β − aλ, c = β. Nesterov: b = (1 + β)(1 − aλ),
    c = β(1 − aλ). a is lr, times 1 − dampening. Raises TypeError for an optimizer that is none of
    these three, and for a curvature that is no real number.
    """
    if not isinstance(opt, SGD | Momentum | Nesterov):
        raise TypeError(f"there is a rate for SGD, Momentum and Nesterov, but not for {opt!r}")
    with np.errstate(all="ignore"):  # of a curvature that is out of all bounds
        b, c = _trace_and_determinant(opt, floats(curvature, "curvature"))
        root = np.sqrt(np.asarray(b * b - 4 * c, dtype=complex))
        return np.maximum(np.abs(b + root), np.abs(b - root)) / 2


def _trace_and_determinant(opt, curvature):
    """b and c of one step, which turns (θ, v) into a linear map of itself."""
    shrunk = 1 - opt.lr * (1 - getattr(opt, "dampening", 0)) * curvature
    match opt:
        case SGD():
            return shrunk, 0
        case Momentum():
            return shrunk + opt.beta, opt.beta
        case Nesterov():
            return (1 + opt.beta) * shrunk, opt.beta * shrunk
