"""Points that somebody draws in the plane: a text `x,y,label;x,y,label;…`, labels 0 or 1; and a
network that learns them."""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

import numpy as np

from helpers.arrays import pair, rows, shown
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.tables import Labelled, decoded, points
from helpers.training import Update, train

MOST = 200
LARGEST = 1_000_000  # bytes of a file
WINDOW = (-3.0, 3.0), (-3.0, 3.0)  # of x and of y
RING = ";".join(  # of 24 points around four
    ["0.3,0,0", "-0.3,0.2,0", "0,-0.3,0", "0.1,0.4,0"]
    + [f"{1.6 * cos(t * pi / 12):.1f},{1.6 * sin(t * pi / 12):.1f},1" for t in range(24)]
)


def drawn(text: str, otherwise: Labelled) -> Labelled:
    """Points (m, 2) and labels (m,) of a text; of an empty one, those `otherwise`.

    Raises TypeError or ValueError for what is no such text.
    """
    if not isinstance(text, str):
        raise TypeError(f"points must be a text, but are {shown(text)}")
    if not text:
        return otherwise
    read = [*map(_row, text.split(";"))]
    if len(read) > MOST:
        raise ValueError(f"{MOST} points can be drawn at most, but here are {len(read)}")
    return np.array([row[:2] for row in read]), np.array([int(row[2]) for row in read])


def joined(text: str, data: Labelled) -> Labelled:
    """The data, and behind them the points of a text.

    Raises TypeError or ValueError for what is no such text, and for data that are no such points.
    """
    x, labels = pair(data)
    own = drawn(text, (np.empty((0, 2)), np.empty(0, int)))
    return np.concatenate([rows(x, 2), own[0]]), np.concatenate([labels, own[1]])


def _row(text):
    try:
        x, y, label = map(float, text.split(","))
        if np.isfinite([x, y]).all() and label in (0, 1):
            return x, y, label
    except ValueError:
        pass
    raise ValueError(f"points must be x,y,label with a label 0 or 1, not {shown(text)}")


def taught(
    sizes: Sequence[int], bend: str, data: Labelled, lr: float = 1.0, seed: int = 3, init="xavier"
) -> Iterator[Update]:
    """A network that learns points by gradient descent: 400 steps, with all points in each.

    Raises TypeError or ValueError like `MLP`, `SGD` and `train`.
    """
    net = MLP(sizes, bend, init=init, rng=seed, dtype=float)
    return train(net, SGD(lr), data, epochs=400, batch_size=len(pair(data)[1]))


def of_file(content: bytes, window: Sequence) -> str:
    """The text for the points in a file, a small table, that lie in a window ((low, high), …).

    Raises ValueError, in words, for a file without such points; see `helpers.tables`.
    """
    if len(content) > LARGEST:
        raise ValueError(f"this file has more than {LARGEST:,} bytes")
    x, labels = points(decoded(content))
    if len(x) > MOST:
        raise ValueError(f"{MOST} points can be shown at most, but the file has {len(x):,}")
    if labels.max() > 1:
        raise ValueError(f"two classes can be shown, 0 and 1, but the file has {labels.max() + 1}")
    for name, values, (low, high) in zip("xy", x.T, window, strict=True):
        if values.min() < low or values.max() > high:
            raise ValueError(
                f"{name} runs from {values.min():.4g} to {values.max():.4g}, but the picture from "
                f"{low:g} to {high:g}: standardize both columns, that is, subtract the mean and "
                "divide by the standard deviation"
            )
    return ";".join(f"{a:.4g},{b:.4g},{label}" for (a, b), label in zip(x, labels, strict=True))
