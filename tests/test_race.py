import numpy as np
import pytest

from helpers.datasets import load_race
from helpers.optimizers import OPTIMIZERS, SGD, Adam
from helpers.race import race, split

RECORDS = load_race()
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
    at, losses, net = race(OPTIMIZERS[name](RECORDS["lr"][0, i]), seed=3, updates=50)
    assert at.tolist() == [0, 50]
    assert losses[0] == pytest.approx(RECORDS["losses"][0, i, 3, 0], rel=1e-5)
    assert losses[1] == pytest.approx(RECORDS["losses"][0, i, 3, 1], rel=2e-2)
    assert net.theta.dtype == np.float32


def test_a_race_depends_on_its_seed_and_on_nothing_else():
    first, again, other = (race(Adam(), seed, updates=5, every=5)[1] for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).all()


def test_from_where_a_run_has_diverged_the_loss_is_nan():
    _, losses, _ = race(SGD(lr=1e6), updates=10, every=5)
    assert np.isfinite(losses).tolist() == [True, False, False]
