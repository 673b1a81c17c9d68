from fractions import Fraction

import numpy as np
import pytest

from helpers.arrays import floats, number, pair, whole


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble, ">f4", ">f8"])
def test_an_array_of_wide_floats_is_returned_itself(dtype):
    array = np.ones((2, 3), dtype)
    assert floats(array, "x") is array


@pytest.mark.parametrize(
    "value",
    [
        [1, 0],
        (1.0, 0.0),
        [True, False],
        np.array([1, 0], np.uint8),
        np.array([True, False]),
        np.array([1, 0], np.float16),
        np.array([1, 0], object),
        [Fraction(1), 0],
        range(1, -1, -1),
    ],
    ids=repr,
)
def test_other_real_numbers_become_float64(value):
    array = floats(value, "x")
    assert array.dtype == np.float64
    assert array.tolist() == [1.0, 0.0]


def test_numbers_that_would_overflow_as_bytes_or_as_64_bits_keep_their_value():
    assert floats(np.array([200], np.uint8), "x") ** 2 == [40_000.0]
    assert floats(np.array([-128], np.int8), "x") * 2 == [-256.0]
    assert floats(2**63, "x") == floats(np.array(2**63, np.uint64), "x") == 2.0**63
    assert floats([10**30, -1], "x").tolist() == [1e30, -1.0]


def test_a_number_is_an_array_without_axes_and_nothing_is_an_empty_array():
    assert floats(3, "x").shape == ()
    assert floats([], "x").shape == (0,)
    assert floats(np.empty((0, 4), int), "x").shape == (0, 4)


def test_what_is_no_float_yet_is_left_as_it_is():
    pixels = np.array([[1, 2], [3, 4]], np.uint8)[:, ::-1]
    floats(pixels, "x")[:] = 0
    assert pixels.dtype == np.uint8
    assert pixels.tolist() == [[2, 1], [4, 3]]


NO_NUMBERS = [
    (None, "is None"),
    ("0.1", "is '0.1'"),
    (1j, "is of type complex128"),
    (np.ones(2, np.complex64), "is of type complex64"),
    (np.zeros(2, "datetime64[D]"), r"is of type datetime64\[D\]"),
    (["0.1", 2], "holds text"),
    ([1.0, None], "holds None"),
    (np.array([1, 2j], object), "holds 2j"),
    ({"a": 1}, "is of type dict"),
    ((x for x in (1, 2)), "is of type generator"),
]


@pytest.mark.parametrize(("value", "fault"), NO_NUMBERS, ids=[fault for _, fault in NO_NUMBERS])
def test_what_is_not_made_of_real_numbers_is_refused(value, fault):
    with pytest.raises(TypeError, match=f"^x must hold real numbers, but {fault}$"):
        floats(value, "x")


def test_a_ragged_list_is_refused():
    with pytest.raises(TypeError, match=r"^x must be an array of numbers, not a ragged list$"):
        floats([[1.0, 2.0], [3.0]], "x")


@pytest.mark.parametrize("convert", [floats, lambda x, name: number(x, name, "finite", bool)])
def test_an_integer_beyond_all_floats_is_refused(convert):
    with pytest.raises(ValueError, match=r"^x holds a number that is too large for a float$"):
        convert(10**400, "x")


@pytest.mark.parametrize("two", [2, 2.0, np.int8(2), np.float32(2), np.array(2), Fraction(4, 2)])
def test_a_whole_number_of_any_type_becomes_an_int(two):
    assert type(whole(two, "steps")) is int
    assert whole(two, "steps") == 2


BAD_COUNTS = [
    ("8", TypeError, "be a whole number, but is '8'"),
    (None, TypeError, "be a whole number, but is None"),
    (True, TypeError, "be a whole number, but is True"),
    (np.True_, TypeError, "be a whole number, but is np.True_"),
    (2j, TypeError, "be a whole number, but is 2j"),
    ([2], TypeError, r"be a whole number, but is \[2\]"),
    (2.5, ValueError, "be a whole number, but is 2.5"),
    (float("nan"), ValueError, "be a whole number, but is nan"),
    (float("inf"), ValueError, "be a whole number, but is inf"),
    (-1, ValueError, "be at least 0, but is -1"),
]


@pytest.mark.parametrize(("value", "error", "fault"), BAD_COUNTS, ids=repr)
def test_a_count_that_is_none_is_refused(value, error, fault):
    with pytest.raises(error, match=f"^steps must {fault}$"):
        whole(value, "steps")


def share(value):
    return number(value, "beta", "in [0, 1)", lambda b: 0 <= b < 1)


@pytest.mark.parametrize("half", [0.5, np.float32(0.5), np.array(0.5), Fraction(1, 2)])
def test_a_number_of_any_type_becomes_a_float(half):
    assert type(share(half)) is float
    assert share(half) == 0.5


BAD_SHARES = [
    ("0.5", TypeError, "be a number, but is '0.5'"),
    (None, TypeError, "be a number, but is None"),
    (False, TypeError, "be a number, but is False"),
    (0.5j, TypeError, "be a number, but is 0.5j"),
    (np.array([0.5]), TypeError, r"be a number, but is an array of shape \(1,\)"),
    (float("nan"), ValueError, r"be in \[0, 1\), but is nan"),
    (1, ValueError, r"be in \[0, 1\), but is 1"),
]


@pytest.mark.parametrize(("value", "error", "fault"), BAD_SHARES, ids=repr)
def test_a_number_that_is_not_allowed_is_refused(value, error, fault):
    with pytest.raises(error, match=f"^beta must {fault}$"):
        share(value)


def test_a_pair_is_examples_as_floats_and_as_many_labels_as_they_are():
    x, y = pair([[[1, 2], [3, 4]], [0, 1]])
    assert x.dtype == np.float64
    assert y.dtype.kind == "i"
    images, labels = np.zeros((2, 3, 3), np.float32), np.array([0, 1], np.uint8)
    assert pair((images, labels))[0] is images
    assert pair((images, labels))[1] is labels


BAD_PAIRS = [
    (None, TypeError, r"held must be one pair \(x, y\), but is of type NoneType"),
    (([[1.0]], [1], [1]), TypeError, r"held must be one pair \(x, y\), but holds 3 parts"),
    ((([[1.0]], [1]), ([[1.0]], [1])), TypeError, "but holds pairs itself: give one of them"),
    (([[1j]], [1]), TypeError, "x must hold real numbers, but is of type complex128"),
    (([[1.0]], [None]), TypeError, "y must hold real numbers, but holds None"),
    (([[1.0]], [1, 2]), ValueError, "x has 1 examples, but y has 2"),
    (([], []), ValueError, "there are no examples to train on"),
    (([[np.nan]], [1]), ValueError, "held holds NaN or infinity"),
    (([[1.0]], [np.nan]), ValueError, "held holds NaN or infinity"),
]


@pytest.mark.parametrize(("data", "error", "sentence"), BAD_PAIRS)
def test_what_is_no_pair_of_examples_and_labels_is_refused(data, error, sentence):
    with pytest.raises(error, match=sentence):
        pair(data, "held")
