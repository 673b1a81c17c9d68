"""What is in the way: the curvatures of a network's loss, and the time that a crossing takes."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from helpers.surfaces import Surface
from helpers.training import descend


class Crossing(NamedTuple):
    """The learning rate, and how many steps each start (K,) took to get away and to be home."""

    lr: float
    away: np.ndarray
    home: np.ndarray


def crossing(
    method: Callable, surface: Surface, starts: np.ndarray, rates: np.ndarray, steps: int = 500
) -> Crossing:
    """Descents `method(lr)` from all starts (K, n), at that of the rates which is home soonest.

    Away is a loss less than 0.5 above the minimum; home is less than 0.01 above it, for good.
    Soonest is the smallest mean over the starts.
    Raises ValueError when no rate brings all of them home.
    """
    run = descend(method(rates[:, None, None]), surface, starts, steps)
    above = np.array([point.loss for point in run]) - surface(surface.minimum)
    arrived = above < 0.01
    home = np.where(arrived[-1], len(above) - np.argmax(~arrived[::-1], axis=0), np.inf)
    best = np.argmin(home.mean(axis=1))
    if np.isinf(home[best]).any():
        raise ValueError(f"none of the {len(rates)} rates brings all starts home in {steps} steps")
    return Crossing(float(rates[best]), np.argmax(above[:, best] < 0.5, axis=0), home[best])


def shaken(surface: Surface, size: float, rng=0) -> Surface:
    """The same surface, but every slope has Gaussian noise of standard deviation `size`."""
    rng = np.random.default_rng(rng)

    def slope(*theta):
        return [g + size * rng.normal(size=g.shape) for g in surface.slope(*theta)]

    return replace(surface, slope=slope)


def curvatures(net, x: np.ndarray, y: np.ndarray, h: float = 1e-4) -> np.ndarray:
    """Eigenvalues, ascending, of the Hessian of a network's loss on x (m, features), y (m,).

    From central differences of its gradient, two for each parameter: for small networks in float64.
    """
    theta, hessian = net.theta.copy(), []
    for nudge in h * np.eye(theta.size):
        sides = []
        for side in (1, -1):
            net.theta[:] = theta + side * nudge
            net.loss_and_grad(x, y)
            sides.append(net.grad.copy())
        hessian.append((sides[0] - sides[1]) / (2 * h))
    net.theta[:] = theta
    return np.linalg.eigvalsh(np.add(hessian, np.transpose(hessian)) / 2)
