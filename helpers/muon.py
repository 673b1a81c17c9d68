"""Muon: momentum made orthogonal, one weight matrix at a time; and a network stepped part by part.

A rule for one vector cannot do this, since it asks which elements stand in one row. The views of a
network know: so `Muon` steps a matrix, and `ByPart` steps a whole θ with one optimizer for each
part that has a name.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

import numpy as np

from helpers.arrays import floats, quietly, whole
from helpers.optimizers import Adam
from helpers.parameters import Views
from helpers.stepping import Hyper, Optimizer, check_optimizer

A, B, C = 3.4445, -4.7750, 2.0315  # Jordan's: steep at 0, and never at rest near 1
TINY = 1e-7


@quietly
def orthogonalised(M: np.ndarray, steps: int = 5) -> np.ndarray:
    """M (..., n, m) with all its singular values brought near 1, by Newton and Schulz's iteration.

    X ← M / ‖M‖, then `steps` times X ← aX + (bXXᵀ + c(XXᵀ)²)X: each singular value s becomes
    as + bs³ + cs⁵, and no vector of the singular value decomposition changes. Five steps bring what
    is above 0.002·‖M‖ to between 0.68 and 1.21, not to 1; what is smaller stays further below.
    (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon)
    Raises TypeError or ValueError for what is no matrix of real numbers, and for negative steps.
    """
    X, steps = floats(M, "M"), whole(steps, "steps")
    if X.ndim < 2:
        raise ValueError(f"M must be a matrix, but has shape {X.shape}")
    if tall := X.shape[-2] > X.shape[-1]:
        X = X.mT  # XXᵀ is then the smaller of the two products
    length = np.sqrt(np.sum(X * X, axis=(-2, -1), keepdims=True))
    X = X / np.maximum(length, X.dtype.type(TINY))
    for _ in range(steps):
        S = X @ X.mT
        X = A * X + (B * S + C * (S @ S)) @ X
    return X.mT if tall else X


@dataclass(repr=False, eq=False)
class Muon(Optimizer):
    """m ← βm + (1 − β)·g,  θ ← (1 − lr·λ)·θ − 0.2·lr·√max(n_in, n_out)·O,  for a matrix θ.

    O is (1 − β)·g + βm, the average looked ahead as in Nesterov, `orthogonalised`. Its elements
    have a root mean square near 1/√max(n_in, n_out): times 0.2 they are as long as those of Adam's
    usual steps, so that one lr can serve both (PyTorch's `adjust_lr_fn="match_rms_adamw"`).
    (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon; the factor: Liu et al. 2025,
    https://arxiv.org/abs/2502.16982)
    """

    beta: Hyper = 0.95
    weight_decay: Hyper = 0.0
    averages = ("m",)

    def rule(self, theta, g, m):
        m *= self.beta
        m += (1 - self.beta) * g
        O = orthogonalised((1 - self.beta) * g + self.beta * m)  # noqa: E741
        theta *= 1 - self.lr * self.weight_decay
        theta -= 0.2 * self.lr * max(theta.shape[-2:]) ** 0.5 * O

    def _refuse_bad(self, theta, grad):
        super()._refuse_bad(theta, grad)
        if theta.ndim < 2:
            raise ValueError(
                f"Muon steps a matrix, but theta has shape {theta.shape}: give a whole network "
                f"ByPart(lr, shapes=net.shapes)"
            )


@dataclass(repr=False, eq=False)
class ByPart(Optimizer):
    """Each part of a network's θ with an optimizer of its own: Muon inside, Adam for the rest.

    `hidden` steps the weight matrices between hidden layers; `rest` steps the first and the last
    one, biases, γ and β, as the authors of Muon do. All of them have the one `lr`.

    shapes  the parts by name, in their order: `net.shapes`
    Raises TypeError or ValueError for shapes without a weight matrix between hidden layers.
    """

    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict, kw_only=True)
    hidden: Optimizer = field(default_factory=Muon, kw_only=True)
    rest: Optimizer = field(default_factory=Adam, kw_only=True)
    shape = ()  # of the hyperparameters: one experiment

    def reset(self):
        super().reset()
        for opt in (self.hidden, self.rest):
            check_optimizer(opt)
        if not isinstance(self.shapes, Mapping):
            raise TypeError(f"shapes must be those of a network, net.shapes, not {self.shapes!r}")
        inner = [name for name in self.shapes if name.startswith("W")][1:-1]
        if not inner:
            names = ", ".join(self.shapes) or "nothing"
            raise ValueError(f"shapes must have a matrix between hidden layers, but has {names}")
        self.opts = {
            name: replace(self.hidden if name in inner else self.rest) for name in self.shapes
        }

    def rule(self, theta, g):
        parts, slopes = Views(theta, self.shapes), Views(g, self.shapes)
        for name, opt in self.opts.items():
            opt.lr = self.lr
            opt.step(parts[name], slopes[name])

    def _refuse_bad(self, theta, grad):
        super()._refuse_bad(theta, grad)
        Views(theta, self.shapes)

    def _blocks(self, arrays):
        return [arrays]

    def __copy__(self):
        return deepcopy(self)

    def __repr__(self):
        hidden, rest = (repr(replace(opt, lr=self.lr)) for opt in (self.hidden, self.rest))
        return f"{hidden} inside, {rest}"
