import numpy as np
import pytest

from helpers import plots
from helpers.plots.style import STYLES

LINE = [1, 2], [1, 2]


def lines(picture):
    [axis] = picture.fig.axes
    return {line.get_label(): line for line in axis.lines}


def test_curves_and_digits_say_what_they_show():
    picture = plots.curves({"a": LINE, "b": LINE}, "step", "loss", log=True, logx=True)
    assert repr(picture) == "loss against step: a, b"
    [axis] = picture.fig.axes
    assert (axis.get_xscale(), axis.get_yscale()) == ("log", "log")
    assert repr(plots.digits(np.zeros((2, 784)), [7, "8?"])) == "2 handwritten digits: 7, 8?"


@pytest.mark.parametrize("kind", ["curves", "bands"])
def test_a_series_named_after_a_method_has_its_colour_and_dash_and_no_other_looks_like_it(kind):
    series = {"Momentum": LINE, "mine": LINE, "Momentum again": LINE, "yours": LINE}
    if kind == "bands":
        series = {name: (x, [y, y]) for name, (x, y) in series.items()}
    drawn = lines(getattr(plots, kind)(series, "x", "y"))
    assert drawn["Momentum"].get_color() == STYLES["Momentum"]["color"]
    assert len({line.get_color() for line in drawn.values()}) == 4
    assert len({str(line._dash_pattern) for line in drawn.values()}) == 4


def test_dots_are_dots_and_thin_lines_are_thin():
    series = dict.fromkeys("abc", LINE)
    drawn = lines(plots.curves(series, "x", "y", dots=["b", "c"], thin=["a"]))
    assert drawn["a"].get_linewidth() < 1
    assert [drawn[name].get_linestyle() for name in "bc"] == ["None", "None"]
    assert [drawn[name].get_marker() for name in "bc"] == ["o", "s"]


def test_more_series_than_colours_have_markers():
    drawn = lines(plots.curves(dict.fromkeys("abcdefg", LINE), "x", "y"))
    assert [drawn[name].get_marker() for name in "efg"] == ["", "o", "o"]


def test_bands_show_the_median_and_the_range_of_the_runs():
    runs = np.array([[3.0, 1.0], [1.0, 5.0], [2.0, 2.0]])
    picture = plots.bands({"a": ([1, 10], runs)}, "step", "loss", log="xy", top=9)
    [axis] = picture.fig.axes
    assert axis.lines[0].get_ydata().tolist() == [2.0, 2.0]
    band = axis.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (1.0, 5.0)
    assert (axis.get_xscale(), axis.get_yscale(), axis.get_ylim()[1]) == ("log", "log", 9)
    assert axis.get_legend().get_title().get_text() == "median and range of 3 seeds"
    assert repr(picture) == "loss against step, medians and ranges: a"


def test_a_long_legend_stands_beside_its_panel():
    picture = plots.bands({name: ([1, 2], [[1, 2]]) for name in "abcde"}, "x", "y")
    [axis] = picture.fig.axes
    assert axis.get_legend().get_title().get_text() == "median and range\nof 1 seeds"
    assert axis.get_legend().get_bbox_to_anchor().x0 == axis.bbox.x1


def test_a_long_logarithmic_axis_names_only_the_powers_of_10():
    for low, subs in ((0.1, [0.1, 0.2, 0.5, 1]), (1e-6, [1e-4, 1e-2, 1])):
        picture = plots.bands({"a": ([0, 1], [[low, 1.0]])}, "x", "y", log="y")
        ticks = picture.fig.axes[0].get_yticks()
        assert all(np.isclose(ticks, tick).any() for tick in subs)
        assert np.isclose(ticks, 0.2).any() == (low == 0.1)
