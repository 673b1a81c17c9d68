import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.layers import (
    Affine,
    BatchNorm,
    Dropout,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    softmax,
)
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


def test_softmax_cross_entropy_agrees_with_pytorch():
    expected, head = TORCH["SoftmaxCrossEntropy"], SoftmaxCrossEntropy()
    close(head.forward(np.array(expected["z"]), np.array(expected["y"])), expected["loss"])
    close(head.backward(), expected["dz"])
    close(head.backward(), expected["dz"])  # asking twice changes nothing


def test_softmax_and_sigmoid_survive_huge_scores():
    assert softmax(np.array([[1e4, 0.0], [-1e4, 0.0]])) == pytest.approx(np.eye(2))
    assert Sigmoid().infer(np.array([-1e4, 0, 1e4])) == pytest.approx([0, 0.5, 1])
    assert SoftmaxCrossEntropy().forward(np.array([[0.0, 1e4]]), np.array([0])) == 1e4


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
    assert layer.forward(x[:5]).shape == (5, 500)
    assert layer.infer(x) is x


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
    with pytest.raises(ValueError, match=r"share of units dropped, in \[0, 1\), but is 1"):
        Dropout(1)
