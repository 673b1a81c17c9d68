import numpy as np
import pytest

from helpers import plots
from helpers.optimizers import SGD
from helpers.schedules import constant, exponential
from helpers.surfaces import valley
from helpers.training import Update, descend


def test_a_swarm_shows_its_learning_rate_its_mean_loss_and_where_all_balls_are():
    start = np.tile(valley.start, (5, 1))
    records = [*descend(SGD(), valley, start, 1000, exponential(0.4, 0.99))]
    picture = plots.swarm(valley, records)
    [rate], [one], [mean] = map(picture.named, ("learning rate", "one loss", "mean loss"))
    [path], [swarm] = map(picture.named, ("path", "swarm"))
    assert rate.get_ydata()[-1] == pytest.approx(0.4 * 0.99**1000)
    assert mean.get_xdata()[-1] == 1000
    assert len(mean.get_xdata()) <= 402
    assert mean.get_ydata() == pytest.approx(one.get_ydata())
    assert np.stack(swarm.get_data(), axis=1) == pytest.approx(records[-1].theta)
    assert path.get_xdata()[0] == valley.start[0]


def test_the_area_under_a_schedule_is_written_beside_it():
    made = {"one": constant(0.5), "two": constant(0.1)}
    picture = plots.learning_rates(made, steps=100)
    assert [axis.texts[0].get_text() for axis in picture.fig.axes] == ["Σ lr = 50", "Σ lr = 10"]
    assert picture.words == "Learning rate against step: one, two"


def test_clouds_are_drawn_beside_what_belongs_to_them():
    picture = plots.clouds({"a": ([1, 2], [2, 1], [1, 0.5])})
    assert len(picture.fig.axes[0].lines) == 3
    assert picture.words == "Radius of the cloud against step: a"
    [axis] = plots.clouds({"b": ([0.01, 0.1], [2, 1], [1, 0.5])}, "learning rate").fig.axes
    assert axis.get_xscale() == "log"


def test_a_range_test_marks_where_the_average_of_the_losses_is_lowest():
    losses = [3.0, 2.0, 1.0, 1.0, 9.0, float("nan")]
    records = [Update(t, 1, loss, None) for t, loss in enumerate(losses, start=1)]
    picture = plots.range_test(exponential(0.01, 10), records, steps=6)
    [dots], [turn] = map(picture.named, ("losses", "lowest"))
    assert dots.get_xdata() == pytest.approx([0.01, 0.1, 1, 10, 100, 1000])
    assert turn.get_xdata() == pytest.approx([10])
