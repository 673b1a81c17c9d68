from itertools import pairwise

import numpy as np
import pytest

from helpers.beyond_adam import BEYOND
from helpers.experiments import newcomers
from helpers.experiments.newcomers import (
    EVALUATIONS,
    FIELD,
    PROBLEMS,
    cost,
    early_momentum,
    entry,
    plan,
)
from helpers.muon import ByPart
from helpers.network import MLP


@pytest.fixture
def short(monkeypatch):
    """The problems, with 40 updates instead of up to 1,000, and few images to judge by."""
    for name, task in PROBLEMS.items():
        held = {part: (x[:200], y[:200]) for part, (x, y) in task.held().items()}
        few = task._replace(updates=EVALUATIONS, held=lambda held=held: held)
        monkeypatch.setitem(newcomers.PROBLEMS, name, few)


def test_all_that_came_later_are_in_the_field():
    assert {*BEYOND, "Muon", "Adam"} <= {*FIELD}


@pytest.mark.parametrize("name", FIELD)
def test_everyone_can_enter(short, name):
    found = entry("false labels", name, 1e-3)
    assert found.shape == (EVALUATIONS,)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_run_learns_and_comes_again_alike(short, problem):
    first, again = (entry(problem, "Adam", 3e-3, seed=1, on="tune") for _ in range(2))
    assert (first == again).all()
    assert first[-1] < 0.9 * first[0]


def test_the_seed_and_the_part_of_the_data_change_a_run(short):
    runs = [entry("false labels", "SGD", 0.1, *how) for how in ((0,), (1,), (0, "tune"))]
    assert len({run.tobytes() for run in runs}) == 3


def test_settings_and_more_updates_change_a_run(short):
    usual = entry("false labels", "AdamW", 3e-3)
    decayed = entry("false labels", "AdamW", 3e-3, weight_decay=10.0)
    longer = entry("false labels", "AdamW", 3e-3, updates=3 * EVALUATIONS)
    assert decayed[-1] > usual[-1] > longer[-1]


def test_an_early_momentum_has_a_few_strong_directions():
    sizes = np.linalg.svd(early_momentum(), compute_uv=False)
    assert np.sum(sizes[:5] ** 2) > 0.8 * np.sum(sizes**2)


def test_a_run_that_diverges_is_nan_from_there(short):
    found = entry("20 layers", "SGD", 1e4)
    assert np.isnan(found[-1])


def test_schedule_free_is_measured_at_its_average(short, monkeypatch):
    places = []
    task = newcomers.PROBLEMS["false labels"]
    spy = task._replace(measure=lambda net, x, y: places.append(net.theta.copy()) or 0.0)
    monkeypatch.setitem(newcomers.PROBLEMS, "false labels", spy)
    entry("false labels", "ScheduleFree", 0.1)
    jumps = [np.linalg.norm(b - a) for a, b in pairwise(places)]
    monkeypatch.setattr(newcomers, "placed", lambda theta, x: newcomers.nullcontext())
    places.clear()
    entry("false labels", "ScheduleFree", 0.1)
    elsewhere = [np.linalg.norm(b - a) for a, b in pairwise(places)]
    assert np.mean(jumps[-10:]) < 0.8 * np.mean(elsewhere[-10:])


def test_all_warm_up_and_only_schedule_free_stays_up():
    down, flat = (plan(name, 0.1, 100) for name in ("Adam", "ScheduleFreeAdam"))
    assert [down(t) for t in range(5)] == [flat(t) for t in range(5)]
    assert down(5) == flat(5) == flat(99) == pytest.approx(0.1)
    assert down(99) < 1e-3


def test_muon_enters_with_adam_beside_it():
    opt = newcomers.entrant("Muon", 0.1, MLP([4, 5, 5, 3]))
    assert isinstance(opt, ByPart)
    assert opt.lr == 0.1


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: entry("digits", "Adagrad", 0.1), "^unknown optimizer 'Adagrad': use one of SGD"),
        (lambda: entry("letters", "Adam", 0.1), "^unknown problem 'letters': use one of digits"),
        (lambda: entry("digits", "Adam", 0.0), "^lr must be above 0, and finite, but is 0.0"),
    ],
)
def test_what_cannot_enter_is_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


# Time to a target, tuning included


def test_a_cost_is_the_part_of_a_run_when_every_rate_reaches_the_target():
    curves = np.tile(np.linspace(1, 0.1, 10), (5, 2, 1))
    assert cost(curves, 0.55) == pytest.approx(0.6)


def test_each_rate_that_misses_costs_a_whole_run():
    curves = np.ones((3, 1, 4))
    curves[1, 0, 1:] = 0
    assert cost(curves, 0.5, draws=4000) == pytest.approx(1 + 0.5, abs=0.05)


def test_the_cost_of_what_nobody_reaches_is_infinite():
    assert cost(np.ones((3, 2, 4)), 0.5) == np.inf


def test_a_run_that_diverged_does_not_reach_anything():
    assert cost(np.full((3, 2, 4), np.nan), 0.5) == np.inf
