import numpy as np

from helpers import plots
from helpers.experiments.readings import Reading
from helpers.experiments.translations import Parting
from helpers.plots.road_to_the_frameworks import NO_GAP, TOP

SURE = Reading(10, np.arange(784) / 784, np.eye(10)[3] * 0.7 + np.eye(10)[5] * 0.3, 0.9)
UNSURE = SURE._replace(t=1, p=np.full(10, 0.1), accuracy=0.2)


def test_a_reading_shows_the_picture_the_answers_and_how_they_grew():
    picture = plots.reading([UNSURE, SURE])
    [image] = picture.named("digit")
    assert (image.get_array() == SURE.image.reshape(28, 28)).all()
    assert [picture.named(f"bar {k}")[0].get_ydata()[1] for k in (3, 5, 0)] == [0.7, 0.3, 0]
    assert picture.named("told")[0].get_text() == "says 3"
    [answer], [others] = map(picture.named, ("probability of that answer", "others read rightly"))
    assert (answer.get_xdata(), answer.get_ydata()) == ([1, 10], [0.1, 0.7])
    assert others.get_ydata() == [0.2, 0.9]


def test_the_most_probable_answer_has_a_colour_of_its_own():
    picture = plots.reading([SURE])
    best, second, third = (picture.named(f"bar {k}")[0].get_color() for k in (3, 5, 0))
    assert best != second == third


def test_what_an_idea_is_worth_is_drawn_in_rows_under_the_whole():
    losses = np.array([[1.0, 2, 3], [4, 6, 5]])
    picture = plots.worth(["nothing", "a (02)"], losses, 10 * losses)
    left, right = picture.fig.axes
    assert [label.get_text() for label in left.get_yticklabels()] == ["all of it", "without a (02)"]
    dots = [line for line in left.get_lines() if line.get_marker() == "o"]
    assert [np.ravel(dot.get_xdata()).tolist() for dot in dots] == [[2], [5]]
    assert right.get_ylim() == left.get_ylim()


def test_a_confusion_matrix_says_how_many_are_wrong_and_colours_only_those():
    counts = np.diag(np.full(10, 90))
    counts[4, 9] = 7
    picture = plots.confusion(counts)
    assert repr(picture) == "Confusion matrix: 7 of 907 wrong"
    [axis] = picture.fig.axes
    shown = np.ma.filled(axis.images[0].get_array().astype(float), np.nan)
    assert np.isnan(np.diag(shown)).all()
    assert shown[4, 9] == 7
    texts = [text.get_text() for text in axis.texts]
    assert (texts.count("90"), texts.count("7"), texts.count("·")) == (10, 1, 89)


def test_mistaken_digits_stand_in_rows_of_eight():
    axes = plots.mistaken(np.eye(10, 784), [f"{k}, read as 3" for k in range(10)]).fig.axes
    assert [axis.get_title() for axis in axes[:10]] == [f"{k}, read as 3" for k in range(10)]
    assert len({round(axis.get_position().y0, 9) for axis in axes[:8]}) == 1
    assert axes[8].get_position().y0 < axes[0].get_position().y0


def test_gaps_are_drawn_in_decades_and_those_of_nothing_at_the_bottom():
    run = [Parting(1, 2.0, 2.0, (1.0, 1.5)), Parting(2, 1.0, 1e9, (1.0, 1.0))]
    picture = plots.parted(run)
    [ours], [theirs] = picture.named("ours"), picture.named("theirs")
    assert ours.get_ydata() == [2, 1]
    assert theirs.get_ydata().tolist() == [2, TOP]
    [training], [held] = picture.named("training gap"), picture.named("held gap")
    assert training.get_ydata().tolist() == [NO_GAP, 1e6]
    assert held.get_ydata().tolist() == [0.5, NO_GAP]


def test_agreement_has_a_line_for_each_framework_and_the_tolerance():
    [axis] = plots.agreement({"a": np.array([0.0, 1e-9]), "b": np.array([1e-3, 1e-3])}).fig.axes
    first, second, tolerance = axis.get_lines()
    assert first.get_ydata().tolist() == [NO_GAP, 1e-9]
    assert second.get_label() == "b"
    assert set(tolerance.get_ydata()) == {1e-5}
