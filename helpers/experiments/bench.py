"""Rules side by side: the step that each makes of one gradient, and two of them on a surface."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from helpers.arrays import number, one_of, whole
from helpers.beyond_adam import BEYOND
from helpers.optimizers import OPTIMIZERS
from helpers.stepping import SIZE
from helpers.surfaces import beale, rosenbrock, saddle, tilted_valley, valley
from helpers.training import Point, descend

RULES = ("SGD", "Momentum", "Adam", *BEYOND)  # Muon steps matrices alone
SIGNS = ("+", "−", "turns halfway")
LR = 1e-3  # so small that decay of the one weight, which begins at 0, is not seen
DRAW = 26  # of the noise: it shortens Adam's steps about as the median of many draws does
GROUNDS = valley, tilted_valley, saddle, rosenbrock, beale
WINDOW = (-4.0, 4.0), (-3.0, 3.0)
LANDS = {land.name: replace(land, window=WINDOW) for land in GROUNDS}  # through one window


class Answer(NamedTuple):
    """The t-th gradient, and what each of `RULES` makes of it (R,): −Δθ, in units of lr."""

    t: int
    g: float
    moves: np.ndarray

    def __str__(self):
        return f"step {self.t} · gradient {self.g:.3g}"


def gradients(size: float = 1.0, noise: float = 0.0, sign: str = "+", steps: int = 60):
    """Gradients (steps,) of that size and sign, with normal noise of `noise` times the size.

    Raises TypeError or ValueError for a size, noise, sign or number of steps that there is not.
    """
    size, noise = number(size, "size", *SIZE), number(noise, "noise", *SIZE)
    sign, steps = one_of(sign, "sign", SIGNS), whole(steps, "steps")
    turn = {"+": steps, "−": 0}.get(sign, steps // 2)
    signs = np.where(np.arange(steps) < turn, 1.0, -1.0)
    return size * (signs + noise * np.random.default_rng(DRAW).standard_normal(steps))


def bench(
    size: float = 1.0, noise: float = 0.0, sign: str = "+", steps: int = 60
) -> Iterator[Answer]:
    """One record per step: the gradient, and the step of every rule. Raises like `gradients`."""
    return _bench(gradients(size, noise, sign, steps))


def _bench(slopes):
    opts = [(OPTIMIZERS | BEYOND)[name](LR) for name in RULES]
    thetas = np.zeros((len(opts), 1))
    for t, g in enumerate(slopes.tolist(), start=1):
        before = thetas.copy()
        for opt, theta in zip(opts, thetas, strict=True):
            opt.step(theta, np.array([g]))
        yield Answer(t, g, ((before - thetas) / LR)[:, 0])


def lengths(run: list[Answer]) -> dict[str, float]:
    """The root mean square of each rule's steps in the second half of a run, in units of lr.

    Raises ValueError for a run without records.
    """
    run = [*run]
    if not run:
        raise ValueError("the run has no steps to measure")
    moves = np.array([answer.moves for answer in run[len(run) // 2 :]])
    return dict(zip(RULES, np.sqrt(np.mean(moves**2, axis=0)).tolist(), strict=True))


def duel(
    land: str, start, one: str, lr_one: float, other: str, lr_other: float, steps: int = 150
) -> list[Iterator[Point]]:
    """Runs of two rules, by name, from one start on one of `LANDS`. Raises like `descend`."""
    ground = LANDS[one_of(land, "surface", LANDS)]
    names = [one_of(name, "optimizer", RULES) for name in (one, other)]
    kinds = [(OPTIMIZERS | BEYOND)[name] for name in names]
    rates = [number(lr, "lr", *SIZE) for lr in (lr_one, lr_other)]
    opts = [kind(lr) for kind, lr in zip(kinds, rates, strict=True)]
    return [descend(opt, ground, start, steps) for opt in opts]
