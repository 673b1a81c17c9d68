"""What a network says of one digit at every stage of its training."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, pair, rows, whole
from helpers.experiments.sketches import cells, like_mnist
from helpers.training import Update


class Reading(NamedTuple):
    """After t updates: the picture (784,), the ten probabilities, and the accuracy on others.

    `truth` is what the picture shows, if that is known.
    """

    t: int
    image: np.ndarray
    p: np.ndarray
    accuracy: float
    truth: int | None = None

    def __str__(self):
        best, second = np.argsort(self.p)[:-3:-1]
        shown = "" if self.truth is None else f"a {self.truth} · "
        return (
            f"update {self.t}, {self.accuracy:.1%} of others right · {shown}says {best} "
            f"({self.p[best]:.0%}), then {second} ({self.p[second]:.0%})"
        )


def reader(
    run: Iterable[Update], digits: Pair, others: Pair, every: int = 10
) -> Callable[..., Iterator[Reading]]:
    """A function that reads a digit with the network of a run, whose training goes on meanwhile.

    `read(digit, drawing)` yields a Reading at the start, and after every `every` updates, of what
    is drawn, or, if that is nothing, of one of `digits` (x, y). Stages that have been are kept.
    Raises TypeError or ValueError for data like `train`, and for `every` below 1.
    """
    (x, y), others, every = pair(digits, "digits"), pair(others, "others"), whole(every, "every", 1)
    stages, training = [], iter(run)

    def read(digit: int = 0, drawing: str = "") -> Iterator[Reading]:
        """Raises ValueError for a drawing that is none."""
        if "".join(drawing):
            return _read(like_mnist(cells(drawing)), None, stages, training, others, every)
        image = rows(x[digit][None], 784)[0]
        return _read(image, int(y[digit]), stages, training, others, every)

    return read


def _read(image, truth, stages, training, others, every):
    seen = 0
    while seen < len(stages) or _go_on(stages, training, others, every):
        t, accuracy, net = stages[seen]
        yield Reading(t, image, net.predict_proba(image[None])[0], accuracy, truth)
        seen += 1


def _go_on(stages, training, others, every):
    """Train until there is another stage; whether there is one."""
    for update in training:
        if update.t == 1 or update.t % every == 0:
            stages.append((update.t, update.net.accuracy(*others), deepcopy(update.net)))
            return True
    return False
