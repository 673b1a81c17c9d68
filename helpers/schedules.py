"""Learning-rate schedules: functions of the step t = 0, 1, 2, … (a number or an array of numbers).

Each maker returns such a function. `per` is the length of one unit of decay in steps: the number of
steps in an epoch for schedules that are usually written per epoch, 1 for those written per step.
"""

from collections.abc import Callable

import numpy as np

Schedule = Callable[[float | np.ndarray], float | np.ndarray]


def constant(lr: float) -> Schedule:
    """η(t) = lr."""
    return lambda t: lr + 0.0 * np.asarray(t)


def inverse_time(lr: float, decay: float, per: int = 1) -> Schedule:
    """η(t) = lr / (1 + decay·t/per)   (Robbins & Monro 1951)."""
    return lambda t: lr / (1 + decay * np.asarray(t) / per)


def exponential(lr: float, rate: float = 0.95, per: int = 1) -> Schedule:
    """η(t) = lr · rate^(t/per)."""
    return lambda t: lr * rate ** (np.asarray(t) / per)


def inverse_sqrt(lr: float, per: int = 1) -> Schedule:
    """η(t) = lr / √(1 + t/per)."""
    return lambda t: lr / np.sqrt(1 + np.asarray(t) / per)


def staircase(schedule: Schedule, per: int) -> Schedule:
    """The same schedule, held constant within each stretch of `per` steps."""
    return lambda t: schedule(np.asarray(t) // per * per)


def cosine(lr: float, steps: int, warmup: int = 0) -> Schedule:
    """η(t) = lr·(t + 1)/warmup up to t = warmup, then lr·(1 + cos πp)/2, p from 0 to 1 at `steps`.

    Raises ValueError when the warm-up is not shorter than the whole.
    (Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983)
    """
    if not 0 <= warmup < steps:
        raise ValueError(f"cosine: warmup must be in [0, steps), but is {warmup} of {steps}")

    def schedule(t):
        t = np.asarray(t)
        progress = np.clip((t - warmup) / (steps - warmup), 0, 1)
        return lr * np.where(
            t < warmup, (t + 1) / max(warmup, 1), (1 + np.cos(np.pi * progress)) / 2
        )

    return schedule
