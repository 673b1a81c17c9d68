"""Layers: each a `forward` beside its `backward`.

`forward(x)` is for training and remembers what `backward` needs; `backward(dy)` takes the gradient
of the loss with respect to the output and returns the one with respect to the input; `infer(x)` is
for evaluation. Rows are examples. A parameter `W` has its gradient in `dW`.
"""

import numpy as np

from helpers.parameters import Anchored


class Layer(Anchored):
    """A layer without parameters; `names` lists the parameters, `buffers` other arrays to keep."""

    names: tuple[str, ...] = ()
    buffers: tuple[str, ...] = ()

    def infer(self, x: np.ndarray) -> np.ndarray:
        return self.forward(x)

    def move(self, name: str, array: np.ndarray) -> None:
        """From now on `name` is this array; the values stay."""
        array[...] = vars(self)[name]
        vars(self)[name] = array


class Affine(Layer):
    """y = xW + b, with x (batch, fan_in), W (fan_in, fan_out), b (fan_out,).

    dW = xᵀdy,  db = Σ dy,  dx = dy·Wᵀ; but a network's `first` layer has nobody to pass dx on to
    and returns None. Raises ValueError when W and b do not fit.
    """

    names = ("W", "b")
    anchored = ("W", "b", "dW", "db")

    def __init__(self, W: np.ndarray, b: np.ndarray):
        if W.ndim != 2 or b.shape != W.shape[1:]:
            raise ValueError(
                f"Affine needs W (fan_in, fan_out) and b (fan_out,), not {W.shape} and {b.shape}"
            )
        self.W, self.b, self.first = W, b, False
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, x):
        self.x = x
        return self.infer(x)

    def backward(self, dy):
        np.matmul(self.x.T, dy, out=self.dW)
        dy.sum(axis=0, out=self.db)
        return None if self.first else dy @ self.W.T

    def infer(self, x):
        y = x @ self.W
        y += self.b
        return y


class ReLU(Layer):
    """y = max(x, 0);  dx = dy where y > 0, else 0."""

    def forward(self, x):
        self.y = self.infer(x)
        return self.y

    def backward(self, dy):
        return dy * (self.y > 0)

    def infer(self, x):
        return np.maximum(x, 0)


class Sigmoid(Layer):
    """y = 1 / (1 + e⁻ˣ) = (1 + tanh(x/2)) / 2, which cannot overflow;  dx = dy·y(1 − y)."""

    def forward(self, x):
        self.y = self.infer(x)
        return self.y

    def backward(self, dy):
        return dy * self.y * (1 - self.y)

    def infer(self, x):
        return (1 + np.tanh(x / 2)) / 2


class Tanh(Layer):
    """y = tanh x;  dx = dy·(1 − y²)."""

    def forward(self, x):
        self.y = self.infer(x)
        return self.y

    def backward(self, dy):
        return dy * (1 - self.y * self.y)

    def infer(self, x):
        return np.tanh(x)


class BatchNorm(Layer):
    """y = γx̂ + β, x̂ = (x − μ) / √(σ² + ε), with μ and σ² over the batch, one per feature.

    σ² is the biased variance (÷ m). Evaluation uses running averages r ← (1 − momentum)·r +
    momentum·new, whose variance is unbiased (÷ (m − 1)), as in PyTorch. A batch of one has no
    variance: it gives y = β and leaves the running averages alone.
    (Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167)
    """

    names = ("gamma", "beta")
    anchored = ("gamma", "beta", "dgamma", "dbeta")
    buffers = ("running_mean", "running_var")

    def __init__(
        self, gamma: np.ndarray, beta: np.ndarray, momentum: float = 0.1, eps: float = 1e-5
    ):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.dgamma, self.dbeta = np.zeros_like(gamma), np.zeros_like(beta)
        self.running_mean, self.running_var = np.zeros_like(gamma), np.ones_like(gamma)

    def forward(self, x):
        mean = x.mean(axis=0)
        centred = x - mean
        var = (centred * centred).mean(axis=0)
        self.std = np.sqrt(var + self.eps)
        self.x_hat = centred / self.std
        if (m := len(x)) > 1:
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (var * (m / (m - 1)) - self.running_var)
        return self.gamma * self.x_hat + self.beta

    def backward(self, dy):
        np.sum(dy * self.x_hat, axis=0, out=self.dgamma)
        np.sum(dy, axis=0, out=self.dbeta)
        return (self.gamma / self.std) * (dy - (self.dbeta + self.x_hat * self.dgamma) / len(dy))

    def infer(self, x):
        std = np.sqrt(self.running_var + self.eps)
        return self.gamma * (x - self.running_mean) / std + self.beta


class Dropout(Layer):
    """y = x·mask, where the mask is 0 with probability p and else 1/(1 − p), so that E[y] = x.

    Every forward pass draws a new mask from the layer's own generator; while `frozen`, the last one
    stays. Evaluation passes x through. (Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html)
    """

    def __init__(self, p: float, rng: int | np.random.Generator = 0):
        if not 0 <= p < 1:
            raise ValueError(f"dropout is the share of units dropped, in [0, 1), but is {p}")
        self.p, self.rng = float(p), np.random.default_rng(rng)
        self.frozen, self.mask = False, np.empty(0)

    def forward(self, x):
        if not (self.frozen and self.mask.shape == x.shape):
            kept = self.rng.random(x.shape, dtype=x.dtype) >= self.p
            self.mask = kept.astype(x.dtype) / (1 - self.p)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask

    def infer(self, x):
        return x


def softmax(z: np.ndarray) -> np.ndarray:
    """pₖ = e^zₖ / Σⱼ e^zⱼ along the last axis, shifted by max z so that it cannot overflow."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class SoftmaxCrossEntropy:
    """loss = −mean log softmax(z)[y] for logits z (batch, classes) and labels y (batch,).

    dz = (softmax(z) − onehot(y)) / batch.
    """

    def forward(self, z, y):
        z = np.asfortranarray(z)  # class by class: reductions along a short last axis are slow
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=1)
        self.p, self.y = e / total[:, None], y
        return float((np.log(total) - z[np.arange(len(y)), y]).mean())

    def backward(self):
        dz = self.p.copy()
        dz[np.arange(len(dz)), self.y] -= 1
        dz /= len(dz)
        return dz
