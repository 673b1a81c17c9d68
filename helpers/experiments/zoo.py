"""Adam, and bugs of it that people really ship: each one line away from right.

A step takes and returns θ, m and v. The last bug is not in a step: one state for two networks.
All raise TypeError or ValueError for what holds no real numbers, and for a t below 1.
"""

from collections.abc import Callable, Iterator
from functools import cache, wraps
from math import inf, isfinite
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, number, one_of, quietly, whole
from helpers.datasets import load_mnist
from helpers.network import MLP
from helpers.optimizers import Adam


def _of_floats(step: Callable) -> Callable:
    """The same step for any real numbers, without a warning where one is not finite any more."""

    @wraps(step)
    @quietly
    def checked(theta, m, v, g, t, *settings, **named):
        arrays = {"theta": theta, "m": m, "v": v, "g": g}
        arrays = {name: floats(array, name) for name, array in arrays.items()}
        _refuse_misfits({name: array.shape for name, array in arrays.items()})
        return step(*arrays.values(), whole(t, "t", 1), *settings, **named)

    return checked


def _refuse_misfits(shapes):
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        words = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"these shapes do not fit together: {words}") from None


@_of_floats
def adam(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@_of_floats
def no_correction(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - lr * m / (np.sqrt(v) + eps), m, v


@_of_floats
def t_stands_still(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(theta, m, v, g, 1, lr, beta1, beta2, eps)


@_of_floats
def sum_of_squares(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@_of_floats
def eps_in_the_root(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / np.sqrt(v_hat + eps), m, v


@_of_floats
def no_parentheses(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - (lr * m_hat / np.sqrt(v_hat) + eps), m, v


RIGHT, SHARED = "nothing", "shared state"
ONE_LINE = sum_of_squares, t_stands_still, no_parentheses, eps_in_the_root, no_correction
STEPS = {
    RIGHT: adam,
    **{step.__name__.replace("_", " "): step for step in ONE_LINE},
    SHARED: adam,  # whose step is right
}
BUGS = tuple(STEPS)  # the number of a bug is its place in this list


class Trial(NamedTuple):
    """The t-th update of two networks from one start: the losses of Adam and of a bug."""

    t: int
    right: float
    loss: float
    bug: str
    beta2: float

    @property
    def diverged(self) -> bool:
        return not isfinite(self.loss)

    def __str__(self):
        loss = "diverged" if self.diverged else f"loss {self.loss:.3g}"
        return f"update {self.t} · {loss} instead of {self.right:.3g}"


def as_optimizer(name: str, step: Callable, *settings) -> Adam:
    """An optimizer of that name, with the hyperparameters of Adam, which takes this step."""

    def rule(self, theta, g, m, v):
        hyper = self.lr, self.beta1, self.beta2, self.eps
        theta[...], m[...], v[...] = step(theta, m, v, g, self.t, *hyper)

    return type(name, (Adam,), {"rule": rule})(*settings)


def trial(bug: str, lr: float, beta2: float = 0.999, steps: int = 150) -> Iterator[Trial]:
    """Adam and a bug on 300 digits, all of them at every update; a shared state serves 300 more."""
    step = STEPS[one_of(bug, "bug", BUGS)]
    opts = Adam(lr, 0.9, beta2), as_optimizer(bug, step, lr, 0.9, beta2)
    return _trial(bug, *opts, whole(steps, "steps"))


def _trial(bug, opt, bugged, steps):
    (x, y), _ = load_mnist()
    mine, others = (x[:300], y[:300]), (x[300:600], y[300:600])
    right, wrong, other = (MLP([784, 30, 10], rng=seed) for seed in (0, 0, 1))
    for t in range(steps + 1):
        yield Trial(t, right.loss_and_grad(*mine), wrong.loss_and_grad(*mine), bug, opt.beta2)
        opt.step(right.theta, right.grad)
        bugged.step(wrong.theta, wrong.grad)
        if bug == SHARED:
            other.loss_and_grad(*others)
            bugged.step(other.theta, other.grad)


def step_sizes(bug: str, slope: float, beta2: float = 0.999, steps: int = 3000) -> np.ndarray:
    """How far each step goes, in units of lr, when the gradient is always the same (steps,).

    Right, that is 1, up to eps. A shared state meets a random gradient between every two steps.
    """
    one_of(bug, "bug", BUGS)
    slope = number(slope, "slope", "finite", lambda g: -inf < g < inf)
    beta2 = number(beta2, "beta2", "in [0, 1)", lambda beta: 0 <= beta < 1)
    return _step_sizes(bug, slope, beta2, whole(steps, "steps"))


@cache
def _step_sizes(bug, slope, beta2, steps):
    rng = np.random.default_rng(0)
    path = _walk(bug, 0.0, lambda _: slope, lambda: slope * rng.normal(), steps, 1.0, beta2)
    sizes = -np.diff(path)
    sizes.flags.writeable = False  # they are shared
    return sizes


def mystery(bug: str, seed: int = 0, steps: int = 30) -> tuple[np.ndarray, np.ndarray, float]:
    """Positions (steps + 1, 3), gradients (steps, 3) and lr of a run with that bug.

    Three weights: one with an ordinary gradient, one with a tiny one, one with none.
    """
    one_of(bug, "bug", BUGS)
    rng, lr, curvature = np.random.default_rng(seed), 0.1, np.array([1, 1e-5, 0])

    def slope(theta):
        return curvature * np.nan_to_num(theta)

    def other():
        return curvature * rng.normal(size=3)

    path = _walk(bug, rng.normal(size=3), slope, other, whole(steps, "steps"), lr)
    return path, slope(path[:-1]), lr


def _walk(bug, theta, slope, other, steps, lr, beta2=0.999):
    """θ after 0, 1, …, steps; a shared state meets the gradients of another network in between."""
    step, path, m, v, t = STEPS[bug], [theta], 0 * theta, 0 * theta, 0
    for _ in range(steps):
        t += 1
        theta, m, v = step(path[-1], m, v, slope(path[-1]), t, lr, beta2=beta2)
        path.append(theta)
        if bug == SHARED:
            t += 1
            _, m, v = step(theta, m, v, other(), t, lr, beta2=beta2)
    return np.array(path)
