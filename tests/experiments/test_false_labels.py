from copy import copy

import numpy as np
import pytest

from helpers.datasets import load_mnist, load_records
from helpers.experiments.false_labels import (
    EVERY,
    LAST,
    Examples,
    examples,
    fate,
    learn,
    network,
    right,
    scores,
    small,
    unseen,
)
from helpers.gradcheck import gradient_check
from helpers.layers import Dropout
from helpers.training import last

RECORDS = load_records("labels")
WAYS = RECORDS["ways"].tolist()


def test_a_small_digit_is_made_of_means_of_four_pixels():
    images = np.arange(784.0)[None]
    middle = images.reshape(28, 28)[4:24, 4:24]
    assert small(images)[0, 0] == middle[:2, :2].mean()
    assert small(images)[0, -1] == middle[-2:, -2:].mean()
    assert small(images).shape == (1, 100)


@pytest.mark.parametrize("share", [0, 0.2, 0.4, 1])
def test_exactly_that_share_of_labels_is_false_and_another_digit(share):
    digits = examples(share, seed=3)
    assert len(digits.false) == 1000 * share
    assert set(digits.told) == set(range(10))
    told, true = digits.told[digits.false], digits.true[digits.false]
    assert (told != true).all()


def test_every_seed_draws_its_own_digits_and_the_share_only_changes_what_is_told():
    one, more, other = examples(0.2, 0), examples(0.4, 0), examples(0.2, 1)
    assert (one.x == more.x).all()
    assert (one.true == more.true).all()
    assert set(one.false) < set(more.false)
    assert (one.x != other.x).any()


def test_digits_to_learn_from_to_tune_with_and_to_judge_by_are_all_different():
    (images, _), _ = load_mnist()
    parts = [small(images[:50_000]), *(x for x, _ in unseen().values())]
    kinds = [{digit.tobytes() for digit in x} for x in parts]
    assert [len(x) for x in parts] == [50_000, 2500, 5000]
    assert not kinds[0] & kinds[1]
    assert not kinds[1] & kinds[2]


def test_pixels_are_dropped_in_training_only():
    net = network(pixels=0.5, width=10)
    x = np.ones((4, 100), np.float32)
    assert isinstance(net.layers[0], Dropout)
    assert 0.3 < (net.layers[0].forward(x) == 0).mean() < 0.7
    assert (net.predict_proba(x) == net.predict_proba(x)).all()


def test_a_network_that_drops_pixels_passes_a_gradient_check_with_frozen_masks():
    net = network(hidden=0.5, pixels=0.5, width=6).astype(float)
    digits = examples(0.4, m=5)
    net.training_loss(*digits[:2])
    net.freeze_dropout()
    assert gradient_check(net, *digits[:2]).error < 1e-6


def test_a_copy_of_a_network_that_drops_pixels_is_a_network_of_its_own():
    net = network(pixels=0.5, width=3)
    twin, x = copy(net), np.ones((2, 100))
    twin.theta += 1
    assert (twin.predict_proba(x) != net.predict_proba(x)).any()
    assert twin.params["W1"][0, 0] == net.params["W1"][0, 0] + 1


def test_the_same_seed_begins_with_the_same_weights_whatever_is_dropped():
    assert (network(seed=1).theta == network(0.5, 0.2, seed=1).theta).all()
    assert (network(seed=1).theta != network(seed=2).theta).any()


def test_a_run_has_a_record_after_every_second_epoch():
    run = learn(epochs=6, width=3)
    assert [update.epoch for update in run] == [EVERY, 2 * EVERY, 3 * EVERY]


def test_the_fate_of_false_labels_is_to_be_repeated_or_mended():
    class Parrot:
        def predict(self, x):
            return x[:, 0].astype(int)

        def accuracy(self, x, y):
            return 0.75

    true, told = np.array([1, 2, 3, 4, 5]), np.array([9, 8, 7, 6, 5])
    said = np.array([9, 2, 3, 0, 0])
    digits = Examples(np.tile(said[:, None], (1, 100)), told, true)
    assert fate(Parrot(), digits) == (0.75, 0.25, 0.5)
    assert np.isnan(fate(Parrot(), digits._replace(told=true))[1:]).all()


# The records


def test_a_stored_run_comes_out_again():
    net = last(learn(0.4, seed=0, epochs=10)).net
    stored = RECORDS["runs"][2, WAYS.index("nothing"), 0, 4]
    now = [right(net, "tune"), *fate(net, examples(0.4, 0))]
    assert now == pytest.approx(stored, abs=0.03)


def test_every_knob_that_is_turned_has_its_best_inside_its_grid_where_labels_lie():
    for knob in ("l2", "hidden"):
        results = np.median(RECORDS[f"{knob} sweep"][..., -LAST:].mean(axis=-1), axis=-1)
        assert (results.argmax(axis=1) < results.shape[1] - 1).all()
        assert (results.argmax(axis=1)[1:] > 0).all()


def test_the_best_rate_of_each_way_is_inside_the_grid():
    for way in ("lr", "lr, L2", "lr, dropout"):
        results = np.median(RECORDS[f"{way} sweep"][..., -LAST:].mean(axis=-1), axis=-1)
        assert 0 < results.argmax() < len(RECORDS["lr grid"]) - 1


def test_longer_runs_begin_as_the_stored_ones_of_the_same_way_and_end_with_more_lies():
    for way, longer in zip(RECORDS["long_ways"].tolist(), RECORDS["long"], strict=True):
        assert (longer[:, -LAST:, 2].mean(axis=1) > longer[:, 40:50, 2].mean(axis=1) + 0.4).all()
        if way in WAYS:
            shorter = RECORDS["runs"][2, WAYS.index(way), :3]
            assert longer[:, :50] == pytest.approx(shorter, abs=0.03)


def test_a_score_is_the_mean_of_the_last_ten_or_the_evaluation_that_is_best_for_tuning():
    results, [nothing, *_] = scores(RECORDS), RECORDS["runs"][2]
    assert results["nothing"][2] == pytest.approx(nothing[:, -LAST:, 1].mean(axis=1))
    best = [run[run[:, 0].argmax(), 1] for run in nothing]
    assert results["stopped early"][2] == pytest.approx(best)


def test_dropout_gains_fifteen_points_at_40_percent_and_its_worst_beats_the_best_without():
    results = scores(RECORDS)
    without, dropout = results["nothing"][2], results["dropout"][2]
    assert np.median(dropout) - np.median(without) > 0.15
    assert dropout.min() > without.max()
