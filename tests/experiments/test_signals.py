import numpy as np
import pytest

from helpers.experiments.signals import angle, level, mirrored, profile, propagate
from helpers.initializers import initialize
from helpers.network import ACTIVATIONS

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
def test_the_level_is_the_root_mean_square_at_any_scale(values):
    assert level(values) == pytest.approx(np.sqrt(np.mean(values**2)), rel=1e-12)
    assert level(values.astype("f4")) == pytest.approx(level(values), rel=1e-5)


def test_the_angle_is_that_of_the_mean_cosine_of_two_rows_whatever_their_lengths():
    unit = X / np.linalg.norm(X, axis=1, keepdims=True)
    cosines = (unit @ unit.T)[np.triu_indices(len(X), 1)]
    assert np.cos(np.radians(angle(X))) == pytest.approx(cosines.mean())
    assert angle(X * [[1], [2], [3], [4], [1e-9]]) == pytest.approx(angle(X))
    assert angle(np.eye(3)) == pytest.approx(90)


def test_a_tiny_angle_is_not_lost_in_rounding():
    assert angle(np.array([[1.0, 0.0], [1.0, 1e-9]])) == pytest.approx(np.degrees(1e-9))


def test_rows_of_zeros_point_nowhere():
    assert angle(np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 2.0]])) == pytest.approx(90)
    assert np.isnan(angle(np.array([[1.0, 0.0], [0.0, 0.0]])))
    assert np.isnan(angle(np.full((3, 2), np.nan)))


def test_a_profile_holds_levels_up_and_down_and_angles():
    sent = propagate(X, WEIGHTS, "relu")
    up, down, angles = profile(sent)
    assert up.tolist() == [level(a) for a in sent.activations]
    assert down.tolist() == [level(d) for d in sent.gradients]
    assert angles.tolist() == [angle(a) for a in sent.activations]


def test_biases_are_added_before_the_bend():
    biases = [np.arange(6.0), np.array([-1.0, 0.0, 1.0])]
    hidden = np.maximum(X @ WEIGHTS[0] + biases[0], 0)
    sent = propagate(X, WEIGHTS, "relu", biases=biases)
    assert sent.activations[-1] == pytest.approx(np.maximum(hidden @ WEIGHTS[1] + biases[1], 0))


def test_a_mirrored_stack_of_relus_is_linear_below_its_top():
    weights = [rng.standard_normal(shape) for shape in ((4, 6), (6, 6), (6, 3))]
    first, second, third = mirrored(weights)
    a, b, c = weights[0][:, :3], weights[1][:3, :3], weights[2][:3]
    assert (first[:, 3:] == -a).all()
    assert (second == np.block([[b, -b], [-b, b]])).all()
    sent = propagate(X, [first, second, third], "relu")
    assert sent.activations[-1] == pytest.approx(np.maximum(X @ a @ b @ c, 0))
    assert [abs(W).mean() for W in mirrored([weights[1]])] == [abs(weights[1]).mean()]


def test_a_mirrored_stack_keeps_the_angle_that_an_ordinary_one_loses():
    x, weights = rng.standard_normal((50, 40)), rng.standard_normal((20, 40, 40)) * 0.05**0.5
    assert angle(propagate(x, weights, "relu").activations[-1]) < 40
    assert angle(propagate(x, mirrored(weights), "relu").activations[-1]) > 60


def test_signals_say_how_they_end():
    sent = propagate(np.array([[-1.0, 1.0], [1.0, 1.0]]), [np.eye(2)], "linear")
    down = level(sent.gradients[0])
    assert str(sent) == (
        "after 1 layers: level 1, angle between inputs 90°; "
        f"level of the gradient at the bottom {down:.2g}"
    )


def test_bytes_do_not_overflow_on_their_way():
    x, W = np.array([[100, 200]], np.uint8), np.array([[2, 1], [1, 2]], np.int8)
    assert propagate(x, [W, W]).activations[-1].tolist() == [[1300, 1400]]
    assert level(np.array([200, 200], np.uint8)) == pytest.approx(200)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="unknown activation 'step': use one of relu, sigmoid"):
        propagate(X, WEIGHTS, "step")
    with pytest.raises(ValueError, match=r"weights \(6, 3\) do not fit 4 values an example"):
        propagate(X, WEIGHTS[::-1])
    with pytest.raises(ValueError, match="there are 1 biases for 2 layers"):
        propagate(X, WEIGHTS, biases=[np.zeros(6)])
    with pytest.raises(ValueError, match=r"biases \(6,\) do not fit weights \(6, 3\)"):
        propagate(X, WEIGHTS, biases=[np.zeros(6), np.zeros(6)])
    with pytest.raises(ValueError, match=r"even layers between, not \(4, 3\), \(3, 2\)"):
        mirrored([np.ones((4, 3)), np.ones((3, 2))])
    with pytest.raises(ValueError, match="level of nothing"):
        level(np.empty(0))
    with pytest.raises(ValueError, match=r"one example a row, but have shape \(3,\)"):
        angle(np.ones(3))
