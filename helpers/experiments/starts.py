"""Wide starts and narrow ones: which of them a deep network learns from, and what helps."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from helpers.arrays import whole
from helpers.datasets import load_mnist, spirals
from helpers.experiments.ghosts import ghost_batches, with_batchnorm
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import Update, last, train

SIZES = [784, *[100] * 5, 10]
STDS, RATES = np.logspace(0, -4, 16), np.geomspace(0.001, 10, 9)
NARROW = {  # what may help batch norm at the narrow end
    "as it is": {"std": 1e-4},
    "ε = 1e-12": {"std": 1e-4, "eps": 1e-12},
    "last layer He": {"std": 1e-4, "top": "he"},
    "both": {"std": 1e-4, "eps": 1e-12, "top": "he"},
    "hidden 0.01": {"std": 0.01, "top": 1e-4},  # above ε, with the narrow last layer
}
EPOCHS, JUDGED = 20, 10  # epochs of a run, and how many of them, the last, are judged
SPIRALS = spirals(200, noise=0.1, rng=0)


def spiral(
    std: float, lr: float, batchnorm: bool, B: int = 50, seed: int = 0, updates: int = 200
) -> Iterator[Update]:
    """A run of `train` on two spirals, with five hidden layers of 16 units and batches of B.

    Raises TypeError or ValueError like `MLP`, `SGD` and `train`.
    """
    net = MLP([2, *[16] * 5, 2], "relu", std, batchnorm, rng=seed, dtype=float)
    return islice(train(net, SGD(lr), SPIRALS, updates, B, rng=seed), updates)


def untangled(std: float, lr: float, batchnorm: bool, B: int = 50) -> float:
    """Share of the spirals' points right after `spiral`, the median of five seeds."""
    nets = (last(spiral(std, lr, batchnorm, B, seed)).net for seed in range(5))
    return float(np.median([net.accuracy(*SPIRALS) for net in nets]))


# Digits


def learning() -> tuple[np.ndarray, np.ndarray]:
    """The 1,000 digits that are learned, (1000, 784) float32, and their labels."""
    (x, y), _ = load_mnist()
    return x[:1000], y[:1000]


def unseen(choosing: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """1,000 digits to judge by; or as many others to choose a learning rate by."""
    (x, y), test = load_mnist()
    return (x[1000:2000], y[1000:2000]) if choosing else (test[0][:1000], test[1][:1000])


def start(
    std, batchnorm: bool = True, seed: int = 0, top: str | float | None = None, **settings
) -> MLP:
    """Five layers of 100 with weights of std; `top` is another std, or rule, for the last layer.

    `settings` are `eps` and `momentum` of batch norm.
    Raises TypeError or ValueError like `MLP` and `with_batchnorm`.
    """
    net = with_batchnorm(MLP(SIZES, "relu", std, batchnorm, rng=seed), **settings)
    if top is not None:
        net.params["W6"][:] = MLP(SIZES, "relu", top, rng=seed).params["W6"]
    return net


def taught(seed: int = 0, epochs: int = 10, batch_size: int = 100, momentum: float = 0.1) -> MLP:
    """A network with He's start that SGD of rate 0.1 has taught the digits of `learning`.

    Raises TypeError or ValueError like `train` and `with_batchnorm`.
    """
    net = start("he", seed=seed, momentum=momentum)
    last(train(net, SGD(0.1), learning(), whole(epochs, "epochs", 1), batch_size, seed))
    return net


def right(net: MLP, lr: float = 0.01, seed: int = 0) -> np.ndarray:
    """Shares right of the digits learned and of 1,000 unseen: means of the last 10 of 20 epochs.

    SGD on 1,000 digits in batches of 100. Raises TypeError or ValueError like `train`.
    """
    opt, rng, shares = SGD(lr), np.random.default_rng(seed), []
    last(train(net, opt, learning(), EPOCHS - JUDGED, 100, rng))
    for _ in range(JUDGED):
        last(train(net, opt, learning(), 1, 100, rng))
        shares.append([net.accuracy(*data) for data in (learning(), unseen())])
    return np.mean(shares, axis=0)


def in_ghosts(size: int, lr: float, seed: int = 0, batchnorm: bool = True, steps: int = 100):
    """Shares right, of digits to choose by and of unseen ones, after steps in ghost batches.

    The network is 784-50-50-10, every step sees all of 256 digits, and the mean of the last ten
    evaluations counts. Raises TypeError or ValueError like `ghost_batches`.
    """
    x, y = learning()
    net, opt = MLP([784, 50, 50, 10], batchnorm=batchnorm, rng=seed), SGD(lr)
    rng, shares = np.random.default_rng(seed), []
    ghost_batches(net, opt, (x[:256], y[:256]), size, whole(steps, "steps", JUDGED) - JUDGED, rng)
    for _ in range(JUDGED):
        ghost_batches(net, opt, (x[:256], y[:256]), size, 1, rng)
        shares.append([net.accuracy(*unseen(choosing)) for choosing in (True, False)])
    return np.mean(shares, axis=0)
