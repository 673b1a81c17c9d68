"""Optimizers: each one an elementwise rule, `step(theta, grad)`, that moves θ in place.

A rule never asks for the shape of θ. Give it a network's one vector, a position on a surface, or
a (K, 2) array of positions with a (K, 1) array of learning rates: K experiments in one go.
What they all share, and what they refuse, is in `stepping`.
"""

from dataclasses import dataclass

import numpy as np

from helpers.stepping import Hyper, Optimizer


@dataclass(repr=False, eq=False)
class SGD(Optimizer):
    """θ ← θ − lr·g   (Robbins & Monro 1951, https://doi.org/10.1214/aoms/1177729586)."""

    def rule(self, theta, g):
        theta -= self.lr * g

    def multiplier(self):
        return self.lr


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

    def multiplier(self, v):
        return self.lr


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

    def multiplier(self, v):
        return self.lr


@dataclass(repr=False, eq=False)
class AdaGrad(Optimizer):
    """h ← h + g²,  θ ← θ − lr·g / (√h + ε)   (Duchi et al. 2011, https://jmlr.org/papers/v12/duchi11a.html)."""

    lr: Hyper = 1e-2
    eps: Hyper = 1e-10
    averages = ("h",)

    def rule(self, theta, g, h):
        h += g * g
        theta -= self.lr * g / (np.sqrt(h) + self.eps)

    def multiplier(self, h):
        return self.lr / (np.sqrt(h) + self.eps)


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

    def multiplier(self, h):
        return self.lr / (np.sqrt(h) + self.eps)


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
        delta = np.sqrt(d + self.eps) / np.sqrt(h + self.eps) * g
        d *= self.beta
        d += (1 - self.beta) * delta * delta
        theta -= self.lr * delta

    def multiplier(self, h, d):
        return self.lr * np.sqrt(d + self.eps) / np.sqrt(h + self.eps)


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

    def multiplier(self, m, v):
        v_hat = v / (1 - self.beta2**self.t)
        return self.lr / (np.sqrt(v_hat) + self.eps)


OPTIMIZERS = {
    kind.__name__: kind for kind in (SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adadelta, Adam)
}
