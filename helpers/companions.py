"""Companions of an optimizer: averages of θ, a network looked at elsewhere, shorter gradients."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from helpers.arrays import check_in_place, floats, number
from helpers.parameters import write
from helpers.stepping import MEMORY, SIZE


class Average:
    """The average of each θ that is added: of all alike (SWA), or with β one that forgets (EMA).

    θ̄ ← θ̄ + (θ − θ̄)/k, where θ is the k-th; with `beta` θ̄ ← βθ̄ + (1 − β)θ, from the first θ.
    Raises TypeError or ValueError for a β that is neither None nor in [0, 1).
    (Polyak & Juditsky 1992, https://doi.org/10.1137/0330046; Izmailov et al. 2018, SWA,
    https://arxiv.org/abs/1803.05407)
    """

    def __init__(self, beta: float | None = None):
        self.beta = beta if beta is None else number(beta, "beta", *MEMORY)
        self.count, self.theta = 0, None

    def add(self, theta: np.ndarray) -> None:
        """Raises TypeError for what is no real numbers, ValueError for a θ of another shape."""
        theta = floats(theta, "theta")
        if self.theta is None:
            self.theta = np.zeros_like(theta)
        if theta.shape != self.theta.shape:
            raise ValueError(f"theta must have shape {self.theta.shape}, not {theta.shape}")
        self.count += 1
        first = self.count == 1 or self.beta is None
        share = 1 / self.count if first else 1 - self.beta
        self.theta += share * (theta - self.theta)


@contextmanager
def placed(theta: np.ndarray, place: np.ndarray) -> Iterator[None]:
    """For a while θ holds the numbers of `place`: `with placed(net.theta, average.theta): …`.

    Only θ is moved: the running averages of batch norm stay those of the θ that was trained.
    Raises TypeError or ValueError for what cannot stand there.
    """
    check_in_place(theta, "theta", "it is moved")
    before = theta.copy()
    write(place, theta, "place")
    try:
        yield
    finally:
        theta[...] = before


def clip_norm(grad: np.ndarray, longest: float = 1.0) -> float:
    """Shortens `grad` in place to the length `longest`, where it is longer; returns its length.

    g ← g · min(1, longest / (‖g‖ + 10⁻⁶)): the direction stays, and a gradient that is short enough
    stays as it is. (Pascanu, Mikolov & Bengio 2013, https://arxiv.org/abs/1211.5063; 10⁻⁶ is
    PyTorch's)
    Raises TypeError or ValueError for a gradient that cannot be changed, and a length that is none.
    """
    check_in_place(grad, "grad", "it is shortened")
    longest = number(longest, "longest", *SIZE)
    with np.errstate(all="ignore"):  # a run that diverges is not an error
        length = float(np.linalg.norm(grad))
        if length + 1e-6 > longest:
            grad *= longest / (length + 1e-6)
    return length
