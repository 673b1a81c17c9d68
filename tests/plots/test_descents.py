from dataclasses import replace

import numpy as np
import pytest

from helpers import plots
from helpers.lab.painter import Painter
from helpers.optimizers import SGD, Adam, Momentum
from helpers.surfaces import SURFACES, beale, double_well, tilted_valley, valley
from tests.plots.gallery import run
from tests.tiers import some

every_surface = pytest.mark.parametrize("name", some(SURFACES, ("parabola", "rosenbrock")))


def legend_texts(picture):
    [legend] = [axis.get_legend() for axis in picture.fig.axes if axis.get_legend()]
    return [text.get_text() for text in legend.get_texts()]


@every_surface
def test_a_descent_is_drawn_on_every_surface_and_ends_where_the_run_ends(name):
    surface = SURFACES[name]
    records = [*run(SGD(lr=1e-3), surface, steps=10)]
    picture = plots.descent(surface, records, steps=10)
    [end], [losses] = picture.named("end"), picture.named("losses")
    assert np.ravel(end.get_data())[0] == records[-1].theta[0]
    assert len(losses.get_xdata()) == 11
    assert picture.words == f"Descent on the {surface.name}; {SGD(lr=1e-3)!r}: {records[-1]}"


def test_the_legend_says_what_tells_the_runs_apart():
    assert not any(axis.get_legend() for axis in plots.descent(valley, run(SGD(0.1))).fig.axes)
    kinds = plots.descent(valley, run(SGD(0.1)), run(Momentum(lr=0.2)))
    assert legend_texts(kinds) == ["SGD", "Momentum"]
    betas = plots.descent(valley, run(Momentum(0.1, 0.5)), run(Momentum(0.1, 0.9)))
    assert legend_texts(betas) == ["Momentum(lr=0.1, beta=0.5)", "Momentum(lr=0.1, beta=0.9)"]
    starts = plots.descent(double_well, *(run(SGD(0.1), double_well, (x, 1)) for x in (0, 0.5)))
    assert legend_texts(starts) == ["from (0, 1)", "from (0.5, 1)"]


def test_a_method_that_comes_again_is_drawn_otherwise():
    picture = plots.descent(valley, run(SGD(0.1)), run(SGD(0.6)))
    first, again = picture.named("path")
    assert first.get_marker() != again.get_marker()


def test_the_mark_of_the_minimum_is_painted_last():
    *_, mark = plots.descent(valley, run(SGD(0.1)), run(Momentum(0.1))).moving
    assert np.ravel(mark.get_data()).tolist() == [0, 0]
    assert mark.get_marker() == "+"


def test_a_map_that_follows_becomes_that_of_the_surface_the_runs_go_over():
    lands = [replace(land, window=valley.window) for land in (valley, tilted_valley)]
    runs = [[*run(SGD(0.1), land, (-7.0, 2.0), steps=10)] for land in lands]
    picture = plots.descent(lands[0], runs[0], steps=10, follow=True)
    painter = Painter(picture)
    first = painter.pixels()
    for records, land in zip(reversed(runs), reversed(lands), strict=True):
        still = plots.descent(land, records, steps=10).pixels()
        picture.update(records)
        assert np.array_equal(picture.pixels(), still)
        assert np.array_equal(painter.pixels(), still)
    assert np.array_equal(painter.pixels(), first)


def test_maps_show_one_run_on_each_surface():
    runs = [[*run(Adam(0.3), surface, steps=5)] for surface in (valley, beale)]
    picture = plots.maps([valley, beale], *runs)
    assert [axis.get_title(loc="left") for axis in picture.fig.axes] == ["valley", "beale"]
    for records, end in zip(runs, picture.named("end"), strict=True):
        assert np.ravel(end.get_data()).tolist() == records[-1].theta.tolist()
    with pytest.raises(ValueError, match="zip"):
        picture.update(runs[0])
