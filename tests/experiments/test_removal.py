import numpy as np
import pytest

from helpers import check
from helpers.experiments.removal import (
    PARTS,
    at_work,
    loudest,
    masks,
    removal,
    still_right,
    votes,
    without,
)
from helpers.network import MLP

NET = MLP([6, 20, 10, 3], rng=0, dtype=float)
X = np.random.default_rng(0).normal(size=(50, 6))
Y = NET.predict(X)


@pytest.mark.parametrize("part", PARTS)
def test_the_share_that_is_gone_is_gone_from_every_layer_of_that_part(part):
    gone = [(~mask).sum() for mask in masks(NET, 0.5, draw=2, part=part)]
    assert gone == ([3, 0, 0] if part == "pixels" else [0, 10, 5])


def test_who_is_gone_stays_gone_and_another_draw_takes_others():
    few, more, others = masks(NET, 0.3), masks(NET, 0.6), masks(NET, 0.3, draw=1)
    for small, large in zip(few, more, strict=True):
        assert not (large & ~small).any()
    assert any((a != b).any() for a, b in zip(few, others, strict=True))


def test_without_anything_gone_the_answers_are_those_of_the_network():
    assert (without(NET, X, masks(NET, 0)) == Y).all()


def test_removed_units_leave_the_network_that_the_exercise_makes():
    net = MLP([6, 20, 3], rng=0, dtype=float)
    left = masks(net, 0.6)
    p = net.params
    thin = check.thin_network.reference(p["W1"], p["b1"], p["W2"], p["b2"], left[1])
    W1, b1, W2, b2 = thin
    assert W1.shape == (6, 8)
    assert (without(net, X, left) == (np.maximum(X @ W1 + b1, 0) @ W2 + b2).argmax(axis=1)).all()


def test_pixels_that_are_gone_count_as_zero_and_the_rest_may_be_scaled():
    left = masks(NET, 0.5, part="pixels")
    assert (without(NET, X, left, rescaled=False) == NET.predict(X * left[0])).all()
    assert (without(NET, X, left) == NET.predict(2 * X * left[0])).all()


def test_a_removal_goes_in_steps_of_five_percent_and_says_what_is_right():
    run = [*removal([NET, NET], (X, Y), "hidden units", 0.2)]
    assert [record.gone for record in run] == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])
    assert run[0].right == [1, 1]
    for record in run:
        assert record.right == [(without(NET, X, record.left) == Y).mean()] * 2


def test_what_is_still_right_is_where_the_removals_of_each_draw_end():
    shares = still_right([NET, NET], (X, Y), "pixels", 0.5, draws=3)
    ends = [[*removal([NET], (X, Y), "pixels", 0.5, draw)][-1].right[0] for draw in range(3)]
    assert shares == [share for share in ends for _ in range(2)]


def test_an_answer_stays_while_fewer_than_the_loudest_units_are_gone_and_then_falls():
    net = MLP([6, 20, 10, 2], rng=3, dtype=float)
    h = np.maximum(np.maximum(X @ net.params["W1"], 0) @ net.params["W2"], 0)
    assert (at_work(net, X) == (h > 0).sum(axis=1)).all()
    W = net.params["W3"]
    says = (h @ W).argmax(axis=1)
    for one, answer, needed in zip(h, says, loudest(net, X), strict=True):
        order = (one * (W[:, answer] - W[:, 1 - answer])).argsort()[::-1]
        left = [np.delete(np.arange(10), order[:gone]) for gone in (needed - 1, needed)]
        spared, overturned = ((one[rest] @ W[rest]).argmax() for rest in left)
        assert spared == answer
        assert overturned != answer or needed >= (one > 0).sum()


def test_voters_are_thinned_networks_where_something_is_dropped():
    alike, thinned = votes(NET, X, 2), votes(MLP([6, 20, 3], dropout=0.5, rng=0), X, 2)
    assert (alike == NET.predict_proba(X)).all()
    assert (thinned[0] != thinned[1]).any()
    assert thinned.sum(axis=2) == pytest.approx(np.ones((2, 50)))
