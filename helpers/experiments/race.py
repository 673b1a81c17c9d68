"""The fair race: one network, one order of batches, a loss on images that nobody trained on."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, one_of, whole
from helpers.datasets import load_mnist, load_records
from helpers.network import MLP
from helpers.training import train

SIZES = [784, 100, 100, 100, 100, 10]  # ReLU, He
UPDATES, EVERY, BATCH = 2000, 50, 128
LAST = 10  # evaluations, of which a result is the mean
DRAWS, CHANCE = 400, np.log(10)  # of rates to try; the loss of a network that knows nothing
FITTED = 50_000  # of the 60,000 training images; the rest tunes


def split() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """MNIST in three: 50,000 images to fit, 10,000 to tune learning rates, 10,000 to judge."""
    (x, y), judge = load_mnist()
    return {"fit": (x[:FITTED], y[:FITTED]), "tune": (x[FITTED:], y[FITTED:]), "judge": judge}


def fair_run(
    opt,
    seed: int = 0,
    on: str = "judge",
    updates: int = UPDATES,
    every: int = EVERY,
    dtype: type = np.float32,
) -> tuple[np.ndarray, np.ndarray, MLP]:
    """Updates 0, every, 2·every, …, the loss on part `on` after each of them, and the network.

    The seed sets the initial weights and the batches, the same for every optimizer. The loss is NaN
    from where a run has diverged.
    Raises TypeError or ValueError for an unknown part, negative updates, and `every` below 1.
    """
    parts = split()
    held = parts[one_of(on, "part of the data", parts)]
    updates, every = whole(updates, "updates"), whole(every, "every", 1)
    net = MLP(SIZES, rng=seed, dtype=dtype)
    steps = train(net, opt, parts["fit"], epochs=updates, batch_size=BATCH, rng=seed)
    at = np.arange(0, updates + 1, every)
    losses = np.full(at.shape, np.nan)
    losses[0] = net.loss(*held)
    for step in islice(steps, updates):
        if step.t % every == 0 and not step.diverged:
            losses[step.t // every] = net.loss(*held)
    return at, losses, net


def result(losses: np.ndarray) -> np.ndarray:
    """The mean of the last ten evaluations (..., n) of each run; inf where one is no number.

    Raises TypeError or ValueError for losses that are none.
    """
    losses = floats(losses, "losses")
    if losses.ndim == 0 or losses.shape[-1] == 0:
        raise ValueError(f"losses must be the evaluations of a run, but have shape {losses.shape}")
    means = losses[..., -LAST:].mean(axis=-1)
    return np.where(np.isfinite(means), means, np.inf)


class Tuning(NamedTuple):
    """The rates chosen (7,), their losses with two other seeds (7, 2), shares of wins (7,)."""

    names: list[str]
    rates: np.ndarray
    losses: np.ndarray
    wins: np.ndarray

    def __str__(self):
        mean = self.losses.mean(axis=1)
        first, second = np.argsort(mean)[:2]
        lead = mean[second] - mean[first]
        return f"{self.names[first]} is first, {lead:.3f} before {self.names[second]}"


def tuning(
    tried: int = 10, draw: int = 0, chooser: int = 0, favoured: str = "nobody"
) -> Iterator[Tuning]:
    """A run of one record: each optimizer tries so many of its ten stored rates, drawn at random.

    The `favoured` one alone tries all ten. Each keeps the one that is best with seed number
    `chooser` of the sweep, and is judged with the other two; a run that diverged counts like a
    network that knows nothing. `draw` is the draw shown, of the 400 that are counted.
    Raises TypeError or ValueError for numbers that are not whole, or for which there is nothing.
    """
    tried, draw = _up_to(tried, "tried", 1, 10), _up_to(draw, "draw", 0, DRAWS - 1)
    chooser = _up_to(chooser, "chooser", 0, 2)
    favoured = one_of(favoured, "optimizer", ["nobody", *_sweep()[0]])
    return iter([_tuning(tried, draw, chooser, favoured)])


def _up_to(value, name, least, most):
    value = whole(value, name, least)
    if value > most:
        raise ValueError(f"{name} must be at most {most}, but is {value}")
    return value


def _tuning(tried, draw, chooser, favoured):
    names, rates, sweep, order = _sweep()
    rows = np.arange(len(names))[:, None]
    seen = sweep[rows, order, chooser]
    unseen = (np.arange(order.shape[-1]) >= tried) & (np.array(names) != favoured)[:, None]
    best = np.where(unseen, np.inf, seen).argmin(axis=-1)
    chosen = np.take_along_axis(order, best[..., None], axis=-1)[..., 0]
    losses = np.delete(sweep, chooser, axis=-1)[rows[:, 0], chosen]
    firsts = losses.mean(axis=-1).argmin(axis=-1)
    wins = np.bincount(firsts, minlength=len(names)) / DRAWS
    return Tuning(names, rates[rows[:, 0], chosen[draw]], losses[draw], wins)


@cache
def _sweep():
    """Names, rates (7, 10), losses (7, 10, 3) up to that of chance, orders (400, 7, 10)."""
    records = load_records("race")
    sweep = np.nan_to_num(records["sweep"].astype(float), nan=CHANCE).clip(max=CHANCE)
    order = np.random.default_rng(0).random((DRAWS, *sweep.shape[:2])).argsort(axis=-1)
    return records["names"].tolist(), records["rates"], sweep, order
