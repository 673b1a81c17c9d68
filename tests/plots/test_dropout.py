from itertools import islice

import numpy as np
import pytest

from helpers import plots
from helpers.experiments import noisy_moons
from helpers.experiments.false_labels import Examples, examples, network
from helpers.experiments.removal import removal
from tests.plots.gallery import removed

DIGITS = examples(1.0, m=2)


def test_absent_units_are_crosses_without_connections():
    layers = [np.ones(2), np.array([1, 0, 1]), np.ones(1)]
    picture = plots.thinned([layers], ["one draw"])
    [axis] = picture.fig.axes
    crosses = [line for line in axis.lines if line.get_marker() == "x"]
    assert sum(len(line.get_xdata()) for line in crosses) == 1
    assert [len(c.get_segments()) for c in axis.collections] == [4, 2]
    assert picture.words == "Networks with units dropped: one draw"


def test_the_ceiling_is_what_the_best_rule_gets_right_of_the_unseen_points():
    run = [*islice(noisy_moons.learn(0.5, 4), 3)]
    picture = plots.ceiling(run, resolution=10)
    shares = picture.fig.axes[2]
    assert "the best rule: 88.8%" in [text.get_text() for text in shares.get_legend().texts]
    right = (noisy_moons.best_rule(noisy_moons.HELD[0]) == noisy_moons.HELD[1]).mean()
    assert [line for line in shares.lines if set(line.get_ydata()) == {right}]
    losses, held = picture.named("losses"), picture.named("held-out losses")
    assert losses[0].get_ydata() == pytest.approx([record.loss for record in run])
    assert held[1].get_ydata() == pytest.approx([record.right for record in run])


def test_a_loss_that_is_far_outside_stays_drawable():
    [record] = islice(noisy_moons.learn(0.5, 4), 1)
    picture = plots.ceiling([record._replace(loss=0.0, held=np.inf)], resolution=10)
    drawn = [picture.named(name)[0].get_ydata()[0] for name in ("losses", "held-out losses")]
    assert 0 < drawn[0] < drawn[1] < np.inf


def test_an_answer_is_ticked_where_it_is_the_true_digit():
    said = {"one": DIGITS.told, "other": DIGITS.true}
    axes = plots.answers(DIGITS, said).fig.axes
    for i in range(2):
        told, true = DIGITS.told[i], DIGITS.true[i]
        assert axes[i].get_title(loc="center") == f"told {told}"
        assert [t.get_text() for t in axes[i].texts] == [f"one {told} ✗", f"other {true} ✓"]


def test_twenty_answers_stand_in_two_rows():
    x = np.zeros((20, 100))
    digits = Examples(x, np.zeros(20, int), np.ones(20, int))
    axes = plots.answers(digits, {"one": np.ones(20, int)}).fig.axes
    assert len({axis.get_subplotspec().rowspan.start for axis in axes}) == 2


def test_pixels_that_are_gone_are_crossed_out():
    picture, [run] = removed("pixels")
    (image,) = picture.show([*run][:1]).named("left")
    whole = np.asarray(image.get_array())
    assert (whole == whole[..., :1]).all()
    picture, [run] = removed("pixels")
    [image] = picture.show(run).named("left")
    colours = np.asarray(image.get_array())
    crossed = (colours != colours[..., :1]).any(axis=-1).reshape(10, 9, 10, 9).any(axis=(1, 3))
    assert crossed.sum() == 20


def test_hidden_units_that_are_gone_are_pale_and_each_layer_has_rows_of_its_own():
    nets = [network(width=25)]
    picture = plots.removal(["one"], DIGITS.x[0])
    picture.show(removal(nets, (DIGITS.x, DIGITS.true), "hidden units", 0.2))
    [image] = picture.named("left")
    shown = np.asarray(image.get_array())
    assert shown.shape == (5, 20, 3)
    assert (shown[2] == 1).all()
    blank = (shown == 1).all(axis=-1)
    grey = (shown == shown[..., :1]).all(axis=-1) & ~blank
    assert grey.sum() == 2 * 5
    assert blank.sum() == 20 + 2 * 15


def test_each_network_has_a_line_that_goes_as_far_as_the_removal():
    picture, [run] = removed("hidden units")
    run = [*run]
    picture.show(run)
    for i, name in enumerate(("one", "other")):
        [line] = picture.named(name)
        assert line.get_xdata() == pytest.approx([0, 5, 10, 15, 20])
        assert line.get_ydata() == pytest.approx([100 * record.right[i] for record in run])
