import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice, pairwise
from multiprocessing import get_context

import numpy as np
import pytest

from helpers.sampling import choice, log_uniform
from helpers.search import Result, best, halving, search
from tests.trials import SPACE, dies, fails_at_even_units, product, signed, slowly

ALONE = [*search(product, SPACE, 12)]


def noted(begun, seed, **values):
    begun.append(seed)
    return product(seed, **values)


def by_number(results):
    return sorted(results, key=lambda result: result.number)


# The same set, whoever tries it


def test_one_by_one_results_come_in_order_with_values_seed_and_score():
    assert [result.number for result in ALONE] == [*range(12)]
    assert all(r.score == r.values["lr"] * r.values["units"] for r in ALONE)
    assert len({result.seed for result in ALONE}) == 12
    assert str(ALONE[0]) == (
        f"trial 0: lr {ALONE[0].values['lr']:.3g} units {ALONE[0].values['units']} · "
        f"{ALONE[0].score:.4g}"
    )


def test_threads_and_processes_try_the_same_set():
    with ThreadPoolExecutor(3) as executor:
        assert by_number(search(product, SPACE, 12, executor)) == ALONE
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert by_number(search(product, SPACE, 12, executor)) == ALONE


def test_another_rng_tries_another_set_and_more_trials_the_same_first_ones():
    assert [*search(product, SPACE, 20)][:12] == ALONE
    assert {r.seed for r in search(product, SPACE, 12, rng=1)}.isdisjoint(r.seed for r in ALONE)


def test_some_trials_of_a_search_are_those_with_their_numbers():
    assert [*search(product, SPACE, (7, 2))] == [ALONE[7], ALONE[2]]
    kept = ALONE[:3]
    assert [*search(product, SPACE, (2, 7), kept=kept)] == [ALONE[2], ALONE[7]]
    assert kept == [*ALONE[:3], ALONE[7]]


def test_one_by_one_a_trial_begins_when_its_result_is_asked_for():
    begun = []
    run = search(lambda seed, lr: begun.append(lr) or lr, {"lr": log_uniform(1, 2)}, 5)
    assert begun == []
    next(run)
    assert len(begun) == 1


# Trials that fail


@pytest.mark.parametrize("workers", [None, 2])
def test_a_failing_trial_is_a_result_with_its_reason(workers):
    executor = workers and ThreadPoolExecutor(workers)
    results = [*search(fails_at_even_units, SPACE, 12, executor)]
    failed = [result for result in results if result.values["units"] % 2 == 0]
    assert len(results) == 12
    assert 0 < len(failed) < 12
    assert all(result.reason == "ZeroDivisionError: even" for result in failed)
    assert np.isnan([result.score for result in failed]).all()
    assert all(r.curve == [0.0, r.score] for r in results if r not in failed)
    assert {r.number for r in best(results)} == {r.number for r in results if r not in failed}


@pytest.mark.parametrize(
    ("returned", "reason"),
    [
        (None, "TypeError: a trial's score must hold real numbers, but is None"),
        ("0.5", "TypeError: a trial's score must hold real numbers, but is '0.5'"),
        ([], "ValueError: a trial must return a number or a list of numbers"),
        ([[1.0, 2.0]], "ValueError: a trial must return a number or a list of numbers"),
    ],
)
def test_a_trial_that_returns_no_score_has_failed(returned, reason):
    [result] = search(lambda seed: returned, {}, 1)
    assert result.reason.startswith(reason)
    assert "·" in str(result)


def test_the_best_come_first_and_a_score_that_is_no_number_is_never_among_them():
    scores = [0.2, np.nan, 0.9, np.inf, 0.5]
    results = [Result(i, {}, i, score, [score]) for i, score in enumerate(scores)]
    assert [result.score for result in best(results, 2)] == [0.9, 0.5]


# Halving


def test_each_round_of_a_halving_keeps_the_better_half_and_gives_it_twice_the_epochs():
    rounds = [*halving(slowly, SPACE, 13, epochs=2)]
    assert [len(results) for results in rounds] == [13, 6, 3]
    assert [{len(r.curve) for r in results} for results in rounds] == [{2}, {4}, {8}]
    for before, after in pairwise(rounds):
        assert [r.number for r in after] == [r.number for r in best(before, len(after))]
        assert {(r.number, r.seed) for r in after} <= {(r.number, r.seed) for r in before}


def test_a_halving_refuses_a_space_that_is_none_before_it_begins():
    with pytest.raises(TypeError, match="space must be a dict of samplers"):
        halving(slowly, {"lr": 0.1}, 4)


def test_a_halving_is_the_same_on_any_executor():
    with ThreadPoolExecutor(2) as executor:
        others = halving(slowly, SPACE, 8, 1, executor, rng=3)
        assert [*map(by_number, others)] == [*map(by_number, halving(slowly, SPACE, 8, 1, rng=3))]


def test_a_trial_that_fails_is_in_no_later_round():
    def fails_at_even_units(seed, lr, units, epochs):
        return lr if units % 2 else 1 / 0

    first, *later = halving(fails_at_even_units, SPACE, 12)
    assert {r.values["units"] % 2 for r in first} == {0, 1}
    assert all(r.values["units"] % 2 for results in later for r in results)
    assert len([*halving(dies_softly, SPACE, 12)]) == 1


def dies_softly(seed, lr, units, epochs):
    raise ZeroDivisionError


# What is kept


@pytest.fixture(params=["list", "file"])
def kept(request, tmp_path):
    return [] if request.param == "list" else tmp_path / "search.jsonl"


def test_a_search_goes_on_with_what_is_kept(kept):
    begun = []
    trial = partial(noted, begun)
    first = [*islice(search(trial, SPACE, 12, kept=kept), 5)]
    assert first == ALONE[:5]
    assert [*search(trial, SPACE, 12, kept=kept)] == ALONE
    assert begun == [result.seed for result in ALONE]
    assert [*search(trial, SPACE, 3, kept=kept)] == ALONE[:3]
    assert len(begun) == 12


def test_an_interrupt_loses_nothing_that_has_finished_and_cancels_the_rest(kept, monkeypatch):
    finished, go = [], threading.Event()

    def trial(seed, **values):
        if len(finished) == 6:
            go.wait()
        finished.append(seed)
        return product(seed, **values)

    def interrupted(futures, return_when):
        wait([*futures][:6])
        raise KeyboardInterrupt

    monkeypatch.setattr("helpers.search.wait", interrupted)
    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(KeyboardInterrupt):
            [*search(trial, SPACE, 12, executor, kept=kept)]
        go.set()
    assert len(finished) == 7  # one had begun
    tried_again = []
    assert [*search(partial(noted, tried_again), SPACE, 12, kept=kept)] == ALONE
    assert tried_again == [result.seed for result in ALONE[6:]]


def test_a_search_that_is_closed_keeps_what_has_finished(kept):
    with ThreadPoolExecutor(2) as executor:
        run = search(product, SPACE, 12, executor, kept=kept)
        first = next(run)
        executor.submit(int).result()  # a later task: those before it have begun
        run.close()
    tried_again = []
    assert [*search(partial(noted, tried_again), SPACE, 12, kept=kept)]
    assert first.seed not in tried_again
    assert len(tried_again) <= 2


def test_two_searches_do_not_share_a_file(tmp_path):
    file = tmp_path / "search.jsonl"
    [*search(product, SPACE, 2, kept=file)]
    with pytest.raises(ValueError, match="holds another search: its trial 0 tried"):
        search(product, SPACE, 2, kept=file, rng=1)


def test_a_line_that_was_cut_off_is_let_go_and_tried_again(tmp_path):
    file = tmp_path / "search.jsonl"
    [*search(product, SPACE, 3, kept=file)]
    text = file.read_text(encoding="utf-8")
    file.write_text(text[:-9], encoding="utf-8")
    assert [*search(product, SPACE, 3, kept=file)] == ALONE[:3]
    assert file.read_text(encoding="utf-8") == text


def test_a_file_that_holds_something_else_is_refused_and_stays_as_it_is(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("a line\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"notes.txt is no file of a search: it has a line 'a l"):
        search(product, SPACE, 2, kept=file)
    assert file.read_text(encoding="utf-8") == "a line\n"


def test_values_that_a_file_cannot_hold_come_back_as_they_were(tmp_path):
    file, space = tmp_path / "search.jsonl", {"sizes": choice([(3, 2), (np.float64(1), abs)])}
    first = [*search(lambda seed, sizes: len(sizes), space, 6, kept=file)]
    assert [*search(dies, space, 6, kept=file)] == first


# Workers that die, and what is no search


def test_workers_that_die_end_the_search_with_a_sentence_and_what_is_kept_stays(tmp_path):
    file = tmp_path / "search.jsonl"
    [*search(product, SPACE, 3, kept=file)]
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        run = search(dies, SPACE, 12, executor, kept=file)
        assert [*islice(run, 3)] == ALONE[:3]
        with pytest.raises(RuntimeError, match=r"workers are gone .* goes on with what is kept"):
            next(run)
    assert [*search(product, SPACE, 12, kept=file)] == ALONE


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ((0.1, SPACE, 3), TypeError, "trial must be a function of a seed and values, but is 0.1"),
        ((product, {"lr": 0.1}, 3), TypeError, "space must be a dict of samplers"),
        ((product, SPACE, -1), ValueError, "trials must be at least 0, but is -1"),
        ((product, SPACE, 3, 2), TypeError, "executor must have a method submit, but is 2"),
        ((product, SPACE, 3, None, -1), ValueError, "rng must be at least 0, but is -1"),
    ],
)
def test_what_is_no_search_is_refused_before_it_begins(arguments, error, says):
    with pytest.raises(error, match=says):
        search(*arguments)


# A real Dask cluster


@pytest.fixture
def cluster():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.mark.filterwarnings("default")  # what the cluster says when a worker dies is its own
def test_a_cluster_tries_the_same_set_though_a_worker_is_killed_in_the_middle(cluster, tmp_path):
    kept, results = [], []
    run = search(partial(signed, folder=tmp_path), SPACE, 12, cluster.get_executor(), kept=kept)
    thread = threading.Thread(target=lambda: results.extend(run))
    thread.start()
    while not (signs := [*tmp_path.glob("*-*")]):
        assert thread.is_alive()
        time.sleep(0.01)
    os.kill(int(signs[0].name.split("-")[1]), signal.SIGKILL)
    (tmp_path / "go").touch()
    thread.join()
    assert [r[:3] for r in by_number(results)] == [r[:3] for r in ALONE]
    assert [r.score for r in by_number(results)] == [r.values["lr"] for r in ALONE]
    assert kept == results
