import numpy as np
import pytest

from helpers.datasets import spirals
from helpers.experiments.ghosts import ghost_batches, training_pass, with_batchnorm
from helpers.layers import BatchNorm
from helpers.network import MLP
from helpers.optimizers import SGD

data = spirals(40, rng=0)


def net(**settings):
    return MLP([2, 5, 4, 2], batchnorm=True, rng=0, dtype=float, **settings)


def test_every_batch_norm_gets_the_setting_and_an_unknown_one_is_refused():
    changed = with_batchnorm(net(), eps=0.5, momentum=0.0)
    layers = [layer for layer in changed.layers if isinstance(layer, BatchNorm)]
    assert [(layer.eps, layer.momentum) for layer in layers] == [(0.5, 0.0)] * 2
    changed.loss_and_grad(*data)
    assert not layers[0].running_mean.any()
    with pytest.raises(ValueError, match=r"^batch norm has eps and momentum, but no epsilon$"):
        with_batchnorm(net(), epsilon=1e-3)


def test_a_training_pass_gives_all_outputs_and_leaves_the_network_alone():
    one = net()
    outputs = training_pass(one, data[0])
    assert len(outputs) == len(one.layers) + 1
    assert outputs[0] is data[0]
    normalized = outputs[2]  # after Affine and BatchNorm
    assert np.allclose(normalized.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(normalized.std(axis=0), 1, atol=1e-3)
    assert not one.layers[1].running_mean.any()


def test_a_ghost_batch_of_all_is_batch_gradient_descent_and_a_small_one_is_not():
    ours, one, few = net(), net(), net()
    opt = SGD(0.1)
    for _ in range(3):
        ours.loss_and_grad(*data)
        opt.step(ours.theta, ours.grad)
    ghost_batches(one, SGD(0.1), data, size=40, steps=3)
    ghost_batches(few, SGD(0.1), data, size=10, steps=3)
    assert np.allclose(one.theta, ours.theta, rtol=1e-9, atol=1e-12)
    assert not np.allclose(few.theta, ours.theta, rtol=1e-3)


def test_ghost_batches_refuse_the_optimizer_of_another_network():
    opt = SGD(0.1)
    ghost_batches(net(), opt, data, size=10, steps=1)
    with pytest.raises(ValueError, match="has taken 1 steps with another network: give each"):
        ghost_batches(net(), opt, data, size=10, steps=1)
    with pytest.raises(ValueError, match="size must be at least 1, but is 0"):
        ghost_batches(net(), SGD(0.1), data, size=0, steps=1)


def test_a_setting_out_of_range_is_refused():
    with pytest.raises(ValueError, match="BatchNorm: eps must be 0 or above"):
        with_batchnorm(net(), eps=-1)


def test_without_batch_norm_the_ghost_batch_changes_nothing():
    big, small = (MLP([2, 5, 2], rng=0, dtype=float) for _ in range(2))
    ghost_batches(big, SGD(0.1), data, size=40, steps=3)
    ghost_batches(small, SGD(0.1), data, size=7, steps=3)
    assert np.allclose(big.theta, small.theta, rtol=1e-9, atol=1e-12)
