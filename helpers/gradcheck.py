"""Is the gradient right? Compare it with differences of the loss, one parameter at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from helpers.layers import Dropout
from helpers.network import MLP, quietly

GOOD, BUG = 1e-7, 1e-3
ROUNDING = np.finfo(float).eps / 1e-5  # of a difference of losses about 1, in double precision


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

    θ is nudged in place and put back. Error O(ε²) until rounding, about ulp(f)/ε, takes over.
    """
    grad = np.empty_like(theta)
    for i in np.ndindex(theta.shape):
        kept = theta[i]
        theta[i] = kept + eps
        above = f()
        theta[i] = kept - eps
        grad[i] = (above - f()) / (2 * eps)
        theta[i] = kept
    return grad


def relative_difference(a: np.ndarray, b: np.ndarray, floor: float = 0.0) -> float:
    """‖a − b‖ / (‖a‖ + ‖b‖), with a denominator of at least `floor`; 0 for two zeros."""
    scale = max(np.linalg.norm(a) + np.linalg.norm(b), floor)
    return float(np.linalg.norm(a - b) / scale) if scale else 0.0


@quietly
def gradient_check(net: MLP, x, y, eps: float = 1e-5, dtype: type = np.float64) -> Report:
    """Relative difference between `net.grad` and differences of the training loss, per parameter.

    Works on a copy in double precision, so that nothing in `net` changes. Groups whose gradient
    drowns in the rounding that differences have at ε = 1e-5 in double precision (such as a bias
    before batch norm: exactly 0) count as equal. Costs two forward passes per parameter.
    """
    if not eps > 0:
        raise ValueError(f"eps must be above 0, but is {eps}")
    twin = net.astype(dtype)
    loss = twin.loss_and_grad(x, y)
    backprop = twin.grad.copy()
    differences = numerical_gradient(lambda: twin.training_loss(x, y), twin.theta, eps)

    def compare(a, b):
        return relative_difference(a, b, floor=ROUNDING * max(abs(loss), 1) * a.size**0.5 / GOOD)

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
