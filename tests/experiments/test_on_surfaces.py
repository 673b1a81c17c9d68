from functools import partial

import numpy as np
import pytest

from helpers.beyond_adam import AdamW
from helpers.datasets import load_records
from helpers.experiments.on_surfaces import (
    GROUNDS,
    NEVER,
    RATES,
    arrivals,
    curves,
    grown,
    merit,
    starts,
    steps_to_goal,
    tuned,
)
from helpers.optimizers import SGD
from helpers.surfaces import valley
from helpers.training import last


def test_arrivals_are_those_of_each_rate_from_each_start():
    found = arrivals("SGD", valley, [0.5, 0.95, 3.0], [(-7.0, 2.0), (0.0, 0.0)])
    assert found.shape == (3, 2)
    assert found[:2, 1].tolist() == [0, 0]
    assert found[0, 0] > found[1, 0]
    assert np.isinf(found[2, 0])


def test_a_decay_leads_to_the_minimum_of_the_valley_without_any_gradient():
    theta = np.array([-7.0, 2.0])
    AdamW(lr=100.0).step(theta, np.zeros(2))
    assert theta.tolist() == [0, 0]
    with pytest.raises(ValueError, match=r"^unknown optimizer 'AdamW'"):
        arrivals("AdamW", valley, [0.1], [(1, 1)])


def test_muon_is_no_rule_for_a_position():
    with pytest.raises(ValueError, match=r"^unknown optimizer 'Muon'"):
        arrivals("Muon", valley, [0.1], [(1, 1)])


def test_no_start_both_tunes_and_judges():
    for ground in GROUNDS:
        together = np.concatenate([starts(ground, part) for part in ("tune", "judge")])
        assert len(np.unique(together, axis=0)) == 15


def test_a_start_without_an_arrival_counts_ten_runs():
    assert merit(np.array([10.0, np.inf])) == (10 + NEVER) / 2


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_run_that_is_stored_comes_again(ground):
    records = load_records("beyond")
    row = records["on surfaces"].tolist().index("Momentum")
    column = records["surfaces"].tolist().index(ground)
    lr = records["surface lr"][row, column]
    assert tuned("Momentum", ground) == lr
    [steps] = arrivals("Momentum", GROUNDS[ground], [lr], starts(ground))
    assert steps.tolist() == records["arrivals"][row, column].tolist()
    again = curves("Momentum", ground, lr)
    np.testing.assert_allclose(again, records["descents"][row, column], rtol=1e-4, atol=1e-12)


def test_the_best_of_the_rates_is_not_at_their_edge():
    rates = load_records("beyond")["surface lr"]
    arrived = np.isfinite(load_records("beyond")["arrivals"]).any(axis=-1)
    assert (RATES[0] < rates[arrived]).all()
    assert (rates < RATES[-1]).all()


def test_a_run_grows_start_by_start_and_arrives_as_in_a_crowd():
    places = starts("valley")[:2]
    runs = [*grown(partial(SGD, 0.5), "valley", places)]
    assert np.isnan(runs[0][1]).all()
    [steps] = arrivals("SGD", valley, [0.5], places)
    assert steps_to_goal(runs[-1]).tolist() == steps.tolist()


def test_a_run_that_diverges_is_no_number_from_there():
    end = last(grown(partial(SGD, 9.0), "valley", starts("valley")[:1]))
    assert np.isinf(steps_to_goal(end)).all()
