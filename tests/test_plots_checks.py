import numpy as np
import pytest

from helpers import plots
from helpers.datasets import blobs
from helpers.differences import PLACES
from helpers.network import MLP
from helpers.planted import inspect, plant

X, Y = blobs(8, classes=3, noise=0.3, rng=0)
NET = MLP([2, 4, 4, 3], batchnorm=True, l2=0.1, dtype=float)


def bars(picture):
    """Places and heights of the good, doubtful and wrong bars."""
    return [line.get_xydata()[1::3] for line in picture.moving[:3]]


def test_bars_stand_in_the_zone_of_their_verdict():
    good, doubtful, wrong = bars(plots.verdicts(NET, inspect(plant(NET, "W2 transposed"), X, Y)))
    assert wrong[:, 0].tolist() == [0, 2, 3]
    assert len(good) == 7
    assert len(doubtful) == 0
    assert wrong[:, 1].min() > 1e-3
    assert good[:, 1].max() < 1e-7


def test_right_entries_lie_on_the_diagonal_and_all_are_drawn():
    picture = plots.verdicts(NET, inspect(plant(NET, "2·db"), X, Y))
    right, wrong = (dots.get_xydata() for dots in picture.moving[3:])
    assert len(right) + len(wrong) == NET.theta.size
    assert right[:, 0] == pytest.approx(right[:, 1], abs=1e-8)
    assert wrong[:, 1] == pytest.approx(2 * wrong[:, 0])


def test_the_ticks_are_greek():
    axis = plots.verdicts(NET).fig.axes[0]
    names = [label.get_text() for label in axis.get_xticklabels()]
    assert names == ["W1", "b1", "γ1", "β1", "W2", "b2", "γ2", "β2", "W3", "b3"]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_nothing_leaves_the_microscope_for_any_eps(place, dtype):
    picture = plots.microscope()
    for eps in (1e-16, 1e-8, 1.0):
        picture.update([place._replace(eps=eps, dtype=dtype)])
        for line in picture.moving[:-1]:
            assert np.isfinite(line.get_xydata()).all()


def test_the_marks_stand_at_the_best_eps_of_the_precision():
    for dtype, root in (("float64", 1e-8), ("float32", 2e-4)):
        picture = plots.microscope([PLACES["eˣ"]._replace(dtype=dtype)])
        assert picture.moving[0].get_xdata()[0] == pytest.approx(root, rel=0.5)
        assert f"√u = {root:.0e}" in picture.moving[-1].get_texts()[0].get_text()


def test_errors_are_drawn_over_all_zones():
    picture = plots.errors({"a": ([1e-5, 1e-3], [1e-9, 1e-4]), "b": ([1e-5, 1e-3], [0.3, 0.3])})
    assert picture.words == "relative difference against ε: a, b"
    assert picture.fig.axes[0].get_ylim()[0] <= 1e-9
