"""Augmentation: pictures of digits moved, turned and mirrored, as new ones to learn from."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, floats, number, pair, quietly, rows, whole
from helpers.network import MLP

SIDE = 28  # pixels of a digit, across and up
SIZE = "0 or above, and finite", lambda size: 0 <= size < np.inf


@quietly
def moved(x: np.ndarray, right=0.0, down=0.0, degrees=0.0, mirrored=False) -> np.ndarray:
    """Digits x (m, 784), each mirrored, turned clockwise about its middle, then shifted: (m, 784).

    `right` and `down` (pixels), `degrees` and `mirrored` (left and right) hold one value for each
    digit or one for all. A pixel is the mean of the four around the place it comes from, weighted
    by nearness; from outside comes 0. Raises TypeError or ValueError for other shapes or values.
    """
    x = rows(x, SIDE**2)
    right, down, degrees, mirrored = (
        _column(values, name, len(x))
        for values, name in (
            (right, "right"),
            (down, "down"),
            (degrees, "degrees"),
            (mirrored, "mirrored"),
        )
    )
    middle = np.float32((SIDE - 1) / 2)
    row, column = (half - middle for half in np.float32(np.divmod(np.arange(SIDE**2), SIDE)))
    across, along = column - right, row - down
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    from_column = (cos * across + sin * along) * np.where(mirrored > 0, -1, 1)
    from_row = cos * along - sin * across
    return _between(x, from_row + middle, from_column + middle).astype(x.dtype)


def _column(values, name, count):
    """One number for each digit, (m, 1)."""
    values = floats(values, name)
    if values.shape not in ((), (count,)):
        raise ValueError(
            f"{name} must be one number, or one for each of {count} digits, not {values.shape}"
        )
    if not np.isfinite(values).all():
        raise ValueError(f"{name} holds NaN or infinity")
    return np.broadcast_to(values, count)[:, None].astype(np.float32)


def _between(x, row, column):
    """The values of pictures x (m, 784) at places between their pixels, 0 outside."""
    wide = SIDE + 3  # one black pixel before, two behind
    framed = np.pad(x.reshape(-1, SIDE, SIDE), ((0, 0), (1, 2), (1, 2))).reshape(-1)
    row, column = ((place + 1).clip(0, SIDE + 1) for place in (row, column))
    top, left = row.astype(np.int32), column.astype(np.int32)
    low, late = row - top, column - left
    at = wide * (wide * np.arange(len(x), dtype=np.int32)[:, None] + top) + left
    upper = (1 - late) * framed[at] + late * framed[at + 1]
    lower = (1 - late) * framed[at + wide] + late * framed[at + wide + 1]
    return (1 - low) * upper + low * lower


def augmented(
    data: Pair, copies: int = 20, shift: float = 0.0, turn: float = 0.0, mirror: float = 0.0, rng=0
) -> Pair:
    """Each digit of data (x, y) `copies` times, moved at random, with its label: (copies·m, 784).

    Shifts are even in ±`shift` pixels both ways, turns in ±`turn` degrees; `mirror` is the share
    that is mirrored. Raises TypeError or ValueError for data, numbers or shares that are none.
    """
    x, y = pair(data)
    shift, turn = number(shift, "shift", *SIZE), number(turn, "turn", *SIZE)
    mirror = number(mirror, "mirror", "in [0, 1]", lambda share: 0 <= share <= 1)
    copies, rng = whole(copies, "copies", 1), np.random.default_rng(rng)
    x, y = np.repeat(rows(x, SIDE**2), copies, axis=0), np.repeat(y, copies)
    right, down, degrees = (size * rng.uniform(-1, 1, len(x)) for size in (shift, shift, turn))
    return moved(x, right, down, degrees, rng.random(len(x)) < mirror), y


class Trial(NamedTuple):
    """Moved digits (m, 784), what networks say (networks, m), and how often rightly (networks,)."""

    images: np.ndarray
    answers: np.ndarray
    accuracies: np.ndarray

    def __str__(self):
        shares = " and ".join(f"{share:.0%}" for share in self.accuracies)
        return f"{shares} of {len(self.images)} right, from top to bottom"


def trial(
    nets: Sequence[MLP], data: Pair, right=0.0, down=0.0, degrees=0.0, mirrored=False
) -> Iterator[Trial]:
    """A run of one record: what networks say of the digits in data (x, y), all moved alike.

    Raises TypeError or ValueError for data or numbers that are none.
    """
    x, y = pair(data)
    images = moved(x, right, down, degrees, mirrored)
    answers = np.array([net.predict(images) for net in nets])
    return iter([Trial(images, answers, np.array([net.accuracy(images, y) for net in nets]))])
