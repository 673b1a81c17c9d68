"""Averages that forget: the memory inside momentum, RMSProp and Adam."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, number, shown, whole

LENGTH = 1600  # values of a bargain
WINDOWS = np.geomspace(1, 1000, 61)  # 1/(1 − β)


class Average(NamedTuple):
    """The average after t values: v as kept, and what `corrected` makes of it."""

    t: int
    x: float
    v: float
    beta: float
    corrected: bool

    @property
    def value(self) -> float:
        return self.v / (1 - self.beta**self.t) if self.corrected else self.v

    @property
    def weights(self) -> np.ndarray:
        """Of the values so far, the latest first: (1 − β)βᵏ, corrected to a sum of 1 or not."""
        weights = (1 - self.beta) * self.beta ** np.arange(self.t)
        return weights / (1 - self.beta**self.t) if self.corrected else weights

    def __str__(self):
        return f"after {self.t} value{'s' * (self.t != 1)} {self.value:.4g}"


def ewma(x: Iterable[float], beta: float = 0.9, corrected: bool = False) -> Iterator[Average]:
    """v ← βv + (1 − β)x from v = 0, value by value; `corrected` divides by 1 − βᵗ.

    Raises TypeError for a beta that is no number, ValueError for one outside [0, 1); TypeError for
    a value that is no real number, when it comes.
    """
    if not isinstance(x, Iterable) or (isinstance(x, np.ndarray) and x.ndim == 0):
        raise TypeError(f"x must be values one after the other, but is {shown(x)}")
    return _ewma(x, _share(beta), corrected)


def _share(beta):
    return number(beta, "beta", "in [0, 1)", lambda b: 0 <= b < 1)


def _ewma(x, beta, corrected):
    v = 0.0
    for t, value in enumerate(x, start=1):
        value = floats(value, f"value {t}")[()]
        v = beta * v + (1 - beta) * value
        yield Average(t, value, v, beta, corrected)


class Bargain(NamedTuple):
    """A truth that jumps, seen in noise, and how far corrected averages of it are off.

    `averages` (T,) is the one at `beta`. What is `late` is the average of the truth alone minus the
    truth, what is `noisy` is the average of the noise alone, and the sum of both is `off`: root
    mean squares, at `beta` in `own` (3,) and at each of WINDOWS in `parts` (3, 61).
    """

    truth: np.ndarray
    x: np.ndarray
    averages: np.ndarray
    beta: float
    own: np.ndarray
    parts: np.ndarray

    @property
    def best(self) -> float:
        """The window that is least off."""
        return WINDOWS[self.parts[2].argmin()]

    def __str__(self):
        late, noisy, off = self.own
        least = f"least off at a window of {self.best:.2g}"
        return f"off by {off:.2f}: {late:.2f} late, {noisy:.2f} noisy · {least}"


def bargain(beta: float, noise: float = 0.5, every: int = 100) -> Iterator[Bargain]:
    """Averages of a truth that jumps between 0 and 1 after each `every` values, seen in noise.

    `noise` is its standard deviation. Yields one record. Raises TypeError or ValueError for a beta
    outside [0, 1), noise outside [0, 1000], and `every` below 1 or no whole number.
    """
    noise = number(noise, "noise", "in [0, 1000]", lambda n: 0 <= n <= 1000)
    return _bargain(_share(beta), noise, whole(every, "every", least=1))


def _bargain(beta, noise, every):
    truth, luck = _truth(every), _luck()
    at_beta = np.stack([_averages(truth, beta) - truth, noise * _averages(luck, beta)])
    on_grid = np.stack([_late(every), noise * _noisy()])
    own, parts = (_root_mean_squares(errors) for errors in (at_beta, on_grid))
    yield Bargain(truth, truth + noise * luck, truth + at_beta.sum(axis=0), beta, own, parts)


def _root_mean_squares(errors):
    """Of errors (2, …, T) in two parts: of each part and of their sum, (3, …)."""
    together = np.concatenate([errors, errors.sum(axis=0, keepdims=True)])
    return np.sqrt(np.mean(together**2, axis=-1))


def _averages(x, beta):
    """All corrected averages of x (T,), by their weights βᵏ: the factor 1 − β cancels."""
    powers = beta ** np.arange(len(x))
    return np.convolve(x, powers)[: len(x)] / np.cumsum(powers)


def _truth(every):
    """The first stretch is half as long as the others, so that a picture shows its end."""
    return ((np.arange(LENGTH) + every // 2) // every % 2).astype(float)


def _luck():
    return np.random.default_rng(0).standard_normal(LENGTH)


@lru_cache(16)
def _late(every):
    return np.stack([_averages(_truth(every), 1 - 1 / w) for w in WINDOWS]) - _truth(every)


@cache
def _noisy():
    return np.stack([_averages(_luck(), 1 - 1 / w) for w in WINDOWS])
