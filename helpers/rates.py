"""How fast a run closes in on a minimum, and how fast an optimizer lets each direction go."""

from collections.abc import Sequence

import numpy as np

from helpers.optimizers import SGD, Momentum, Nesterov


def measured(run: Sequence) -> np.ndarray:
    """The factor by which the distance to the minimum, at 0, shrinks per step late in a run.

    `run` is one of `descend`. The largest distances in its last two thirds are compared, so that a
    swing through the minimum does not count as an arrival. One factor per experiment; inf where a
    position is no number any more.
    """
    n = max(1, len(run) // 3)
    with np.errstate(all="ignore"):
        early, late = (
            np.max([np.vecdot(point.theta, point.theta) for point in part], axis=0)
            for part in (run[-2 * n : -n] or run, run[-n:])
        )
        factor = np.where(early > 0, late / early, 0.0) ** (0.5 / n)
    return np.where(np.isfinite(factor), factor, np.inf)


def predicted(opt, curvature: float | np.ndarray) -> np.ndarray:
    """Largest |σ| with σ² − bσ + c = 0: the factor per step in the long run on curvature λ.

    Momentum: b = 1 + β − aλ, c = β. Nesterov: b = (1 + β)(1 − aλ), c = β(1 − aλ). a is lr, times
    1 − dampening. Raises TypeError for an optimizer that is none of SGD, Momentum, Nesterov.
    """
    a = opt.lr * (1 - getattr(opt, "dampening", 0)) * np.asarray(curvature)
    match opt:
        case SGD():
            return np.abs(1 - a)
        case Momentum():
            b, c = 1 + opt.beta - a, opt.beta
        case Nesterov():
            b, c = (1 + opt.beta) * (1 - a), opt.beta * (1 - a)
        case _:
            raise TypeError(f"there is a rate for SGD, Momentum and Nesterov, but not for {opt!r}")
    root = np.sqrt(np.asarray(b * b - 4 * c, dtype=complex))
    return np.maximum(np.abs(b + root), np.abs(b - root)) / 2


def effective_lr(opt, shape: tuple[int, ...] = ()) -> np.ndarray:
    """What multiplies the gradient in each direction, such as lr / (√h + ε).

    As the running averages of `opt` stand after its last step, NaN before the first. `shape` is
    that of θ, for an optimizer that keeps no h.
    """
    h, d = getattr(opt, "h", 0), getattr(opt, "d", None)
    if h is None or np.ndim(h) == 0:
        return np.full(shape, np.nan if h is None else opt.lr)
    if d is not None:
        return opt.lr * np.sqrt((d + opt.eps) / (h + opt.eps))
    return opt.lr / (np.sqrt(h) + opt.eps)
