"""Signals through a deep stack of layers: activations on the way up, gradients on the way back."""

from collections.abc import Sequence
from math import asin, degrees, nan, sqrt
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, one_of, quietly, shown
from helpers.layers import Layer
from helpers.network import ACTIVATIONS


class Identity(Layer):
    """y = x;  dx = dy."""

    def forward(self, x):
        return floats(x, "x")

    def backward(self, dy):
        return floats(dy, "dy")


class Signals(NamedTuple):
    """What passed each place: 0 is the input, l comes out of layer l (batch, units)."""

    weights: Sequence[np.ndarray]
    activations: list[np.ndarray]
    gradients: list[np.ndarray]
    activation: str

    def __str__(self):
        top, down = self.activations[-1], level(self.gradients[0])
        return (
            f"after {len(self.weights)} layers: level {level(top):.2g}, "
            f"angle between inputs {round(angle(top), 6):.2g}°; "
            f"level of the gradient at the bottom {down:.2g}"
        )


@quietly
def level(values: np.ndarray) -> float:
    """The root mean square √E[v²] of all values, in float64.

    Raises TypeError or ValueError for values that are no real numbers or none at all.
    """
    v = floats(values, "values").ravel().astype(float)
    if v.size == 0:
        raise ValueError("values is empty: there is no level of nothing")
    return sqrt(v @ v / v.size)


@quietly
def angle(values: np.ndarray) -> float:
    """How far two examples differ, in degrees: the angle of the mean cosine of two rows (m, n).

    Zero where all point the same way, whatever their lengths. Rows of zeros, which point nowhere,
    are left out; NaN where fewer than two are left.
    Raises TypeError or ValueError for values that are no matrix of real numbers.
    """
    v = floats(values, "values").astype(float)
    if v.ndim != 2:
        raise ValueError(f"values must be (m, n), one example a row, but have shape {v.shape}")
    length = np.sqrt((v * v).sum(axis=1))
    rows = v[length > 0] / length[length > 0, None]
    if len(rows) < 2:
        return nan
    apart = rows.var(axis=0).sum() * len(rows) / (len(rows) - 1)  # 1 minus the mean cosine
    return 2 * degrees(asin(sqrt(min(apart / 2, 1.0))))


@quietly
def propagate(
    x: np.ndarray,
    weights: Sequence[np.ndarray],
    activation: str = "linear",
    rng=0,
    biases: Sequence[np.ndarray] = (),
) -> Signals:
    """Sends x (batch, n) up, aₗ = φ(aₗ₋₁Wₗ + bₗ), and a standard normal gradient down from the top.

    On the way down dₗ₋₁ = (dₗ ⊙ φ′)Wₗᵀ, with dₗ the gradient with respect to aₗ. Without `biases`,
    one vector a layer, they are 0.
    Raises TypeError or ValueError for an unknown activation, or x, weights, biases that do not fit.
    """
    kind = ACTIVATIONS[one_of(activation, "activation", ACTIVATIONS)] or Identity
    x, weights = floats(x, "x"), _matrices(weights)
    if x.ndim != 2:
        raise ValueError(f"x must be (batch, n), one example a row, but has shape {x.shape}")
    shifts = _shifts(biases, weights)
    layers, up = [kind() for _ in weights], [x]
    for W, b, layer in zip(weights, shifts, layers, strict=True):
        if W.ndim != 2 or up[-1].shape[1] != len(W):
            raise ValueError(f"weights {W.shape} do not fit {up[-1].shape[1]} values an example")
        up.append(layer.forward(up[-1] @ W + b))
    down = [np.random.default_rng(rng).standard_normal(up[-1].shape).astype(x.dtype)]
    for W, layer in zip(reversed(weights), reversed(layers), strict=True):
        down.append(layer.backward(down[-1]) @ W.T)
    return Signals(weights, up, down[::-1], activation)


def profile(sent: Signals) -> np.ndarray:
    """Levels of activations and of gradients, and angles between inputs (3, layers + 1)."""
    up, down = sent.activations, sent.gradients
    return np.array([[*map(level, up)], [*map(level, down)], [*map(angle, up)]])


def mirrored(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The same weights, but the second half of each layer's units is the first with signs turned.

    W ← [A −A; −A A], where A is the first quarter of W; inputs and outputs have no mirror image.
    Since relu(z) − relu(−z) = z, such a stack of ReLU layers begins as a linear one.
    (Balduzzi et al. 2017, https://arxiv.org/abs/1702.08591)
    Raises TypeError or ValueError for weights that are no matrices, and for layers of odd width.
    """
    twins = [np.array(W) for W in _matrices(weights)]
    if any(W.ndim != 2 for W in twins) or any(W.shape[1] % 2 for W in twins[:-1]):
        shapes = ", ".join(str(W.shape) for W in twins)
        raise ValueError(f"weights must be matrices with even layers between, not {shapes}")
    for W in twins[:-1]:
        W[:, W.shape[1] // 2 :] = -W[:, : W.shape[1] // 2]
    for W in twins[1:]:
        W[len(W) // 2 :] = -W[: len(W) // 2]
    return twins


def _shifts(biases, weights):
    """The biases, or a 0 for each layer."""
    shifts = _each(biases, "biases", "vector")
    if shifts and len(shifts) != len(weights):
        raise ValueError(f"there are {len(shifts)} biases for {len(weights)} layers")
    for b, W in zip(shifts, weights, strict=False):
        if b.shape != W.shape[1:]:
            raise ValueError(f"biases {b.shape} do not fit weights {W.shape}")
    return shifts or [0.0] * len(weights)


def _matrices(weights):
    return _each(weights, "weights", "matrix")


def _each(values, name, kind):
    try:
        parts = list(values)
    except TypeError:
        raise TypeError(f"{name} must be one {kind} a layer, but is {shown(values)}") from None
    return [floats(part, name) for part in parts]
