"""The capstone: what the course has taught, all at once, and each idea taken away in turn."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, one_of, pair, rows, whole
from helpers.experiments.augmentation import SIDE
from helpers.experiments.race import LAST, split
from helpers.network import MLP
from helpers.optimizers import SGD, Adam, Momentum
from helpers.schedules import constant, cosine
from helpers.training import Update, train


class Recipe(NamedTuple):
    """How a network is made and trained; `method(lr)` is its optimizer."""

    sizes: tuple[int, ...] = (784, 256, 128, 10)
    method: type = Adam
    lr: float = 0.01
    batch_size: int = 128
    epochs: int = 5
    cosine: bool = True
    init: str | float = "he"
    batchnorm: bool = True
    shift: int = 1
    dropout: float = 0.1

    def without(self, idea: str) -> "Recipe":
        """The recipe without one of the IDEAS. Raises ValueError for another."""
        return self._replace(**IDEAS[one_of(idea, "idea", IDEAS)])


def no_momentum(lr: float) -> Adam:
    """Adam with β₁ = 0: the map of steepness alone."""
    return Adam(lr, beta1=0.0)


NO_NOISE = {"shift": 0, "dropout": 0.0}
IDEAS = {  # by the lesson that taught it: what the recipe is without it
    "nothing": {},
    "hidden layers (02)": {"sizes": (784, 10)},
    "small batches (03)": {"batch_size": 2048},
    "momentum (05)": {"method": no_momentum},
    "adaptive steps (07)": {"method": Momentum, "lr": 0.1},
    "Adam (08)": {"method": SGD, "lr": 0.3},
    "the schedule (10)": {"cosine": False, "lr": 0.001},
    "He's start (12)": {"init": 0.01},
    "batch norm (13)": {"batchnorm": False, "lr": 0.001},
    "shifts (14)": {"shift": 0},
    "dropout (15)": {"dropout": 0.0},
    "12 and 13 together": {"init": 0.01, "batchnorm": False, "lr": 0.001},
    "08, 10, 12 to 15 together": {
        "method": SGD,
        "lr": 0.3,
        "cosine": False,
        "init": 0.01,
        "batchnorm": False,
        **NO_NOISE,
    },
}
RECIPE = Recipe()


def learn(recipe: Recipe = RECIPE, seed: int = 0, data: Pair | None = None) -> Iterator[Update]:
    """Updates of a network trained by the recipe, on the 50,000 digits to fit unless on `data`.

    The seed sets the initial weights, the shifts and the batches. Raises TypeError or ValueError
    for data like `train`.
    """
    x, y = split()["fit"] if data is None else pair(data)
    net = MLP(recipe.sizes, "relu", recipe.init, recipe.batchnorm, recipe.dropout, rng=seed)
    opt, rng = recipe.method(recipe.lr), np.random.default_rng(seed)
    per = -(-len(x) // recipe.batch_size)
    schedule = _planned(recipe, per)
    for before in range(0, per * recipe.epochs, per):
        moved = shifted(x, recipe.shift, rng)
        later = partial(_later, schedule, before)
        for update in train(net, opt, (moved, y), 1, recipe.batch_size, rng, later):
            yield update._replace(t=update.t + before, epoch=before // per + 1)


def _later(schedule, before, t):
    return schedule(t + before)


def _planned(recipe: Recipe, per: int):
    """The schedule of a recipe with `per` updates an epoch: half an epoch of warm-up, then cosine.

    Without `cosine`, the same rate throughout.
    """
    steps = per * recipe.epochs
    return cosine(recipe.lr, steps, warmup=per // 2) if recipe.cosine else constant(recipe.lr)


def settled(recipe: Recipe = RECIPE, seed: int = 0, on: str = "judge") -> tuple[float, float, MLP]:
    """Loss and accuracy on a part of the digits, and the trained network.

    Both are means of ten evaluations in the last quarter of an epoch; infinite and 0 where the run
    diverged. Raises ValueError for an unknown part.
    """
    parts = split()
    held = parts[one_of(on, "part of the data", parts)]
    per = -(-len(parts["fit"][0]) // recipe.batch_size)
    every, seen = max(1, per // 40), []
    for update in learn(recipe, seed):
        if update.diverged:
            return np.inf, 0.0, update.net
        left = per * recipe.epochs - update.t
        if left < LAST * every and left % every == 0:
            seen.append((update.net.loss(*held), update.net.accuracy(*held)))
    loss, accuracy = np.mean(seen, axis=0).tolist()
    return loss, accuracy, update.net


def shifted(x: np.ndarray, most: int, rng: int | np.random.Generator = 0) -> np.ndarray:
    """Each digit of x (m, 784) moved by up to `most` pixels, along both axes, at random.

    What leaves the picture is lost; what comes in is 0. Raises TypeError or ValueError for other x,
    and for a `most` below 0.
    """
    x, most, rng = rows(x, SIDE * SIDE), whole(most, "most"), np.random.default_rng(rng)
    if most == 0:
        return x
    wide = np.pad(x.reshape(-1, SIDE, SIDE), ((0, 0), (most, most), (most, most)))
    moved = np.empty((len(x), SIDE, SIDE), x.dtype)
    by = rng.integers(0, 2 * most + 1, (len(x), 2))
    for down, right in np.ndindex(2 * most + 1, 2 * most + 1):
        those = (by == (down, right)).all(axis=1)
        moved[those] = wide[those, down : down + SIDE, right : right + SIDE]
    return moved.reshape(x.shape)
