import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.gradcheck import gradient_check, numerical_gradient, relative_difference
from helpers.layers import Affine, ReLU
from helpers.network import MLP

rng = np.random.default_rng(0)
X, Y = rng.standard_normal((8, 4)), rng.integers(0, 3, 8)


def distance_to_a_kink(net, x):
    """The smallest |input| of a ReLU: differences across its kink prove nothing."""
    distance = np.inf
    for layer in net.astype(float).layers:
        if isinstance(layer, ReLU):
            distance = min(distance, abs(x).min())
        x = layer.forward(x)
    return distance


@given(
    hidden=st.lists(st.integers(1, 6), max_size=3),
    activation=st.sampled_from(["relu", "sigmoid", "tanh", "linear"]),
    batchnorm=st.booleans(),
    dropout=st.sampled_from([0.0, 0.3]),
    l2=st.sampled_from([0.0, 0.1]),
    l1=st.sampled_from([0.0, 0.01]),
    m=st.integers(5, 12),
    seed=st.integers(0, 1000),
)
def test_every_network_passes_a_gradient_check(hidden, m, seed, **settings):
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((m, 4)), rng.integers(0, 3, m)
    net = MLP([4, *hidden, 3], **settings, rng=seed, dtype=np.float64)
    net.theta += 0.1 * rng.standard_normal(net.theta.size)
    net.training_loss(x, y)
    net.freeze_dropout()
    assume(distance_to_a_kink(net, x) > 1e-3)
    report = gradient_check(net, x, y)
    assert report.verdict == "good", str(report)


def test_a_bug_is_found_in_the_parameter_that_has_it(monkeypatch):
    def doubled(layer, dy):
        Affine_backward(layer, dy)
        if layer.W.shape == (5, 3):
            layer.db *= 2
        return None if layer.first else dy @ layer.W.T

    Affine_backward = Affine.backward
    monkeypatch.setattr(Affine, "backward", doubled)
    report = gradient_check(MLP([4, 5, 3]), X, Y)
    assert report.by_parameter["b2"] == pytest.approx(1 / 3, rel=1e-6)
    assert max(report.by_parameter[name] for name in ("W1", "b1", "W2")) < 1e-7
    assert report.verdict == "a bug: largest difference in b2"
    assert "b2  3e-01" in str(report)


def test_a_forgotten_regulariser_is_found(monkeypatch):
    monkeypatch.setattr(MLP, "_penalty_backward", lambda net: None)
    assert gradient_check(MLP([4, 5, 3], l2=0.1), X, Y).verdict.startswith("a bug")


def test_live_dropout_gives_no_verdict():
    net = MLP([4, 5, 3], dropout=0.5)
    report = gradient_check(net, X, Y)
    assert report.error > 1e-3
    assert report.verdict.startswith("no verdict: dropout draws a new mask")


def test_the_check_changes_nothing_in_the_network():
    net = MLP([4, 5, 3], batchnorm=True, dropout=0.5)
    net.loss_and_grad(X, Y)
    before = net.theta.copy(), net.grad.copy(), net.layers[1].running_var.copy()
    masks = net.layers[3].rng.bit_generator.state
    gradient_check(net, X, Y)
    after = net.theta, net.grad, net.layers[1].running_var
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
    assert net.layers[3].rng.bit_generator.state == masks


def test_the_bias_before_batch_norm_has_no_gradient_and_raises_no_alarm():
    report = gradient_check(MLP([4, 5, 3], batchnorm=True), X, Y)
    assert report.by_parameter["b1"] < 1e-6


def test_neither_rounding_nor_low_precision_passes_for_good():
    net = MLP([4, 5, 3], "tanh")
    assert gradient_check(net, X, Y).verdict == "good"
    assert gradient_check(net, X, Y, eps=1e-12).verdict.startswith("look again")
    assert gradient_check(net, X, Y, eps=1).verdict.startswith("a bug")
    assert gradient_check(net, X, Y, dtype=np.float32).verdict.startswith("a bug")


def test_the_suspect_is_the_wrong_parameter_nearest_to_the_loss(monkeypatch):
    assert gradient_check(MLP([4, 5, 5, 3]), X, Y).suspect is None
    monkeypatch.setattr(ReLU, "backward", lambda layer, dy: dy)
    report = gradient_check(MLP([4, 5, 5, 3]), X, Y)
    assert report.suspect == "b2"
    assert report.by_parameter["W3"] < 1e-7


def test_a_report_holds_both_gradients():
    net = MLP([4, 5, 3], "tanh", dtype=float)
    net.loss_and_grad(X, Y)
    report = gradient_check(net, X, Y)
    assert (report.backprop == net.grad).all()
    assert report.differences == pytest.approx(net.grad, abs=1e-8)


def test_numerical_gradient_puts_theta_back():
    theta = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert numerical_gradient(lambda: (theta**3).sum(), theta) == pytest.approx(3 * theta**2)
    assert (theta == [[1, 2], [3, 4]]).all()


def test_the_relative_difference_knows_zero():
    assert relative_difference(np.zeros(3), np.zeros(3)) == 0
    assert relative_difference(np.ones(3), -np.ones(3)) == 1


def test_a_step_of_zero_is_refused():
    with pytest.raises(ValueError, match="eps must be above 0, but is 0"):
        gradient_check(MLP([4, 3]), X, Y, eps=0)
