"""Networks with batch norm: set it, look inside, and train in companies of one's own choice."""

from copy import deepcopy

import numpy as np

from helpers.layers import BatchNorm
from helpers.network import MLP
from helpers.training import minibatches, train


def with_batchnorm(net: MLP, **settings: float) -> MLP:
    """The same network with `eps` or `momentum` of every batch norm set.

    Raises ValueError for any other setting.
    """
    if unknown := settings.keys() - {"eps", "momentum"}:
        raise ValueError(f"batch norm has eps and momentum, but no {', '.join(sorted(unknown))}")
    for layer in net.layers:
        if isinstance(layer, BatchNorm):
            vars(layer).update(settings)
    return net


def training_pass(net: MLP, x: np.ndarray) -> list[np.ndarray]:
    """x and what each layer makes of it in training mode; the network itself stays as it is."""
    outputs = [x]
    for layer in deepcopy(net).layers:
        outputs.append(layer.forward(outputs[-1]))
    return outputs


def accuracies(net: MLP, opt, data: tuple, epochs: int, batch_size: int = 128, rng=0, every=1):
    """Share of the training examples right at every `every`-th epoch, also once it diverges."""
    rng, shares = np.random.default_rng(rng), []
    for _ in range(epochs // every):
        for _ in train(net, opt, data, every, batch_size, rng):
            pass
        shares.append(net.accuracy(*data))
    return np.array(shares)


def in_companies(net: MLP, opt, data: tuple, company: int, steps: int, rng=0) -> MLP:
    """Steps with the gradient of *all* examples, each normalized among `company` of them.

    New companies at every step. With as many as there are examples it is batch gradient descent.
    (Ghost batch normalization: Hoffer et al. 2017, https://arxiv.org/abs/1705.08741)
    """
    rng = np.random.default_rng(rng)
    for _ in range(steps):
        total = np.zeros_like(net.grad)
        for x, y in minibatches(*data, company, rng):
            net.loss_and_grad(x, y)
            total += net.grad * (len(x) / len(data[0]))
        opt.step(net.theta, total)
    return net
