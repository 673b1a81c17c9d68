"""A multi-layer perceptron whose parameters all live in one vector θ."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import pairwise
from math import prod

import numpy as np

from helpers.arrays import floats, labels, one_of, precision, quietly, rows, shown, whole
from helpers.initializers import initialize
from helpers.layers import RANGES, Affine, BatchNorm, Dropout, ReLU, Sigmoid, Tanh
from helpers.losses import SoftmaxCrossEntropy, softmax
from helpers.parameters import Anchored, Views
from helpers.regularization import Penalty

ACTIVATIONS = {"relu": ReLU, "sigmoid": Sigmoid, "tanh": Tanh, "linear": None}


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
        one_of(activation, "activation", ACTIVATIONS)
        if not isinstance(batchnorm, bool | np.bool_):
            raise TypeError(f"batchnorm must be True or False, but is {batchnorm!r}")
        self.sizes, kind = _widths(sizes), precision(dtype)
        shares = _shares(dropout, len(self.sizes) - 2)
        self.penalty, self.head = Penalty(l2, l1), SoftmaxCrossEntropy()
        rng = np.random.default_rng(rng)
        spare = rng.spawn(len(shares))
        *hidden, last = [
            Affine(initialize(init, n_in, n_out, rng), np.zeros(n_out))
            for n_in, n_out in pairwise(self.sizes)
        ]
        self.blocks = [
            [affine, *_after(affine.b.size, activation, batchnorm, share, own)]
            for affine, share, own in zip(hidden, shares, spare, strict=True)
        ] + [[last]]
        self.layers = [layer for block in self.blocks for layer in block]
        self.layers[0].first = True
        self._pack(kind)

    # Training

    @quietly
    def loss_and_grad(self, x: np.ndarray, y: np.ndarray) -> float:
        """The training loss on a batch x (m, features), y (m,); fills `grad`."""
        loss = self.training_loss(x, y)
        dy = self.head.backward()
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        self.penalty.backward(self.layers)
        return loss

    @quietly
    def training_loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """Cross-entropy in training mode (batch statistics, dropout) plus the L2 and L1 terms."""
        x = self._inputs(x)
        y = labels(y, len(x), self.sizes[-1])
        for layer in self.layers:
            x = layer.forward(x)
        return self.head.forward(x, y) + self.penalty.forward(self.layers)

    # Evaluation

    @quietly
    def logits(self, x: np.ndarray) -> np.ndarray:
        """Scores before the softmax (m, classes), in evaluation mode."""
        x = self._inputs(x)
        for layer in self.layers:
            x = layer.infer(x)
        return x

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        """Probabilities (m, classes), in evaluation mode."""
        return softmax(self.logits(x))

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The most probable class of each example (m,)."""
        return self.logits(x).argmax(axis=1)

    def loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """Cross-entropy alone, in evaluation mode: what to compare between networks."""
        return self.head.forward(self.logits(x), y)

    def accuracy(self, x: np.ndarray, y: np.ndarray) -> float:
        """Share of examples whose most probable class is their label."""
        guesses = self.predict(x)
        return float((guesses == labels(y, len(guesses), self.sizes[-1])).mean())

    # One vector

    def views(self, vector: np.ndarray) -> Views:
        """The parts of any vector as long as θ, by name: `net.views(opt.v)["W1"]`."""
        return Views(vector, self.shapes)

    @quietly
    def astype(self, dtype: type) -> "MLP":
        """A copy of the network, and of all it remembers, in another precision."""
        kind, twin = precision(dtype), deepcopy(self)
        twin._pack(kind)
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

    def __copy__(self):
        return deepcopy(self)  # a shallow copy would take the layers away from this network

    def __getstate__(self):
        packed = ("theta", "grad", "params", "grads")
        return {name: value for name, value in vars(self).items() if name not in packed}

    def __setstate__(self, state):
        vars(self).update(state)
        self._pack(self.blocks[0][0].W.dtype)

    def _inputs(self, x):
        return rows(x, self.sizes[0]).astype(self.theta.dtype, copy=False)


def _after(width, activation, batchnorm, share, rng):
    """What follows the affine layer in a hidden block."""
    if batchnorm:
        yield BatchNorm(np.ones(width), np.zeros(width))
    if kind := ACTIVATIONS[activation]:
        yield kind()
    if share:
        yield Dropout(share, rng)


def _widths(sizes):
    units = list(sizes) if isinstance(sizes, Sequence) or np.ndim(sizes) == 1 else []
    if len(units) < 2:
        raise ValueError(
            f"sizes must list two or more layers, as in [784, 10], but is {shown(sizes)}"
        )
    return [whole(n, "sizes: the units of a layer", 1) for n in units]


def _shares(dropout, hidden):
    shares, (needed, allowed) = floats(dropout, "dropout"), RANGES["p"]
    if shares.shape not in ((), (hidden,)):
        raise ValueError(
            f"dropout must be one share, or one for each of {hidden} hidden layers, "
            f"not {shown(dropout)}"
        )
    if not all(map(allowed, shares.flat)):
        raise ValueError(f"dropout must be {needed}, but is {shown(dropout)}")
    return np.broadcast_to(shares, hidden).tolist()
