import numpy as np
import pytest

from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.layers import Affine, ReLU
from helpers.regularization import Penalty

rng = np.random.default_rng(0)


def layers():
    first = Affine(np.array([[1.0, -2.0]]), np.array([9.0, 9.0]))
    return [first, ReLU(), Affine(np.array([[3.0], [0.0]]), np.array([9.0]))]


def test_the_penalty_is_half_the_squares_and_the_sizes_of_all_weights_but_of_no_bias():
    assert Penalty().forward(layers()) == 0
    assert Penalty(l2=0.5).forward(layers()) == pytest.approx(0.25 * (1 + 4 + 9))
    assert Penalty(l1=0.5).forward(layers()) == pytest.approx(0.5 * (1 + 2 + 3))
    assert Penalty(0.5, 0.5).forward(layers()) == pytest.approx(3.5 + 3)


def test_its_gradient_is_added_to_that_of_the_weights_and_to_no_other():
    first, _, last = stack = layers()
    first.dW += 10
    Penalty(l2=0.5, l1=0.25).backward(stack)
    assert first.dW.tolist() == [[10 + 0.5 + 0.25, 10 - 1 - 0.25]]
    assert last.dW.tolist() == [[1.5 + 0.25], [0]]  # l1 leaves a weight of 0 alone
    assert first.db.tolist() == [0, 0]


def test_its_gradient_is_the_slope_of_the_penalty():
    layer, penalty = Affine(rng.normal(size=(4, 3)), np.ones(3)), Penalty(0.3, 0.2)
    penalty.backward([layer])
    differences = numerical_gradient(lambda: penalty.forward([layer]), layer.W)
    assert relative_difference(layer.dW, differences) < 1e-8


BAD_STRENGTHS = [
    ({"l2": -1}, ValueError, "l2 must be 0 or above, and finite, but is -1"),
    ({"l1": np.nan}, ValueError, "l1 must be 0 or above, and finite, but is nan"),
    ({"l1": np.inf}, ValueError, "l1 must be 0 or above, and finite, but is inf"),
    ({"l2": "0.1"}, TypeError, "l2 must be a number, but is '0.1'"),
    ({"l2": True}, TypeError, "l2 must be a number, but is True"),
]


@pytest.mark.parametrize(("strengths", "error", "sentence"), BAD_STRENGTHS)
def test_a_strength_that_is_none_is_refused(strengths, error, sentence):
    with pytest.raises(error, match=f"^{sentence}$"):
        Penalty(**strengths)
