"""What is in the way: the curvatures of a network's loss, and the time that a crossing takes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, floats, number, whole
from helpers.experiments.convergence import settled
from helpers.network import MLP
from helpers.surfaces import Surface, hessian
from helpers.training import descend


class Crossing(NamedTuple):
    """The learning rate, and how many steps each start (K,) took to get away and to be home."""

    lr: float
    away: np.ndarray
    home: np.ndarray


def crossing(
    method: Callable,
    surface: Surface,
    starts: np.ndarray,
    rates: np.ndarray,
    fresh: np.ndarray,
    steps: int = 500,
) -> Crossing:
    """Descents `method(lr)` from fresh starts (K, n), at the rate that others (K, n) choose.

    Away is a loss less than 0.5 above the minimum, home is less than 0.01 above it, both for good,
    and inf where that is not within `steps`. The starts choose the rate that brings all of them
    home, and soonest by the mean.
    Raises ValueError when no rate brings all of them home, or for starts and rates that are none.
    """
    rates = floats(rates, "rates")
    if rates.ndim != 1 or len(rates) == 0:
        raise ValueError(f"rates must be learning rates in a row, but have shape {rates.shape}")
    home = settled(_heights(method(rates[:, None, None]), surface, starts, steps), 0.01)
    best = np.argmin(home.mean(axis=1))
    if np.isinf(home[best]).any():
        raise ValueError(f"none of the {len(rates)} rates brings all starts home in {steps} steps")
    above = _heights(method(float(rates[best])), surface, fresh, steps)
    return Crossing(float(rates[best]), settled(above, 0.5), settled(above, 0.01))


def _heights(opt, surface, starts, steps):
    """Losses above the minimum after 0, 1, 2, … steps from all starts (K, n)."""
    starts = floats(starts, "starts")
    if starts.ndim != 2 or len(starts) == 0:
        raise ValueError(f"starts must be places (K, n), but have shape {starts.shape}")
    return np.array([p.loss for p in descend(opt, surface, starts, steps)]) - surface.lowest


def noisy(surface: Surface, size: float, rng=0) -> Surface:
    """The same surface, but every slope has Gaussian noise of standard deviation `size`.

    Raises TypeError or ValueError for a size that is not 0 or above.
    """
    size = number(size, "size", "0 or above, and finite", lambda std: 0 <= std < np.inf)
    rng = np.random.default_rng(rng)

    def slope(*theta):
        return [g + size * rng.normal(size=g.shape) for g in surface.slope(*theta)]

    return replace(surface, slope=slope)


def curvatures(net: MLP, data: Pair, h: float = 1e-4) -> np.ndarray:
    """Eigenvalues, ascending, of the Hessian of a network's training loss on data (x, y).

    From central differences of its gradient, two for each parameter: for small networks. Works on
    a copy in float64 with fixed dropout masks, so that nothing in `net` changes.
    Raises TypeError or ValueError for data that do not fit, and for an h not above 0.
    """
    return np.linalg.eigvalsh(_hessian(net, data, h))


def way_down(net: MLP, data: Pair, h: float = 1e-4) -> np.ndarray:
    """The unit vector (as long as θ) along which the loss curves down most. Raises as above."""
    return np.linalg.eigh(_hessian(net, data, h)).eigenvectors[:, 0]


def _hessian(net, data, h):
    twin = net.astype(float)
    twin.freeze_dropout()

    def grad(theta):
        twin.theta = theta
        twin.loss_and_grad(*data)
        return twin.grad.copy()

    return hessian(grad, net.theta, h)


class Slice(NamedTuple):
    """Losses (n, n) on a square with a network in its middle, NaN where not computed yet."""

    reach: float
    losses: np.ndarray

    def __str__(self):
        return f"loss {np.nanmin(self.losses):.3g} to {np.nanmax(self.losses):.3g} in this square"


def directions(net: MLP, rng: int | np.random.Generator = 0, relative: bool = True) -> np.ndarray:
    """Two random directions (2, as long as θ): of length 1, or `relative` to the network's size.

    Relative, each parameter's part is as long as the parameter.
    (Li et al. 2018, https://arxiv.org/abs/1712.09913, by parameters in place of filters)
    """
    drawn = np.random.default_rng(rng).standard_normal((2, net.theta.size))
    if not relative:
        return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    for direction in drawn:
        for part, own in zip(net.views(direction).values(), net.params.values(), strict=True):
            part *= np.linalg.norm(own) / np.linalg.norm(part)
    return drawn


def stretched(net: MLP, factor: float) -> MLP:
    """A copy of a ReLU network with W1 and b1 times `factor` and W2 divided by it.

    Not one of its predictions differs, since relu(c·z) = c·relu(z).
    (Dinh et al. 2017, https://arxiv.org/abs/1703.04933)
    Raises TypeError or ValueError for a factor that is not above 0.
    """
    factor = number(factor, "factor", "above 0, and finite", lambda c: 0 < c < np.inf)
    twin = net.astype(float)
    for name, times in {"W1": factor, "b1": factor, "W2": 1 / factor}.items():
        twin.params[name][...] *= times
    return twin


def loss_slice(
    net: MLP, data: Pair, along: np.ndarray, reach: float = 1.0, resolution: int = 25
) -> Iterator[Slice]:
    """Losses of `net` moved along two directions (2, as long as θ) by up to ± reach, row by row.

    Raises ValueError for directions of another length, and a reach or resolution that is none.
    """
    reach = number(reach, "reach", "above 0, and finite", lambda r: 0 < r < np.inf)
    resolution = whole(resolution, "resolution", least=2)
    along = floats(along, "along")
    if along.shape != (2, net.theta.size):
        raise ValueError(f"along must be two directions (2, {net.theta.size}), not {along.shape}")
    return _rows(net.astype(float), data, along, np.linspace(-reach, reach, resolution))


def _rows(net, data, along, steps):
    middle, losses = net.theta.copy(), np.full((len(steps), len(steps)), np.nan)
    for i, up in enumerate(steps):
        for j, right in enumerate(steps):
            net.theta = middle + right * along[0] + up * along[1]
            losses[i, j] = net.loss(*data)
        yield Slice(float(steps[-1]), losses.copy())
