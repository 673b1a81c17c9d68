"""Averages that forget: the memory inside momentum, RMSProp and Adam."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np


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
        return f"after {self.t} values {self.value:.4g}"


def ewma(x: Iterable[float], beta: float = 0.9, corrected: bool = False) -> Iterator[Average]:
    """v ← βv + (1 − β)x from v = 0, value by value; `corrected` divides by 1 − βᵗ.

    Raises ValueError for a beta outside [0, 1).
    """
    if not 0 <= beta < 1:
        raise ValueError(f"beta must be in [0, 1), but is {beta}")
    return _ewma(x, beta, corrected)


def _ewma(x, beta, corrected):
    v = 0.0
    for t, value in enumerate(x, start=1):
        v = beta * v + (1 - beta) * value
        yield Average(t, value, v, beta, corrected)
