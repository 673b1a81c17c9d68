import numpy as np
import pytest

from helpers import plots
from helpers.datasets import moons
from helpers.experiments.augmentation import Trial
from helpers.experiments.doctor import CASES, patient, practice
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import train, watch

DATA = moons(20, rng=0)


def test_a_patient_is_seen_in_curves_and_the_truth_only_once_it_is_told():
    visit = practice()
    picture = plots.clinic(visit(3, "choose", "choose", False))
    training, held = patient(3).curves()
    assert picture.named("training")[0].get_ydata() == pytest.approx(training)
    assert picture.named("held-out")[0].get_ydata()[-1] == pytest.approx(held[-1])
    assert picture.named("unknown")[0].get_visible()
    picture.show(visit(3, "bias", CASES["bias"], True))
    assert not picture.named("unknown")[0].get_visible()
    ends = [picture.named(name)[0].get_xdata()[1] for name in ("bias", "variance")]
    assert ends == [15, 15]


def test_moved_digits_stand_above_what_networks_say_and_wrong_answers_have_a_cross():
    x, y = np.zeros((10, 784)), np.arange(10)
    answers = np.stack([y, np.zeros(10, int)])
    trial = Trial(np.full((10, 784), 0.5), answers, np.array([1.0, 0.1]))
    picture = plots.remade((x, y), ["right", "zero"], [trial])
    assert picture.named("moved")[3].get_array().mean() == 0.5
    words = {word.get_text() for word in picture.named("answer")}
    assert words == {*map(str, range(10)), "✗ 0"}


def test_remedies_are_rows_of_seeds_and_a_median_beside_the_first():
    picture = plots.remedies({"nothing": np.array([0.8, 0.84, 0.82]), "all": np.ones(3)}, "right")
    [axis] = picture.fig.axes
    assert [label.get_text() for label in axis.get_yticklabels()] == ["nothing", "all"]
    medians = [line.get_xdata()[0] for line in axis.lines if line.get_marker() == "o"]
    assert medians == pytest.approx([0.82, 1.0])


def watched(updates=20):
    run = train(MLP([2, 4, 2], rng=0), SGD(0.1), DATA, updates, batch_size=20)
    return [*watch(run, DATA, moons(30, rng=1), every=5)]


def test_a_held_out_run_shows_what_the_network_says_and_both_losses():
    run = watched()
    picture = plots.held_out(DATA, run, steps=20)
    [own], [others] = picture.named("losses"), picture.named("held-out losses")
    assert picture.named("plane")[0].get_array().std() > 0
    assert [*own.get_xdata()] == [*others.get_xdata()] == [1, 5, 10, 15, 20]
    assert own.get_ydata()[-1] == run[-1].loss
    assert others.get_ydata()[-1] == run[-1].held


def test_other_points_to_learn_from_are_shown_in_place_of_the_first():
    window = (-3.0, 3.0), (-2.0, 2.0)
    picture = plots.held_out(DATA, [moons(20), moons(8)], watched(), steps=20, window=window)
    shown = [len(picture.named(f"class {k}")[0].get_offsets()) for k in (0, 1)]
    assert shown == [4, 4]
    assert picture.fig.axes[0].get_xlim() == window[0]


def test_a_loss_that_is_far_outside_stays_drawable():
    picture = plots.held_out(DATA, [watched(1)[0]._replace(loss=0.0, held=np.inf)])
    [own], [others] = picture.named("losses"), picture.named("held-out losses")
    assert own.get_ydata()[0] > 0
    assert np.isfinite(others.get_ydata()).all()
