"""Derivatives from differences, and functions of one variable to try them on.

All raise TypeError or ValueError for an x that is no real number, and for an ε not above 0.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, quietly, shown


@quietly
def one_sided(f: Callable, x, eps):
    """(f(x + ε) − f(x)) / ε, with an error of about ε·|f″|/2 until rounding takes over."""
    x, eps = floats(x, "x"), _steps(eps)
    return (f(x + eps) - f(x)) / eps


@quietly
def two_sided(f: Callable, x, eps):
    """(f(x + ε) − f(x − ε)) / 2ε, with an error of about ε²·|f‴|/6 until rounding takes over."""
    x, eps = floats(x, "x"), _steps(eps)
    return (f(x + eps) - f(x - eps)) / (2 * eps)


@quietly
def complex_step(f: Callable, x, eps):
    """Im f(x + iε) / ε, which subtracts nothing; f must be analytic and know complex numbers.

    (Squire & Trapp 1998, https://doi.org/10.1137/S003614459631241X)
    """
    x, eps = floats(x, "x"), _steps(eps)
    return np.imag(f(x + 1j * eps)) / eps


def _steps(eps):
    eps = floats(eps, "eps")
    if not ((eps > 0) & (eps < np.inf)).all():
        raise ValueError(f"eps must be above 0, and finite, but is {shown(eps)}")
    return eps


METHODS = {"one-sided": one_sided, "two-sided": two_sided, "complex step": complex_step}


class Place(NamedTuple):
    """A function f, a place x, the true slope there, and a step ε in some precision."""

    f: Callable
    x: float
    slope: float
    eps: float = 1e-5
    dtype: str = "float64"

    @quietly
    def errors(self, eps: np.ndarray) -> dict[str, np.ndarray]:
        """|difference − slope| / |slope| of each method, for steps (n,) in this precision."""
        x, eps = floats(self.x, "x").astype(self.dtype), floats(eps, "eps").astype(self.dtype)
        return {
            name: abs(np.float64(d(self.f, x, eps)) - self.slope) / abs(self.slope)
            for name, d in METHODS.items()
        }

    def __str__(self):
        errors = self.errors(np.array([self.eps]))
        return "errors " + ", ".join(f"{name} {e[0]:.0e}" for name, e in errors.items())


PLACES = {
    "eˣ": Place(np.exp, 1.0, float(np.exp(1.0))),
    "x²": Place(lambda x: x * x, 1.0, 2.0),
    "x³ + 1000": Place(lambda x: x * x * x + 1000, 1.0, 3.0),
    "max(x, 0)": Place(lambda x: np.where(x.real > 0, x, 0), 1e-4, 1.0),
}
