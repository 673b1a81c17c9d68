import numpy as np
import pytest

from helpers.datasets import load_records
from helpers.experiments.race import fair_run, result, split, tuning
from helpers.optimizers import OPTIMIZERS, SGD, Adam

RECORDS = load_records("race")
NAMES = RECORDS["names"].tolist()


def test_the_three_parts_of_mnist_do_not_overlap():
    parts = split()
    assert [len(parts[name][0]) for name in ("fit", "tune", "judge")] == [50_000, 10_000, 10_000]
    assert not np.shares_memory(parts["fit"][0], parts["tune"][0])
    assert not np.shares_memory(parts["judge"][0], parts["tune"][0])


def test_every_optimizer_of_the_course_was_in_the_race():
    assert [*OPTIMIZERS] == NAMES
    assert RECORDS["losses"].shape == (3, 7, 5, 41)
    assert RECORDS["updates"].tolist() == [*range(0, 2001, 50)]


def test_each_ran_at_the_best_learning_rate_of_its_sweep_and_none_at_the_edge():
    best = np.nanargmin(np.median(RECORDS["sweep"], axis=2), axis=1)
    assert (RECORDS["lr"][0] == RECORDS["rates"][np.arange(7), best]).all()
    assert best.min() > 0
    assert best.max() < 9


def test_within_a_seed_all_start_with_the_same_loss():
    start = RECORDS["losses"][..., 0]
    assert (start == start[0, 0]).all()
    assert len(np.unique(start)) == 5


@pytest.mark.parametrize("name", ["Adam", "Nesterov"])
def test_a_short_race_agrees_with_its_record(name):
    i = NAMES.index(name)
    at, losses, net = fair_run(OPTIMIZERS[name](RECORDS["lr"][0, i]), seed=3, updates=50)
    assert at.tolist() == [0, 50]
    assert losses[0] == pytest.approx(RECORDS["losses"][0, i, 3, 0], rel=1e-5)
    assert losses[1] == pytest.approx(RECORDS["losses"][0, i, 3, 1], rel=2e-2)
    assert net.theta.dtype == np.float32


def test_a_race_depends_on_its_seed_and_on_nothing_else():
    first, again, other = (fair_run(Adam(), seed, updates=5, every=5)[1] for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).all()


def test_a_part_or_count_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="unknown part of the data 'test': use one of fit, "):
        fair_run(Adam(), on="test")
    with pytest.raises(ValueError, match="every must be at least 1, but is 0"):
        fair_run(Adam(), every=0)


def test_from_where_a_run_has_diverged_the_loss_is_nan():
    _, losses, _ = fair_run(SGD(lr=1e6), updates=10, every=5)
    assert np.isfinite(losses).tolist() == [True, False, False]


def test_a_result_is_the_mean_of_the_last_ten_evaluations_and_inf_where_a_run_diverged():
    assert result([np.r_[9.0, np.arange(10)], np.r_[np.zeros(10), np.nan]]).tolist() == [
        4.5,
        np.inf,
    ]
    assert result([3.0, 1]) == 2


def test_who_tries_all_rates_gets_the_best_of_the_choosing_seed_whatever_the_draw():
    sweep = np.nan_to_num(RECORDS["sweep"], nan=9)
    for draw in (0, 7):
        [tuned] = tuning(10, draw, chooser=1)
        best = sweep[..., 1].argmin(axis=1)
        assert (tuned.rates == RECORDS["rates"][np.arange(7), best]).all()
        assert tuned.losses == pytest.approx(sweep[np.arange(7), best][:, [0, 2]])
    assert tuned.wins.max() == 1


def test_who_alone_tries_all_rates_is_first_more_often():
    for row, name in enumerate(RECORDS["names"].tolist()):
        [fair], [unfair] = tuning(1), tuning(1, favoured=name)
        assert unfair.wins[row] > 1.5 * fair.wins[row]
    [alone], [all_ten] = tuning(3, favoured="Adam"), tuning(10)
    assert alone.rates[6] == all_ten.rates[6]
    with pytest.raises(ValueError, match="optimizer"):
        tuning(3, favoured="Lion")


def test_with_one_rate_every_optimizer_is_first_now_and_then():
    [tuned] = tuning(1)
    assert tuned.wins.min() > 0.05
    assert tuned.wins.sum() == pytest.approx(1)
    assert tuned.losses.max() <= np.log(10)
