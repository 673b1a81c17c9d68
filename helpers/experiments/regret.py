"""Where Adam goes the wrong way: a convex problem that is one number, and one slope at a time."""

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from helpers.arrays import number, whole
from helpers.schedules import inverse_sqrt, rate
from helpers.stepping import check_optimizer


class Bet(NamedTuple):
    """After round t: where θ stands, the slope that it met there, and the average regret so far."""

    t: int
    theta: float
    slope: float
    regret: float

    def __str__(self):
        return f"round {self.t} · θ {self.theta:+.3f} · average regret {self.regret:.3g}"


def online(
    opt, high: float = 3.0, period: int = 3, rounds: int = 3000, start: float = 0.0
) -> Iterator[Bet]:
    """Rounds of fₜ(θ) = gₜ·θ on [−1, 1]: the slope is `high` once in a `period`, and else −1.

    With `high` above period − 1 the rounds of a period go up together, so the best θ is −1. The
    average regret is what θ₁, θ₂, … have lost, a round, against staying there. A step that leads
    out ends at the border. The rate is opt.lr/√t, as in the paper; a copy of `opt` steps.
    (Reddi, Kale & Kumar 2018, https://arxiv.org/abs/1904.09237: period 3 is Theorem 1's problem,
    101 with `high` 101 that of section 5)
    Raises TypeError or ValueError for what cannot step, a period below 2, rounds below 0, a `high`
    that is too low, and a start outside.
    """
    check_optimizer(opt)
    period, rounds = whole(period, "period", 2), whole(rounds, "rounds")
    above = f"above {period - 1}, and finite"
    high = number(high, "high", above, lambda slope: period - 1 < slope < np.inf)
    start = number(start, "start", "in [-1, 1]", lambda theta: -1 <= theta <= 1)
    return _online(deepcopy(opt), high, period, rounds, start)


def _online(opt, high, period, rounds, start):
    theta, lost, schedule = np.array([start]), 0.0, inverse_sqrt(opt.lr)
    for t in range(1, rounds + 1):
        g, met = high if t % period == 1 else -1.0, theta.item()
        lost += g * (met + 1)
        opt.lr = rate(schedule, t - 1)
        opt.step(theta, np.array([g]))
        np.clip(theta, -1, 1, out=theta)
        yield Bet(t, met, g, lost / t)


def strides(opt, rounds: int = 30) -> np.ndarray:
    """Its last three steps on slopes 3, −1, −1 over and over, free and at one rate: −Δθ/lr (3,).

    Raises TypeError or ValueError for what cannot step, and for fewer than three rounds.
    """
    check_optimizer(opt)
    opt, theta, places = deepcopy(opt), np.zeros(1), [0.0]
    for t in range(whole(rounds, "rounds", 3)):
        opt.step(theta, np.array([-1.0 if t % 3 else 3.0]))
        places.append(theta.item())
    return -np.diff(places)[-3:] / opt.lr
