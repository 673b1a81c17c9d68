"""The race on surfaces: steps until a rule is at the goal for good, from several starts.

AdamW and Muon stay away. AdamW's decay has a goal of its own, the origin: on the valley, whose
minimum is there, lr·λ = 1 wins at one leap, and on Rosenbrock's it never arrives. Muon is no rule
for a position.
"""

from collections.abc import Callable, Iterator

import numpy as np

from helpers.arrays import floats, one_of
from helpers.beyond_adam import BEYOND
from helpers.experiments.convergence import arrival, settled
from helpers.experiments.newcomers import EVALUATIONS, FIELD
from helpers.optimizers import OPTIMIZERS
from helpers.stepping import Optimizer
from helpers.surfaces import Surface, beale, rosenbrock, valley
from helpers.training import descend

GROUNDS = {ground.name: ground for ground in (valley, rosenbrock, beale)}
ON_SURFACES = tuple(name for name in FIELD if name not in ("AdamW", "Muon"))
RATES = tuple(float(f"{10 ** (k / 20):.3g}") for k in range(-100, 41))
STEPS, GOAL, NEAR = 1000, 0.01, 0.2  # NEAR: how far starts lie around the surface's own
NEVER = 10 * STEPS  # what a start counts, for tuning, from which a rule does not arrive
PARTS = {"tune": slice(10), "judge": slice(10, 15)}  # of the starts


def starts(ground: str, on: str = "judge") -> np.ndarray:
    """Places (10, 2) to tune from, or (5, 2) others to judge from, around the surface's own start.

    Raises ValueError for a ground or a part that there is not.
    """
    home = GROUNDS[one_of(ground, "surface", GROUNDS)].start
    part = PARTS[one_of(on, "part of the starts", PARTS)]
    rng = np.random.default_rng([*GROUNDS].index(ground))
    return (home + NEAR * rng.standard_normal((15, len(home))))[part]


def arrivals(name: str, surface: Surface, lr, starts, steps: int = STEPS) -> np.ndarray:
    """Steps until the loss stays within 0.01 of the lowest, (R, S); inf where it does not.

    Of rates (R,) and starts (S, n), without a schedule. Schedule-free is judged where it takes its
    gradients, at θ.
    Raises TypeError or ValueError for names, rates, starts or steps that there are not.
    """
    return arrival(_runs(name, surface, lr, starts, steps), GOAL)


def curves(name: str, ground: str, lr: float) -> np.ndarray:
    """Losses above the lowest (5 starts, 40) along runs from the starts that judge.

    Raises TypeError or ValueError for a name, a surface or a rate that there is not.
    """
    surface, places = GROUNDS[one_of(ground, "surface", GROUNDS)], starts(ground)
    every = STEPS // EVALUATIONS
    losses = np.full((EVALUATIONS, len(places)), np.nan)
    for point in _runs(name, surface, [lr], places, STEPS):
        if point.t and point.t % every == 0:
            losses[point.t // every - 1] = point.loss[0] - surface.lowest
    return losses.T


def _runs(name, surface, lr, starts, steps):
    kind = (OPTIMIZERS | BEYOND)[one_of(name, "optimizer", ON_SURFACES)]
    starts, rates = floats(starts, "starts"), floats(lr, "lr")
    if rates.ndim != 1:
        raise ValueError(f"lr must be rates (R,), but has shape {rates.shape}")
    return descend(kind(rates[:, None, None]), surface, starts, steps)


def tuned(name: str, ground: str) -> float:
    """The best of 141 rates from the starts that tune. Raises like `curves`."""
    surface = GROUNDS[one_of(ground, "surface", GROUNDS)]
    return RATES[merit(arrivals(name, surface, RATES, starts(ground, "tune"))).argmin()]


def merit(arrived: np.ndarray) -> np.ndarray:
    """The mean of steps (..., S), where a start without an arrival counts ten runs.

    Raises TypeError for steps that are no numbers.
    """
    arrived = floats(arrived, "arrived")
    return np.where(np.isfinite(arrived), arrived, NEVER).mean(axis=-1)


def grown(
    make: Callable[[], Optimizer], ground: str, places: np.ndarray, every: int = 50
) -> Iterator[np.ndarray]:
    """Losses above the lowest (S, 1001) as they grow, one start after the other, from each anew.

    NaN where a run has not come to. Raises ValueError for a surface that there is not.
    """
    surface = GROUNDS[one_of(ground, "surface", GROUNDS)]
    return _grown(make, surface, floats(places, "places"), every)


def _grown(make, surface, places, every):
    found = np.full((len(places), STEPS + 1), np.nan)
    for row, place in zip(found, places, strict=True):
        for point in descend(make(), surface, place, STEPS):
            row[point.t] = point.loss - surface.lowest
            if point.t % every == 0:
                yield found.copy()
    yield found.copy()


def steps_to_goal(losses: np.ndarray) -> np.ndarray:
    """Steps (...) until the losses (..., 1001) above the lowest stay within the goal; else inf.

    Raises TypeError or ValueError for losses that are none.
    """
    return settled(np.moveaxis(floats(losses, "losses"), -1, 0), GOAL)
