"""The same training here and in PyTorch, Keras and Optax: from our weights, on our batches.

Each training takes a network of ours, which stays as it is, batches (x, y) and a learning rate of
Adam. It returns the loss of each batch just before its update, and after the last one the loss on
`held`, in evaluation mode. All of it in float64.
"""

import os
from collections.abc import Sequence
from copy import deepcopy
from importlib.util import find_spec
from itertools import pairwise

import numpy as np

from helpers.arrays import Pair, number, whole
from helpers.experiments.race import BATCH, split
from helpers.layers import BatchNorm
from helpers.network import MLP
from helpers.optimizers import Adam

LR, UPDATES, HELD = 0.003, 100, 1000
EPS = 1e-5  # of batch norm
Losses = tuple[list[float], float]


def start() -> MLP:
    """The network that all begin with."""
    return MLP([784, 100, 50, 10], batchnorm=True, rng=0, dtype=np.float64)


def batches(count: int = UPDATES) -> list[Pair]:
    """The first batches of the digits to fit, in the order of the file, float64.

    Raises TypeError or ValueError for a count below 1.
    """
    (x, y), count = split()["fit"], whole(count, "count", 1)
    cuts = [slice(i, i + BATCH) for i in range(0, count * BATCH, BATCH)]
    return [(x[cut].astype(float), y[cut]) for cut in cuts]


def held() -> Pair:
    """1,000 digits that nobody trains on, float64."""
    x, y = split()["tune"]
    return x[:HELD].astype(float), y[:HELD]


def here(net: MLP, batches: Sequence[Pair], held: Pair, lr: float = LR) -> Losses:
    net, opt, losses = deepcopy(net), Adam(lr), []
    for x, y in batches:
        losses.append(net.loss_and_grad(x, y))
        opt.step(net.theta, net.grad)
    return losses, net.loss(*held)


def first_steps_apart(net: MLP, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How much shorter the folded Adam's first step is than the textbook's, in lr, for all of W1.

    Both with eps 1e-8. The network is left with the gradient of that batch.
    """
    net.loss_and_grad(x, y)
    size = abs(net.grads["W1"])
    return size / (size + 1e-8) - size / (size + 1e-8 / np.sqrt(1 - 0.999))


def kicked(net: MLP, length: float, rng: int | np.random.Generator = 0) -> MLP:
    """A copy of the network, its θ moved that far in a random direction.

    Raises TypeError or ValueError for a length that is no number from 0.
    """
    length, net = number(length, "length", "0 or above, and finite", _is_length), deepcopy(net)
    kick = np.random.default_rng(rng).normal(size=net.theta.size)
    net.theta += length / np.linalg.norm(kick) * kick
    return net


def _is_length(length):
    return 0 <= length < np.inf


# Elsewhere


def in_pytorch(net: MLP, batches: Sequence[Pair], held: Pair, lr: float = LR) -> Losses:
    import torch
    from torch.nn.functional import cross_entropy

    model = _torch_model(torch, net)
    opt, losses = torch.optim.Adam(model.parameters(), lr=lr), []
    for x, y in batches:
        opt.zero_grad()
        loss = cross_entropy(model(torch.tensor(x)), torch.tensor(y))
        loss.backward()
        opt.step()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        return losses, cross_entropy(model(torch.tensor(held[0])), torch.tensor(held[1])).item()


def _torch_model(torch, net):
    nn, layers = torch.nn, []
    for i, (n_in, n_out) in enumerate(pairwise(net.sizes), start=1):
        linear = nn.Linear(n_in, n_out, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(net.params[f"W{i}"].T))  # theirs is (out, in)
            linear.bias.copy_(torch.tensor(net.params[f"b{i}"]))
        layers += [linear, nn.BatchNorm1d(n_out, dtype=torch.float64), nn.ReLU()]
    return nn.Sequential(*layers[:-2])


def load_keras():
    """Keras on whichever backend there is, in float64 where it is asked for."""
    backends = [name for name in ("torch", "jax", "tensorflow") if find_spec(name)]
    os.environ.setdefault("KERAS_BACKEND", backends[0] if backends else "tensorflow")
    os.environ.setdefault("JAX_ENABLE_X64", "1")  # or JAX would go on in float32
    import keras

    return keras


def in_keras(
    net: MLP, batches: Sequence[Pair], held: Pair, lr: float = LR, translated: bool = True
) -> Losses:
    """Its Adam is the folded form: only an eps that is `translated` at each step makes it ours."""
    keras = load_keras()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    model, opt, losses = _keras_model(keras, net), keras.optimizers.Adam(lr, epsilon=1e-8), []
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=opt, loss=loss, run_eagerly=True)  # so that eps may change
    for t, (x, y) in enumerate(batches, start=1):
        opt.epsilon = 1e-8 * ((1 - 0.999**t) ** 0.5 if translated else 1)
        model.reset_metrics()  # else the loss is a mean over all batches so far
        losses.append(float(model.train_on_batch(x, y)))
    return losses, float(model.evaluate(*held, batch_size=len(held[0]), verbose=0))


def _keras_model(keras, net):
    layers = [keras.Input((net.sizes[0],))]
    for n_out in net.sizes[1:]:
        norm = keras.layers.BatchNormalization(momentum=0.9, epsilon=EPS)
        layers += [keras.layers.Dense(n_out), norm, keras.layers.ReLU()]
    model = keras.Sequential(layers[:-2])
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    for i, layer in enumerate(dense, start=1):
        layer.set_weights([net.params[f"W{i}"], net.params[f"b{i}"]])
    return model


def in_optax(net: MLP, batches: Sequence[Pair], held: Pair, lr: float = LR) -> Losses:
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    params = {name: jax.numpy.asarray(net.params[name]) for name in net.params}
    running = _running(net)
    opt, losses = optax.adam(lr), []
    state = opt.init(params)
    step = jax.jit(jax.value_and_grad(_jax_loss, has_aux=True))
    for x, y in batches:
        (loss, seen), grads = step(params, x, y)
        updates, state = opt.update(grads, state)
        params = optax.apply_updates(params, updates)
        running = [0.9 * old + 0.1 * new for old, new in zip(running, seen, strict=True)]
        losses.append(float(loss))
    return losses, float(_jax_loss(params, *held, running)[0])


def _running(net):
    """The running averages of a new network: mean and variance, layer by layer."""
    norms = [layer for layer in net.layers if isinstance(layer, BatchNorm)]
    return [kept for norm in norms for kept in (norm.running_mean, norm.running_var)]


def _jax_loss(params, x, y, running=None):
    """The loss, and what the running averages hear of this batch."""
    import jax
    import optax

    seen, layers = [], sum(name.startswith("W") for name in params)
    for i in range(1, layers + 1):
        x = x @ params[f"W{i}"] + params[f"b{i}"]
        if i < layers:
            mean, var = x.mean(axis=0), x.var(axis=0)
            seen += [mean, var * len(x) / (len(x) - 1)]
            mean, var = running[2 * i - 2 : 2 * i] if running else (mean, var)
            x = params[f"gamma{i}"] * (x - mean) / jax.numpy.sqrt(var + EPS) + params[f"beta{i}"]
            x = jax.nn.relu(x)
    return optax.softmax_cross_entropy_with_integer_labels(x, y).mean(), seen
