"""Moons that overlap: few points to learn from, many to judge by, and the best that is possible."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from helpers.arrays import number, rows, whole
from helpers.datasets import moons
from helpers.layers import RANGES
from helpers.network import MLP
from helpers.optimizers import Adam
from helpers.training import train

NOISE = 0.35
DATA, HELD = moons(60, NOISE, rng=0), moons(1000, NOISE, rng=1)
UPDATES, EVERY = 500, 10
ANGLES = np.pi * (np.arange(100) + 0.5) / 100


class Seen(NamedTuple):
    """A network after t updates: its loss, in evaluation mode, on its own and on unseen points,
    and which shares of both it gets right."""

    t: int
    loss: float
    held: float
    own: float
    right: float
    net: MLP

    def __str__(self):
        return f"update {self.t} · held-out loss {self.held:.2f}"


def learn(dropped: float = 0.0, width: int = 100, seed: int = 0, draw: int = 0) -> Iterator[Seen]:
    """A network with two hidden layers of `width` units on 60 points, all of them at each update.

    The lesson's points are draw 0. Raises TypeError or ValueError like MLP.
    """
    dropped = number(dropped, "dropped", *RANGES["p"])
    own = moons(len(DATA[0]), NOISE, rng=whole(draw, "draw"))
    net = MLP([2, width, width, 2], dropout=dropped, rng=seed)
    return _seen(train(net, Adam(0.01), own, UPDATES, len(own[0])), own)


def _seen(updates, own):
    for update in updates:
        if update.t == 1 or update.t % EVERY == 0:
            net = update.net
            losses, shares = (
                [judge(*points) for points in (own, HELD)] for judge in (net.loss, net.accuracy)
            )
            yield Seen(update.t, *losses, *shares, net)


def densities(x: np.ndarray, noise: float = NOISE) -> np.ndarray:
    """How dense each of the two moons is at points x (m, 2): (m, 2).

    p(x | class) = mean over angles a of N(x; centre(a), noise²).
    Raises TypeError or ValueError for what is no points, and for noise that is not above 0.
    """
    x, noise = (
        rows(x, 2).astype(float),
        number(noise, "noise", "above 0, and finite", lambda s: 0 < s < np.inf),
    )
    upper = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
    away = [((x[:, None] - centre) ** 2).sum(axis=2) for centre in (upper, [1.0, 0.5] - upper)]
    bells = np.exp(-np.stack(away, axis=2) / (2 * noise**2)) / (2 * np.pi * noise**2)
    return bells.mean(axis=1)


def best_rule(x: np.ndarray, noise: float = NOISE) -> np.ndarray:
    """The more probable class of each point (m,); no rule gets more points right, on average.

    Raises TypeError or ValueError like `densities`.
    """
    return densities(x, noise).argmax(axis=1)


def bayes_rate(noise: float = NOISE) -> float:
    """The share that the best rule gets right: ½ ∫ max over the classes of p(x | class) dx.

    Raises TypeError or ValueError for a noise below 0.1.
    """
    noise = number(noise, "noise", "0.1 or above, and finite", lambda s: 0.1 <= s < np.inf)
    low, high = np.array([-1.0, -0.5]) - 5 * noise, np.array([2.0, 1.0]) + 5 * noise
    sides = [np.arange(*ends, noise / 6) for ends in zip(low, high, strict=True)]
    p = densities(np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2), noise)
    return float(p.max(axis=1).sum() / p.sum())
