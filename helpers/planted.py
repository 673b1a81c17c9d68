"""Bugs to find: networks whose backward pass is wrong in one known way."""

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from helpers.gradcheck import Report, gradient_check
from helpers.layers import Affine, BatchNorm, ReLU, SoftmaxCrossEntropy
from helpers.network import MLP


class Unmasked(ReLU):
    """Lets the whole gradient through, also where y = 0."""

    def backward(self, dy):
        return dy


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


class NoDecay(MLP):
    """The loss has its L2 term, the gradient does not."""

    def _penalty_backward(self):
        pass


class DecaysBiases(MLP):
    """db += l2·b, although the loss spares the biases."""

    def _penalty_backward(self):
        super()._penalty_backward()
        for layer in self._affine():
            layer.db += self.l2 * layer.b


BUGS = {  # the class that takes the place of its parent, and where
    "no ReLU mask": (Unmasked, lambda net: net.blocks[-2]),
    "2·db": (TwiceTheBias, lambda net: net.blocks[-1]),
    "W2 transposed": (Transposed, lambda net: net.blocks[1]),
    "L2 forgotten": (NoDecay, lambda net: [net]),
    "1/m lost": (Summed, lambda net: [net.head]),
    "σ held constant": (ConstantDeviation, lambda net: net.blocks[-2]),
    "L2 on b too": (DecaysBiases, lambda net: [net]),
}


def plant(net: MLP, bug: str) -> MLP:
    """A copy of a network with a bug of `BUGS` in its backward pass; a true copy for "none".

    Raises ValueError for an unknown bug, and for a network in which the bug would not be one.
    """
    twin = deepcopy(net)
    if bug == "none":
        return twin
    if bug not in BUGS:
        raise ValueError(f"unknown bug {bug!r}: use none or one of {', '.join(BUGS)}")
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
    if bug.startswith("L2") and not net.l2:
        raise ValueError(f"{bug!r} needs a network with l2 above 0")


class Inspection(NamedTuple):
    """A gradient check, and in words what it came to."""

    report: Report

    def __str__(self):
        suspect = self.report.suspect
        return self.report.verdict + (f"; nearest to the loss: {suspect}" if suspect else "")


def inspect(net: MLP, x, y, eps: float = 1e-5, dtype: str = "float64") -> Iterator[Inspection]:
    """A run of one record, the gradient check of a network: what a lab shows."""
    yield Inspection(gradient_check(net, x, y, eps, dtype))
