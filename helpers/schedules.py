"""Learning-rate schedules: functions of the step t = 0, 1, 2, … (a number or an array of numbers).

Each maker returns such a function. `per` is the length of one unit of decay in steps: the number of
steps in an epoch for schedules that are usually written per epoch, 1 for those written per step.
Makers raise TypeError or ValueError for what makes no schedule, schedules for a t below 0.
"""

from collections.abc import Callable

import numpy as np

from helpers.arrays import floats, number, whole

Schedule = Callable[[float | np.ndarray], float | np.ndarray]


def constant(lr: float) -> Schedule:
    """η(t) = lr."""
    lr = _size(lr, "lr")
    return _of_steps(lambda t: lr + 0.0 * t)


def inverse_time(lr: float, decay: float, per: float = 1) -> Schedule:
    """η(t) = lr / (1 + decay·t/per)   (Robbins & Monro 1951)."""
    lr, decay, per = _size(lr, "lr"), _size(decay, "decay"), _above_zero(per, "per")
    return _of_steps(lambda t: lr / (1 + decay * t / per))


def exponential(lr: float, rate: float = 0.95, per: float = 1) -> Schedule:
    """η(t) = lr · rate^(t/per)."""
    lr, rate, per = _size(lr, "lr"), _above_zero(rate, "rate"), _above_zero(per, "per")
    return _of_steps(lambda t: lr * rate ** (t / per))


def inverse_sqrt(lr: float, per: float = 1) -> Schedule:
    """η(t) = lr / √(1 + t/per)."""
    lr, per = _size(lr, "lr"), _above_zero(per, "per")
    return _of_steps(lambda t: lr / np.sqrt(1 + t / per))


def staircase(schedule: Schedule, per: float) -> Schedule:
    """The same schedule, held constant within each stretch of `per` steps."""
    check_schedule(schedule)
    per = _above_zero(per, "per")
    return _of_steps(lambda t: schedule(t // per * per))


def cosine(lr: float, steps: int, warmup: int = 0) -> Schedule:
    """η(t) = lr·(t + 1)/warmup up to t = warmup, then lr·(1 + cos πp)/2, p from 0 to 1 at `steps`.

    Raises ValueError when the warm-up is not shorter than the whole.
    (Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983)
    """
    lr, steps, warmup = _size(lr, "lr"), whole(steps, "steps"), whole(warmup, "warmup")
    if warmup >= steps:
        raise ValueError(f"cosine: warmup must be in [0, steps), but is {warmup} of {steps}")

    def schedule(t):
        progress = np.clip((t - warmup) / (steps - warmup), 0, 1)
        return lr * np.where(
            t < warmup, (t + 1) / max(warmup, 1), (1 + np.cos(np.pi * progress)) / 2
        )

    return _of_steps(schedule)


def one_cycle(
    lr: float, steps: int, up: float = 0.3, start: float = 25, end: float = 1e4
) -> Schedule:
    """η(t): half a cosine from lr/start up to lr, in the share `up` of all steps, then one down.

    It ends, at t = steps − 1, at lr/(start·end). PyTorch's `OneCycleLR` also moves momentum the
    other way, which this does not. Raises ValueError when no step is left to go up, or to go down.
    (Smith & Topin 2018, https://arxiv.org/abs/1708.07120)
    """
    lr, steps, up = _size(lr, "lr"), whole(steps, "steps"), _above_zero(up, "up")
    first = lr / _above_zero(start, "start")
    last = first / _above_zero(end, "end")
    top = up * steps - 1
    if not 0 < top < steps - 1:
        raise ValueError(f"one_cycle: there is no way up and down with up = {up} of {steps} steps")

    def schedule(t):
        rise, fall = np.clip(t / top, 0, 1), np.clip((t - top) / (steps - 1 - top), 0, 1)
        return np.where(t < top, _bend(first, lr, rise), _bend(lr, last, fall))

    return _of_steps(schedule)


def _bend(start, end, share):
    """Half a cosine from `start` to `end`."""
    return end + (start - end) * (1 + np.cos(np.pi * share)) / 2


def check_schedule(schedule: Schedule | None) -> None:
    """Raises TypeError for what is neither a function of the step nor None."""
    if not (schedule is None or callable(schedule)):
        raise TypeError(f"schedule must be a function of the step t, but is {schedule!r}")


def rate(schedule: Schedule, t: int) -> float:
    """The learning rate that a schedule, perhaps one of the learner's own, gives at t.

    Raises TypeError or ValueError, in words, when it is none, negative, or not finite.
    """
    try:
        lr = schedule(t)
    except StopIteration:
        raise ValueError(f"the schedule ends before t = {t}") from None
    return _size(lr, f"the schedule's learning rate at t = {t}")


def _of_steps(schedule):
    """The same function of numbers or arrays t that are floats and not below 0."""

    def checked(t):
        t = floats(t, "t")
        if not (t >= 0).all():
            raise ValueError("a schedule begins at t = 0, but t holds NaN or a number below 0")
        with np.errstate(all="ignore"):  # a rate that grows may reach infinity
            return schedule(t)

    return checked


def _size(value, name):
    return number(value, name, "0 or above, and finite", lambda size: 0 <= size < np.inf)


def _above_zero(value, name):
    return number(value, name, "above 0, and finite", lambda size: 0 < size < np.inf)
