import numpy as np
import pytest

from helpers.experiments.normalized import (
    OTHERS,
    PULLS,
    Graph,
    answer,
    by_company,
    checked,
    company,
    graph,
    right_together,
)
from helpers.layers import BatchNorm
from helpers.network import MLP

rng = np.random.default_rng(0)
X, Y = rng.random((40, 6)), np.arange(40) % 4


def net():
    trained = MLP([6, 5, 4], batchnorm=True, rng=0, dtype=float)
    trained.loss_and_grad(X, Y)
    return trained


@pytest.mark.parametrize("pulled", PULLS)
def test_the_graph_says_what_the_layer_of_the_course_says(pulled):
    [one] = graph(1.0, -2.0, 4.5, pulled, gamma=1.5, beta=-0.5)
    layer = BatchNorm(np.array([1.5]), np.array([-0.5]))
    assert layer.forward(np.array(one.x)[:, None]).ravel() == pytest.approx(one.values["y"])
    dx = layer.backward(np.array(one.dy)[:, None]).ravel()
    assert one.gradients["x"] == pytest.approx(dx, abs=1e-12)
    assert one.gradients["gamma"] == pytest.approx(layer.dgamma[0])
    assert one.gradients["beta"] == pytest.approx(layer.dbeta[0])


@pytest.mark.parametrize("pulled", PULLS)
def test_right_gradients_agree_with_differences_and_sum_to_nothing(pulled):
    [one] = graph(1.0, 2.0, 6.0, pulled)
    assert one.error < 1e-6
    assert one.gradients["x"].sum() == pytest.approx(0, abs=1e-12)


def test_a_forgotten_deviation_spoils_the_inputs_and_neither_gamma_nor_beta():
    right, bug = (next(graph(1.0, 2.0, 6.0, forgotten=forgotten)) for forgotten in (False, True))
    assert bug.error > 0.1
    assert bug.gradients["std"] == 0
    for name in ("gamma", "beta"):
        assert (
            bug.gradients[name] == right.gradients[name] == pytest.approx(right.differences[name])
        )


def test_pulled_all_together_no_input_gets_a_gradient():
    [one] = graph(1.0, 2.0, 6.0, "all three")
    assert abs(one.gradients["x"]).max() < 1e-12
    assert one.gradients["beta"] == 3


def test_the_graph_says_its_gradients_and_their_differences():
    [one] = graph(1.0, 2.0, 6.0)
    slopes = "0.353, -0.441, 0.088"
    assert str(one) == f"gradients at x: {slopes}; by differences: {slopes}"


def test_a_batch_of_one_finds_no_bug_and_one_of_eight_does():
    assert checked(1, forgotten=True) == 0
    assert checked(2, forgotten=True) > 0.1
    assert checked(8, forgotten=True) > 0.1
    assert checked(8, forgotten=False) < 1e-6


def test_graphs_of_any_number_of_examples_have_gradients():
    assert Graph((1.0, 2.0, 5.0, 9.0), 1.0, 0.0, (0.0, 1.0, 0.0, 2.0)).error < 1e-6


# Company


def test_alone_every_digit_gets_the_same_answer_and_so_does_one_among_its_copies():
    same = answer(net(), X[:1])
    assert answer(net(), X[7:8]) == pytest.approx(same)
    [copies] = company(net(), (X, Y), 7, 9, "copies of itself")
    assert copies.p == pytest.approx(same)


def test_in_evaluation_mode_the_company_does_not_matter_and_in_training_mode_it_does():
    for evaluation in (True, False):
        first, other = (
            next(company(net(), (X, Y), 3, 5, "any digits", draw, evaluation)) for draw in (0, 1)
        )
        assert not np.array_equal(first.others, other.others)
        assert np.array_equal(first.p, other.p) is evaluation


def test_the_company_is_of_the_kind_that_is_wanted_and_never_the_digit_itself():
    for others in OTHERS:
        [one] = company(net(), (X, Y), 5, 8, others)
        places = [int(np.flatnonzero((row == X).all(axis=1))[0]) for row in one.others]
        assert len(places) == 7
        assert ({*places} == {5}) is (others == "copies of itself")
        if others == "its own class":
            assert {*Y[places]} == {Y[5]}
        if others != "copies of itself":
            assert 5 not in places
            assert len({*places}) == 7


def test_a_company_says_what_the_digit_is_taken_for():
    [one] = company(net(), (X, Y), 5, 8, evaluation=True)
    best = one.p.argmax()
    assert str(one) == f"a 1, in evaluation mode taken for a {best}, p = {one.p[best]:.2f}"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"digit": 40}, "digit must be below 40"),
        ({"size": 12, "others": "its own class"}, "size must be at most 10, as there are no more"),
        ({"others": "friends"}, "unknown others 'friends'"),
    ],
)
def test_a_company_that_there_is_not_is_refused(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        company(net(), (X, Y), **{"digit": 1, "size": 3} | settings)


def test_right_together_depends_on_the_batches():
    whole = right_together(net(), (X, Y), [np.arange(40)])
    passed = answer(net(), X).argmax() == Y[0]
    assert 0 <= whole <= 1
    assert right_together(net(), (X, Y), [np.arange(40), [0]]) <= (40 * whole + passed + 1) / 41
    alone = right_together(net(), (X, Y), np.arange(40)[:, None])
    assert alone == 0.25  # one answer for all, and four classes alike


def test_shares_right_are_told_for_every_company_and_for_evaluation_mode():
    told = by_company(net(), (X, Y))
    assert [*told] == [
        *("batches of 100", "batches of 8", "batches of 2", "batches of 1"),
        *("its own class", "evaluation mode"),
    ]
    assert np.isnan(told["batches of 100"])
    assert told["batches of 8"] == right_together(net(), (X, Y), np.arange(40).reshape(5, 8))
    assert told["its own class"] == right_together(
        net(), (X, Y), [range(k, 40, 4) for k in range(4)]
    )
    assert told["evaluation mode"] == net().accuracy(X, Y)
