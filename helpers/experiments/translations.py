"""One training and its translation with one convention read wrongly: where do their losses part?"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from helpers.arrays import one_of, whole
from helpers.experiments.frameworks import batches, held
from helpers.layers import BatchNorm
from helpers.losses import SoftmaxCrossEntropy, softmax
from helpers.network import MLP
from helpers.optimizers import SGD, Adam, Momentum

SIZES, L2, FEW = [784, 50, 50, 10], 1e-3, 200
METHODS = {
    "SGD": lambda: SGD(0.1),
    "Momentum": lambda: Momentum(0.01, 0.9),
    "Adam": lambda: Adam(0.003),
}
MISTAKES = (
    "nothing: only rounding",
    "float32, their default",
    "the loss summed, not averaged",
    "l2·Σw², not l2/2·Σw²",
    "batch norm's eps 1e-3, not 1e-5",
    "batch norm keeps 0.1, not 0.9",
    "Adam's eps 1e-7, not 1e-8",
    "velocity of (1 − β)·g, not g",
    "W2 not transposed: it fits",
    "softmax twice",
)


class SoftmaxTwice(SoftmaxCrossEntropy):
    """The loss of a network that ends in a softmax under a loss that has one of its own."""

    def forward(self, z, y):
        self.first = softmax(z)
        return super().forward(self.first, y)

    def backward(self):
        p, dp = self.first, super().backward()
        return p * (dp - (p * dp).sum(axis=1, keepdims=True))


class Parting(NamedTuple):
    """At update t: the losses of both on its batch before it, and on held-out digits after it."""

    t: int
    ours: float
    theirs: float
    held: tuple[float, float]

    @property
    def gaps(self) -> tuple[float, float]:
        """How far the losses are apart: in training, and on held-out digits."""
        return abs(self.ours - self.theirs), abs(self.held[0] - self.held[1])

    def __str__(self):
        training, held = self.gaps
        return f"update {self.t} · losses apart by {training:.1e} in training, {held:.1e} held out"


def translated(
    mistake: str = MISTAKES[0], method: str = "Adam", seed: int = 0, steps: int = 100
) -> Iterator[Parting]:
    """Both trainings, side by side, in float64 on the same batches.

    Without a mistake the second one only takes the digits of each batch in the opposite order. The
    seed sets the initial weights. Raises TypeError or ValueError for an unknown mistake or method,
    a seed below 0, and steps below 1.
    """
    mistake = one_of(mistake, "mistake", MISTAKES)
    make = METHODS[one_of(method, "method", METHODS)]
    return _translated(mistake, make, whole(seed, "seed"), whole(steps, "steps", 1))


def _translated(mistake, make, seed, steps):
    ours, opt = MLP(SIZES, batchnorm=True, l2=L2, rng=seed, dtype=float), make()
    theirs, other = _misread(mistake, ours, make())
    few = tuple(part[:FEW] for part in held())
    for t, (x, y) in enumerate(batches(steps), start=1):
        losses = ours.loss_and_grad(x, y), theirs.loss_and_grad(x[::-1], y[::-1])
        if mistake.startswith("the loss summed"):
            theirs.grad *= len(x)
            losses = losses[0], losses[1] * len(x)
        opt.step(ours.theta, ours.grad)
        other.step(theirs.theta, theirs.grad)
        yield Parting(t, *losses, (ours.loss(*few), theirs.loss(*few)))


def _misread(mistake, net, opt):
    """A copy of the network, and the optimizer, as somebody would have them who errs there."""
    twin = net.astype(np.float32 if mistake.startswith("float32") else float)
    norms = [layer for layer in twin.layers if isinstance(layer, BatchNorm)]
    match mistake.split()[0], mistake.split()[-1]:
        case "l2·Σw²,", _:
            twin.penalty.l2 *= 2
        case "W2", _:
            twin.params["W2"][...] = net.params["W2"].T
        case "softmax", _:
            twin.head = SoftmaxTwice()
        case "Adam's", _ if isinstance(opt, Adam):
            opt.eps = 1e-7
        case "velocity", _ if isinstance(opt, Momentum):
            opt.dampening = opt.beta
        case "batch", "1e-5":
            for norm in norms:
                norm.eps = 1e-3
        case "batch", "0.9":
            for norm in norms:
                norm.momentum = 0.9
    return twin, opt
