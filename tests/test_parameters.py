import numpy as np
import pytest

from helpers.parameters import Anchored, Views, write


class Held(Anchored):
    anchored = ("w",)

    def __init__(self, w):
        self.w = w


def two_parts():
    vector = np.arange(7.0, dtype=np.float32)
    return vector, Views(vector, {"W": (2, 3), "b": (1,)})


def test_views_share_memory_with_the_vector_in_the_order_of_their_names():
    vector, views = two_parts()
    assert views["W"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert [*views] == ["W", "b"]
    assert repr(views) == "W (2, 3), b (1,)"
    views["b"] = [9]
    views["W"] += 1
    assert vector.tolist() == [1, 2, 3, 4, 5, 6, 9]


def test_one_number_fills_a_part_and_bytes_and_bools_are_numbers():
    vector, views = two_parts()
    views["W"] = 2
    views["b"] = True
    assert vector.tolist() == [2] * 6 + [1]
    views["W"] = np.full((2, 3), 200, np.uint8)
    assert vector.tolist() == [200] * 6 + [1]


BAD_VALUES = [
    (np.ones(3), ValueError, r"W has shape \(2, 3\), but got \(3,\)"),
    (np.ones((2, 1)), ValueError, r"W has shape \(2, 3\), but got \(2, 1\)"),
    (np.ones((2, 3), complex), TypeError, "W must hold real numbers, but is of type complex128"),
    (None, TypeError, "W must hold real numbers, but is None"),
]


@pytest.mark.parametrize(("value", "error", "sentence"), BAD_VALUES)
def test_what_does_not_fit_is_refused_and_nothing_is_written(value, error, sentence):
    vector, views = two_parts()
    with pytest.raises(error, match=sentence):
        views["W"] = value
    assert vector.tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_an_unknown_name_is_refused_with_those_that_there_are():
    with pytest.raises(KeyError, match="no parameter 'V': there are W, b"):
        two_parts()[1]["V"]


@pytest.mark.parametrize("vector", [np.ones(6), np.ones((7, 1)), 1.0])
def test_a_vector_of_another_length_is_refused(vector):
    with pytest.raises(ValueError, match=r"these names need a vector of 7, but got \("):
        Views(vector, {"W": (2, 3), "b": (1,)})


def test_no_names_are_the_parts_of_an_empty_vector():
    assert [*Views(np.ones(0), {})] == []


def test_assigning_to_an_anchored_array_writes_into_it():
    w = np.ones(2)
    held = Held(w)
    held.w = [3, 4]
    held.w -= 1
    assert held.w is w
    assert w.tolist() == [2, 3]
    with pytest.raises(ValueError, match=r"w has shape \(2,\), but got \(1,\)"):
        held.w = [5]
    assert w.tolist() == [2, 3]


def test_a_value_too_large_for_float32_is_written_as_infinity_without_a_warning():
    w = np.ones(1, np.float32)
    write([1e300], w, "w")
    assert w == np.inf
