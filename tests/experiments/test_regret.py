import numpy as np
import pytest

from helpers.beyond_adam import AMSGrad
from helpers.experiments.regret import online, strides
from helpers.optimizers import SGD, Adam
from helpers.training import last

THEOREM = {"lr": 0.3, "beta1": 0.0, "beta2": 0.1}  # β₂ = 1/(1 + 3²), lr below √(1 − β₂)


def test_adam_goes_to_the_wrong_end_and_amsgrad_to_the_right_one():
    adam, amsgrad = (last(online(kind(**THEOREM))) for kind in (Adam, AMSGrad))
    assert adam.theta > 0.99
    assert adam.regret > 0.6
    assert amsgrad.theta < -0.99
    assert amsgrad.regret < 0.05


@pytest.mark.parametrize("start", [-1.0, 0.0, 1.0])
def test_where_they_start_does_not_matter(start):
    assert last(online(Adam(**THEOREM), start=start)).theta > 0.99
    assert last(online(AMSGrad(**THEOREM), start=start)).theta < -0.99


def test_the_regret_of_adam_does_not_go_away_and_that_of_amsgrad_does():
    adam, amsgrad = ([bet.regret for bet in online(kind(**THEOREM))] for kind in (Adam, AMSGrad))
    assert adam[-1] > 0.99 * adam[999]
    assert amsgrad[-1] < 0.6 * amsgrad[999]


def test_at_the_wrong_end_the_regret_is_two_thirds_a_round():
    bets = [*online(Adam(**THEOREM), rounds=3000, start=1.0)]
    assert bets[-1].regret == pytest.approx(2 / 3, abs=0.02)


def test_with_common_betas_the_short_period_fools_nobody_and_a_long_one_adam():
    betas = {"lr": 0.5, "beta1": 0.9, "beta2": 0.99}
    assert last(online(Adam(**betas))).theta < -0.99
    long = {"high": 101, "period": 101, "rounds": 20_000}
    assert last(online(Adam(**betas), **long)).theta > 0.9
    assert last(online(AMSGrad(**betas), **long)).theta < -0.9


def test_slopes_come_in_periods_and_the_first_loss_is_where_it_started():
    bets = [*online(SGD(0.1), high=4, period=4, rounds=8)]
    assert [bet.slope for bet in bets] == [4, -1, -1, -1] * 2
    assert (bets[0].theta, bets[0].regret) == (0, 4)


def test_regret_is_the_mean_of_what_was_lost_against_the_best_place():
    bets = [*online(SGD(0.3), rounds=50)]
    lost = [bet.slope * (bet.theta + 1) for bet in bets]
    assert [bet.regret for bet in bets] == pytest.approx(np.cumsum(lost) / np.arange(1, 51))


def test_the_optimizer_given_stays_as_it_is():
    opt = Adam(**THEOREM)
    last(online(opt, rounds=9))
    assert (opt.t, opt.lr) == (0, 0.3)


def test_a_bet_says_where_it_stands():
    assert str(last(online(SGD(0.1), rounds=1))) == "round 1 · θ +0.000 · average regret 3"


def test_the_one_right_step_is_shorter_than_the_two_wrong_ones_together():
    right, *wrong = strides(Adam(1e-3, 0.0, 0.1))
    assert right > 1
    assert right + sum(wrong) < -0.6
    assert strides(SGD(1e-3)) == pytest.approx([3, -1, -1])
