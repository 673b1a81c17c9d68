"""Regularization: what the training loss holds besides the data, each term beside its gradient."""

from collections.abc import Sequence

import numpy as np

from helpers.arrays import number
from helpers.layers import Affine, Layer

STRENGTH = "0 or above, and finite", lambda strength: 0 <= strength < np.inf


class Penalty:
    """l2/2·Σw² + l1·Σ|w| over the weights W of all affine layers;  dW += l2·W + l1·sign W.

    L2 pulls each weight in proportion to its size, L1 all with the same force, down to 0. Biases,
    γ and β are spared. Raises TypeError or ValueError for a strength that is not 0 or above.
    (Krogh & Hertz 1991, https://proceedings.neurips.cc/paper/1991/hash/8eefcfdf5990e441f0fb6f3fad709e21-Abstract.html;
    Tibshirani 1996, https://doi.org/10.1111/j.2517-6161.1996.tb02080.x)
    """

    def __init__(self, l2: float = 0.0, l1: float = 0.0):
        self.l2, self.l1 = number(l2, "l2", *STRENGTH), number(l1, "l1", *STRENGTH)

    def forward(self, layers: Sequence[Layer]) -> float:
        """What the weights of the layers add to the loss."""
        weights = [layer.W for layer in self._affine(layers)]
        return sum(
            self.l2 / 2 * float(np.vdot(W, W)) + self.l1 * float(abs(W).sum()) for W in weights
        )

    def backward(self, layers: Sequence[Layer]) -> None:
        """Adds to dW of each layer what the penalty adds to its slope."""
        for layer in self._affine(layers):
            layer.dW += self.l2 * layer.W + self.l1 * np.sign(layer.W)

    def _affine(self, layers):
        """The layers to restrain: none where there is no penalty."""
        return (
            [layer for layer in layers if isinstance(layer, Affine)] if self.l2 or self.l1 else []
        )
