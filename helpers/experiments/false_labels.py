"""False labels: digits of which some are called something else, and networks that learn them."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from helpers.arrays import number, one_of, rows, whole
from helpers.datasets import load_mnist
from helpers.experiments.race import FITTED, LAST
from helpers.layers import RANGES, Dropout
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import Update, train

FEW, BATCH = 1000, 50  # digits to learn from, in batches
EVERY = 2  # epochs from one evaluation to the next
SHARE = "a share, in [0, 1]", lambda share: 0 <= share <= 1


class Examples(NamedTuple):
    """Digits x (m, 100), the labels told (m,), of which some are false, and the true ones (m,)."""

    x: np.ndarray
    told: np.ndarray
    true: np.ndarray

    @property
    def false(self) -> np.ndarray:
        """Which rows have a false label."""
        return np.flatnonzero(self.told != self.true)


class Fate(NamedTuple):
    """The share of the unseen digits that a network names right; of the false labels, the share
    that it repeats, and that it mends, saying the true digit: NaN where no label is false."""

    right: float
    repeats: float
    mends: float

    def __str__(self):
        lies = f"of the false labels {self.repeats:.0%} repeated, {self.mends:.0%} mended"
        return f"{self.right:.1%} of the unseen digits right; {lies}"


def small(images: np.ndarray) -> np.ndarray:
    """The middle of images (m, 784) at half the size, (m, 100): means of 2 × 2 pixels.

    Raises TypeError or ValueError for what is no images.
    """
    images = rows(images, 784)
    return images.reshape(-1, 14, 2, 14, 2)[:, 2:12, :, 2:12].mean(axis=(2, 4)).reshape(-1, 100)


@cache
def unseen() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """2,500 digits to tune with and 5,000 test digits to judge by, all with their true labels."""
    (x, y), (x_test, y_test) = load_mnist()
    parts = {"tune": (x[FITTED::4], y[FITTED::4]), "judge": (x_test[::2], y_test[::2])}
    return {name: (small(images), labels) for name, (images, labels) in parts.items()}


def examples(false: float = 0.4, seed: int = 0, m: int = FEW) -> Examples:
    """m digits, of which the share `false` is called another digit; every seed draws its own.

    Raises TypeError or ValueError for a share outside of [0, 1], and for less than one digit.
    """
    false, m = number(false, "false", *SHARE), whole(m, "m", 1)
    (images, labels), _ = load_mnist()
    rng = np.random.default_rng(seed)
    chosen = rng.choice(FITTED, m, replace=False)
    true = labels[chosen]
    told, lies = true.copy(), rng.permutation(m)[: round(false * m)]
    told[lies] = (told[lies] + rng.integers(1, 10, len(lies))) % 10
    return Examples(small(images[chosen]), told, true)


def network(
    hidden: float = 0.0, pixels: float = 0.0, l2: float = 0.0, width: int = 200, seed: int = 0
) -> MLP:
    """100 inputs, two layers of `width` units, ten classes; of the inputs `pixels` are dropped.

    Raises TypeError or ValueError like MLP and Dropout.
    """
    hidden = number(hidden, "hidden", *RANGES["p"])
    net = MLP([100, width, width, 10], dropout=hidden, l2=l2, rng=seed)
    net.layers.insert(0, Dropout(pixels, rng=np.random.default_rng([seed, 1])))
    net.layers[1].first = False  # the layer below it wants its gradient
    return net


def learn(
    false: float = 0.4, lr: float = 0.1, seed: int = 0, epochs: int = 100, **settings
) -> Iterator[Update]:
    """The last update of every second epoch of a network that learns labels, some of them `false`.

    The seed draws digits, lies, initial weights, batches and masks: all but the masks are the same
    for every network of the same width. `settings` are those of `network`.
    Raises TypeError or ValueError like `examples`, `network` and `train`.
    """
    x, told, _ = examples(false, seed)
    updates = train(network(**settings, seed=seed), SGD(lr), (x, told), epochs, BATCH, rng=seed)
    return (update for update in updates if update.t % (EVERY * FEW // BATCH) == 0)


def right(net: MLP, part: str = "judge") -> float:
    """The share of the unseen digits, to "judge" by or to "tune" with, that a network names right.

    Raises TypeError or ValueError for a part that there is not.
    """
    parts = unseen()
    return net.accuracy(*parts[one_of(part, "part of the data", parts)])


def fate(net: MLP, digits: Examples) -> Fate:
    """What a network gets right, and what it has made of the false labels it was told."""
    lies = digits.false
    if not len(lies):
        return Fate(right(net), np.nan, np.nan)
    says = net.predict(digits.x[lies])
    of_the_lies = ((says == labels[lies]).mean() for labels in (digits.told, digits.true))
    return Fate(right(net), *map(float, of_the_lies))


def scores(records: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Shares of the digits to judge by that each way to learn comes to, of `load_records`.

    {way: (4 shares of false labels, 5 seeds)}: the mean of the last ten evaluations; of those that
    are stopped early, the evaluation that is best on the digits for tuning.
    """
    runs = dict(zip(records["ways"].tolist(), records["runs"].swapaxes(0, 1), strict=True))
    early = {"stopped early": runs["nothing"], "L2, stopped early": runs.pop("L2, to be stopped")}
    early["dropout, stopped early"] = runs["dropout"]
    ends = {way: run[..., -LAST:, 1].mean(axis=-1) for way, run in runs.items()}
    return ends | {way: _at_the_best(run) for way, run in early.items()}


def _at_the_best(run):
    best = run[..., 0].argmax(axis=-1)[..., None]
    return np.take_along_axis(run[..., 1], best, axis=-1)[..., 0]
