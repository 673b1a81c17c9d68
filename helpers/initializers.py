"""Initializers: each answers one question, how wide should the random weights be spread?

A rule maps (fan_in, fan_out) to a standard deviation; `initialize` draws the weights from it.
All raise TypeError or ValueError for a fan that is no whole number of at least 1.
"""

from collections.abc import Callable
from math import inf, sqrt

import numpy as np

from helpers.arrays import number, one_of, whole

Rule = Callable[[int, int], float]

SPREAD = "0 or above, and finite", lambda std: 0 <= std < inf


def zeros(fan_in: int, fan_out: int) -> float:
    """std = 0: every unit of a layer stays a copy of the others for ever."""
    _fans(fan_in, fan_out)
    return 0.0


def normal(std: float) -> Rule:
    """The same standard deviation whatever the size of the layer."""
    std = number(std, "std", *SPREAD)
    return lambda fan_in, fan_out: std


def xavier(fan_in: int, fan_out: int) -> float:
    """std = √(1 / fan_in): keeps the variance of a linear or tanh layer on the way forward.

    The courses' Xavier, Keras's `lecun_normal`.
    (Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html)
    """
    fan_in, fan_out = _fans(fan_in, fan_out)
    return sqrt(1 / fan_in)


def glorot(fan_in: int, fan_out: int) -> float:
    """std = √(2 / (fan_in + fan_out)): a compromise between forward and backward.

    PyTorch's `xavier_normal_`, Keras's `glorot_normal`.
    (Glorot & Bengio 2010, equation 12, https://proceedings.mlr.press/v9/glorot10a.html)
    """
    fan_in, fan_out = _fans(fan_in, fan_out)
    return sqrt(2 / (fan_in + fan_out))


def he(fan_in: int, fan_out: int) -> float:
    """std = √(2 / fan_in): keeps the variance through ReLU, which halves it.

    PyTorch's `kaiming_normal_`. (He et al. 2015, https://arxiv.org/abs/1502.01852)
    """
    fan_in, fan_out = _fans(fan_in, fan_out)
    return sqrt(2 / fan_in)


def _fans(fan_in, fan_out):
    return whole(fan_in, "fan_in", 1), whole(fan_out, "fan_out", 1)


INITIALIZERS = {rule.__name__: rule for rule in (zeros, xavier, glorot, he)}


def initialize(
    init: str | float | Rule, fan_in: int, fan_out: int, rng: int | np.random.Generator
) -> np.ndarray:
    """Weights (fan_in, fan_out) from N(0, std²), float64; `init` is a name, a std, or a rule.

    Raises TypeError or ValueError for an unknown name, and for a rule that gives no std.
    """
    fans = _fans(fan_in, fan_out)
    if isinstance(init, str):
        init = INITIALIZERS[one_of(init, "initializer", INITIALIZERS)]
    std = init(*fans) if callable(init) else init
    return number(std, "init: std", *SPREAD) * np.random.default_rng(rng).standard_normal(fans)
