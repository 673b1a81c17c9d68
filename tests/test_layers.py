import warnings
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.layers import Affine, BatchNorm, Dropout, ReLU, Sigmoid, Tanh
from tests import reference

TORCH = reference.load("layers")
X, DY = np.array(TORCH["x"]), np.array(TORCH["dy"])


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-12)


def make(kind, rng=None):
    if kind is Affine:
        return Affine(np.array(TORCH["W"]), np.array(TORCH["b"]))
    if kind is BatchNorm:
        return BatchNorm(
            np.array(TORCH["BatchNorm"]["gamma"]), np.array(TORCH["BatchNorm"]["beta"])
        )
    return kind()


@pytest.mark.parametrize("kind", [Affine, ReLU, Sigmoid, Tanh, BatchNorm])
def test_forward_and_backward_agree_with_pytorch(kind):
    layer, expected = make(kind), TORCH[kind.__name__]
    close(layer.forward(X), expected["y"])
    close(layer.backward(DY[:, :3] if kind is Affine else DY), expected["dx"])
    assert len(layer.names) == len(expected["dparameters"])
    for name, gradient in zip(layer.names, expected["dparameters"], strict=True):
        # PyTorch was given W as (fan_in, fan_out) here, so nothing is transposed
        close(getattr(layer, "d" + name), gradient)


def test_batch_norm_keeps_the_running_averages_of_pytorch_and_evaluates_with_them():
    layer, expected = make(BatchNorm), TORCH["BatchNorm"]
    for batch in [X, *np.array(expected["more"])]:
        layer.forward(batch)
    close(layer.running_mean, expected["running_mean"])
    close(layer.running_var, expected["running_var"])
    close(layer.infer(X), expected["evaluated"])


def test_a_batch_of_one_gives_beta_and_leaves_the_running_averages_alone():
    layer = make(BatchNorm)
    close(layer.forward(X[:1]), [layer.beta])
    assert (layer.running_mean == 0).all()
    assert (layer.running_var == 1).all()


def test_sigmoid_survives_huge_scores():
    assert Sigmoid().infer(np.array([-1e4, 0, 1e4])) == pytest.approx([0, 0.5, 1])


@given(
    kind=st.sampled_from([ReLU, Sigmoid, Tanh, BatchNorm, Dropout]),
    shape=st.tuples(st.integers(2, 9), st.integers(1, 6)),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_layer_passes_a_gradient_check_whatever_its_shape(kind, shape, seed):
    rng = np.random.default_rng(seed)
    x, dy = rng.standard_normal(shape), rng.standard_normal(shape)
    x += 0.01 * np.sign(x)  # away from the kink of ReLU
    ones = rng.standard_normal((2, shape[1]))
    layer = {BatchNorm: lambda: BatchNorm(*ones), Dropout: lambda: Dropout(0.4, rng)}.get(
        kind, kind
    )()
    layer.forward(x)
    layer.frozen = True
    dx = layer.backward(dy)
    differences = numerical_gradient(lambda: (layer.forward(x) * dy).sum(), x)
    assert relative_difference(dx, differences, floor=1e-3) < 1e-6


def test_a_linear_fit_with_inputs_dropped_is_ridge_regression_on_average():
    rng = np.random.default_rng(0)
    x, theta, y, p = rng.normal(size=(9, 3)), rng.normal(size=3), rng.normal(size=9), 0.25
    layer, mean = Dropout(p), 0.0
    layer.frozen = True
    for kept in product((0, 1), repeat=3):
        layer.mask = np.tile(kept, (9, 1)) / (1 - p)
        probability = np.prod(np.where(kept, 1 - p, p))
        mean += probability * ((y - layer.forward(x) @ theta) ** 2).sum()
    penalty = p / (1 - p) * theta**2 @ (x**2).sum(axis=0)
    assert mean == pytest.approx(((y - x @ theta) ** 2).sum() + penalty)


@given(m=st.integers(1, 6), n_in=st.integers(1, 6), n_out=st.integers(1, 6))
def test_affine_passes_a_gradient_check_whatever_its_shape(m, n_in, n_out):
    rng = np.random.default_rng(m)
    x, dy = rng.standard_normal((m, n_in)), rng.standard_normal((m, n_out))
    layer = Affine(rng.standard_normal((n_in, n_out)), rng.standard_normal(n_out))
    layer.forward(x)
    dx = layer.backward(dy)
    for theta, gradient in ((x, dx), (layer.W, layer.dW), (layer.b, layer.db)):
        differences = numerical_gradient(lambda: (layer.forward(x) * dy).sum(), theta)
        assert relative_difference(gradient, differences) < 1e-8


def test_dropout_keeps_the_expectation_draws_anew_and_can_be_frozen():
    layer, x = Dropout(0.25, rng=0), np.ones((200, 500))
    first = layer.forward(x)
    assert set(np.unique(first)) == {0, 1 / 0.75}
    assert first.mean() == pytest.approx(1, abs=5 * np.sqrt(1 / 3 / x.size))
    assert not np.array_equal(layer.forward(x), first)
    layer.frozen, kept = True, layer.mask
    assert np.array_equal(layer.forward(x), kept)
    assert layer.infer(x) is x


def test_frozen_dropout_welcomes_only_an_x_of_its_masks_shape():
    layer = Dropout(0.5)
    layer.frozen = True
    first = layer.forward(np.ones((6, 4)))  # the first mask is drawn, then it stays
    assert np.array_equal(layer.forward(np.ones((6, 4))), first)
    with pytest.raises(ValueError, match=r"mask of shape \(6, 4\), but x has shape \(5, 4\): fr"):
        layer.forward(np.ones((5, 4)))


@pytest.mark.parametrize("precision", [np.float16, np.longdouble, ">f4", np.uint8])
def test_dropout_draws_masks_for_numbers_of_any_kind(precision):
    x = np.full((50, 40), 3, precision)
    assert set(np.unique(Dropout(0.25).forward(x)).tolist()) == {0, 4}


def test_bytes_do_not_overflow_in_a_layer():
    x = np.array([[200, 100], [0, 250]], np.uint8)
    close(Tanh().infer(x), np.tanh(x.astype(float)))
    close(Affine(np.eye(2, dtype=np.int8), [1, 1]).forward(x), [[201, 101], [1, 251]])
    close(BatchNorm([1, 1], [0, 0], eps=0).forward(x), [[1, -1], [-1, 1]])


def test_batch_norm_without_eps_says_nan_of_equal_rows_and_warns_of_nothing():
    layer = BatchNorm([1, 1], [0, 0], eps=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(layer.forward(np.ones((3, 2)))).all()


def test_a_gradient_that_is_not_of_the_outputs_shape_is_refused():
    for layer in (make(Affine), ReLU(), make(BatchNorm), Dropout(0.5)):
        with pytest.raises(ValueError, match=r"shape of forward's last y, \(0, \d\), not \(3, 1\)"):
            layer.backward(np.ones((3, 1)))
    layer = Tanh()
    layer.forward(np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"forward's last y, \(3, 1\), not \(3,\)"):
        layer.backward(np.ones(3))


def test_settings_of_batch_norm_are_refused_out_of_their_range_whenever_they_are_set():
    layer = make(BatchNorm)
    for name, value, needed in [
        ("eps", -1, "0 or above, and finite"),
        ("eps", np.nan, "0 or above, and finite"),
        ("momentum", 1.1, r"in \[0, 1\]"),
        ("momentum", -0.1, r"in \[0, 1\]"),
    ]:
        with pytest.raises(
            ValueError, match=f"^BatchNorm: {name} must be {needed}, but is {value}$"
        ):
            BatchNorm(layer.gamma, layer.beta, **{name: value})
        with pytest.raises(ValueError, match=f"^BatchNorm: {name} must be"):
            setattr(layer, name, value)
    assert (layer.eps, layer.momentum) == (1e-5, 0.1)


def test_batch_norm_does_not_broadcast_one_feature_to_many():
    with pytest.raises(ValueError, match=r"x must be \(batch, 4\), .* but has shape \(5, 1\)"):
        make(BatchNorm).forward(np.ones((5, 1)))
    with pytest.raises(ValueError, match="x is empty: a batch needs at least one example"):
        make(BatchNorm).forward(np.ones((0, 4)))


def test_assigning_to_a_parameter_writes_into_it():
    layer = make(Affine)
    W = layer.W
    layer.W = np.zeros((4, 3))
    layer.W -= 1
    assert layer.W is W
    assert (W == -1).all()


def test_impossible_layers_are_refused():
    with pytest.raises(ValueError, match=r"b \(fan_out,\), not \(4, 3\) and \(4,\)"):
        Affine(np.ones((4, 3)), np.ones(4))
    with pytest.raises(
        ValueError, match=r"Dropout: p must be a share of units to drop, in \[0, 1\), but is 1"
    ):
        Dropout(1)
