"""Is the gradient right? Compare it with differences of the loss, one parameter at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from helpers.arrays import check_in_place, floats, number, quietly
from helpers.layers import Dropout
from helpers.network import MLP

GOOD, BUG = 1e-7, 1e-3
ROUNDING = np.finfo(float).eps / 1e-5  # of a difference of losses about 1, in double precision
NUDGE = "above 0, and finite", lambda eps: 0 < eps < np.inf


@dataclass(frozen=True)
class Report:
    """Relative differences between a gradient and its numerical twin, both as long as θ."""

    error: float
    by_parameter: dict[str, float]
    verdict: str
    backprop: np.ndarray = field(repr=False, compare=False)
    differences: np.ndarray = field(repr=False, compare=False)

    @property
    def suspect(self) -> str | None:
        """Of the parameters that are not good, the one nearest to the loss.

        Backprop hands a mistake down to all that lies below: the bug is there or just above.
        """
        return next((p for p, e in reversed(self.by_parameter.items()) if not e <= GOOD), None)

    def __str__(self):
        rows = (f"{name:>8}  {error:.0e}" for name, error in self.by_parameter.items())
        return "\n".join([*rows, f"{'all':>8}  {self.error:.0e}  {self.verdict}"])


def numerical_gradient(f: Callable[[], float], theta: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """(f(θ + ε·eᵢ) − f(θ − ε·eᵢ)) / 2ε for each i; f takes nothing and looks at `theta`.

    θ is nudged in place and put back whatever happens, also when f raises or Ctrl-C comes. Error
    O(ε²) until rounding, about ulp(f)/ε, takes over. In float64 some 1e-10 is left at ε = 1e-5; in
    float32 1e-2 is, so take ε = 1e-2 there, which leaves 1e-4 if the loss is smooth.
    Raises TypeError for a θ that is no writable array of float32 or wider, and for an f that gives
    no number; ValueError for an ε that is not above 0.
    """
    check_in_place(theta, "theta", "it is nudged")
    eps, kept, grad = number(eps, "eps", *NUDGE), theta.copy(), np.empty_like(theta)
    try:
        for i in np.ndindex(theta.shape):
            theta[i] = kept[i] + eps
            above = _loss(f)
            theta[i] = kept[i] - eps
            grad[i] = (above - _loss(f)) / (2 * eps)
            theta[i] = kept[i]
    finally:
        theta[...] = kept
    return grad


@quietly
def directional_slope(
    f: Callable[[], float], theta: np.ndarray, v: np.ndarray, eps: float = 1e-5
) -> float:
    """(f(θ + ε·v) − f(θ − ε·v)) / 2ε, which is g·v: two calls of f, however long θ is.

    θ is moved in place and put back, as `numerical_gradient` does, and refused for the same faults;
    ValueError as well for a v of another shape.
    """
    check_in_place(theta, "theta", "it is nudged")
    v, eps, kept = floats(v, "v"), number(eps, "eps", *NUDGE), theta.copy()
    if v.shape != theta.shape:
        raise ValueError(f"v must have the shape of theta, {theta.shape}, not {v.shape}")
    try:
        theta[...] = kept + eps * v
        above = _loss(f)
        theta[...] = kept - eps * v
        return (above - _loss(f)) / (2 * eps)
    finally:
        theta[...] = kept


def _loss(f):
    return number(f(), "f()", "a number", lambda loss: True)


@quietly
def relative_difference(a: np.ndarray, b: np.ndarray, floor: float = 0.0) -> float:
    """‖a − b‖ / (‖a‖ + ‖b‖), with a denominator of at least `floor`; 0 for two zeros.

    Raises TypeError for what holds no real numbers, ValueError for shapes that differ.
    """
    a, b = floats(a, "a"), floats(b, "b")
    if a.shape != b.shape:
        raise ValueError(f"a and b must have the same shape, but have {a.shape} and {b.shape}")
    floor = number(floor, "floor", "0 or above", lambda least: least >= 0)
    scale = max(np.linalg.norm(a) + np.linalg.norm(b), floor)
    return float(np.linalg.norm(a - b) / scale) if scale else 0.0


@quietly
def gradient_check(net: MLP, x, y, eps: float = 1e-5, dtype: type = np.float64) -> Report:
    """Relative difference between `net.grad` and differences of the training loss, per parameter.

    Works on a copy in double precision, so that nothing in `net` changes. Groups whose gradient
    drowns in the rounding that differences have at ε = 1e-5 in double precision (such as a bias
    before batch norm: exactly 0) count as equal. Costs two forward passes per parameter.
    Raises TypeError or ValueError for a batch, ε or dtype that will not do.
    """
    eps = number(eps, "eps", *NUDGE)
    twin = net.astype(dtype)
    loss = twin.loss_and_grad(x, y)
    backprop = twin.grad.copy()
    differences = numerical_gradient(lambda: twin.training_loss(x, y), twin.theta, eps)

    def compare(a, b):
        return relative_difference(a, b, floor=ROUNDING * max(1, abs(loss)) * a.size**0.5 / GOOD)

    pairs = zip(twin.views(backprop).items(), twin.views(differences).values(), strict=True)
    errors = {name: compare(a, b) for (name, a), b in pairs}
    error = compare(backprop, differences)
    return Report(error, errors, _verdict(error, errors, twin), backprop, differences)


def _verdict(error, errors, net):
    worst = max(errors, key=errors.get)
    if any(isinstance(layer, Dropout) and not layer.frozen for layer in net.layers):
        return "no verdict: dropout draws a new mask each time; call net.freeze_dropout() first"
    if not np.isfinite(error):
        return "a bug: the gradient or the loss is not finite"
    if max(error, errors[worst]) <= GOOD:
        return "good"
    return f"{'a bug' if errors[worst] >= BUG else 'look again'}: largest difference in {worst}"
