import numpy as np
import pytest

from helpers.initializers import initialize
from helpers.network import ACTIVATIONS
from helpers.signals import propagate, spread

rng = np.random.default_rng(0)
X = rng.standard_normal((5, 4))
WEIGHTS = [rng.standard_normal((4, 6)), rng.standard_normal((6, 3))]


def test_a_linear_stack_is_the_product_of_its_matrices_and_back_their_transposes():
    sent = propagate(X, WEIGHTS, "linear", rng=1)
    assert sent.activations[-1] == pytest.approx(X @ WEIGHTS[0] @ WEIGHTS[1])
    assert sent.gradients[0] == pytest.approx(sent.gradients[-1] @ (WEIGHTS[0] @ WEIGHTS[1]).T)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_comes_down_is_the_gradient_of_what_went_up(activation):
    sent = propagate(X, WEIGHTS, activation, rng=1)

    def pulled(x):
        return np.vdot(sent.gradients[-1], propagate(x, WEIGHTS, activation).activations[-1])

    for place in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[place] = 1e-6
        slope = (pulled(X + step) - pulled(X - step)) / 2e-6
        assert slope == pytest.approx(sent.gradients[0][place], rel=1e-6, abs=1e-8)


def test_a_place_for_the_input_and_one_for_each_layer():
    sent = propagate(X, WEIGHTS, "relu")
    assert [a.shape for a in sent.activations] == [(5, 4), (5, 6), (5, 3)]
    assert [d.shape for d in sent.gradients] == [(5, 4), (5, 6), (5, 3)]


def test_the_signal_in_float32_stays_in_float32():
    sent = propagate(X.astype("f4"), [W.astype("f4") for W in WEIGHTS], "tanh")
    assert {a.dtype for a in sent.activations + sent.gradients} == {np.dtype("f4")}


def test_he_keeps_the_mean_square_through_relu_and_xavier_halves_it():
    x = rng.standard_normal((300, 100))
    for init, kept in (("he", 1.0), ("xavier", 0.5)):
        draws = [
            propagate(x, [initialize(init, 100, 100, rng) for _ in range(3)], "relu", rng)
            for _ in range(20)
        ]
        up = np.mean([draw.activations[3] ** 2 for draw in draws])
        down = np.mean([draw.gradients[0] ** 2 for draw in draws])
        assert up == pytest.approx(kept**3, rel=0.1)
        assert down == pytest.approx(kept**3, rel=0.1)


@pytest.mark.parametrize("values", [rng.normal(3, 2, (50, 7)), np.ones(9), 1e-30 * X, 1e30 * X])
def test_the_spread_is_the_standard_deviation_at_any_scale(values):
    assert spread(values) == pytest.approx(values.std(), rel=1e-6, abs=1e-45)
    assert spread(values.astype("f4")) == pytest.approx(values.std(), rel=1e-5, abs=1e-45)


def test_signals_say_how_they_end():
    sent = propagate(np.array([[-1.0, 1.0]]), [np.eye(2)], "linear")
    down = spread(sent.gradients[0])
    assert str(sent) == f"1 layers: activations end at 1, gradients at {down:.2g}"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="unknown activation 'step': use one of relu, sigmoid"):
        propagate(X, WEIGHTS, "step")
    with pytest.raises(ValueError, match=r"weights \(6, 3\) do not fit 4 values an example"):
        propagate(X, WEIGHTS[::-1])
