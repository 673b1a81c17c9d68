import numpy as np
import pytest

from helpers.experiments import arena, newcomers
from helpers.experiments.arena import SEEDS, Standing, beside, enter, field_of, table, verdict
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


@pytest.fixture
def short(monkeypatch):
    """The false labels, with 40 updates, and few images to judge by."""
    task = PROBLEMS["false labels"]
    held = {part: (x[:100], y[:100]) for part, (x, y) in task.held().items()}
    few = task._replace(updates=EVALUATIONS, held=lambda: held)
    monkeypatch.setitem(newcomers.PROBLEMS, "false labels", few)


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
    return Standing(problem, "", ((0.1, curves[0]),), 0.1, curves, 9.0, ended=True)


def test_a_verdict_needs_bands_apart():
    one, other = np.array([1.0, 2, 3]), np.array([4.0, 5, 6])
    assert verdict(one, other) == "ahead"
    assert verdict(other, one) == "behind"
    assert verdict(one + 1, other) == "within noise"


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_field_is_stored_best_first_and_a_rule_is_within_noise_of_itself(problem):
    names, _, runs = field_of(problem)
    assert sorted(names) == sorted(newcomers.FIELD)
    assert (np.diff(np.median(result(runs), axis=-1)) >= 0).all()
    told = str(standing(result(runs)[names.index("Adam")], problem))
    assert " of 11, lower than Adam with 0 of 5 seeds" in told
    others = beside(problem, names[4])
    assert sorted(sum(others.values(), [names[4]])) == sorted(names)


def test_the_table_puts_an_entry_in_its_place():
    lines = table(standing([0.0, 0.0, 0.0])).splitlines()
    assert lines[0].startswith("yours            0.1      0.0000 (0.0000 to 0.0000)")
    assert len(lines) == 1 + len(newcomers.FIELD)
    assert all(line.endswith("yours is ahead, lower with 3 of 3 seeds") for line in lines[1:])
    assert table(standing([9.0, 9.0, 9.0])).splitlines()[-1].startswith("yours")


def test_a_rule_that_diverges_is_behind_everybody():
    told = str(standing([np.inf] * 5))
    assert told.startswith("lr 0.1: inf (inf to inf) · behind ")


def test_few_seeds_have_no_score():
    assert str(standing([0.1, 0.1])).endswith("2 seeds in time, too few to judge")
    with pytest.raises(ValueError, match="a score needs 3 seeds to their end, but there are 2"):
        table(standing([0.1, 0.1]))
