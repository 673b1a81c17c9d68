import pickle
from copy import copy, deepcopy
from dataclasses import replace

import numpy as np
import pytest

from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS
from tests import reference

X = np.random.default_rng(0).standard_normal((6, 4))
Y = np.array([0, 1, 2, 2, 1, 0])


def named(net):
    return {name: array.copy() for name, array in net.params.items()}


@pytest.mark.parametrize("run", reference.load("training"), ids=lambda r: r["kind"])
def test_a_training_run_agrees_with_pytorch(run):
    settings = {name: run[name] for name in ("activation", "batchnorm", "l2", "l1")}
    net = MLP(run["sizes"], **settings, dtype=np.float64)
    opt = OPTIMIZERS[run["kind"]](**run["hyperparameters"])
    net.theta = np.array(run["start"])
    for t, expected in enumerate(run["losses"]):
        loss = net.loss_and_grad(np.array(run["x"][t % 3]), np.array(run["y"][t % 3]))
        opt.step(net.theta, net.grad)
        assert loss == pytest.approx(expected, rel=1e-11)
    # a bias before batch norm has no gradient, so its path is rounding noise: compare what counts
    np.testing.assert_allclose(net.logits(run["x"][0]), run["evaluated"], rtol=1e-9, atol=1e-9)
    if not run["batchnorm"]:
        np.testing.assert_allclose(net.theta, run["end"], rtol=1e-10, atol=1e-12)


def test_names_are_views_into_one_contiguous_vector():
    net = MLP([4, 5, 3], batchnorm=True)
    assert [*net.params] == ["W1", "b1", "gamma1", "beta1", "W2", "b2"]
    assert net.theta.flags.c_contiguous
    assert net.theta.size == 4 * 5 + 5 + 5 + 5 + 5 * 3 + 3
    assert all(np.shares_memory(part, net.theta) for part in net.params.values())
    assert all(np.shares_memory(part, net.grad) for part in net.grads.values())
    net.theta[:] = 7
    assert (net.layers[0].W == 7).all()


def test_rebinding_anything_writes_into_theta_and_never_detaches():
    net = MLP([4, 5, 3])
    theta = net.theta
    net.params["W1"] = np.full((4, 5), 2.0)
    net.params["b1"] += 3
    net.layers[0].W *= 2
    net.layers[-1].b = 9.0
    assert net.theta is theta
    assert (theta[:20] == 4).all()
    assert (theta[20:25] == 3).all()
    assert (theta[-3:] == 9).all()
    net.theta = np.zeros_like(theta)
    net.theta += 1
    assert net.theta is theta
    assert (net.params["W2"] == 1).all()
    with pytest.raises(ValueError, match=r"W1 has shape \(4, 5\), but got \(5, 4\)"):
        net.params["W1"] = np.ones((5, 4))
    with pytest.raises(KeyError, match="no parameter 'W9': there are W1, b1, W2, b2"):
        net.params["W9"] = 1.0


def through_pickle(net):
    return pickle.loads(pickle.dumps(net))


@pytest.mark.parametrize("copied", [copy, deepcopy, through_pickle])
def test_copies_and_pickles_keep_the_bond_and_share_nothing(copied):
    net = MLP([4, 5, 3], batchnorm=True, dropout=0.5)
    net.loss_and_grad(X, Y)
    twin = copied(net)
    assert (twin.theta == net.theta).all()
    assert (twin.grad == net.grad).all()
    assert twin.loss_and_grad(X, Y) == net.loss_and_grad(X, Y)  # the same masks come next
    assert (twin.logits(X) == net.logits(X)).all()
    before = net.theta.copy()
    twin.theta -= 1
    assert (twin.params["W1"] == twin.layers[0].W).all()
    assert (twin.layers[0].W == net.layers[0].W - 1).all()
    assert (net.theta == before).all()
    net.theta -= 2  # and the original has kept its own
    assert np.allclose(net.layers[0].W, twin.layers[0].W - 1)
    assert np.shares_memory(net.params["W1"], net.theta)


def test_replacing_parts_of_a_network_is_refused():
    with pytest.raises(TypeError, match="should be called on dataclass instances"):
        replace(MLP([4, 3]), dropout=0.5)


def test_a_batch_of_bytes_lists_or_any_layout_gives_what_it_gives_in_floats():
    x = np.arange(120, 144, dtype=np.uint8).reshape(6, 4)
    wanted = MLP([4, 5, 3]).loss_and_grad(x.astype(float), Y)
    for same in (x, x.tolist(), np.asfortranarray(x), x.astype(np.float16), x.astype(object)):
        assert MLP([4, 5, 3]).loss_and_grad(same, Y.astype(np.int8)) == wanted
        assert MLP([4, 5, 3]).loss(same, Y.tolist()) == pytest.approx(wanted, rel=1e-6)


def test_a_batch_that_is_refused_changes_nothing_in_the_network():
    net = MLP([4, 5, 3], batchnorm=True, dropout=0.5)
    net.loss_and_grad(X, Y)
    before = pickle.dumps(net)
    with pytest.raises(ValueError, match="y must hold labels"):
        net.loss_and_grad(X, Y + 1)
    assert pickle.dumps(net) == before


@pytest.mark.parametrize("dtype", [int, bool, np.float16, complex, "banana"])
def test_a_precision_that_would_spoil_the_weights_is_refused(dtype):
    for make in (MLP([4, 3]).astype, lambda dtype: MLP([4, 3], dropout=0.5, dtype=dtype)):
        with pytest.raises(TypeError, match="dtype must be float32 or float64, but is "):
            make(dtype)


def test_another_precision_is_another_network():
    net = MLP([4, 5, 3], batchnorm=True)
    net.loss_and_grad(X, Y)
    twin = net.astype(np.float64)
    assert twin.theta.dtype == twin.layers[1].running_mean.dtype == np.float64
    assert twin.loss(X, Y) == pytest.approx(net.loss(X, Y), rel=1e-5)
    assert not np.shares_memory(twin.theta, net.theta)


def test_float32_stays_float32_throughout():
    net = MLP([4, 5, 5, 3], batchnorm=True, dropout=0.2, l2=np.float64(0.1), l1=0.1)
    net.loss_and_grad(X, Y)
    x = X.astype(np.float32)
    for layer in net.layers:
        x = layer.forward(x)
        assert (
            x.dtype == layer.infer(x if layer.names != ("W", "b") else layer.x).dtype == np.float32
        )
    dy = net.head.backward()
    for layer in reversed(net.layers):
        assert dy.dtype == np.float32
        dy = layer.backward(dy)
    assert net.logits(X).dtype == net.grad.dtype == net.theta.dtype == np.float32


def test_a_seed_gives_the_same_weights_with_or_without_dropout_and_in_any_precision():
    plain = MLP([4, 5, 3], rng=3, dtype=np.float64)
    other = MLP([4, 5, 3], rng=3, dropout=0.5)
    assert (plain.theta.astype(np.float32) == other.theta).all()
    assert not (plain.theta == MLP([4, 5, 3], rng=4, dtype=np.float64).theta).any(
        where=plain.theta != 0
    )


def test_an_equal_start_keeps_units_equal_for_ever():
    net = MLP([4, 5, 3], init=0.0)
    net.theta[:] = 0.1
    for _ in range(10):
        net.loss_and_grad(X, Y)
        net.theta -= 0.1 * net.grad
    assert (net.params["W1"] == net.params["W1"][:, :1]).all()


def test_evaluation_is_deterministic_and_leaves_the_network_alone():
    net = MLP([4, 5, 3], batchnorm=True, dropout=0.5, l2=1.0)
    net.loss_and_grad(X, Y)
    theta, running = net.theta.copy(), net.layers[1].running_mean.copy()
    assert net.loss(X, Y) == net.loss(X, Y)
    assert net.predict_proba(X).sum(axis=1) == pytest.approx(np.ones(6))
    assert net.accuracy(X, net.predict(X)) == 1.0
    assert net.accuracy(X, (net.predict(X) + 1) % 3) == 0.0
    assert np.allclose(net.logits(X[2:3]), net.logits(X)[2:3])
    assert (net.theta == theta).all()
    assert (net.layers[1].running_mean == running).all()


def test_the_loss_leaves_the_penalty_out_and_the_training_loss_puts_it_in():
    plain, l2, l1 = MLP([4, 5, 3]), MLP([4, 5, 3], l2=0.1), MLP([4, 5, 3], l1=0.1)
    weights = np.concatenate([plain.params["W1"].ravel(), plain.params["W2"].ravel()])
    assert plain.loss(X, Y) == l2.loss(X, Y) == pytest.approx(plain.loss_and_grad(X, Y), rel=1e-6)
    assert l2.loss_and_grad(X, Y) - l2.loss(X, Y) == pytest.approx(
        0.05 * (weights**2).sum(), rel=1e-4
    )
    assert l1.loss_and_grad(X, Y) - l1.loss(X, Y) == pytest.approx(
        0.1 * abs(weights).sum(), rel=1e-4
    )
    assert (l2.grads["b1"] == plain.grads["b1"]).all()


def test_views_name_the_parts_of_any_vector():
    net = MLP([4, 5, 3])
    assert (net.views(2 * net.theta)["W2"] == 2 * net.params["W2"]).all()
    with pytest.raises(ValueError, match=r"need a vector of 43, but got \(5,\)"):
        net.views(np.ones(5))


def test_a_diverged_network_says_nan_without_a_warning():
    net = MLP([4, 5, 3])
    net.theta[:] = 1e30
    assert not np.isfinite(net.loss_and_grad(X, Y))
    assert not np.isfinite(net.loss(X, Y))


BAD_NETWORKS = [
    ([], {}, ValueError, r"sizes must list two or more layers, as in \[784, 10\], but is \[\]"),
    ([4], {}, ValueError, r"sizes must list two or more layers, as in \[784, 10\], but is \[4\]"),
    (784, {}, ValueError, r"sizes must list two or more layers, as in \[784, 10\], but is 784"),
    ([4, 2.5], {}, ValueError, "sizes: the units of a layer must be a whole number, but is 2.5"),
    ([4, "3"], {}, TypeError, "sizes: the units of a layer must be a whole number, but is '3'"),
    ([4, 3], {"batchnorm": "no"}, TypeError, "batchnorm must be True or False, but is 'no'"),
    ([4, 3], {"l2": "0.1"}, TypeError, "l2 must be a number, but is '0.1'"),
    ([4, 3], {"dropout": np.nan}, ValueError, r"dropout must be a share of units to drop, in \[0,"),
    ([4, 3], {"dropout": "0.1"}, TypeError, "dropout must hold real numbers, but is '0.1'"),
    ([4, 3], {"init": lambda *fans: -1}, ValueError, "init: std must be 0 or above, and finite"),
    ([4, 0, 3], {}, ValueError, "sizes: the units of a layer must be at least 1, but is 0"),
    (
        [4, 3],
        {"activation": "swish"},
        ValueError,
        "unknown activation 'swish': use one of relu, si",
    ),
    ([4, 3], {"init": "best"}, ValueError, "unknown initializer 'best': use one of zeros"),
    ([4, 3], {"l2": -1}, ValueError, "l2 must be 0 or above, and finite, but is -1"),
    ([4, 5, 3], {"dropout": 1.0}, ValueError, r"in \[0, 1\), but is 1.0"),
    (
        [4, 5, 3],
        {"dropout": [0.1, 0.1]},
        ValueError,
        r"dropout must be one share, or one for each of 1 hidden layers, not \[0.1, 0.1\]",
    ),
    ([4, 3], {"dtype": int}, TypeError, "dtype must be float32 or float64, but is int64"),
]


@pytest.mark.parametrize(("sizes", "settings", "error", "sentence"), BAD_NETWORKS)
def test_an_impossible_network_is_refused(sizes, settings, error, sentence):
    with pytest.raises(error, match=sentence):
        MLP(sizes, **settings)


BAD_BATCHES = [
    (X[:, :3], Y, ValueError, r"x must be \(batch, 4\), one example a row, but has shape \(6, 3\)"),
    (X[0], Y, ValueError, r"one example a row, but has shape \(4,\)"),
    (X[:0], Y[:0], ValueError, "x is empty: a batch needs at least one example"),
    (X, Y[:5], ValueError, r"one label for each of 6 examples, not \(5,\)"),
    (X, np.eye(3)[Y], ValueError, r"one label for each of 6 examples, not \(6, 3\)"),
    (X, Y / 1.0, TypeError, "y must hold integers from 0 to 2, but is of type float64"),
    (X, Y + 1, ValueError, "y must hold labels 0 to 2, but runs from 1 to 3"),
    (X, Y - 1, ValueError, "y must hold labels 0 to 2, but runs from -1 to 1"),
]


@pytest.mark.parametrize(("x", "y", "error", "sentence"), BAD_BATCHES)
@pytest.mark.parametrize("use", ["loss_and_grad", "loss", "accuracy"])
def test_a_bad_batch_is_refused(x, y, error, sentence, use):
    with pytest.raises(error, match=sentence):
        getattr(MLP([4, 5, 3]), use)(x, y)
