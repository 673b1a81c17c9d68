"""Networks with batch norm: set it, look inside, and train in ghost batches of any size."""

from copy import deepcopy

import numpy as np

from helpers.arrays import Pair, floats, pair, quietly, whole
from helpers.layers import BatchNorm
from helpers.network import MLP
from helpers.stepping import check_optimizer
from helpers.training import minibatches


def with_batchnorm(net: MLP, **settings: float) -> MLP:
    """The same network with `eps` or `momentum` of every batch norm set.

    Raises TypeError or ValueError for any other setting, and for a value out of range.
    """
    if unknown := settings.keys() - {"eps", "momentum"}:
        raise ValueError(f"batch norm has eps and momentum, but no {', '.join(sorted(unknown))}")
    for layer in net.layers:
        if isinstance(layer, BatchNorm):
            for name, value in settings.items():
                setattr(layer, name, value)
    return net


@quietly
def training_pass(net: MLP, x: np.ndarray) -> list[np.ndarray]:
    """x and what each layer makes of it in training mode; the network itself stays as it is."""
    outputs = [floats(x, "x")]
    for layer in deepcopy(net).layers:
        outputs.append(layer.forward(outputs[-1]))
    return outputs


def ghost_batches(net: MLP, opt, data: Pair, size: int, steps: int, rng=0) -> MLP:
    """Steps with the gradient of *all* examples, each normalized among `size` of them.

    New ones at every step. With as many as there are examples it is batch gradient descent.
    Raises TypeError or ValueError like `train`.
    (Ghost batch normalization: Hoffer et al. 2017, https://arxiv.org/abs/1705.08741)
    """
    check_optimizer(opt, net.theta)
    data, rng = pair(data), np.random.default_rng(rng)
    for _ in range(whole(steps, "steps")):
        total = np.zeros_like(net.grad)
        for x, y in minibatches(*data, whole(size, "size", 1), rng):
            net.loss_and_grad(x, y)
            total += net.grad * (len(x) / len(data[0]))
        opt.step(net.theta, total)
    return net
