"""Adam, and bugs of it that people really ship: each one line away from right.

A step takes and returns θ, m and v. The last bug is not in a step: one state for two networks.
"""

from collections.abc import Callable, Iterator
from functools import cache
from math import isfinite
from typing import NamedTuple

import numpy as np

from helpers.datasets import load_mnist
from helpers.network import MLP
from helpers.optimizers import Adam


def adam(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def no_correction(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return theta - lr * m / (np.sqrt(v) + eps), m, v


def t_stands_still(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(theta, m, v, g, 1, lr, beta1, beta2, eps)


def sum_of_squares(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def eps_in_the_root(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / np.sqrt(v_hat + eps), m, v


def no_parentheses(theta, m, v, g, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - (lr * m_hat / np.sqrt(v_hat) + eps), m, v


STEPS = {
    step.__name__.replace("_", " "): step
    for step in (sum_of_squares, t_stands_still, no_parentheses, eps_in_the_root, no_correction)
}
RIGHT, SHARED = "nothing", "shared state"
BUGS = (RIGHT, *STEPS, SHARED)  # the number of a bug is its place in this list


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
    (x, y), _ = load_mnist()
    mine, others = (x[:300], y[:300]), (x[300:600], y[300:600])
    right, wrong, other = (MLP([784, 30, 10], rng=seed) for seed in (0, 0, 1))
    adam_, bugged = Adam(lr, 0.9, beta2), as_optimizer(bug, STEPS.get(bug, adam), lr, 0.9, beta2)
    for t in range(steps + 1):
        yield Trial(t, right.loss_and_grad(*mine), wrong.loss_and_grad(*mine), bug, beta2)
        adam_.step(right.theta, right.grad)
        bugged.step(wrong.theta, wrong.grad)
        if bug == SHARED:
            other.loss_and_grad(*others)
            bugged.step(other.theta, other.grad)


@cache
def sizes(bug: str, slope: float, beta2: float = 0.999, steps: int = 3000) -> np.ndarray:
    """How far each step goes, in units of lr, when the gradient is always the same (steps,).

    Right, that is 1, up to eps. A shared state meets a random gradient between every two steps.
    """
    step, theta, m, v, gone = STEPS.get(bug, adam), 0.0, 0.0, 0.0, []
    others = slope * np.random.default_rng(0).standard_normal(steps)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            clock = 2 * t - 1 if bug == SHARED else t
            new, m, v = step(theta, m, v, np.float64(slope), clock, 1.0, beta2=beta2)
            gone.append(theta - new)
            theta = new
            if bug == SHARED:
                _, m, v = step(0.0, m, v, others[t - 1], clock + 1, 1.0, beta2=beta2)
    gone = np.array(gone)
    gone.flags.writeable = False  # it is shared
    return gone


def mystery(bug: str, seed: int = 0, steps: int = 30) -> tuple[np.ndarray, np.ndarray, float]:
    """Positions (steps + 1, 3), gradients (steps, 3) and lr of a run with that bug.

    Three weights: one with an ordinary gradient, one with a tiny one, one with none.
    """
    rng = np.random.default_rng(seed)
    curvature, lr, step = np.array([1, 1e-5, 0]), 0.1, STEPS.get(bug, adam)
    theta, slopes, m, v, t = [rng.normal(size=3)], [], np.zeros(3), np.zeros(3), 0
    with np.errstate(all="ignore"):
        for _ in range(steps):
            slopes.append(curvature * np.nan_to_num(theta[-1]))
            t += 1
            new, m, v = step(theta[-1], m, v, slopes[-1], t, lr)
            theta.append(new)
            if bug == SHARED:
                t += 1
                _, m, v = step(new, m, v, curvature * rng.normal(size=3), t, lr)
    return np.array(theta), np.array(slopes), lr
