"""Linear regression as a surface to descend: all examples at once, or a batch at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, count, tee
from math import ceil
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, floats, number, pair, quietly, shown, whole
from helpers.surfaces import Surface
from helpers.training import descend, minibatches


class Reading(NamedTuple):
    """A point of a descent by batches, and how often all examples have been read by then.

    `seen` are the examples (x, y) that the last update looked at, none at the start.
    """

    t: int
    epoch: float
    batch_size: int
    theta: np.ndarray
    loss: np.ndarray
    opt: object
    seen: Pair

    def __str__(self):
        if not np.isfinite(self.loss):
            return f"diverged at update {self.t:,}"
        return f"{self.t:,} update{'s' * (self.t != 1)} · loss {self.loss:.4g}"


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

    @property
    def enough(self) -> float:
        """The B at which noise and gradient are equally long, (spread/‖g‖)²; inf where g is 0."""
        size = float(np.linalg.norm(self.grad))
        return (self.spread / size) ** 2 if size > 1e-9 else np.inf

    def __str__(self):
        size, count = np.linalg.norm(self.grad), len(self.batches)
        return (
            f"gradient {size:.2f} · noise {self.noise:.2f} · {self.downhill} of {count} go downhill"
            f" · both equal at B {self.enough:.2g}"
        )


def squared_loss(data: Pair, start: Sequence[float], name: str = "regression") -> Surface:
    """f(θ) = ½·mean (xθ − y)² over data x (m, n), y (m,), with gradient xᵀ(xθ − y)/m.

    A quadratic with Hessian xᵀx/m. `start` (n,) is mirrored in the minimum to make the window.
    Raises TypeError or ValueError for data that are no finite numbers, when x, y and start do not
    fit, and when x leaves the minimum undetermined.
    """
    hessian, best, lowest = _solved(data, start)
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


def on_draws(surface: Surface, data: Pair, batch_size: int, rng=0) -> Surface:
    """The same surface, but each gradient is that of a batch drawn anew, with replacement.

    Positions (..., n) side by side draw batches of their own: independent runs in one go.
    Raises TypeError or ValueError for a bad batch size, and for data that do not fit the surface.
    """
    x, y = _examples(data, len(surface.window), surface.name)
    batch_size, rng = whole(batch_size, "batch_size", 1), np.random.default_rng(rng)

    def slope(*theta):
        theta = np.concatenate(theta, axis=-1)
        rows = rng.integers(len(x), size=(*theta.shape[:-1], batch_size))
        seen, wanted = x[rows], y[rows]
        residual = (seen @ theta[..., None])[..., 0] - wanted
        grad = (residual[..., None, :] @ seen)[..., 0, :] / batch_size
        return _columns(grad)

    return replace(surface, slope=slope)


def on_batches(surface: Surface, data: Pair, batch_size: int, rng=0) -> Surface:
    """The same surface for one run: each gradient is that of the next batch, shuffled every epoch.

    Raises TypeError or ValueError for a bad batch size, and for data that do not fit the surface.
    """
    return _on(surface, _batches(surface, data, batch_size, rng))


def _batches(surface, data, batch_size, rng):
    """Epoch after epoch, for ever."""
    x, y = _examples(data, len(surface.window), surface.name)
    batch_size, rng = whole(batch_size, "batch_size", 1), np.random.default_rng(rng)
    return (batch for _ in count() for batch in minibatches(x, y, batch_size, rng))


def _on(surface, batches):
    def slope(*theta):
        rows, wanted = next(batches)
        residual = np.concatenate(theta, axis=-1) @ rows.T - wanted
        return _columns(residual @ rows / len(rows))

    return replace(surface, slope=slope)


def fit(
    opt,
    surface: Surface,
    data: Pair,
    batch_size: int,
    epochs: int = 4,
    rng=0,
    schedule: Callable[[int], float] | None = None,
    start: Sequence[float] | None = None,
) -> Iterator[Reading]:
    """Readings of a descent through `epochs` passes over data (x, y), from the surface's start.

    Or from another `start`. `schedule(t)` sets the learning rate as in `descend`.
    Raises TypeError or ValueError like `on_batches` and `descend`, and for negative epochs.
    """
    ahead, taken = tee(_batches(surface, data, batch_size, rng))
    m, epochs, batch_size = len(data[0]), whole(epochs, "epochs"), int(batch_size)
    per_epoch, none = ceil(m / batch_size), tuple(part[:0] for part in data)
    start = surface.start if start is None else start
    points = descend(opt, _on(surface, ahead), start, epochs * per_epoch, schedule)
    return (
        Reading(p.t, _epochs(p.t, per_epoch, batch_size / m), batch_size, *p[1:3], p.opt, seen)
        for p, seen in zip(points, chain([none], taken), strict=False)
    )


def lately(run: Sequence[Reading], epochs: float = 1.0) -> float:
    """Mean loss of the readings of the last `epochs` of a run of `fit`; inf where it diverged.

    Raises TypeError or ValueError for epochs that are not above 0.
    """
    end, epochs = run[-1].epoch, number(epochs, "epochs", "above 0", lambda epochs: epochs > 0)
    losses = [float(reading.loss) for reading in run if reading.epoch > end - epochs]
    return sum(losses) / len(losses)


def _epochs(t, per_epoch, share):
    """How often all examples were read in t updates; the last of an epoch may read fewer."""
    return t // per_epoch + t % per_epoch * share


@quietly
def estimates(data: Pair, theta, batch_size: int, count: int = 100, rng=0) -> Estimates:
    """Gradients xᵀ(xθ − y)/B of `count` batches of B examples (x, y), drawn with replacement.

    Raises TypeError or ValueError for bad data or sizes, and for a θ that does not fit.
    """
    theta = floats(theta, "theta")
    if theta.ndim != 1:
        raise ValueError(f"theta must be one place (n,), but has shape {theta.shape}")
    x, y = _examples(data, theta.size, "theta")
    singles = (x @ theta - y)[:, None] * x
    size = whole(count, "count", 1), whole(batch_size, "batch_size", 1)
    rows = np.random.default_rng(rng).integers(len(x), size=size)
    grad = singles.mean(axis=0)
    return Estimates(theta, size[1], grad, singles[rows].mean(axis=1), rms(singles - grad))


@quietly
def rms(differences: np.ndarray) -> float:
    """√ mean ‖d‖² over the rows d of an array (count, n). Raises ValueError when there are none."""
    d = floats(differences, "differences")
    if d.ndim != 2 or len(d) == 0:
        raise ValueError(f"differences must be rows (count, n), but have shape {d.shape}")
    return float(np.sqrt((d**2).sum(axis=1).mean()))


def _columns(g):
    """One array (..., 1) per coordinate, as a Surface has its slopes; faster than np.split."""
    return [g[..., i : i + 1] for i in range(g.shape[-1])]


def _examples(data, n, place):
    """x (m, n) and y (m,) in float64, for a place that has n coordinates."""
    x, y = (floats(part, "data").astype(float) for part in pair(data))
    if x.ndim != 2 or x.shape[1] != n or y.ndim != 1:
        raise ValueError(
            f"{place} has {n} coordinates, so x must be (m, {n}) and y (m,), "
            f"but they are {x.shape} and {y.shape}"
        )
    return x, y


def _solved(data, start):
    """Hessian, minimum and the loss there."""
    start = floats(start, "start")
    if start.ndim != 1 or not np.isfinite(start).all():
        raise ValueError(f"start must be one finite place (n,), but is {shown(start)}")
    x, y = _examples(data, start.size, "start")
    best, _, rank, _ = np.linalg.lstsq(x, y)
    if rank < start.size:
        raise ValueError(
            f"x has rank {rank}, but {start.size} features: the minimum is not one place"
        )
    return x.T @ x / len(x), best, float(((x @ best - y) ** 2).mean() / 2)
