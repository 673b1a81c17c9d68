import numpy as np
import pytest

from helpers import plots
from helpers.experiments.normalized import PULLS, graph
from helpers.lab.painter import Painter
from helpers.plots.picture import SHARP

COLUMNS = "x", "centred", "square", "x_hat", "y"


def shown(picture, name):
    return [text.get_text() for text in picture.named(name)]


def words(numbers):
    return [f"{number:z.2f}".replace("-", "−") for number in np.ravel(numbers)]


@pytest.mark.parametrize("forgotten", [False, True])
def test_every_arrow_says_its_values_and_its_gradients(forgotten):
    [one] = run = [*graph(1.0, 2.0, 6.0, "y1", 2.0, forgotten)]
    picture = plots.graph(run)
    for name, gradient in one.gradients.items():
        assert shown(picture, f"gradient of {name}") == words(gradient)
        assert shown(picture, f"value of {name}") == words(one.values[name])
        assert len(words(gradient)) == (3 if name in COLUMNS else 1)


def test_gradients_stand_below_values():
    picture = plots.graph(graph(1.0, 2.0, 6.0))
    for name in ("x", "mean", "std", "gamma", "y"):
        lowest = min(text.get_position()[1] for text in picture.named(f"value of {name}"))
        highest = max(text.get_position()[1] for text in picture.named(f"gradient of {name}"))
        assert highest < lowest


def heights(picture):
    names = ("x₁", "x₂", "x₃", "γ", "β")
    return [picture.named(f"bar {name}")[0].get_ydata()[1] for name in names]


def test_bars_are_gradients_and_diamonds_differences():
    for forgotten in (False, True):
        picture = plots.graph(graph(1.0, 2.0, 6.0, "y3", -1.5, forgotten))
        diamonds = picture.named("differences")[0].get_ydata()
        assert np.allclose(heights(picture)[3:], diamonds[3:], atol=1e-6)
        assert np.allclose(heights(picture), diamonds, atol=1e-6) is not forgotten


def test_a_cross_cuts_the_way_that_is_forgotten():
    crosses = [
        plots.graph(graph(1.0, 2.0, 6.0, "y1", 2.0, forgotten)).named("cut")[0].get_xdata()
        for forgotten in (False, True)
    ]
    assert [len(places) for places in crosses] == [0, 1]


def test_each_x_is_led_to_its_y():
    [one] = run = [*graph(1.0, 2.0, 6.0)]
    [way] = plots.graph(run).named("way of x₃")
    assert way.get_xydata().ravel() == pytest.approx([6.0, 1.0, one.values["y"][2], 0.0])


def test_equal_inputs_whose_gradients_are_huge_still_fit():
    picture = plots.graph(graph(3.0, 3.0, 3.0, "y1", 3.0))
    assert shown(picture, "gradient of x")[0] == "632"
    assert max(np.abs(heights(picture))) < 1000


def test_frames_follow_every_pull():
    picture = plots.graph(graph(1.0, 2.0, 6.0))
    painter = Painter(picture)
    painter.pixels(SHARP)
    for pulled in PULLS:
        picture.update([*graph(-1.0, 2.5, 6.0, pulled, -1.0, True)])
        assert np.array_equal(painter.pixels(SHARP), picture.pixels(SHARP))
