import numpy as np
import pytest

from helpers.losses import SoftmaxCrossEntropy, softmax
from tests import reference

TORCH = reference.load("layers")["SoftmaxCrossEntropy"]
Z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 5.0]])


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-12)


def test_softmax_cross_entropy_agrees_with_pytorch():
    head = SoftmaxCrossEntropy()
    close(head.forward(np.array(TORCH["z"]), np.array(TORCH["y"])), TORCH["loss"])
    close(head.backward(), TORCH["dz"])
    close(head.backward(), TORCH["dz"])  # asking twice changes nothing


def test_softmax_survives_huge_scores():
    assert softmax(np.array([[1e4, 0.0], [-1e4, 0.0]])) == pytest.approx(np.eye(2))
    assert SoftmaxCrossEntropy().forward(np.array([[0.0, 1e4]]), np.array([0])) == 1e4


def test_bytes_do_not_overflow_in_softmax():
    assert softmax(np.array([[200, 100]], np.uint8)) == pytest.approx(np.array([[1.0, 0.0]]))
    assert softmax(np.array([[100, -100]], np.int8)) == pytest.approx(np.array([[1.0, 0.0]]))


BAD_LABELS = [
    (np.eye(3)[[0, 2]], ValueError, r"one label for each of 2 examples, not \(2, 3\)"),
    ([0, -1], ValueError, "y must hold labels 0 to 2, but runs from -1 to 0"),
    ([0, 3], ValueError, "y must hold labels 0 to 2, but runs from 0 to 3"),
    ([True, False], TypeError, "y must hold integers from 0 to 2, but is of type bool"),
    ([0.0, 1.0], TypeError, "y must hold integers from 0 to 2, but is of type float64"),
    ([1], ValueError, r"one label for each of 2 examples, not \(1,\)"),
    (1, ValueError, r"one label for each of 2 examples, not \(\)"),
    ([0, None], TypeError, "y must hold real numbers, but holds None"),
]


@pytest.mark.parametrize(("y", "error", "sentence"), BAD_LABELS)
def test_what_are_no_labels_of_these_examples_is_refused(y, error, sentence):
    with pytest.raises(error, match=sentence):
        SoftmaxCrossEntropy().forward(Z, y)


def test_what_are_no_scores_is_refused():
    with pytest.raises(ValueError, match=r"z must be \(batch, classes\), but has shape \(3,\)"):
        SoftmaxCrossEntropy().forward(Z[0], [0])
    with pytest.raises(ValueError, match=r"classes on its last axis, but has shape \(2, 0\)"):
        softmax(Z[:, :0])
    with pytest.raises(ValueError, match="there is no loss to go back from"):
        SoftmaxCrossEntropy().backward()
