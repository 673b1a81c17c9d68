"""Trials for a search: networks that learn 400 digits and are judged on 100 others.

They stand in a module so that other processes, and other machines, can import them by name.
"""

from functools import cache

import numpy as np

from helpers.arrays import Pair, floats, number, one_of, whole
from helpers.datasets import load_mnist, load_records
from helpers.experiments.race import FITTED
from helpers.network import MLP
from helpers.optimizers import SGD, Momentum
from helpers.sampling import Space, log_uniform, uniform
from helpers.search import Result, best
from helpers.training import train

IMAGES, VALIDATION, BATCH, EPOCHS = 500, 100, 100, 50
SIZES = [784, *6 * [100], 10]  # ReLU, He
TRIALS, DIVERGED = 100, "FloatingPointError: diverged"
SIDE = 7  # pixels of a shrunk digit
DECAYS = log_uniform(1e-8, 1e-4)
SPACES = {
    "described": {"lr": log_uniform(1e-6, 1e-2), "decay": DECAYS},
    "widened": {"lr": log_uniform(1e-4, 1), "decay": DECAYS},
    "fine": {"lr": log_uniform(0.02, 0.2), "decay": log_uniform(1e-5, 1e-1)},
}


def box(lr: float, lr_wide: float, decay: float, decay_wide: float, scale: str = "log") -> Space:
    """The space with the lower corner (lr, decay), so many decades wide, on a log or linear scale.

    Raises ValueError or TypeError for an unknown scale and for what is no box.
    """
    sampler = {"log": log_uniform, "linear": uniform}[one_of(scale, "scale", ("log", "linear"))]
    return {
        "lr": sampler(*_ends("lr", lr, lr_wide)),
        "decay": sampler(*_ends("decay", decay, decay_wide)),
    }


def _ends(name, low, wide):
    low = number(low, name, "above 0, and finite", lambda low: 0 < low < np.inf)
    return low, low * 10 ** number(wide, f"{name}_wide", "from 0 to 300", lambda w: 0 < w <= 300)


@cache
def split(side: int = 28) -> dict[str, Pair]:
    """MNIST in four: 400 images to fit, 100 to validate, 10,000 to judge, 10,000 for the test.

    The first three are training images. `side` 7 shrinks them to 7 × 7 means of 4 × 4 pixels.
    """
    (x, y), test = load_mnist()
    order = np.random.default_rng(0).permutation(IMAGES)
    parts = {
        "fit": (x[order[VALIDATION:]], y[order[VALIDATION:]]),
        "validate": (x[order[:VALIDATION]], y[order[:VALIDATION]]),
        "judge": (x[FITTED:], y[FITTED:]),
        "test": test,
    }
    return {name: (_shrunk(images, side), labels) for name, (images, labels) in parts.items()}


def _shrunk(images, side):
    block = 28 // side
    return images.reshape(-1, side, block, side, block).mean(axis=(2, 4)).reshape(-1, side**2)


def digits(seed: int, lr: float, decay: float, epochs: int = EPOCHS) -> list[float]:
    """Validation accuracies after each epoch of six layers of 100 ReLU units, by SGD.

    The seed sets the initial weights and the batches of 100; `decay` is the strength of L2.
    Raises FloatingPointError where the loss diverges, TypeError or ValueError for bad input.
    """
    return _deep(seed, lr, decay, epochs)[1]


def small(
    seed: int,
    lr: float,
    decay: float = 0.0,
    beta: float = 0.0,
    units: int = 30,
    activation: str = "relu",
    epochs: int = EPOCHS,
) -> list[float]:
    """Like `digits`, of one hidden layer on digits of 7 × 7 pixels, with momentum: milliseconds."""
    return _small(seed, lr, decay, beta, units, activation, epochs)[1]


def judged(seed: int, lr: float, decay: float, on: str = "judge", deep: bool = True) -> list[float]:
    """The accuracies of `digits`, or else of `small`, and at last that on 10,000 other images.

    These are of the training set, or the test images with `on="test"`.
    """
    one_of(on, "part of the data", split())
    net, curve = _deep(seed, lr, decay) if deep else _small(seed, lr, decay)
    return [*curve, net.accuracy(*split(28 if deep else SIDE)[on])]


def _deep(seed, lr, decay, epochs=EPOCHS):
    net = MLP(SIZES, l2=decay, rng=whole(seed, "seed"))
    return net, _learn(net, SGD(lr), whole(seed, "seed"), epochs, 28)


def _small(seed, lr, decay, beta=0.0, units=30, activation="relu", epochs=EPOCHS):
    net = MLP([SIDE**2, units, 10], activation, l2=decay, rng=whole(seed, "seed"))
    return net, _learn(net, Momentum(lr, beta), whole(seed, "seed"), epochs, SIDE)


def _learn(net, opt, seed, epochs, side):
    parts, curve = split(side), []
    per_epoch = len(parts["fit"][0]) // BATCH
    for update in train(net, opt, parts["fit"], whole(epochs, "epochs", 1), BATCH, rng=seed):
        if update.diverged:
            raise FloatingPointError(f"diverged at update {update.t}")
        if update.t % per_epoch == 0:
            curve.append(net.accuracy(*parts["validate"]))
    return curve


def recorded(name: str) -> tuple[list[Result], np.ndarray]:
    """A stored search of `digits`, as results, and the accuracies (100,) on the 10,000 judges.

    A trial that diverged has neither. Raises ValueError for a name that is none of `SPACES`.
    """
    one_of(name, "search", SPACES)
    records = load_records("search")
    parts = [records[f"{name}_{part}"].tolist() for part in ("values", "seeds", "accuracies")]
    rows = zip(range(TRIALS), *parts, strict=True)
    return [_result(name, *row) for row in rows], records[f"{name}_accuracies"][:, -1]


def _result(name, number, values, seed, accuracies):
    values = dict(zip(SPACES[name], values, strict=True))
    *curve, score, _ = np.round(accuracies, 2).tolist()
    if np.isnan(score):
        return Result(number, values, seed, score, [], DIVERGED)
    return Result(number, values, seed, score, [*curve, score])


# Grid against random


def spread(kind: str, rng: int = 0) -> np.ndarray:
    """25 places (25, 2) in the unit square: in the middle of 5 × 5 cells, or drawn at random."""
    if one_of(kind, "kind", ("grid", "random")) == "grid":
        middle = (np.arange(5) + 0.5) / 5
        return np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
    return np.random.default_rng(whole(rng, "rng")).random((25, 2))


def at(places: np.ndarray, rng: int = 0) -> list[Result]:
    """Small trials at these places (n, 2) of lr and decay, with the accuracy on 10,000 digits
    added to each curve behind its score.

    Raises TypeError or ValueError for places that are none.
    """
    places = floats(places, "places").reshape(-1, 2)
    first = len(places) * whole(rng, "rng")
    return [_tried(i, first + i, *place) for i, place in enumerate(places.tolist())]


def _tried(number, seed, lr, decay):
    values = {"lr": lr, "decay": decay}
    try:
        *curve, accuracy = judged(seed, **values, deep=False)
        return Result(number, values, seed, curve[-1], [*curve, accuracy])
    except FloatingPointError as error:
        return Result(number, values, seed, np.nan, [], f"FloatingPointError: {error}")


def best_of_25(kind: str, rng: int = 0, wide: int = 4) -> tuple[float, float]:
    """Of 25 small trials, over so many decades of lr and four of decay, the best: its accuracy on
    the 100 images that it was chosen by, and on 10,000 others.

    The middle of the box lies near lr 0.1, shifted at random by up to an eighth of its width.
    """
    shift = np.random.default_rng([whole(rng, "rng"), 1]).uniform(-0.5, 0.5)
    low = (shift - 2) * whole(wide, "wide", 1) / 4 - 1
    places = 10 ** (spread(kind, rng) * [wide, 4] + [low, -8])
    winner = best(at(places, rng), 1)[0]
    return winner.score, winner.curve[-1]


def explained(results: list[Result], name: str, groups: int = 5) -> float:
    """The share of the scores' variance that lies between fifths of the trials, sorted by a value.

    A trial that failed counts as one that guesses, 0.1. By chance it is 4 in 99 for 100 trials.
    """
    order = sorted(results, key=lambda result: result.values[name])
    score = np.nan_to_num([result.score for result in order], nan=0.1)
    parts = np.array_split(score, groups)
    between = sum(len(part) * (part.mean() - score.mean()) ** 2 for part in parts)
    return float(between / (len(score) * score.var()))
