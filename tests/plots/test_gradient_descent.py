import numpy as np
import pytest

from helpers import plots
from helpers.optimizers import SGD
from helpers.surfaces import valley
from tests.plots.gallery import run


def at(x, y):
    return plots.slope(valley, run(SGD(lr=0), start=(x, y), steps=0))


def test_the_arrow_is_the_gradient():
    [arrow] = at(-3.0, 0.5).named("arrow")
    x, y = arrow.get_data()
    assert [x[1] - x[0], y[1] - y[0]] == pytest.approx([-0.3, 1.0])


def test_the_level_goes_through_the_dot_and_crosses_the_arrow_at_a_right_angle():
    picture = at(-3.0, 0.5)
    [level], [arrow] = picture.named("level"), picture.named("arrow")
    away = np.stack(level.get_data(), axis=1) - [-3.0, 0.5]
    near = away[np.hypot(*away.T) < 0.3]
    x, y = np.diff(arrow.get_data(), axis=1)
    cosines = near @ np.ravel([x, y]) / np.hypot(*near.T) / np.hypot(x, y)
    assert len(near) > 3
    assert abs(cosines).max() < 0.1


def test_the_tangent_touches_the_profile_at_the_dot():
    picture = at(-3.0, 0.5)
    [height], [tangent] = picture.named("height"), picture.named("tangent")
    gap = height.get_ydata() - tangent.get_ydata()
    middle = len(gap) // 2
    assert gap[middle] == pytest.approx(0, abs=1e-12)
    assert gap[middle - 1 : middle + 2 : 2] == pytest.approx([0, 0], abs=0.01)


def test_where_there_is_no_slope_there_is_no_arrow():
    picture = at(0.0, 0.0)
    [tip] = picture.named("tip")
    assert tip.get_marker() == ""
    assert picture.pixels(0.5).std() > 0


def test_the_best_rate_its_factor_and_the_limit_are_marked():
    picture = plots.factors(np.array([0.5, 1.0]), np.array([0.95, 1.0]), (0.1, 2.0))
    [axis] = picture.fig.axes
    [star] = [line for line in axis.lines if line.get_marker() == "*"]
    assert star.get_xydata().ravel() == pytest.approx([2 / 2.1, 1.9 / 2.1])
    assert "η* = 0.952, ρ* = 0.905" in [line.get_label() for line in axis.lines]
    assert [1.0, 1.0] in [list(line.get_xdata()) for line in axis.lines]  # the limit 2 / 2.0


def test_what_is_far_below_the_goal_lies_on_the_floor():
    picture = plots.closing({"home": ([1, 2, 3], [1.0, 0.01, 0.0])}, goal=0.04)
    [axis] = picture.fig.axes
    assert list(axis.lines[0].get_ydata()) == pytest.approx([1.0, 0.01, 0.004])
    assert list(axis.lines[1].get_ydata()) == [0.04, 0.04]
    assert axis.get_ylim()[0] < 0.004
