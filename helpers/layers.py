"""Layers: each a `forward` beside its `backward`.

`forward(x)` is for training and remembers what `backward` needs; `backward(dy)` takes the gradient
of the loss with respect to the output and returns the one with respect to the input; `infer(x)` is
for evaluation. Rows are examples. A parameter `W` has its gradient in `dW`.
All raise TypeError or ValueError for arrays that hold no real numbers or do not fit.
"""

import numpy as np

from helpers.arrays import floats, number, quietly, rows
from helpers.parameters import Anchored

NOTHING = np.empty((0, 0))  # what a layer remembers before its first forward
RANGES = {
    "momentum": ("in [0, 1]", lambda share: 0 <= share <= 1),
    "eps": ("0 or above, and finite", lambda eps: 0 <= eps < np.inf),
    "p": ("a share of units to drop, in [0, 1)", lambda p: 0 <= p < 1),
}


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


class Adjustable(Layer):
    """A layer with settings, which are refused out of their RANGES whenever they are set."""

    def __setattr__(self, name, value):
        if name in RANGES:
            value = number(value, f"{type(self).__name__}: {name}", *RANGES[name])
        super().__setattr__(name, value)


def _like(dy, shape):
    """dy as floats of the shape that forward has given."""
    dy = floats(dy, "dy")
    if dy.shape != shape:
        raise ValueError(f"dy must have the shape of forward's last y, {shape}, not {dy.shape}")
    return dy


class Affine(Layer):
    """y = xW + b, with x (batch, fan_in), W (fan_in, fan_out), b (fan_out,).

    dW = xᵀdy,  db = Σ dy,  dx = dy·Wᵀ; but a network's `first` layer has nobody to pass dx on to
    and returns None. Raises ValueError when W and b do not fit.
    """

    names = ("W", "b")
    anchored = ("W", "b", "dW", "db")
    x = NOTHING

    def __init__(self, W: np.ndarray, b: np.ndarray):
        W, b = floats(W, "W"), floats(b, "b")
        if W.ndim != 2 or b.shape != W.shape[1:]:
            raise ValueError(
                f"Affine needs W (fan_in, fan_out) and b (fan_out,), not {W.shape} and {b.shape}"
            )
        self.W, self.b, self.first = W, b, False
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, x):
        self.x = rows(x, len(self.W))
        return self._map(self.x)

    def backward(self, dy):
        dy = _like(dy, (len(self.x), self.b.size))
        np.matmul(self.x.T, dy, out=self.dW)
        dy.sum(axis=0, out=self.db)
        return None if self.first else dy @ self.W.T

    def infer(self, x):
        return self._map(rows(x, len(self.W)))

    def _map(self, x):
        y = x @ self.W
        y += self.b
        return y


class Activation(Layer):
    """y = φ(x), unit by unit; backward finds dx from y."""

    y = NOTHING

    def forward(self, x):
        self.y = self.infer(x)
        return self.y


class ReLU(Activation):
    """y = max(x, 0);  dx = dy where y > 0, else 0."""

    def backward(self, dy):
        return _like(dy, self.y.shape) * (self.y > 0)

    def infer(self, x):
        return np.maximum(floats(x, "x"), 0)


class Sigmoid(Activation):
    """y = 1 / (1 + e⁻ˣ) = (1 + tanh(x/2)) / 2, which cannot overflow;  dx = dy·y(1 − y)."""

    def backward(self, dy):
        return _like(dy, self.y.shape) * self.y * (1 - self.y)

    def infer(self, x):
        return (1 + np.tanh(floats(x, "x") / 2)) / 2


class Tanh(Activation):
    """y = tanh x;  dx = dy·(1 − y²)."""

    def backward(self, dy):
        return _like(dy, self.y.shape) * (1 - self.y * self.y)

    def infer(self, x):
        return np.tanh(floats(x, "x"))


class BatchNorm(Adjustable):
    """y = γx̂ + β, x̂ = (x − μ) / √(σ² + ε), with μ and σ² over the batch, one per feature.

    σ² is the biased variance (÷ m). Evaluation uses running averages r ← (1 − momentum)·r +
    momentum·new, whose variance is unbiased (÷ (m − 1)), as in PyTorch. A batch of one has no
    variance: it gives y = β and leaves the running averages alone.
    (Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167)
    """

    names = ("gamma", "beta")
    anchored = ("gamma", "beta", "dgamma", "dbeta")
    buffers = ("running_mean", "running_var")
    x_hat = NOTHING

    def __init__(
        self, gamma: np.ndarray, beta: np.ndarray, momentum: float = 0.1, eps: float = 1e-5
    ):
        gamma, beta = floats(gamma, "gamma"), floats(beta, "beta")
        if gamma.ndim != 1 or beta.shape != gamma.shape:
            raise ValueError(
                f"BatchNorm needs gamma (units,) and beta (units,), "
                f"not {gamma.shape} and {beta.shape}"
            )
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.dgamma, self.dbeta = np.zeros_like(gamma), np.zeros_like(beta)
        self.running_mean, self.running_var = np.zeros_like(gamma), np.ones_like(gamma)

    @quietly
    def forward(self, x):
        x = rows(x, self.gamma.size)
        mean = x.mean(axis=0)
        centred = x - mean
        var = (centred * centred).mean(axis=0)
        self.std = np.sqrt(var + self.eps)
        self.x_hat = centred / self.std
        if (m := len(x)) > 1:
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (var * (m / (m - 1)) - self.running_var)
        return self.gamma * self.x_hat + self.beta

    @quietly
    def backward(self, dy):
        dy = _like(dy, self.x_hat.shape)
        np.sum(dy * self.x_hat, axis=0, out=self.dgamma)
        np.sum(dy, axis=0, out=self.dbeta)
        return (self.gamma / self.std) * (dy - (self.dbeta + self.x_hat * self.dgamma) / len(dy))

    @quietly
    def infer(self, x):
        x, std = rows(x, self.gamma.size), np.sqrt(self.running_var + self.eps)
        return self.gamma * (x - self.running_mean) / std + self.beta


class Dropout(Adjustable):
    """y = x·mask, where the mask is 0 with probability p and else 1/(1 − p), so that E[y] = x.

    Every forward pass draws a new mask from the layer's own generator; while `frozen`, the last one
    stays, and only an x of its shape is welcome. Evaluation passes x through.
    (Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html)
    """

    mask = NOTHING

    def __init__(self, p: float, rng: int | np.random.Generator = 0):
        self.p, self.rng, self.frozen = p, np.random.default_rng(rng), False

    def forward(self, x):
        x = floats(x, "x")
        if not self.frozen or self.mask is NOTHING:
            self.mask = self._drawn(x)
        if self.mask.shape != x.shape:
            raise ValueError(
                f"dropout is frozen with a mask of shape {self.mask.shape}, but x has shape "
                f"{x.shape}: freeze it after a forward pass of this x"
            )
        return x * self.mask

    def _drawn(self, x):
        precision = x.dtype if x.dtype in (np.float32, np.float64) else float
        kept = self.rng.random(x.shape, dtype=precision) >= self.p
        return kept.astype(x.dtype) / (1 - self.p)

    def backward(self, dy):
        return _like(dy, self.mask.shape) * self.mask

    def infer(self, x):
        return floats(x, "x")
