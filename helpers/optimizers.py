"""Optimizers: each one an elementwise rule, `step(theta, grad)`, that moves θ in place.

A rule never asks for the shape of θ. Give it a network's one vector, a position on a surface, or
a (K, 2) array of positions with a (K, 1) array of learning rates: K experiments in one go.
"""

from dataclasses import dataclass, fields

import numpy as np

Hyper = float | np.ndarray

BLOCK = 2**15  # elements of θ that one pass of a rule handles: temporaries then stay in the cache
RANGES = {
    "lr": ("0 or above, and finite", lambda h: (h >= 0) & (h < np.inf)),
    "beta": ("in [0, 1)", lambda h: (h >= 0) & (h < 1)),
    "dampening": ("in [0, 1]", lambda h: (h >= 0) & (h <= 1)),
    "eps": ("0 or above", lambda h: h >= 0),
}


@dataclass(repr=False, eq=False)
class Optimizer:
    """Hyperparameters as fields; running averages as attributes that the first step creates.

    `dataclasses.replace(opt)` is the same optimizer with nothing remembered.
    Raises ValueError for a hyperparameter outside its range, whenever it is set.
    """

    lr: Hyper = 1e-3
    averages = ()  # names of the arrays that the rule keeps, one element per element of θ

    def __post_init__(self):
        self.reset()

    def reset(self) -> None:
        """Forget all steps: t = 0 and no running averages."""
        self.t, self.home = 0, None
        for name in self.averages:
            setattr(self, name, None)

    def step(self, theta: np.ndarray, grad: np.ndarray) -> None:
        """Move `theta` in place by one update from `grad`, an array of the same shape.

        Raises TypeError for a θ that is not a floating-point array; ValueError when the shapes
        differ, when θ already holds NaN or infinity at the first step, and when θ has another
        shape than the running averages.
        """
        if self.t == 0:
            self._begin(theta)
        elif theta.shape != self._shape:
            raise ValueError(
                f"{self!r} has taken {self.t} steps with a theta of shape {self._shape}, but this "
                f"one has shape {theta.shape}: give each run its own optimizer, or call reset()"
            )
        if np.shape(grad) != theta.shape:
            raise ValueError(
                f"grad must have the shape of theta, {theta.shape}, but has {np.shape(grad)}"
            )
        self.t, self.home = self.t + 1, id(theta)
        arrays = [theta, grad, *(getattr(self, name) for name in self.averages)]
        with np.errstate(all="ignore"):  # a run that diverges is not an error
            for block in self._blocks(theta):
                self.rule(*(array[block] for array in arrays))

    def rule(self, theta, g, *averages):
        raise NotImplementedError(f"{type(self).__name__} needs a rule(theta, g, ...)")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the hyperparameters broadcast together: () for a single experiment."""
        return np.broadcast(*(getattr(self, f.name) for f in fields(self))).shape

    def _begin(self, theta):
        if not isinstance(theta, np.ndarray) or theta.dtype.kind != "f":
            kind = getattr(theta, "dtype", type(theta).__name__)
            raise TypeError(
                f"theta must be a floating-point array, because steps are taken in place, "
                f"but it is {kind}: use np.array(theta, dtype=float)"
            )
        if not np.isfinite(theta).all():
            raise ValueError("theta holds NaN or infinity before the first step")
        if np.broadcast_shapes(theta.shape, self.shape) != theta.shape:
            raise ValueError(
                f"theta has shape {theta.shape}, but the hyperparameters have shape {self.shape}: "
                f"give theta one position for each experiment"
            )
        self._shape = theta.shape
        for name in self.averages:
            setattr(self, name, np.zeros_like(theta))

    def _blocks(self, theta):
        if theta.ndim != 1 or theta.size <= BLOCK or self.shape:
            return [...]
        return [slice(i, i + BLOCK) for i in range(0, theta.size, BLOCK)]

    def __setattr__(self, name, value):
        if kind := RANGES.get(name.rstrip("12")):
            value = _hyper(type(self).__name__, name, value, *kind)
        super().__setattr__(name, value)

    def __getstate__(self):
        return vars(self) | {"home": None}

    def __repr__(self) -> str:
        shown = (
            f"{f.name}={_short(getattr(self, f.name))}"
            for f in fields(self)
            if f.name not in ("eps", "dampening") or np.any(getattr(self, f.name) != f.default)
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def _hyper(owner, name, value, needed, allowed):
    """The value as a Python float, which never promotes a float32 θ, or as an array of floats."""
    try:
        value = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(f"{owner}: {name} must be a number, but is {value!r}") from None
    if not allowed(value).all():
        raise ValueError(f"{owner}: {name} must be {needed}, but is {_short(value)}")
    return value if value.ndim else value.item()


def _short(value):
    return f"{value:.10g}" if np.ndim(value) == 0 else f"<{'×'.join(map(str, value.shape))} values>"


@dataclass(repr=False, eq=False)
class SGD(Optimizer):
    """θ ← θ − lr·g   (Robbins & Monro 1951, https://doi.org/10.1214/aoms/1177729586)."""

    def rule(self, theta, g):
        theta -= self.lr * g


@dataclass(repr=False, eq=False)
class Momentum(Optimizer):
    """v ← βv + (1 − dampening)·g,  θ ← θ − lr·v, from v = 0.

    `dampening=beta` is the (1 − β)-weighted dialect of many courses. PyTorch starts from v = g
    instead, which differs only when dampening is not 0.
    (Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5)
    """

    beta: Hyper = 0.9
    dampening: Hyper = 0.0
    averages = ("v",)

    def rule(self, theta, g, v):
        v *= self.beta
        v += (1 - self.dampening) * g
        theta -= self.lr * v


@dataclass(repr=False, eq=False)
class Nesterov(Optimizer):
    """v ← βv + g,  θ ← θ − lr·(g + βv): momentum that looks one step ahead.

    θ here is the point looked ahead to, as in PyTorch's `nesterov=True`.
    (Nesterov 1983; this form: Sutskever et al. 2013, https://proceedings.mlr.press/v28/sutskever13.html)
    """

    beta: Hyper = 0.9
    averages = ("v",)

    def rule(self, theta, g, v):
        v *= self.beta
        v += g
        theta -= self.lr * (g + self.beta * v)


@dataclass(repr=False, eq=False)
class AdaGrad(Optimizer):
    """h ← h + g²,  θ ← θ − lr·g / (√h + ε)   (Duchi et al. 2011, https://jmlr.org/papers/v12/duchi11a.html)."""

    lr: Hyper = 1e-2
    eps: Hyper = 1e-10
    averages = ("h",)

    def rule(self, theta, g, h):
        h += g * g
        theta -= self.lr * g / (np.sqrt(h) + self.eps)


@dataclass(repr=False, eq=False)
class RMSProp(Optimizer):
    """h ← βh + (1 − β)·g²,  θ ← θ − lr·g / (√h + ε): AdaGrad that forgets.

    β is PyTorch's `alpha`. (Tieleman & Hinton 2012, Coursera lecture 6.5)
    """

    lr: Hyper = 1e-2
    beta: Hyper = 0.99
    eps: Hyper = 1e-8
    averages = ("h",)

    def rule(self, theta, g, h):
        h *= self.beta
        h += (1 - self.beta) * g * g
        theta -= self.lr * g / (np.sqrt(h) + self.eps)


@dataclass(repr=False, eq=False)
class Adadelta(Optimizer):
    """h ← βh + (1 − β)·g²,  Δ = √(d + ε) / √(h + ε) · g,  d ← βd + (1 − β)·Δ²,  θ ← θ − lr·Δ.

    Δ has the units of θ, so lr = 1 will do; β is PyTorch's `rho`.
    (Zeiler 2012, https://arxiv.org/abs/1212.5701)
    """

    lr: Hyper = 1.0
    beta: Hyper = 0.9
    eps: Hyper = 1e-6
    averages = ("h", "d")

    def rule(self, theta, g, h, d):
        h *= self.beta
        h += (1 - self.beta) * g * g
        delta = np.sqrt((d + self.eps) / (h + self.eps)) * g
        d *= self.beta
        d += (1 - self.beta) * delta * delta
        theta -= self.lr * delta


@dataclass(repr=False, eq=False)
class Adam(Optimizer):
    """m ← β₁m + (1 − β₁)·g,  v ← β₂v + (1 − β₂)·g²,  θ ← θ − lr·m̂ / (√v̂ + ε).

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) undo the pull towards the zeros that m and v start from;
    the code multiplies the fraction through by √(1 − β₂ᵗ), which saves two passes over θ.
    (Kingma & Ba 2015, https://arxiv.org/abs/1412.6980)
    """

    beta1: Hyper = 0.9
    beta2: Hyper = 0.999
    eps: Hyper = 1e-8
    averages = ("m", "v")

    def rule(self, theta, g, m, v):
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * g * g
        correct_m = 1 - self.beta1**self.t
        correct_v = (1 - self.beta2**self.t) ** 0.5
        theta -= self.lr * correct_v / correct_m * m / (np.sqrt(v) + self.eps * correct_v)


OPTIMIZERS = {
    kind.__name__: kind for kind in (SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adadelta, Adam)
}
