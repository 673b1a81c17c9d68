import numpy as np
import pytest

from helpers import plots
from helpers.experiments.blame import KINDS, neuron
from helpers.lab.painter import Painter
from helpers.plots.picture import SHARP


def words(picture):
    return [text.get_text() for axis in picture.fig.axes for text in axis.texts]


def test_values_blame_and_slopes_stand_in_the_boxes_and_on_the_arrows():
    shown = words(plots.neuron(neuron(-0.6, 1.5, 0.3, 1.0)))
    values = ["−0.60", "1.50", "0.30", "1.00", "−0.54", "1.18"]
    blame = ["−1.64", "0.66", "−1.09", "−1.54", "1"]
    slopes = ["× x", "× w", "× 1", "× 0.71", "× −1.54"]
    assert {*values, *blame, *slopes} <= {*shown}
    assert "a = tanh z" in shown
    assert shown.count("−1.6406") == 2


def test_no_number_is_minus_zero():
    assert not {"−0.00", "× −0.00", "−0.0000"} & {*words(plots.neuron(neuron(0, 0, 0, 0)))}


@pytest.mark.parametrize("kind", KINDS)
def test_the_tangent_has_the_blame_for_its_slope(kind):
    [one] = run = [*neuron(0.5, -1.0, 0.2, 1.0, kind, "b")]
    picture = plots.neuron(run)
    [tangent], [dot] = picture.named("tangent"), picture.named("dot")
    x, y = tangent.get_data()
    assert np.diff(y) / np.diff(x) == pytest.approx(one.blame["b"])
    assert np.ravel(dot.get_data()) == pytest.approx([0.2, one.values["loss"]])


def test_frames_follow_when_the_words_that_stay_change():
    picture = plots.neuron(neuron(-0.6, 1.5, 0.3, 1.0))
    painter = Painter(picture)
    painter.pixels(SHARP)
    for kind, nudged in ((kind, nudged) for kind in KINDS for nudged in "wx"):
        picture.update([*neuron(0.5, -1.0, 0.2, 1.0, kind, nudged)])
        assert np.array_equal(painter.pixels(SHARP), picture.pixels(SHARP))


def test_large_numbers_fit_into_their_boxes():
    shown = words(plots.neuron(neuron(3.0, 3.0, 3.0, 0.0, "sigmoid · cross-entropy")))
    assert {"162756", "× 162756", "12.00"} <= {*shown}
