import numpy as np
import pytest

from helpers import plots
from helpers.datasets import blobs
from helpers.experiments.planted import inspection, plant
from helpers.network import MLP

X, Y = blobs(8, classes=3, noise=0.3, rng=0)
NET = MLP([2, 4, 4, 3], batchnorm=True, l2=0.1, dtype=float)


def checked(bug):
    return plots.verdicts(NET, inspection(plant(NET, bug), X, Y))


def test_bars_stand_in_the_zone_of_their_verdict():
    picture = checked("W2 transposed")
    good, doubtful, wrong = (
        bar.get_xydata()[1::3]
        for zone in ("good", "look again", "a bug")
        for bar in picture.named(zone)
    )
    assert wrong[:, 0].tolist() == [0, 2, 3]
    assert len(good) == 7
    assert len(doubtful) == 0
    assert wrong[:, 1].min() > 1e-3
    assert good[:, 1].max() < 1e-7


def test_right_entries_lie_on_the_diagonal_and_all_are_drawn():
    picture = checked("2·db")
    [right], [wrong] = picture.named("right entries"), picture.named("wrong entries")
    right, wrong = right.get_xydata(), wrong.get_xydata()
    assert len(right) + len(wrong) == NET.theta.size
    assert right[:, 0] == pytest.approx(right[:, 1], abs=1e-8)
    assert wrong[:, 1] == pytest.approx(2 * wrong[:, 0])


def test_the_ticks_are_greek():
    axis = plots.verdicts(NET).fig.axes[0]
    names = [label.get_text() for label in axis.get_xticklabels()]
    assert names == ["W1", "b1", "γ1", "β1", "W2", "b2", "γ2", "β2", "W3", "b3"]


def test_errors_are_drawn_over_all_zones():
    picture = plots.errors({"a": ([1e-5, 1e-3], [1e-9, 1e-4]), "b": ([1e-5, 1e-3], [0.3, 0.3])})
    assert picture.words == "relative difference against ε: a, b"
    assert picture.fig.axes[0].get_ylim()[0] <= 1e-9


def test_errors_of_several_runs_are_a_median_in_a_band():
    runs = np.array([[1e-9, 1e-4], [1e-8, 1e-3], [1e-5, 1e-1]])
    picture = plots.errors({"a": ([0.1, 10], runs)}, "l2", "W1's error")
    [axis] = picture.fig.axes
    assert picture.words == "W1's error against l2: a"
    assert axis.get_lines()[-1].get_ydata().tolist() == [1e-8, 1e-3]
    [band] = [c for c in axis.collections if c.get_alpha() == 0.2]
    assert [*np.ptp(band.get_paths()[0].vertices[:, 1], keepdims=True)] == pytest.approx([0.1])


def test_suspects_stand_apart_each_before_the_medians_of_the_others():
    runs = np.arange(12.0).reshape(3, 4)
    picture = plots.apart({n: runs + i for i, n in enumerate("ABC")}, "x", "y")
    assert [axis.get_title(loc="left") for axis in picture.fig.axes] == [*"ABC"]
    for i, axis in enumerate(picture.fig.axes):
        [own] = [line for line in axis.get_lines() if line.get_gid() == "own"]
        assert own.get_ydata().tolist() == (runs[1] + i).tolist()
        assert sum(line.get_gid() == "other" for line in axis.get_lines()) == 2
    assert picture.words == "y against x, medians and ranges: A, B, C"


def test_errors_of_zero_leave_the_axis_as_it_is():
    picture = plots.errors({"a": ([1e-5, 1e-3], [0, 1e-4])})
    assert picture.fig.axes[0].get_ylim()[0] == pytest.approx(1e-4)
