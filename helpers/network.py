"""A multi-layer perceptron whose parameters all live in one vector θ."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import pairwise
from math import prod

import numpy as np

from helpers.initializers import initialize
from helpers.layers import (
    Affine,
    BatchNorm,
    Dropout,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    softmax,
)
from helpers.parameters import Anchored, Views

ACTIVATIONS = {"relu": ReLU, "sigmoid": Sigmoid, "tanh": Tanh, "linear": None}

quietly = np.errstate(all="ignore")  # a network that has diverged says nan, not a page of warnings


class MLP(Anchored):
    """Affine layers with an activation between them and softmax cross-entropy on top.

    Each hidden block is Affine → BatchNorm → activation → Dropout, where asked for.
    `theta` holds all parameters and `grad` their gradients; `params["W1"]`, `grads["W1"]` are
    views into them (W1, b1, gamma1, beta1, W2, …). Copies and pickles keep that bond.

    sizes       units per layer from input to classes, such as [784, 100, 10]
    activation  relu, sigmoid, tanh or linear
    init        he, xavier, glorot, zeros, a standard deviation, or a rule of `initializers`
    dropout     share of units dropped after each hidden layer, or one share per hidden layer
    l2, l1      adds l2/2·Σw² + l1·Σ|w| over the weights (not b, γ, β) to the training loss
    rng         seed or generator; dropout draws from generators of its own
    Raises ValueError or TypeError for sizes, names, strengths or types that make no network.
    """

    anchored = ("theta", "grad")

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str = "relu",
        init: str | float | Callable = "he",
        batchnorm: bool = False,
        dropout: float | Sequence[float] = 0.0,
        l2: float = 0.0,
        l1: float = 0.0,
        rng: int | np.random.Generator = 0,
        dtype: type = np.float32,
    ):
        _refuse_impossible(sizes, activation, dropout, l2, l1, dtype)
        self.sizes, self.l2, self.l1 = [int(n) for n in sizes], l2, l1
        rng = np.random.default_rng(rng)
        spare = rng.spawn(len(sizes) - 2)
        affines = [
            Affine(initialize(init, n_in, n_out, rng), np.zeros(n_out))
            for n_in, n_out in pairwise(self.sizes)
        ]
        affines[0].first = True
        shares = np.broadcast_to(dropout, len(spare))
        self.blocks = [
            [affine, *_after(affine.b.size, activation, batchnorm, share, own)]
            for affine, share, own in zip(affines, shares, spare, strict=False)
        ] + [affines[-1:]]
        self.layers = [layer for block in self.blocks for layer in block]
        self.head = SoftmaxCrossEntropy()
        self._pack(dtype)

    # Training

    def loss_and_grad(self, x: np.ndarray, y: np.ndarray) -> float:
        """The training loss on a batch x (m, features), y (m,); fills `grad`."""
        loss = self.training_loss(x, y)
        self._backward()
        return loss

    @quietly
    def training_loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """Cross-entropy in training mode (batch statistics, dropout) plus the L2 and L1 terms."""
        x, y = self._batch(x, y)
        for layer in self.layers:
            x = layer.forward(x)
        return self.head.forward(x, y) + self._penalty()

    @quietly
    def _backward(self):
        dy = self.head.backward()
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        self._penalty_backward()

    def _penalty(self):
        if not (self.l2 or self.l1):
            return 0.0
        return sum(
            self.l2 / 2 * float(np.vdot(layer.W, layer.W)) + self.l1 * float(abs(layer.W).sum())
            for layer in self._affine()
        )

    def _penalty_backward(self):
        if self.l2 or self.l1:
            for layer in self._affine():
                layer.dW += self.l2 * layer.W + self.l1 * np.sign(layer.W)

    def _affine(self):
        return [block[0] for block in self.blocks]

    # Evaluation

    @quietly
    def logits(self, x: np.ndarray) -> np.ndarray:
        """Scores before the softmax (m, classes), in evaluation mode."""
        x = self._inputs(x)
        for layer in self.layers:
            x = layer.infer(x)
        return x

    @quietly
    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Probabilities (m, classes), in evaluation mode."""
        return softmax(self.logits(x))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The most probable class of each example (m,)."""
        return self.logits(x).argmax(axis=1)

    @quietly
    def loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """Cross-entropy alone, in evaluation mode: what to compare between networks."""
        x, y = self._batch(x, y)
        return self.head.forward(self.logits(x), y)

    def accuracy(self, x: np.ndarray, y: np.ndarray) -> float:
        """Share of examples whose most probable class is their label."""
        x, y = self._batch(x, y)
        return float((self.predict(x) == y).mean())

    # One vector

    def views(self, vector: np.ndarray) -> Views:
        """The parts of any vector as long as θ, by name: `net.views(opt.v)["W1"]`."""
        return Views(vector, self.shapes)

    def astype(self, dtype: type) -> "MLP":
        """A copy of the network, and of all it remembers, in another precision."""
        twin = deepcopy(self)
        twin._pack(dtype)
        return twin

    def freeze_dropout(self, frozen: bool = True) -> None:
        """Keep the masks of the last forward pass (or draw new ones again)."""
        for layer in self.layers:
            if isinstance(layer, Dropout):
                layer.frozen = frozen

    def _pack(self, dtype):
        """Move the parameters of all layers into one vector, and their gradients into another."""
        owners = {
            f"{name}{i}": (layer, name)
            for i, block in enumerate(self.blocks, 1)
            for layer in block
            for name in layer.names
        }
        self.shapes = {key: vars(layer)[name].shape for key, (layer, name) in owners.items()}
        size = sum(map(prod, self.shapes.values()))
        theta, grad = np.zeros(size, dtype), np.zeros(size, dtype)
        vars(self).update(theta=theta, grad=grad, params=self.views(theta), grads=self.views(grad))
        for key, (layer, name) in owners.items():
            layer.move(name, self.params[key])
            layer.move("d" + name, self.grads[key])
        for layer in self.layers:
            for name in layer.buffers:
                setattr(layer, name, getattr(layer, name).astype(dtype))

    def __getstate__(self):
        packed = ("theta", "grad", "params", "grads")
        return {name: value for name, value in vars(self).items() if name not in packed}

    def __setstate__(self, state):
        vars(self).update(state)
        self._pack(self.layers[0].W.dtype)

    # What comes in

    def _inputs(self, x):
        x = np.asarray(x, self.theta.dtype)
        if x.ndim != 2 or x.shape[1] != self.sizes[0]:
            raise ValueError(
                f"x must be (batch, {self.sizes[0]}), one example a row, but has shape {x.shape}"
            )
        if len(x) == 0:
            raise ValueError("x is empty: a batch needs at least one example")
        return x

    def _batch(self, x, y):
        x, y, last = self._inputs(x), np.asarray(y), self.sizes[-1] - 1
        if y.shape != (len(x),):
            raise ValueError(f"y must hold one label for each of {len(x)} examples, not {y.shape}")
        if y.dtype.kind not in "iu":
            raise TypeError(f"labels must be integers from 0 to {last}, but are {y.dtype}")
        if y.min() < 0 or y.max() > last:
            raise ValueError(f"labels must be 0 to {last}, but run from {y.min()} to {y.max()}")
        return x, y


def _after(width, activation, batchnorm, share, rng):
    """What follows the affine layer in a hidden block."""
    if batchnorm:
        yield BatchNorm(np.ones(width), np.zeros(width))
    if kind := ACTIVATIONS[activation]:
        yield kind()
    if share:
        yield Dropout(share, rng)


def _refuse_impossible(sizes, activation, dropout, l2, l1, dtype):
    if len(sizes) < 2 or any(n != int(n) or n < 1 for n in sizes):
        raise ValueError(f"sizes needs two or more layers of at least one unit, but is {sizes}")
    if activation not in ACTIVATIONS:
        raise ValueError(f"unknown activation {activation!r}: use one of {', '.join(ACTIVATIONS)}")
    if np.ndim(dropout) and len(dropout) != len(sizes) - 2:
        raise ValueError(f"dropout has {len(dropout)} shares for {len(sizes) - 2} hidden layers")
    if not (0 <= l2 < np.inf and 0 <= l1 < np.inf):
        raise ValueError(f"l2 and l1 must be 0 or above, but are {l2} and {l1}")
    if np.dtype(dtype).kind != "f":
        raise TypeError(f"dtype must be a floating-point type, but is {np.dtype(dtype)}")
