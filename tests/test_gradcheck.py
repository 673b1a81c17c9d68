import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.gradcheck import (
    directional_slope,
    gradient_check,
    numerical_gradient,
    relative_difference,
)
from helpers.layers import Affine, ReLU
from helpers.network import MLP
from helpers.regularization import Penalty

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
    monkeypatch.setattr(Penalty, "backward", lambda penalty, layers: None)
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
    assert gradient_check(net, X, Y, eps=1e-11).verdict.startswith("look again")
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


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
@pytest.mark.parametrize("calls", range(1, 7))
def test_numerical_gradient_puts_theta_back_whatever_happens(error, calls):
    theta, left = np.array([1.0, -0.0, np.pi]), iter(range(calls - 1))

    def f():
        if next(left, None) is None:
            raise error
        return theta.sum()

    before = theta.tobytes()
    with pytest.raises(error):
        numerical_gradient(f, theta)
    assert theta.tobytes() == before


def test_numerical_gradient_refuses_a_theta_that_it_cannot_nudge():
    for theta, kind in (
        (np.array([2, 4, 6]), "int64"),
        (np.ones(3, np.float16), "float16"),
        ([2.0, 4.0], "list"),
    ):
        with pytest.raises(TypeError, match=f"theta must be an array .*, but it is {kind}: use"):
            numerical_gradient(lambda: 1.0, theta)
    fixed = np.ones(3)
    fixed.flags.writeable = False
    with pytest.raises(TypeError, match="theta is read-only, but it is nudged in place"):
        numerical_gradient(lambda: 1.0, fixed)


@pytest.mark.parametrize("eps", [0, -1e-5, np.nan, np.inf])
def test_a_nudge_that_is_not_above_zero_is_refused_without_a_warning(eps):
    sentence = f"eps must be above 0, and finite, but is {eps}"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=sentence):
            numerical_gradient(lambda: 1.0, np.ones(3), eps)
        with pytest.raises(ValueError, match=sentence):
            gradient_check(MLP([4, 3]), X, Y, eps)


@pytest.mark.parametrize(
    ("dtype", "eps", "low", "high"),
    [(float, 1e-5, 0, 1e-9), (np.float32, 1e-2, 1e-6, 3e-4), (np.float32, 1e-5, 3e-3, 0.3)],
)
def test_what_float32_costs_is_what_the_docstring_says(dtype, eps, low, high):
    net = MLP([4, 5, 3], "tanh", dtype=dtype)
    net.loss_and_grad(X, Y)
    nudged = numerical_gradient(lambda: net.training_loss(X, Y), net.theta, eps)
    assert low <= relative_difference(net.grad, nudged) < high


def test_a_loss_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"f\(\) must be a number, but is an array of shape \(2,\)"):
        numerical_gradient(lambda: np.ones(2), np.ones(3))


def test_bytes_do_not_overflow_in_the_relative_difference():
    a, b = np.array([0, 3], np.uint8), np.array([4, 3], np.uint8)
    assert relative_difference(a, b) == pytest.approx(4 / 8)
    assert relative_difference([100, 100], np.array([-100, -100], np.int8)) == 1


def test_a_difference_of_two_shapes_is_refused():
    with pytest.raises(ValueError, match=r"must have the same shape, but have \(3,\) and \(3, 1\)"):
        relative_difference(np.ones(3), np.ones((3, 1)))


def test_the_relative_difference_knows_zero():
    assert relative_difference(np.zeros(3), np.zeros(3)) == 0
    assert relative_difference(np.ones(3), -np.ones(3)) == 1


# Along a direction


def test_the_slope_along_a_direction_is_g_times_v():
    net, v = MLP([4, 5, 3], "tanh", dtype=float), rng.standard_normal(43)
    net.loss_and_grad(X, Y)
    slope = directional_slope(lambda: net.training_loss(X, Y), net.theta, v)
    assert slope == pytest.approx(net.grad @ v, rel=1e-7)


@pytest.mark.parametrize("calls", [1, 2])
def test_the_slope_along_a_direction_puts_theta_back_whatever_happens(calls):
    theta, left = np.array([1.0, -0.0, np.pi]), iter(range(calls - 1))

    def f():
        if next(left, None) is None:
            raise ZeroDivisionError
        return theta.sum()

    before = theta.tobytes()
    with pytest.raises(ZeroDivisionError):
        directional_slope(f, theta, np.ones(3))
    assert theta.tobytes() == before


def test_a_direction_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"v must have the shape of theta, \(3,\), not \(2,\)"):
        directional_slope(lambda: 0.0, np.ones(3), np.ones(2))
