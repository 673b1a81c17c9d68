import io

import numpy as np
import pytest
from PIL import Image

from helpers import plots
from helpers.datasets import moons
from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS, SGD, Adadelta, AdaGrad, Momentum, RMSProp
from helpers.picture import LOOKS, Picture, look, panels, small_png
from helpers.surfaces import SURFACES, bowl, double_well, parabola, tilted_valley, valley
from helpers.training import descend, train

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=str)


def run(opt=None, surface=valley, steps=10, start=None):
    return descend(opt or SGD(lr=0.1), surface, start or surface.start, steps)


def legend_texts(picture):
    [legend] = [axis.get_legend() for axis in picture.fig.axes if axis.get_legend()]
    return [text.get_text() for text in legend.get_texts()]


def test_every_optimizer_has_a_look_of_its_own_even_in_grey():
    assert LOOKS.keys() == OPTIMIZERS.keys()
    assert len({marker for _, marker, _ in LOOKS.values()}) == len(LOOKS)
    assert len({colour for colour, _, _ in LOOKS.values()}) == len(LOOKS)
    assert len({str(dash) for _, _, dash in LOOKS.values()}) >= len(LOOKS) - 1  # SGD, Adam: solid


def test_a_method_that_comes_again_keeps_its_hue_and_changes_its_marks():
    first, again = look(SGD()), look(SGD(), again=1)
    assert first["marker"] != again["marker"]
    assert first["linestyle"] != again["linestyle"]
    assert np.argsort(first["color"]).tolist() == np.argsort(again["color"]).tolist()


@every_surface
def test_a_descent_is_drawn_on_every_surface_and_ends_where_the_run_ends(surface):
    records = [*run(surface=surface, opt=SGD(lr=1e-3))]
    picture = plots.descent(surface, records, steps=10)
    _, end, losses = picture.moving
    assert np.ravel(end.get_data())[0] == records[-1].theta[0]
    assert len(losses.get_xdata()) == 11
    assert picture.words == f"Descent on the {surface.name}; {SGD(lr=1e-3)!r}: {records[-1]}"


def test_the_legend_says_what_tells_the_runs_apart():
    assert not any(axis.get_legend() for axis in plots.descent(valley, run()).fig.axes)
    kinds = plots.descent(valley, run(), run(Momentum(lr=0.2)))
    assert legend_texts(kinds) == ["SGD · lr 0.1", "Momentum · lr 0.2"]
    betas = plots.descent(valley, run(Momentum(0.1, 0.5)), run(Momentum(0.1, 0.9)))
    assert legend_texts(betas) == ["Momentum(lr=0.1, beta=0.5)", "Momentum(lr=0.1, beta=0.9)"]
    starts = plots.descent(double_well, *(run(surface=double_well, start=(x, 1)) for x in (0, 0.5)))
    assert legend_texts(starts) == ["from (0, 1)", "from (0.5, 1)"]


def test_the_arrow_of_the_slope_is_the_gradient_and_crosses_the_contour_at_a_right_angle():
    picture = plots.slope(valley, run(SGD(lr=0), steps=0, start=(-3.0, 0.5)))
    level, arrow, *_ = picture.moving
    x, y = arrow.get_data()
    assert [x[1] - x[0], y[1] - y[0]] == pytest.approx([-0.3, 1.0])
    contour = np.stack(level.get_data(), axis=1)
    heights = valley(contour[np.isfinite(contour[:, 0])])
    assert heights == pytest.approx(np.full(len(heights), valley([-3.0, 0.5])), rel=0.01)


def test_where_there_is_no_slope_there_is_no_arrow():
    picture = plots.slope(valley, run(SGD(lr=0), steps=0, start=(0.0, 0.0)))
    assert picture.moving[2].get_marker() == ""
    assert picture.pixels().std() > 0


@pytest.mark.parametrize("opt", [AdaGrad(lr=0.5), RMSProp(lr=0.1), SGD(lr=0.1)], ids=repr)
def test_the_effective_lr_is_what_multiplied_the_last_gradient(opt):
    *_, before, last = run(opt)
    factor = (before.theta - last.theta) / before.grad
    assert plots.effective_lr(last.opt, (2,)) == pytest.approx(factor)


def test_the_effective_lr_of_adadelta_is_the_ratio_of_its_two_roots():
    opt = Adadelta(lr=2.0, eps=0.0)
    opt.step(np.ones(2), np.ones(2))
    opt.h, opt.d = np.array([4.0, 1.0]), np.array([1.0, 4.0])
    assert plots.effective_lr(opt).tolist() == [1.0, 4.0]


def test_there_is_no_effective_lr_before_the_first_step_of_a_method_that_measures():
    assert np.isnan(plots.effective_lr(AdaGrad(), (2,))).all()
    assert plots.effective_lr(SGD(lr=0.3), (2,)).tolist() == [0.3, 0.3]


@pytest.mark.parametrize(
    ("surface", "limits"), [(valley, [20, 1]), (tilted_valley, [1, 1]), (bowl, [1, 1])], ids=str
)
def test_the_bars_end_at_the_effective_lr_below_the_limits_of_their_directions(surface, limits):
    picture = plots.adaptive(surface, run(AdaGrad(lr=0.5), surface), steps=10)
    *_, opt = [*run(AdaGrad(lr=0.5), surface)][-1]
    tops = [bar.get_ydata()[1] for bar in picture.moving[-2:]]
    assert tops == pytest.approx(plots.effective_lr(opt))
    drawn = [line.get_ydata()[0] for line in picture.fig.axes[2].lines[:2]]
    assert drawn == pytest.approx(limits)
    assert picture.words == f"A descent on the {surface.name} and its learning rates"


def test_bars_stay_inside_their_axis_and_may_be_missing():
    picture = plots.adaptive(valley, run(SGD(lr=1e9), steps=0))
    assert picture.moving[-1].get_ydata()[1] == 1e3
    assert plots.adaptive(valley, run(AdaGrad(), steps=0)).pixels().std() > 0


def test_the_bars_can_be_told_in_words():
    assert plots.rates_in_words({}, [*run(SGD(lr=0.3))]) == "effective lr 0.3 for x, 0.3 for y"
    assert plots.rates_in_words({}, [*run(AdaGrad(), steps=0)]) == "no step taken yet"


def test_a_curve_named_after_a_method_has_its_colour():
    line = [1, 2], [1, 2]
    picture = plots.curves({"a": line, "RMSProp lr 1": line}, "x", "y", log=True, logx=True)
    [axis] = picture.fig.axes
    assert axis.lines[1].get_color() == LOOKS["RMSProp"][0]
    assert (axis.get_xscale(), axis.get_yscale()) == ("log", "log")


def test_the_boundary_shows_what_the_network_says():
    data = moons(40, rng=0)
    net = MLP([2, 3, 2], dtype=float)
    picture = plots.boundary(data, train(net, SGD(lr=0.1), data, 5), steps=5)
    said = picture.moving[0].get_array()
    low = data[0].min(axis=0) - 0.4
    assert said[0, 0] == pytest.approx(net.predict_proba(low[None])[0, 1])


def test_curves_and_digits_say_what_they_show():
    picture = plots.curves({"a": ([1, 2], [1, 2]), "b": ([1, 2], [2, 1])}, "step", "loss", log=True)
    assert repr(picture) == "loss against step: a, b"
    assert repr(plots.digits(np.zeros((2, 784)), [7, "8?"])) == "2 handwritten digits: 7, 8?"


def test_a_ghost_stays_behind_when_the_picture_moves_on_and_can_be_let_go():
    picture = plots.descent(parabola, run(surface=parabola))
    before = picture.pixels()
    picture.pin()
    assert len(picture.ghosts) == 3
    picture.update([*run(SGD(lr=0.4), parabola)])
    with_ghost = picture.pixels()
    picture.unpin()
    assert not np.array_equal(picture.pixels(), with_ghost)
    picture.update([*run(surface=parabola)])
    assert np.array_equal(picture.pixels(), before)


def test_a_picture_is_shown_as_a_small_sharp_png_with_words():
    picture = plots.descent(valley, run())
    data, metadata = picture._repr_mimebundle_()
    png = Image.open(io.BytesIO(data["image/png"]))
    assert png.size == (1800, 720)
    assert metadata["image/png"]["width"] == 900
    assert data["text/plain"] == picture.words
    assert len(small_png(picture.pixels(2))) < 150_000


def test_a_picture_with_nothing_that_moves_says_so():
    fig, _ = panels(1)
    with pytest.raises(TypeError, match="nothing that moves: give it a move"):
        Picture(fig, "still").update([])
