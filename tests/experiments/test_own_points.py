import numpy as np
import pytest

from helpers.datasets import moons
from helpers.experiments.own_points import MOST, RING, drawn, joined

DATA = moons(10)


def test_points_are_read_and_of_none_the_others_are_taken():
    x, labels = drawn("1,-2,0;0.5,3e-1,1", DATA)
    assert x.tolist() == [[1, -2], [0.5, 0.3]]
    assert labels.tolist() == [0, 1]
    assert drawn("", DATA) is DATA


def test_points_join_others_and_none_leave_them_as_they_are():
    x, labels = joined("1,-2,0;0.5,3e-1,1", DATA)
    assert x.tolist() == [*DATA[0].tolist(), [1, -2], [0.5, 0.3]]
    assert labels.tolist() == [*DATA[1].tolist(), 0, 1]
    assert labels.dtype == DATA[1].dtype
    assert all(map(np.array_equal, joined("", DATA), DATA))


def test_the_ring_lies_around_the_others():
    x, labels = drawn(RING, DATA)
    far = (x**2).sum(axis=1) ** 0.5
    assert far[labels == 0].max() < 0.5
    assert far[labels == 1].min() > 1.5


@pytest.mark.parametrize(
    "text", ["1,2", "1,2,3", "a,2,0", "1,2,0;", "nan,2,0", "1,inf,1", "1,2,0.5"]
)
def test_what_are_no_points_is_refused(text):
    with pytest.raises(ValueError, match="points must be x,y,label with a label 0 or 1, not "):
        drawn(text, DATA)


def test_what_is_no_text_or_too_much_is_refused():
    with pytest.raises(TypeError, match="points must be a text, but are 5"):
        drawn(5, DATA)
    with pytest.raises(ValueError, match="200 points can be drawn at most, but here are 201"):
        drawn(";".join(["1,2,0"] * (MOST + 1)), DATA)
