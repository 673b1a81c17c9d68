"""Bugs to find: networks whose backward pass is wrong in one known way."""

from collections.abc import Iterator
from copy import deepcopy
from math import ceil
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, one_of, whole
from helpers.datasets import load_mnist
from helpers.gradcheck import BUG, Report, gradient_check
from helpers.layers import Affine, BatchNorm, ReLU
from helpers.losses import SoftmaxCrossEntropy
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.regularization import Penalty
from helpers.training import train


class Unmasked(ReLU):
    """Lets the whole gradient through, also where y = 0."""

    def backward(self, dy):
        return floats(dy, "dy")


class TwiceTheBias(Affine):
    """db = 2·Σ dy."""

    def backward(self, dy):
        dx = super().backward(dy)
        self.db *= 2
        return dx


class Transposed(Affine):
    """dx = dy·W, which fits only because W is square."""

    def backward(self, dy):
        super().backward(dy)
        return dy @ self.W


class ConstantDeviation(BatchNorm):
    """dx without the term of x̂: σ is treated as if it did not depend on x."""

    def backward(self, dy):
        super().backward(dy)
        return (self.gamma / self.std) * (dy - self.dbeta / len(dy))


class Summed(SoftmaxCrossEntropy):
    """dz of the sum over the examples, beside the mean as the loss."""

    def backward(self):
        return super().backward() * len(self.p)


class NoDecay(Penalty):
    """The loss has its L2 term, the gradient does not."""

    def backward(self, layers):
        pass


class DecaysBiases(Penalty):
    """db += l2·b, although the loss spares the biases."""

    def backward(self, layers):
        super().backward(layers)
        for layer in layers:
            if isinstance(layer, Affine):
                layer.db += self.l2 * layer.b


BUGS = {  # the class that takes the place of its parent, and where
    "no ReLU mask": (Unmasked, lambda net: net.blocks[-2]),
    "2·db": (TwiceTheBias, lambda net: net.blocks[-1]),
    "W2 transposed": (Transposed, lambda net: net.blocks[1]),
    "L2 forgotten": (NoDecay, lambda net: [net.penalty]),
    "1/m lost": (Summed, lambda net: [net.head]),
    "σ held constant": (ConstantDeviation, lambda net: net.blocks[-2]),
    "L2 on b too": (DecaysBiases, lambda net: [net.penalty]),
}


DRAW = 15  # of mysteries: one in which every kind comes up a few times in fifty


def plant(net: MLP, bug: str) -> MLP:
    """A copy of a network with a bug of `BUGS` in its backward pass; a true copy for "none".

    Raises ValueError for an unknown bug, and for a network in which the bug would not be one.
    """
    twin = deepcopy(net)
    if one_of(bug, "bug", ["none", *BUGS]) == "none":
        return twin
    broken, where = BUGS[bug]
    _refuse_harmless(twin, bug)
    parent = broken.__base__
    place = next((part for part in where(twin) if type(part) is parent), None)
    if place is None:
        raise ValueError(f"{bug!r} needs a network with a {parent.__name__} there")
    place.__class__ = broken
    return twin


def _refuse_harmless(net, bug):
    if bug == "W2 transposed" and net.sizes[1] != net.sizes[2]:
        raise ValueError(f"{bug!r} needs a square W2, but it is {net.sizes[1]} × {net.sizes[2]}")
    if bug.startswith("L2") and not net.penalty.l2:
        raise ValueError(f"{bug!r} needs a network with l2 above 0")


def hidden(seed: int) -> str:
    """What is planted in a mystery: a bug of `BUGS` or "none", drawn by the seed."""
    kinds = ["none", *BUGS]
    return kinds[np.random.default_rng((DRAW, whole(seed, "seed"))).integers(len(kinds))]


class Inspection(NamedTuple):
    """A gradient check, and in words what it came to."""

    report: Report

    def __str__(self):
        red = [name for name, error in self.report.by_parameter.items() if not error < BUG]
        return self.report.verdict + (f"; red: {', '.join(red)}" if red else "")


def inspection(net: MLP, x, y, eps: float = 1e-5, dtype: str = "float64") -> Iterator[Inspection]:
    """A run of one record, the gradient check of a network: what a lab shows."""
    return iter([Inspection(gradient_check(net, x, y, eps, dtype))])


def learning(bug: str, seed: int, lr: float = 0.05) -> tuple[np.ndarray, float]:
    """A network with a bug learns 20,000 digits once, by SGD: its losses, and the share of right.

    Each loss is the mean of 30 batches of 64 examples; the share is one of 5,000 held-out digits,
    and the mean of the last ten evaluations, which are ten updates apart.
    """
    (x, y), (x_test, y_test) = load_mnist()
    seed = whole(seed, "seed")
    net = plant(MLP([784, 50, 50, 10], rng=seed), bug)
    losses, shares, left = [], [], ceil(len(x[:20_000]) / 64)
    for step in train(net, SGD(lr), (x[:20_000], y[:20_000]), 1, 64, rng=seed):
        losses.append(step.loss)
        left -= 1
        if left in range(0, 100, 10):
            shares.append(net.accuracy(x_test[::2], y_test[::2]))
    return np.convolve(losses, np.ones(30) / 30, "valid"), float(np.mean(shares))
