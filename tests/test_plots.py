import io

import numpy as np
import pytest
from PIL import Image

from helpers import plots
from helpers.datasets import moons
from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS, SGD, Momentum
from helpers.picture import LOOKS, Picture, look, panels, small_png
from helpers.schedules import constant, exponential
from helpers.surfaces import SURFACES, double_well, parabola, valley
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


def test_the_boundary_shows_what_the_network_says():
    data = moons(40, rng=0)
    net = MLP([2, 3, 2], dtype=float)
    picture = plots.boundary(data, train(net, SGD(lr=0.1), data, 5), steps=5)
    said = picture.moving[0].get_array()
    low = data[0].min(axis=0) - 0.4
    assert said[0, 0] == pytest.approx(net.predict_proba(low[None])[0, 1])


def test_a_swarm_shows_its_learning_rate_its_mean_loss_and_where_all_balls_are():
    records = [*descend(SGD(), valley, np.tile(valley.start, (5, 1)), 1000, exponential(0.4, 0.99))]
    rates, one, mean, path, dots = plots.swarm(valley, records).moving
    assert rates.get_ydata()[-1] == pytest.approx(0.4 * 0.99**1000)
    assert mean.get_xdata()[-1] == 1000
    assert len(mean.get_xdata()) <= 402
    assert mean.get_ydata() == pytest.approx(one.get_ydata())
    assert np.stack(dots.get_data(), axis=1) == pytest.approx(records[-1].theta)
    assert path.get_xdata()[0] == valley.start[0]


def test_the_area_under_a_schedule_is_written_beside_it():
    picture = plots.rates({"one": constant(0.5), "two": constant(0.1)}, steps=100)
    assert [axis.texts[0].get_text() for axis in picture.fig.axes] == ["Σ lr = 50", "Σ lr = 10"]
    assert picture.words == "Learning rate against step: one, two"


def test_clouds_are_drawn_beside_what_belongs_to_them():
    picture = plots.clouds({"a": ([1, 2], [2, 1], [1, 0.5])})
    assert len(picture.fig.axes[0].lines) == 3
    assert picture.words == "Radius of the cloud against step: a"
    [axis] = plots.clouds({"b": ([0.01, 0.1], [2, 1], [1, 0.5])}, "learning rate").fig.axes
    assert axis.get_xscale() == "log"


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
