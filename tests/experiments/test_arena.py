import numpy as np
import pytest

from helpers.experiments import arena, newcomers, on_surfaces
from helpers.experiments.arena import MOST, SEEDS, Standing, enter, table
from helpers.experiments.newcomers import EVALUATIONS, PROBLEMS
from helpers.experiments.race import result
from helpers.optimizers import SGD, Adam
from helpers.training import last


def fails_late(theta, g, state, lr):
    state["t"] = state.get("t", 0) + 1
    if state["t"] > 30:
        raise RuntimeError("oh")
    theta -= lr * g


def does_nothing(theta, g, state, lr):
    pass


def knows_no_rate(theta, g, state, lr):
    theta -= 0.5 * g


def leaps(theta, g, state, lr):
    theta -= 1e6 * g


@pytest.fixture
def short(monkeypatch):
    """The false labels, with 40 updates, and few images to judge by."""
    task = PROBLEMS["false labels"]
    held = {part: (x[:100], y[:100]) for part, (x, y) in task.held().items()}
    few = task._replace(updates=EVALUATIONS, held=lambda: held)
    monkeypatch.setitem(newcomers.PROBLEMS, "false labels", few)


@pytest.fixture
def few(monkeypatch):
    """Two starts on a surface to tune from, instead of ten."""
    monkeypatch.setitem(on_surfaces.PARTS, "tune", slice(2))


def test_an_entry_is_tuned_and_judged_as_the_field_was(short):
    run = [*enter(Adam, lr=0.01)]
    end = run[-1]
    assert run[0] == Standing("false labels", rate=0.01)
    assert (end.ended, len(end.curves), len(end.results)) == (True, len(SEEDS), len(SEEDS))
    stored = newcomers.entry("false labels", "Adam", end.rate, seed=3)
    assert end.curves[3] == pytest.approx(stored)


def test_it_climbs_to_a_rate_whose_neighbours_are_worse(short):
    tried = {lr: result(curve) for lr, curve in last(enter(SGD, lr=0.01)).tried}
    rates = sorted(tried)
    best = min(rates, key=tried.get)
    assert 0 < rates.index(best) < len(rates) - 1
    assert last(enter(SGD, lr=0.01)).rate == best


def test_on_a_surface_ten_starts_tune_and_five_others_judge():
    end = last(enter(SGD, "valley", 60, lr=0.5))
    assert [curves.shape for _, curves in end.tried] == [(10, 1001)] * len(end.tried)
    assert end.rate == 0.5
    assert len(end.results) == len(SEEDS)
    assert np.isfinite(end.results).all()


def test_from_a_rate_that_is_too_small_it_climbs_though_no_start_arrives(few):
    rates = [lr for lr, _ in last(enter(SGD, "valley", 60, lr=0.001)).tried]
    assert max(rates) > 0.3


def test_a_rule_that_knows_no_rate_is_tried_at_three(few):
    assert len(last(enter(knows_no_rate, "valley", 60)).tried) == 3


def test_a_rule_that_always_diverges_is_tried_so_often_and_no_more(few):
    end = last(enter(leaps, "valley", 60))
    assert len(end.tried) == MOST
    assert np.isinf(end.results).all()


def test_with_no_seconds_it_is_checked_alone_and_a_fault_ends_it():
    [checked] = enter(Adam, seconds=0)
    [refused] = enter(does_nothing)
    assert str(checked) == "the check finds no fault"
    assert str(refused).startswith("refused: your rule does not change theta")


def test_a_rule_that_fails_in_the_race_says_so(short):
    end = last(enter(fails_late))
    assert end.fault == "your rule fails in the race: RuntimeError: oh"


def test_no_seed_that_is_not_through_is_judged(short, monkeypatch):
    clock = iter(range(10_000))
    monkeypatch.setattr(arena, "thread_time", lambda: next(clock) / 10)  # 0.1 s for each item
    end = last(enter(Adam, seconds=20))
    assert end.ended
    assert end.spent > 20
    assert len(end.curves) < len(SEEDS)
    assert all(np.isfinite(curve).all() for curve in end.curves)


def standing(results, problem="digits"):
    curves = tuple(np.full(EVALUATIONS, end) for end in results)
    return Standing(problem, "", ((0.1, curves[0][None]),), 0.1, curves, 9.0, ended=True)


def test_the_table_puts_an_entry_in_its_place():
    lines = table(standing([0.0, 0.0, 0.0])).splitlines()
    assert lines[0].startswith("yours            0.1      0.000 (0.000 to 0.000)")
    assert len(lines) == 1 + len(newcomers.FIELD)
    assert all(line.endswith("yours is ahead, lower with 3 of 3 seeds") for line in lines[1:])
    assert table(standing([9.0, 9.0, 9.0])).splitlines()[-1].startswith("yours")


def test_a_rule_that_diverges_is_behind_everybody():
    told = str(standing([np.inf] * 5))
    assert told.startswith("lr 0.1: inf (inf to inf) · behind ")


def test_few_seeds_have_no_score():
    assert "2 seeds in time, too few to judge: choose more seconds" in str(standing([0.1, 0.1]))
    with pytest.raises(ValueError, match="a score needs 3 seeds to their end, but there are 2"):
        table(standing([0.1, 0.1]))
