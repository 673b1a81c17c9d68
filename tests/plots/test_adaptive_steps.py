import numpy as np
import pytest

from helpers import plots
from helpers.lab import remarks
from helpers.optimizers import SGD, AdaGrad
from helpers.plots.style import style_of
from helpers.surfaces import ravine
from tests.plots.gallery import run


def each(picture, name):
    return [line for which in "xy" for line in picture.named(f"{name}, {which}")]


@pytest.mark.parametrize(
    ("angle", "limits"), [(0, [20, 1]), (45, [40 / 21, 40 / 21]), (90, [1, 20])]
)
def test_the_bars_end_at_the_effective_lr_and_the_lines_lie_where_a_still_bar_diverges(
    angle, limits
):
    records = [*run(AdaGrad(lr=0.5), ravine(20, np.radians(angle)), steps=10)]
    picture = plots.turned(records, steps=10)
    tops = [bar.get_ydata()[1] for bar in each(picture, "effective lr")]
    assert tops == pytest.approx(records[-1].opt.effective_lr())
    drawn = [line.get_path().vertices[0, 1] for line in each(picture, "limit")]
    assert drawn == pytest.approx(limits, rel=1e-6)


@pytest.mark.parametrize("angle", [0, 30, 45, 70])
@pytest.mark.parametrize("weight", [0, 1])
def test_a_bar_that_stands_still_above_its_line_diverges(angle, weight):
    surface = ravine(20, np.radians(angle))
    lr = np.full(2, 1e-3)
    lr[weight] = 2.02 / surface.hessian(surface.minimum)[weight, weight]
    *_, end = run(SGD(lr), surface, steps=2000)
    assert end.loss > surface(surface.start)


@pytest.mark.parametrize("angle", [0, 30, 90, 135])
def test_the_contours_are_levels_of_the_ravine_that_is_run_on(angle):
    surface = ravine(20, np.radians(angle))
    picture = plots.turned(run(SGD(lr=0.1), surface, steps=3))
    [land] = picture.named("contours")
    for ring in land.get_path().to_polygons(closed_only=False):
        heights = surface(np.array(ring))
        assert heights == pytest.approx(np.full(len(ring), heights[0]), rel=1e-6)
        assert heights[0] > 0


def test_bars_stay_inside_their_axis_and_may_be_missing():
    picture = plots.turned(run(SGD(lr=1e9), ravine(20), steps=1))
    assert [bar.get_ydata()[1] for bar in each(picture, "effective lr")] == [1e3, 1e3]
    assert picture.show(run(AdaGrad(), ravine(20), steps=0)).pixels(0.5).std() > 0


def test_a_pin_keeps_no_more_of_a_bar_than_its_top_in_the_style_of_its_method():
    picture = plots.turned(run(AdaGrad(lr=0.5), ravine(20), steps=10))
    tops = each(picture, "effective lr")
    picture.pin()
    ghosts = [ghost for ghost in picture.ghosts if ghost.axes is tops[0].axes]
    assert [[*ghost.get_ydata()] for ghost in ghosts] == [[*top.get_ydata()] for top in tops]
    assert [[*g.get_color()] for g in ghosts] == [[*style_of(AdaGrad())["color"]]] * 2


def test_the_bars_can_be_told_in_words():
    told = remarks.effective_rates({}, [*run(SGD(lr=0.3))])
    assert told == "effective lr 0.3 for x, 0.3 for y"
    assert remarks.effective_rates({}, [*run(AdaGrad(), steps=0)]) == "no step taken yet"


def test_each_rival_has_a_panel_on_the_same_axes_with_the_line_of_a_draw():
    runs = np.array([[1.0, 2.0], [3.0, 2.0], [8.0, 4.0]])
    picture = plots.rivals({"SGD": ([10, 100], runs), "mine": ([10, 100], runs / 2)}, "t", "loss")
    left, right = picture.fig.axes
    assert [axis.get_title(loc="left") for axis in (left, right)] == ["SGD", "mine"]
    assert left.get_ylim() == right.get_ylim()
    draw, median = left.get_lines()
    assert [*draw.get_ydata()] == [1, 1]
    assert [*median.get_ydata()] == [3, 2]
    assert np.allclose(left.collections[0].get_datalim(left.transData).extents[[1, 3]], [1, 8])
