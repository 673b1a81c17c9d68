import numpy as np
import pytest

from helpers import plots
from helpers.search import Result


def result(number, lr, score, reason="", decay=1e-4, curve=None):
    return Result(number, {"lr": lr, "decay": decay}, 0, score, curve or [score], reason)


THREE = [result(0, 0.1, 0.5), result(1, 1.0, np.nan, "lost"), result(2, 0.01, 0.8)]


def test_trials_on_the_map_are_dots_failures_crosses_and_the_best_has_a_ring():
    picture = plots.trials(THREE)
    [dots], [lost], [ring], [line] = map(picture.named, ("trials", "failed", "best", "best so far"))
    assert dots.get_offsets().tolist() == [[0.1, 1e-4], [0.01, 1e-4]]
    assert dots.get_array().tolist() == [0.5, 0.8]
    assert lost.get_xdata().tolist() == [1.0]
    assert ring.get_xdata().tolist() == [0.01]
    assert line.get_ydata().tolist() == [0.5, 0.5, 0.8]


def test_before_anything_has_come_to_an_end_the_map_shows_what_failed():
    picture = plots.trials(THREE[1:2])
    assert len(picture.named("best")[0].get_xdata()) == 0
    assert len(picture.named("failed")[0].get_xdata()) == 1


def test_maps_side_by_side_count_the_learning_rates_that_they_saw():
    grid = [result(i, lr, 0.5) for i, lr in enumerate([0.1, 0.1, 0.2])]
    picture = plots.compared({"grid": grid, "random": THREE}, ((1e-3, 10), (1e-5, 1)))
    labels = [axis.get_xlabel() for axis in picture.fig.axes[:2]]
    assert labels == [f"lr (ticks: {n} different ones)" for n in (2, 3)]


def test_a_knob_is_drawn_with_the_median_of_each_fifth():
    results = [
        Result(i, {"lr": 10.0**-i, "kind": "ab"[i % 2]}, 0, i / 10, [i / 10]) for i in range(10)
    ]
    picture = plots.knobs(results, {"lr": "log", "kind": "choice"})
    first, second = picture.fig.axes
    assert [line.get_ydata()[0] for line in first.lines[1:]] == pytest.approx(
        [0.85, 0.65, 0.45, 0.25, 0.05]
    )
    assert [label.get_text() for label in second.get_xticklabels()] == ["a", "b"]
    assert [line.get_ydata()[0] for line in second.lines[1:]] == pytest.approx([0.4, 0.5])


def test_draws_of_beta_stand_on_an_axis_that_grows_to_the_right():
    picture = plots.draws({"β": ("1 −", {"wrong": np.array([0.9, 0.99]), "right": [0.95]})})
    [axis] = picture.fig.axes
    assert axis.lines[0].get_xdata() == pytest.approx([0.1, 0.01])
    assert axis.xaxis_inverted()


def test_the_best_are_small_panels_with_their_scores():
    curves = [result(i, 0.1, 0.5, curve=[0.1, 0.5]) for i in range(7)]
    axes = plots.twenty(curves).fig.axes[:7]
    assert {axis.texts[0].get_text() for axis in axes} == {"0.50"}
    assert axes[0].get_title(loc="left") == "lr 0.1, decay 0.0001"


def test_the_best_of_n_are_medians_of_scores_and_of_what_they_are_worth():
    pair = np.array([0.8, 0.82, 0.9]), np.array([0.71, 0.75, 0.76])
    [axis] = plots.enough({"box": {1: pair, 10: pair}}).fig.axes
    assert [line.get_ydata().tolist() for line in axis.lines] == [[0.82] * 2, [0.75] * 2]
    assert [label.get_text() for label in axis.get_xticklabels()] == ["1", "10"]


def test_an_axis_of_beta_ends_where_its_values_end():
    picture = plots.draws({"β": ("1 −", {"some": np.array([0.0, 0.98])})})
    labels = [label.get_text() for label in picture.fig.axes[0].get_xticklabels()]
    assert labels == ["0", "0.9", "0.99"]


def test_a_halving_draws_each_trial_as_far_as_it_came():
    halves = [
        [result(i, 0.1, 0.3, curve=[0.3]) for i in range(4)],
        [result(i, 0.1, 0.6, curve=[0.3, 0.6]) for i in (2, 3)],
    ]
    [axis] = plots.rounds(halves).fig.axes
    lengths = [len(line.get_xdata()) for line in axis.lines[:8:2]]
    assert sorted(lengths) == [1, 1, 2, 2]
    assert [text.get_text() for text in axis.texts] == ["4", "2"]


def test_trials_once_more_are_medians_in_their_ranges():
    after = np.stack([np.array([[0.5, 0.7, 0.9], [0.2, 0.3, 0.4]])] * 2, axis=-1)
    [axis] = plots.again([0.9, 0.3], after, ["first", "second"]).fig.axes
    marked = [line for line in axis.lines if line.get_marker() in "os"]
    assert [line.get_xdata().tolist() for line in marked] == [pytest.approx([0.7, 0.3])] * 2
