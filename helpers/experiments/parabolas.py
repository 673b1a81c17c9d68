"""(w − minimum)² from w = 0, written out as w² − 2·minimum·w + minimum², here and in frameworks.

Plain gradient descent; each returns where w ends. The frameworks' default precision is float32.
"""

from collections.abc import Callable
from math import isfinite

import numpy as np

from helpers.arrays import number, precision, whole
from helpers.experiments.frameworks import load_keras

LR, STEPS = 0.01, 1000


def here(minimum: float, dtype: type = np.float32, steps: int = STEPS) -> float:
    """Raises TypeError or ValueError for a minimum, a precision or steps that are none."""
    kind, steps = precision(dtype).type, whole(steps, "steps")
    minimum = number(minimum, "minimum", "finite", isfinite)
    w, lr, slope = kind(0), kind(LR), kind(2)
    for _ in range(steps):
        w -= lr * (slope * w - kind(2 * minimum))
    return float(w)


def in_pytorch(minimum: float) -> float:
    import torch

    w = torch.zeros((), requires_grad=True)
    opt = torch.optim.SGD([w], lr=LR)
    for _ in range(STEPS):
        opt.zero_grad()
        loss = w**2 - 2 * minimum * w + minimum**2
        loss.backward()
        opt.step()
    return w.item()


def in_keras(minimum: float) -> float:
    """As a layer without inputs would be trained: Keras has no gradient of its own to call."""
    keras = load_keras()
    dense = keras.layers.Dense(1, use_bias=False, dtype="float32")
    model = keras.Sequential([keras.Input((1,), dtype="float32"), dense])
    model.layers[0].set_weights([np.zeros((1, 1))])
    model.compile(keras.optimizers.SGD(LR), loss="mse")
    one, wanted = np.ones((1, 1), np.float32), np.full((1, 1), minimum, np.float32)
    for _ in range(STEPS):
        model.train_on_batch(one, wanted)
    return float(model.layers[0].get_weights()[0].item())


def in_optax(minimum: float) -> float:
    import jax
    import optax

    w, opt = jax.numpy.zeros((), "float32"), optax.sgd(LR)
    slope = jax.jit(jax.grad(lambda w: w**2 - 2 * minimum * w + minimum**2))
    state = opt.init(w)
    for _ in range(STEPS):
        updates, state = opt.update(slope(w), state)
        w = optax.apply_updates(w, updates)
    return float(w)


ELSEWHERE: dict[str, Callable] = {"PyTorch": in_pytorch, "Keras": in_keras, "Optax": in_optax}
