"""The loss at the top of a classifier: softmax and cross-entropy, `forward` beside `backward`."""

import numpy as np

from helpers.arrays import floats, labels, quietly


@quietly
def softmax(z: np.ndarray) -> np.ndarray:
    """pₖ = e^zₖ / Σⱼ e^zⱼ along the last axis, shifted by max z so that it cannot overflow."""
    z = floats(z, "z")
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must have scores of classes on its last axis, but has shape {z.shape}")
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class SoftmaxCrossEntropy:
    """loss = −mean log softmax(z)[y] for logits z (batch, classes) and labels y (batch,).

    dz = (softmax(z) − onehot(y)) / batch. Raises TypeError or ValueError for other z or y.
    """

    p = None

    @quietly
    def forward(self, z, y):
        z = floats(z, "z")
        if z.ndim != 2 or 0 in z.shape:
            raise ValueError(f"z must be (batch, classes), but has shape {z.shape}")
        self.y = labels(y, *z.shape)
        z = np.asfortranarray(z)  # class by class: reductions along a short last axis are slow
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=1)
        self.p = e / total[:, None]
        return float((np.log(total) - z[np.arange(len(z)), self.y]).sum() / len(z))

    def backward(self):
        if self.p is None:
            raise ValueError("there is no loss to go back from: call forward(z, y) first")
        dz = self.p.copy()
        dz[np.arange(len(dz)), self.y] -= 1
        dz /= len(dz)
        return dz
