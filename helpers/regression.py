"""Linear regression as a surface to descend: all examples at once, or a batch at a time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, count
from math import ceil
from typing import NamedTuple

import numpy as np

from helpers.surfaces import Surface
from helpers.training import descend, minibatches


class Reading(NamedTuple):
    """A point of a descent by batches, and how often all examples have been read by then."""

    t: int
    epoch: float
    batch_size: int
    theta: np.ndarray
    loss: np.ndarray
    opt: object

    def __str__(self):
        if not np.isfinite(self.loss):
            return f"diverged at update {self.t:,}"
        return f"{self.t:,} updates · loss {self.loss:.4g}"


class Estimates(NamedTuple):
    """The gradient (n,) of all examples at θ (n,), and those of `count` batches (count, n).

    `spread` is the root mean square distance of the gradients of single examples from it.
    """

    theta: np.ndarray
    batch_size: int
    grad: np.ndarray
    batches: np.ndarray
    spread: float

    @property
    def noise(self) -> float:
        """Root mean square distance of the batches' gradients from that of all examples."""
        return rms(self.batches - self.grad)

    @property
    def downhill(self) -> int:
        """How many batches would step downhill; none at the minimum, where no way is down."""
        return int((self.batches @ self.grad > 1e-9).sum())

    def __str__(self):
        size, count = np.linalg.norm(self.grad), len(self.batches)
        return (
            f"gradient {size:.2f} · noise {self.noise:.2f} · {self.downhill} of {count} go downhill"
        )


def squared_loss(x: np.ndarray, y: np.ndarray, start: tuple, name: str = "regression") -> Surface:
    """f(θ) = ½·mean (xθ − y)² over examples x (m, n), y (m,), with gradient xᵀ(xθ − y)/m.

    A quadratic with Hessian xᵀx/m. `start` (n,) is mirrored in the minimum to make the window.
    Raises ValueError when x, y and start do not fit, or when x leaves the minimum undetermined.
    """
    hessian, best, lowest = _solved(x, y, start)
    reach = 1.3 * np.abs(np.array(start) - best).max()

    def f(*theta):
        away = np.concatenate(theta, axis=-1) - best
        return lowest + (away @ hessian * away).sum(axis=-1, keepdims=True) / 2

    def slope(*theta):
        return _columns((np.concatenate(theta, axis=-1) - best) @ hessian)

    return Surface(
        name=name,
        equation=r"\frac{1}{2m}\,\Vert x\theta - y \Vert^2",
        f=f,
        slope=slope,
        minimum=tuple(best.tolist()),
        start=tuple(start),
        window=tuple((b - reach, b + reach) for b in best.tolist()),
    )


def on_batches(surface: Surface, x: np.ndarray, y: np.ndarray, batch_size: int, rng=0) -> Surface:
    """The same surface for one run: each gradient is that of the next batch, shuffled every epoch.

    Raises ValueError like `minibatches`.
    """
    rng = np.random.default_rng(rng)
    first = minibatches(x, y, batch_size, rng)  # here, so that it refuses bad data now
    later = (batch for _ in count() for batch in minibatches(x, y, batch_size, rng))
    batches = chain(first, later)

    def slope(*theta):
        rows, wanted = next(batches)
        residual = np.concatenate(theta, axis=-1) @ rows.T - wanted
        return _columns(residual @ rows / len(rows))

    return replace(surface, slope=slope)


def fit(
    opt,
    surface: Surface,
    data: tuple[np.ndarray, np.ndarray],
    batch_size: int,
    epochs: int = 4,
    rng=0,
    schedule: Callable[[int], float] | None = None,
) -> Iterator[Reading]:
    """Readings of a descent from the surface's start, through `epochs` passes over data (x, y).

    `schedule(t)` sets `opt.lr` as in `descend`. Raises ValueError like `minibatches`.
    """
    batches = on_batches(surface, *data, batch_size, rng)
    m, per_epoch = len(data[0]), ceil(len(data[0]) / batch_size)
    points = descend(opt, batches, surface.start, epochs * per_epoch, schedule)
    return (
        Reading(
            p.t, p.t // per_epoch + p.t % per_epoch * batch_size / m, batch_size, *p[1:3], p.opt
        )
        for p in points
    )


def estimates(
    data: tuple[np.ndarray, np.ndarray], theta, batch_size: int, count: int = 100, rng=0
) -> Estimates:
    """Gradients xᵀ(xθ − y)/B of `count` batches of B examples (x, y), drawn with replacement.

    Raises ValueError like `minibatches`.
    """
    (x, y), theta = data, np.asarray(theta, dtype=float)
    minibatches(x, y, batch_size)  # refuses bad data
    singles = (x @ theta - y)[:, None] * x
    rows = np.random.default_rng(rng).integers(len(x), size=(count, batch_size))
    grad = singles.mean(axis=0)
    return Estimates(theta, batch_size, grad, singles[rows].mean(axis=1), rms(singles - grad))


def rms(differences: np.ndarray) -> float:
    """√ mean ‖d‖² over the rows d of an array (count, n)."""
    return float(np.sqrt((differences**2).sum(axis=1).mean()))


def _columns(g):
    """One array (..., 1) per coordinate, as a Surface has its slopes; faster than np.split."""
    return [g[..., i : i + 1] for i in range(g.shape[-1])]


def _solved(x, y, start):
    """Hessian, minimum and the loss there."""
    m, n = np.shape(x)
    if np.shape(y) != (m,) or np.shape(start) != (n,):
        raise ValueError(
            f"x {np.shape(x)} needs y ({m},) and start ({n},), not {np.shape(y)} {np.shape(start)}"
        )
    best, _, rank, _ = np.linalg.lstsq(x, y)
    if rank < n:
        raise ValueError(f"x has rank {rank}, but {n} features: the minimum is not one place")
    return x.T @ x / m, best, float(((x @ best - y) ** 2).mean() / 2)
