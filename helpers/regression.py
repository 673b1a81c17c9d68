"""Linear regression as a surface to descend: all examples at once, or a batch at a time."""

from dataclasses import replace
from itertools import chain, count

import numpy as np

from helpers.surfaces import Surface
from helpers.training import minibatches


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
        return np.split((np.concatenate(theta, axis=-1) - best) @ hessian, len(best), axis=-1)

    return Surface(
        name=name,
        equation=r"\frac{1}{2m}\,\Vert x\theta - y \Vert^2",
        f=f,
        slope=slope,
        minimum=tuple(best.tolist()),
        start=tuple(start),
        window=tuple((b - reach, b + reach) for b in best.tolist()),
    )


def on_draws(surface: Surface, x: np.ndarray, y: np.ndarray, batch_size: int, rng=0) -> Surface:
    """The same surface, but each gradient is that of a batch drawn anew, with replacement.

    Positions (..., n) side by side draw batches of their own: independent runs in one go.
    Raises ValueError like `minibatches`.
    """
    minibatches(x, y, batch_size)  # refuses bad data
    rng = np.random.default_rng(rng)

    def slope(*theta):
        theta = np.concatenate(theta, axis=-1)
        rows = rng.integers(len(x), size=(*theta.shape[:-1], batch_size))
        seen, wanted = x[rows], y[rows]
        residual = (seen @ theta[..., None])[..., 0] - wanted
        grad = (residual[..., None, :] @ seen)[..., 0, :] / batch_size
        return np.split(grad, x.shape[1], axis=-1)

    return replace(surface, slope=slope)


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
        return np.split(residual @ rows / len(rows), rows.shape[1], axis=-1)

    return replace(surface, slope=slope)


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
