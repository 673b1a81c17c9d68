import numpy as np
import pytest

from helpers.experiments.convergence import arrival
from helpers.experiments.directions import judged, rare_feature, turned_ravine
from helpers.optimizers import SGD
from helpers.training import descend, last


def test_seeds_side_by_side_learn_as_each_does_alone():
    both = last(descend(SGD(0.3), *rare_feature(0.01, [3, 4]), steps=20)).theta
    for theta, seed in zip(both, (3, 4), strict=True):
        [alone] = last(descend(SGD(0.3), *rare_feature(0.01, [seed]), steps=20)).theta
        assert alone == pytest.approx(theta, rel=1e-12)


def test_learning_rates_side_by_side_see_the_same_batches():
    lr = np.array([0.1, 0.3])[:, None, None]
    both = last(descend(SGD(lr), *rare_feature(0.01, range(3)), steps=20)).theta
    alone = last(descend(SGD(0.3), *rare_feature(0.01, range(3)), steps=20)).theta
    assert both[1] == pytest.approx(alone, rel=1e-12)


def test_common_weights_come_home_and_the_rare_one_lags_behind():
    theta = last(descend(SGD(0.3), *rare_feature(0.01, range(20)), steps=100)).theta
    assert np.abs(theta[:, :-1]).max() < 0.2
    assert np.median(np.abs(theta[:, -1])) > 0.5
    common = last(descend(SGD(0.3), *rare_feature(1, range(20)), steps=100))
    assert common.loss.max() < 0.2


def test_the_loss_is_1_where_weights_of_0_begin_and_0_at_the_truth():
    surface, starts = rare_feature(0.01, range(4))
    assert surface(starts) == pytest.approx(np.ones(4))
    assert surface.lowest == 0


def test_a_plain_descent_does_not_notice_the_turn():
    needed = [
        arrival(descend(SGD(0.9), *turned_ravine(angle, range(5)), 100)) for angle in (0, 30, 90)
    ]
    assert np.ptp(needed, axis=0).max() == 0
    assert np.isfinite(needed).all()


def test_a_rate_is_chosen_on_one_half_of_the_seeds_and_judged_on_the_other():
    best, took = judged([[5, 5, 1, 1], [3, 4, 9, 8]])
    assert best == 1
    assert took.tolist() == [9, 8]


def test_what_cannot_be_told_is_refused():
    with pytest.raises(ValueError, match="seeds must hold at least one"):
        turned_ravine(0, [])
    with pytest.raises(ValueError, match="share must be above 0, at most 1"):
        rare_feature(0, [1])
    with pytest.raises(ValueError, match=r"steps must be \(rates, 2 seeds"):
        judged([[1.0], [2.0]])
