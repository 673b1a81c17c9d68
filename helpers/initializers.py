"""Initializers: each answers one question, how wide should the random weights be spread?

A rule maps (fan_in, fan_out) to a standard deviation; `initialize` draws the weights from it.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np

Rule = Callable[[int, int], float]


def zeros(fan_in: int, fan_out: int) -> float:
    """std = 0: every unit of a layer stays a copy of the others for ever."""
    return 0.0


def normal(std: float) -> Rule:
    """The same standard deviation whatever the size of the layer."""
    if not 0 <= std < float("inf"):
        raise ValueError(f"normal: std must be 0 or above, but is {std}")
    return lambda fan_in, fan_out: std


def xavier(fan_in: int, fan_out: int) -> float:
    """std = √(1 / fan_in): keeps the variance of a linear or tanh layer on the way forward.

    The courses' Xavier, Keras's `lecun_normal`.
    (Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html)
    """
    return sqrt(1 / fan_in)


def glorot(fan_in: int, fan_out: int) -> float:
    """std = √(2 / (fan_in + fan_out)): a compromise between forward and backward.

    PyTorch's `xavier_normal_`, Keras's `glorot_normal`.
    (Glorot & Bengio 2010, equation 12, https://proceedings.mlr.press/v9/glorot10a.html)
    """
    return sqrt(2 / (fan_in + fan_out))


def he(fan_in: int, fan_out: int) -> float:
    """std = √(2 / fan_in): keeps the variance through ReLU, which halves it.

    PyTorch's `kaiming_normal_`. (He et al. 2015, https://arxiv.org/abs/1502.01852)
    """
    return sqrt(2 / fan_in)


INITIALIZERS = {rule.__name__: rule for rule in (zeros, xavier, glorot, he)}


def initialize(
    init: str | float | Rule, fan_in: int, fan_out: int, rng: int | np.random.Generator
) -> np.ndarray:
    """Weights (fan_in, fan_out) from N(0, std²), float64; `init` is a name, a std, or a rule.

    Raises ValueError for an unknown name.
    """
    if isinstance(init, str):
        if init not in INITIALIZERS:
            raise ValueError(f"unknown initializer {init!r}: use one of {', '.join(INITIALIZERS)}")
        init = INITIALIZERS[init]
    rule = init if callable(init) else normal(init)
    return rule(fan_in, fan_out) * np.random.default_rng(rng).standard_normal((fan_in, fan_out))
