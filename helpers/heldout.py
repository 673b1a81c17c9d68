"""Training watched from outside: the loss on what is learned from, and on what is held out."""

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import NamedTuple

import numpy as np

from helpers.training import Update

Labelled = tuple[np.ndarray, np.ndarray]


class Look(NamedTuple):
    """After t updates of a net: its loss, in evaluation mode, on training and held-out data."""

    t: int
    loss: float
    held: float
    net: object

    @property
    def diverged(self) -> bool:
        return not isfinite(self.loss)

    def __str__(self):
        if self.diverged:
            return f"diverged at update {self.t}"
        return f"update {self.t} · training loss {self.loss:.2g} · held-out loss {self.held:.2g}"


def watch(run: Iterable[Update], data: Labelled, held: Labelled, every: int = 10) -> Iterator[Look]:
    """Looks at a run of `train`: after the first update, then after every `every` of them.

    Raises ValueError for `every` below 1.
    """
    if every < 1:
        raise ValueError(f"every must be at least 1 update, but is {every}")
    return _watch(run, data, held, every)


def _watch(run, data, held, every):
    for update in run:
        if update.t == 1 or update.t % every == 0 or update.diverged:
            net = update.net
            yield Look(update.t, net.loss(*data), net.loss(*held), net)
