"""Where hyperparameters are drawn from: a sampler takes a random generator and returns a value."""

from collections.abc import Callable, Sequence
from math import exp, inf, log

import numpy as np

from helpers.arrays import number, shown, whole

Sampler = Callable[[np.random.Generator], object]
Space = dict[str, Sampler]


def uniform(low: float, high: float) -> Sampler:
    """u with equal chances between low and high. Raises TypeError or ValueError for no interval."""
    low, high = _interval(low, high)
    return lambda rng: float(rng.uniform(low, high))


def log_uniform(low: float, high: float) -> Sampler:
    """e^u with u uniform: every decade has equal chances, as learning rates ask for.

    Raises TypeError or ValueError unless 0 < low < high.
    """
    low, high = _interval(low, high, least=0, words="above 0")
    return lambda rng: exp(rng.uniform(log(low), log(high)))


def one_minus(low: float, high: float) -> Sampler:
    """1 − e^u with u uniform, for β from low to high: from .9 to .99 is as likely as to .999.

    Raises TypeError or ValueError unless low < high < 1.
    """
    low, high = _interval(low, high)
    if high >= 1:
        raise ValueError(f"high must be below 1, but is {high:g}")
    sample = log_uniform(1 - high, 1 - low)
    return lambda rng: 1 - sample(rng)


def integer(low: int, high: int) -> Sampler:
    """A whole number from low ≥ 0 to high, both included, with equal chances.

    Raises TypeError or ValueError for what are no whole numbers, or in the wrong order.
    """
    low, high = whole(low, "low"), whole(high, "high")
    if low > high:
        raise ValueError(f"low must be at most high, but is {low} and high is {high}")
    return lambda rng: int(rng.integers(low, high + 1))


def choice(options: Sequence) -> Sampler:
    """One of the options, with equal chances.

    Raises TypeError or ValueError where there is none.
    """
    if not isinstance(options, Sequence):
        raise TypeError(f"options must be a list of things to choose, but is {shown(options)}")
    if not options:
        raise ValueError("options must hold at least one thing to choose")
    return lambda rng: options[rng.integers(len(options))]


def draw(space: Space, number: int, rng: int = 0) -> tuple[dict, int]:
    """The values of the trial of that number, and its seed; the same whatever the other trials are.

    Raises TypeError for a space that is no dict of samplers.
    """
    own = np.random.default_rng([whole(rng, "rng"), whole(number, "number")])
    seed = int(own.integers(2**31))
    return {name: sampler(own) for name, sampler in _checked(space).items()}, seed


def _checked(space):
    if not isinstance(space, dict) or not all(map(callable, space.values())):
        raise TypeError(
            "space must be a dict of samplers, like {'lr': log_uniform(1e-4, 1)}, "
            f"but is {shown(space)}"
        )
    return space


def _interval(low, high, least=-inf, words="finite"):
    low = number(low, "low", words, lambda x: least < x < inf)
    return low, number(high, "high", f"above {low:g} and finite", lambda x: low < x < inf)
