import numpy as np
import pytest

from helpers import plots, zoo
from helpers.optimizers import Adam
from helpers.picture import LOOKS
from helpers.surfaces import beale, valley
from helpers.training import descend


def lines(axis):
    return {line.get_label(): line for line in axis.get_lines()}


def test_maps_show_one_run_on_each_surface():
    runs = [[*descend(Adam(0.3), s, s.start, steps=5)] for s in (valley, beale)]
    picture = plots.maps([valley, beale], *runs)
    assert [axis.get_title(loc="left") for axis in picture.fig.axes] == ["valley", "beale"]
    for run, end in zip(runs, picture.moving[1::2], strict=True):
        assert np.ravel(end.get_data()).tolist() == run[-1].theta.tolist()
    with pytest.raises(ValueError, match="zip"):
        picture.update(runs[0])


def test_bands_of_an_optimizer_have_its_look():
    runs = np.ones((3, 4)) + np.arange(3)[:, None]
    [axis] = plots.bands({"Adam": (range(4), runs), "mine": (range(4), runs)}, "x", "y").fig.axes
    assert lines(axis)["Adam"].get_color() == LOOKS["Adam"][0]
    assert lines(axis)["mine"].get_color() not in [colour for colour, _, _ in LOOKS.values()][:1]
    assert lines(axis)["Adam"].get_ydata().tolist() == [2] * 4


def test_a_sweep_marks_the_best_median_and_the_rates_where_runs_diverge():
    rates, losses = np.array([0.1, 1, 10]), np.array([[3.0, 3, 3], [1, 2, 9], [np.nan, 1, 1]])
    [axis] = plots.sweeps({"Adam": (rates, losses)}, "lr", "loss").fig.axes
    [curve, best, gone, _] = axis.get_lines()
    assert np.isnan(curve.get_ydata()[2])
    assert (best.get_xdata()[0], best.get_ydata()[0]) == (1, 2)
    assert gone.get_xdata().tolist() == [10]


def test_a_trial_shows_where_the_bug_has_diverged():
    picture = plots.zoo_trial(zoo.trial("no parentheses", 0.003, steps=3))
    *bench, nan, right, wrong, gone = picture.moving
    assert len(bench) == 2
    assert nan.get_visible()
    assert len(right.get_xdata()) == 4
    assert np.isnan(wrong.get_ydata()[1:]).all()
    assert gone.get_xdata().tolist() == [1]
    picture.update([*zoo.trial("nothing", 0.003, steps=3)])
    assert len(picture.moving[-1].get_xdata()) == 0
    assert not nan.get_visible()
    assert picture.moving[0].get_ydata() == pytest.approx(1)


def test_fingerprints_have_a_panel_for_each_bug_and_say_where_nan_is():
    axes = plots.fingerprints(zoo.BUGS[1:]).fig.axes
    assert [axis.get_title(loc="left") for axis in axes] == [*zoo.BUGS[1:]]
    assert [axis.get_title(loc="left") for axis in axes if axis.texts] == ["no parentheses"]
