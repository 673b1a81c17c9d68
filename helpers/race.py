"""The fair race: one network, one order of batches, a loss on images that nobody trained on."""

from itertools import islice

import numpy as np

from helpers.datasets import load_mnist
from helpers.network import MLP
from helpers.training import train

SIZES = [784, 100, 100, 100, 100, 10]  # ReLU, He
UPDATES, EVERY, BATCH = 2000, 50, 128
FITTED = 50_000  # of the 60,000 training images; the rest tunes


def split() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """MNIST in three: 50,000 images to fit, 10,000 to tune learning rates, 10,000 to judge."""
    (x, y), judge = load_mnist()
    return {"fit": (x[:FITTED], y[:FITTED]), "tune": (x[FITTED:], y[FITTED:]), "judge": judge}


def race(
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
    """
    parts = split()
    net = MLP(SIZES, rng=seed, dtype=dtype)
    steps = train(net, opt, parts["fit"], epochs=updates, batch_size=BATCH, rng=seed)
    at = np.arange(0, updates + 1, every)
    losses = np.full(at.shape, np.nan)
    losses[0] = net.loss(*parts[on])
    for step in islice(steps, updates):
        if step.t % every == 0 and not step.diverged:
            losses[step.t // every] = net.loss(*parts[on])
    return at, losses, net
