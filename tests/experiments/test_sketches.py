import numpy as np
import pytest

from helpers.experiments.race import split
from helpers.experiments.sketches import (
    EIGHT,
    EMPTY,
    SEVEN,
    cells,
    centred,
    drawing,
    like_mnist,
    strokes,
)

DIGITS = split()["judge"][0][:500]


def test_a_drawing_is_text_and_back():
    inked = np.random.default_rng(0).random((28, 28)) < 0.3
    assert (cells(drawing(inked)) == inked).all()
    assert drawing(cells(SEVEN)) == SEVEN
    assert not cells("").any()
    assert drawing(np.zeros((28, 28))) == EMPTY


def test_cells_are_counted_row_by_row_four_in_a_digit():
    inked = cells("8" + "0" * 194 + "1")
    assert np.argwhere(inked).tolist() == [[0, 0], [27, 27]]
    assert np.argwhere(cells("06" + "0" * 194)).tolist() == [[0, 5], [0, 6]]


@pytest.mark.parametrize("bad", ["0", "g" * 196, EMPTY + "0", EMPTY.replace("0", "F", 1)])
def test_another_text_is_refused(bad):
    with pytest.raises(ValueError, match="a drawing must be 196 hexadecimal digits"):
        cells(bad)


def test_the_digits_of_mnist_stand_where_they_would_be_moved():
    assert (centred(DIGITS) == DIGITS).all()


def test_a_digit_that_was_moved_away_is_moved_back():
    small = DIGITS.reshape(-1, 28, 28)[:20]
    away = np.roll(small, (-3, 2), axis=(1, 2)).reshape(20, -1)
    assert (centred(away) == DIGITS[:20]).mean() > 0.99


def test_a_drawing_is_20_pixels_long_and_stands_in_the_middle_however_large_it_was():
    small = strokes([(2, 3), (2, 9), (12, 5)])
    for text in (SEVEN, EIGHT, small):
        image = like_mnist(cells(text)).reshape(28, 28)
        dark = np.argwhere(image > 0.5)
        assert 17 <= np.ptp(dark, axis=0).max() + 1 <= 21
        rows, columns = np.indices((28, 28))
        assert abs((rows * image).sum() / image.sum() - 14) <= 0.5
        assert abs((columns * image).sum() / image.sum() - 14) <= 0.5
        assert 0.9 < image.max() <= 1


def test_nothing_stays_nothing():
    assert (like_mnist(np.zeros((28, 28))) == 0).all()
    assert (centred(np.zeros((2, 784))) == 0).all()
