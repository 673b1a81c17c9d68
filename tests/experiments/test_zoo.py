import numpy as np
import pytest

from helpers.experiments import zoo
from helpers.optimizers import Adam
from helpers.surfaces import valley
from helpers.training import descend

every_bug = pytest.mark.parametrize("bug", zoo.BUGS[1:])


def test_the_right_step_is_the_helper():
    right = zoo.as_optimizer("right", zoo.adam, 0.3)
    mine = descend(right, valley, valley.start, steps=60)
    for a, b in zip(mine, descend(Adam(0.3), valley, valley.start, steps=60), strict=True):
        np.testing.assert_allclose(a.theta, b.theta, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(
    "call", [zoo.mystery, lambda bug: zoo.trial(bug, 0.1), lambda bug: zoo.step_sizes(bug, 1.0)]
)
def test_a_misspelt_bug_is_refused_at_once_and_does_not_run_as_adam(call):
    with pytest.raises(ValueError, match=r"^unknown bug 'no corection': use one of nothing"):
        call("no corection")
    with pytest.raises(KeyError):
        zoo.STEPS["no corection"]


def test_bytes_do_not_overflow_in_a_step():
    theta, _, v = zoo.adam(1, 0, 0, np.array([100, -3], np.int8), t=1, lr=0.5)
    np.testing.assert_allclose(theta, [0.5, 1.5])
    np.testing.assert_allclose(v, [10, 0.009])


def test_arrays_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match=r"do not fit together: theta \(2,\), m \(3,\),"):
        zoo.adam(np.ones(2), np.ones(3), np.ones(3), np.ones(3), 1)


def test_an_optimizer_of_ones_own_has_its_name_and_takes_its_settings():
    opt = zoo.as_optimizer("no correction", zoo.no_correction, 0.1, 0.5)
    assert repr(opt) == "no correction(lr=0.1, beta1=0.5, beta2=0.999)"


def test_on_the_bench_every_right_step_is_lr():
    for slope in (1.0, -1.0, 300.0, 1e-3):
        assert zoo.step_sizes("nothing", slope) == pytest.approx(np.sign(slope), rel=1e-4)


def test_on_the_bench_each_bug_leaves_its_own_mark():
    size = {bug: zoo.step_sizes(bug, 1.0) for bug in zoo.BUGS}
    assert size["sum of squares"][[0, -1]].round(2).tolist() == [1, 0.56]
    assert size["t stands still"][[0, 11, -1]].round(2).tolist() == [1, 2.08, 0.32]
    assert size["no correction"][[0, 11, -1]].round(2).tolist() == [3.16, 6.57, 1.03]
    assert zoo.step_sizes("eps in the root", 1e-5)[0] == pytest.approx(0.1, rel=0.01)
    assert np.isnan(zoo.step_sizes("no parentheses", 0.0, steps=1)[0])
    assert 0.4 < size["shared state"][100:].mean() < 0.8
    assert size["shared state"][100:].std() > 0.1


@every_bug
def test_a_mystery_differs_from_a_healthy_run_from_the_same_start(bug):
    (healthy, _, _), (theta, g, lr) = zoo.mystery("nothing", 3), zoo.mystery(bug, 3)
    assert theta.shape == (31, 3)
    assert g.shape == (30, 3)
    assert lr == 0.1
    assert (theta[0] == healthy[0]).all()
    assert not np.allclose(theta, healthy, rtol=1e-4, equal_nan=True)


def test_without_parentheses_the_first_update_on_digits_is_not_a_number():
    first, last = zoo.trial("no parentheses", 0.003, steps=1)
    assert not first.diverged
    assert last.diverged
    assert str(last).startswith("update 1 · diverged instead of 2.")


def test_a_trial_of_nothing_is_adam_up_to_rounding():
    *_, last = zoo.trial("nothing", 0.003, steps=5)
    assert last.loss == pytest.approx(last.right, rel=1e-4)


def test_a_shared_state_holds_the_run_back():
    *_, last = zoo.trial("shared state", 0.003, steps=20)
    assert last.loss > 1.1 * last.right
