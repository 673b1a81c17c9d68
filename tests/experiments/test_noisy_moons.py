from itertools import islice

import numpy as np
import pytest

from helpers.datasets import moons
from helpers.experiments.noisy_moons import (
    DATA,
    EVERY,
    HELD,
    NOISE,
    bayes_rate,
    best_rule,
    densities,
    learn,
)


def test_the_densities_of_both_moons_integrate_to_one():
    sides = np.arange(-3, 4, 0.1), np.arange(-2.5, 3, 0.1)
    p = densities(np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2))
    assert p.sum(axis=0) * 0.01 == pytest.approx([1, 1], abs=1e-3)


def test_the_bayes_rate_is_what_the_best_rule_gets_right_of_many_points():
    for noise in (0.2, NOISE, 0.6):
        x, y = moons(40_000, noise, rng=5)
        assert (best_rule(x, noise) == y).mean() == pytest.approx(bayes_rate(noise), abs=0.006)


def test_no_rule_that_is_a_little_off_does_better():
    x, y = moons(40_000, NOISE, rng=6)
    best = (best_rule(x) == y).mean()
    for shift in ([0.2, 0], [0, 0.2], [-0.2, 0.1]):
        assert (best_rule(x + shift) == y).mean() < best


def test_a_record_says_what_the_network_gets_right_of_its_own_and_of_unseen_points():
    run = islice(learn(0.5, 4, seed=1), 3)
    for i, record in enumerate(run):
        assert record.t == max(1, i * EVERY)
        assert record[1:5] == (
            record.net.loss(*DATA),
            record.net.loss(*HELD),
            record.net.accuracy(*DATA),
            record.net.accuracy(*HELD),
        )
