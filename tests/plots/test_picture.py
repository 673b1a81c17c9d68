import gc
import io
from inspect import getmembers, isfunction

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from PIL import Image

from helpers import plots
from helpers.lab.painter import Painter
from helpers.optimizers import SGD, AdaGrad, Adam, Momentum
from helpers.plots.picture import OVER, Picture, moving_dots, moving_line, panels, small_png, tiles
from helpers.surfaces import parabola, valley
from tests.plots.gallery import MOVING, PICTURES, run
from tests.tiers import some

QUICK = ("batches", "descent", "held_out", "microscope")

every_moving_picture = pytest.mark.parametrize("kind", some(MOVING, QUICK))


def test_the_gallery_has_a_picture_of_every_kind():
    made_by = {name for name, _ in getmembers(plots, isfunction)} - {"panels", "style_of"}
    assert made_by <= PICTURES.keys()


@every_moving_picture
def test_what_moves_has_a_name_and_painted_over_what_stays_is_the_whole_picture(kind):
    picture, runs = MOVING[kind]()
    painter = Painter(picture)
    painter.pixels(0.5)
    runs = [[*run] for run in runs]
    picture.update(*runs)
    edition = picture.edition
    picture.update(*runs)
    assert picture.edition == edition, "what stays is drawn anew for every frame"
    assert all(artist.get_gid() for artist in picture.moving)
    assert all(artist.get_zorder() >= OVER for artist in picture.moving)
    assert np.array_equal(painter.pixels(0.5), picture.pixels(0.5))


def a_line():
    fig, [axis] = panels(1)
    axis.set(xlim=(0, 10), ylim=(0, 10))
    line = moving_line(axis, "line", color="black", linewidth=4, drawstyle="steps-mid")
    dots = moving_dots(axis, "dots", "s", markersize=20, markeredgecolor="red")

    def move(run):
        line.set_data(range(len(run)), run)
        dots.set_data([0, 9], run[-1:] * 2)
        if max(run) > 5:
            axis.set_title("high")
        return [line, dots]

    return Picture(fig, "a line", move)


def test_a_picture_given_runs_shows_them_and_without_runs_stays_as_it_is():
    assert a_line().show().moving == []
    [line, dots] = a_line().show(iter([1, 2, 3])).moving
    assert [*line.get_ydata()] == [1, 2, 3]
    assert [*dots.get_ydata()] == [3, 3]


def test_artists_are_found_by_their_names():
    picture = plots.descent(valley, run(SGD(0.1)), run(Momentum(0.1)))
    paths = picture.named("path")
    assert [line.get_marker() for line in paths] == ["o", "s"]
    assert picture.named("nobody") == []


def test_an_edition_ends_when_what_stays_has_changed():
    picture = a_line().show([1, 2])
    edition = picture.edition
    assert picture.update([2, 3]).edition == edition
    assert picture.update([2, 9]).edition > edition


def test_a_ghost_looks_like_its_line_but_faint():
    picture = a_line().show([1, 2])
    picture.pin()
    line, dots = picture.ghosts
    assert line.get_drawstyle() == "steps-mid"
    assert dots.get_markeredgecolor() == "red"
    assert {ghost.get_alpha() for ghost in picture.ghosts} == {0.35}
    assert {ghost.get_zorder() for ghost in picture.ghosts} == {OVER - 1}
    picture.update([3, 4])
    assert [*line.get_ydata()] == [1, 2]


def test_a_ghost_stays_behind_when_the_picture_moves_on_and_can_be_let_go():
    picture = plots.descent(parabola, run(SGD(0.1), parabola))
    before = picture.pixels(0.5)
    picture.pin()
    assert len(picture.ghosts) == 3
    picture.show(run(SGD(0.4), parabola))
    with_ghost = picture.pixels(0.5)
    picture.unpin()
    assert not np.array_equal(picture.pixels(0.5), with_ghost)
    picture.show(run(SGD(0.1), parabola))
    assert np.array_equal(picture.pixels(0.5), before)


def legend_texts(picture):
    legends = [axis.get_legend() for axis in picture.fig.axes if axis.get_legend()]
    return [text.get_text() for legend in legends for text in legend.get_texts()]


def test_frames_follow_when_a_legend_says_or_shows_something_else():
    picture = plots.descent(valley, *(run(opt) for opt in (SGD(0.1), Momentum(0.1))))
    painter = Painter(picture)
    starts = [(-7.0, 2.0), (-6.0, 2.0)]
    for opts in ([SGD(0.1), AdaGrad(0.1)], [SGD(0.1)] * 2, [Adam(0.1)] * 2, [SGD(0.1)]):
        runs = [run(opt, start=start) for opt, start in zip(opts, starts, strict=False)]
        picture.show(*runs)
        assert np.array_equal(painter.pixels(0.5), picture.pixels(0.5))


@pytest.mark.parametrize("kind", ["descent", "batches"])
def test_a_run_that_is_there_no_more_is_not_drawn(kind):
    picture, runs = MOVING[kind]()
    first, *others = [[*run] for run in runs]
    alone = picture.update(first).pixels(0.5)
    picture.update(first, *others)
    assert not np.array_equal(picture.pixels(0.5), alone)
    picture.update(first)
    assert np.array_equal(picture.pixels(0.5), alone)


def test_a_picture_is_shown_as_a_small_sharp_png_with_words():
    picture = plots.descent(valley, run(SGD(0.1)))
    data, metadata = picture._repr_mimebundle_()
    png = Image.open(io.BytesIO(data["image/png"]))
    assert png.size == (1800, 720)
    assert metadata["image/png"]["width"] == 900
    assert data["text/plain"] == picture.words
    assert len(small_png(picture.pixels(2))) < 150_000


@pytest.mark.parametrize("kind", some(PICTURES, ("batches", "swarm")))
def test_a_saved_picture_has_every_colour_of_the_picture(kind):
    pixels = PICTURES[kind]().pixels(2)
    saved = np.asarray(Image.open(io.BytesIO(small_png(pixels))).convert("RGB"))
    off = np.abs(saved.astype(int) - pixels)
    assert off.max() < 25
    assert off.mean() < 1


def test_a_picture_with_nothing_that_moves_says_so():
    fig, _ = panels(1)
    with pytest.raises(TypeError, match="nothing that moves: give it a move"):
        Picture(fig, "still").update([])


def test_tiles_fill_rows_and_leave_no_empty_axes():
    fig, axes = tiles(5, columns=3, height=2)
    assert len(axes) == 5
    assert [axis.axison for axis in fig.axes] == [True] * 5 + [False]


def test_a_picture_that_rests_holds_no_drawing():
    before = drawings()
    picture = plots.descent(valley)
    assert drawings() == before
    picture._repr_mimebundle_()
    assert drawings() == before
    Painter(picture).pixels()
    assert drawings() == before + 1
    picture.rest()
    assert drawings() == before


def drawings():
    gc.collect()
    return sum(type(one) is RendererAgg for one in gc.get_objects())
