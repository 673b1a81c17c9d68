import numpy as np
import pytest

from helpers import plots
from helpers.datasets import line
from helpers.optimizers import SGD
from helpers.regression import estimates, fit, rms, squared_loss

DATA = line(256)
SURFACE = squared_loss(DATA, start=(-0.5, -1.0))


def test_the_steps_of_batches_start_at_the_place_and_their_noise_is_marked():
    e = estimates(DATA, SURFACE.start, 4)
    picture = plots.gradients(SURFACE, [e])
    [steps], [tips], [noise], [equal] = map(picture.named, ("steps", "tips", "noise", "equal"))
    assert len(steps.get_xdata()) == 300
    assert tips.get_xdata() == pytest.approx(e.theta[0] - 0.3 * e.batches[:, 0])
    assert np.ravel(noise.get_data()) == pytest.approx([4, e.noise])
    assert equal.get_xdata() == pytest.approx([e.enough] * 2)


def test_the_noise_at_the_minimum_can_be_drawn():
    picture = plots.gradients(SURFACE, [estimates(DATA, SURFACE.minimum, 4)])
    assert picture.pixels(0.5).std() > 0


def test_noise_and_gradient_are_equal_where_the_dots_say_together():
    sizes = np.array([1, 4, 16])
    picture = plots.crossings({"now": (sizes, 6 / np.sqrt(sizes), 0.5)})
    [axis] = picture.fig.axes
    assert [text.get_text() for text in axis.texts] == ["B ≈ 144"]
    dots, law, gradient, crossing = axis.lines
    assert dots.get_ydata() == pytest.approx([6, 3, 1.5])
    assert np.interp(144, law.get_xdata(), law.get_ydata()) > 0
    assert set(gradient.get_ydata()) == {0.5}
    assert crossing.get_xdata() == pytest.approx([144, 144])


def test_clouds_are_shown_around_the_minimum_with_their_size_in_the_title():
    run = [*fit(SGD(0.1), SURFACE, DATA, 1, 3, start=SURFACE.minimum)]
    picture = plots.settled(SURFACE, {"B 1": run, "again": run}, [0.3, 0.2])
    away = [p.theta - SURFACE.minimum for p in run if p.epoch > 1]
    for axis, name, radius in zip(picture.fig.axes, ("B 1", "again"), (0.3, 0.2), strict=True):
        dots, circle = axis.lines
        assert np.transpose(dots.get_data()) == pytest.approx(np.array(away))
        assert np.hypot(*circle.get_data()) == pytest.approx(np.full(100, radius))
        assert axis.get_title(loc="left") == f"{name}: {rms(away):.3f}, circle {radius:.3f}"


def test_three_axes_show_the_same_runs_against_each_column():
    run = {"updates": [1, 2], "seconds": [3, 4], "loss": [2, 1]}
    picture = plots.three_axes(dict.fromkeys("abcd", run))
    assert repr(picture) == "loss of a, b, c, d against updates, seconds"
    assert [axis.get_xlabel() for axis in picture.fig.axes] == ["updates", "seconds"]
    assert [len(axis.lines) for axis in picture.fig.axes] == [4, 4]
