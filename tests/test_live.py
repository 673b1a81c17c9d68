import numpy as np
import pytest

from helpers import plots
from helpers.optimizers import SGD, Adam, Momentum
from helpers.plots import SHARP
from helpers.surfaces import valley
from helpers.training import descend
from tests.labs import OURS, in_notebooks, made_by, on_the_valley, race

LABS = [pytest.param(make, id=name) for name, make in OURS.items()]
LABS += [
    pytest.param(lambda book=book, i=i: made_by(book)[i], id=f"{book.stem} {i + 1}")
    for book, i in in_notebooks()
]
every_lab = pytest.mark.parametrize("make", LABS)


def set_to(lab, **values):
    """Move controls as a learner would, all the way to the end of the run."""
    for name, value in values.items():
        lab.controls[name].value = value
    return lab.settle()


def at_random(lab, rng):
    return {name: rng.choice(len(c.options)) for name, c in lab.controls.items()}


def assert_frames_are_full_redraws(lab):
    for scale in (1, SHARP):
        assert np.array_equal(lab.painter.pixels(scale), lab.picture.pixels(scale))


# Frames


@every_lab
def test_a_frame_equals_a_full_redraw(make):
    lab, rng = make().settle(), np.random.default_rng(0)
    first = lab.values
    assert_frames_are_full_redraws(lab)
    for pinned in (False, True):
        lab.pin() if pinned else lab.unpin()
        set_to(lab, **{n: c.options[rng.choice(len(c.options))] for n, c in lab.controls.items()})
        assert_frames_are_full_redraws(lab)
    lab.unpin()
    set_to(lab, **first)
    assert_frames_are_full_redraws(lab)


def test_a_lab_at_its_defaults_is_the_static_figure():
    runs = [descend(SGD(0.4), valley, valley.start)]
    static = plots.descent(valley, *runs).pixels(SHARP)
    assert np.array_equal(on_the_valley().settle().picture.pixels(SHARP), static)
    runs = [descend(opt, valley, valley.start) for opt in (SGD(0.1), Momentum(0.1), Adam(0.1))]
    static = plots.descent(valley, *runs).pixels(SHARP)
    assert np.array_equal(race().settle().picture.pixels(SHARP), static)
