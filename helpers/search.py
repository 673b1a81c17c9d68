"""Hyperparameter search: trials one by one or on any executor; what has finished is never lost."""

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, wait
from functools import partial
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, shown, whole
from helpers.sampling import Space, draw

LOST = (BrokenExecutor, CancelledError)  # says that a worker is gone, and nothing about a trial


class Result(NamedTuple):
    """One trial: its number, the values it tried, its seed, and what came of it.

    `curve` are the numbers that the trial returned, and `score` the last of them; where the trial
    failed it is NaN, and `reason` says why.
    """

    number: int
    values: dict
    seed: int
    score: float
    curve: list[float]
    reason: str = ""

    def __str__(self):
        told = " ".join(f"{name} {_short(value)}" for name, value in self.values.items())
        return f"trial {self.number}: {told} · {self.reason or f'{self.score:.4g}'}"


def search(
    trial: Callable,
    space: Space,
    trials: int | tuple[int, ...],
    executor: Executor | None = None,
    rng: int = 0,
    kept: list | Path | str | None = None,
) -> Iterator[Result]:
    """Results of `trial(seed, **values)` as they finish, with values drawn from the space.

        for result in search(trial, {"lr": log_uniform(1e-4, 1)}, trials=100): …

    A trial returns a number, or a list of numbers whose last counts; one that raises is a result
    with its reason. Values and seed depend on `rng` and the trial's number alone, so that every
    executor tries the same set: threads, processes, a Dask client's `get_executor()`. Every result
    is appended to `kept`, a list or a file, as soon as it is there, and a search that is begun
    again goes on with what is kept. `trials` says how many there are, or the numbers of some.
    Raises TypeError or ValueError for bad input, and for a file that holds another search.
    Raises RuntimeError where the executor's workers have died.
    """
    if not callable(trial):
        raise TypeError(f"trial must be a function of a seed and values, but is {shown(trial)}")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise TypeError(f"executor must have a method submit, but is {shown(executor)}")
    numbers = trials if isinstance(trials, tuple) else range(whole(trials, "trials"))
    plan = {i: (i, *draw(space, i, rng)) for i in numbers}
    done, keep = _shelf(kept, plan)
    todo = [planned for i, planned in plan.items() if i not in done]
    if executor is None:
        return _all(done, _one_by_one(trial, todo, keep))
    return _all(done, _side_by_side(trial, todo, keep, executor))


def halving(
    trial: Callable,
    space: Space,
    trials: int,
    epochs: int = 3,
    executor: Executor | None = None,
    rng: int = 0,
) -> Iterator[list[Result]]:
    """Rounds of results of `trial(seed, epochs=…, **values)`, each with half of the trials.

    Each round keeps the better half and gives it twice the epochs, from the start, so that every
    round costs the same. The last has two or three trials, of which the best has won.
    Raises TypeError or ValueError for bad input, and RuntimeError like `search`.
    (Jamieson & Talwalkar 2016, https://arxiv.org/abs/1502.07943)
    """
    epochs, alive = whole(epochs, "epochs", 1), range(whole(trials, "trials", 2))
    search(trial, space, 1, executor, rng)  # runs nothing, and refuses now what it would later
    return _halving(trial, space, alive, epochs, executor, rng)


def _halving(trial, space, alive, epochs, executor, rng):
    while len(alive) > 1:
        results = [*search(partial(trial, epochs=epochs), space, tuple(alive), executor, rng)]
        yield results
        alive = [result.number for result in best(results, len(alive) // 2)]
        epochs *= 2


def best(results: Iterable[Result], count: int | None = None) -> list[Result]:
    """The results with the highest scores, best first, at most so many; none that failed.

    Raises TypeError or ValueError for a count that is no whole number.
    """
    scored = [result for result in results if isfinite(result.score)]
    count = len(scored) if count is None else whole(count, "count")
    return sorted(scored, key=lambda result: -result.score)[:count]


# Trials


def _all(done, run):
    yield from done.values()
    yield from run


def _one_by_one(trial, todo, keep):
    for planned in todo:
        yield keep(_result(planned, lambda planned=planned: trial(planned[2], **planned[1])))


def _side_by_side(trial, todo, keep, executor):
    futures = {}
    try:
        for planned in todo:
            futures[executor.submit(trial, planned[2], **planned[1])] = planned
        while futures:
            for future in wait(futures, return_when=FIRST_COMPLETED).done:
                yield keep(_result(futures.pop(future), future.result))
    except LOST as error:
        told = f"{type(error).__name__}: {error}".rstrip(": ")
        raise RuntimeError(
            f"the executor's workers are gone ({told}): search again with another one, "
            "which goes on with what is kept"
        ) from None
    finally:  # also where the caller stops or is interrupted
        for future, planned in futures.items():
            if not future.cancel() and future.done() and not future.exception():
                keep(_result(planned, future.result))


def _result(planned, outcome):
    """What came of a trial; what is not its own fault goes up."""
    try:
        curve = np.atleast_1d(floats(outcome(), "a trial's score")).tolist()
        if np.ndim(curve) != 1 or not curve:
            raise ValueError(
                "a trial must return a number or a list of numbers, the last its score"
            )
        return Result(*planned, curve[-1], curve)
    except LOST:
        raise
    except Exception as error:
        return Result(*planned, np.nan, [], f"{type(error).__name__}: {error}")


# What is kept


def _shelf(kept, plan):
    """The results that are kept, by number, and a function that keeps one more and returns it."""
    if kept is None:
        return {}, lambda result: result
    if isinstance(kept, list):
        found, store = kept, kept.append
    else:
        file = Path(kept)
        found, store = _read(file), lambda result: _write(file, result)
    done = {r.number: _matched(r, plan, kept) for r in found if r.number in plan}

    def keep(result):
        store(result)
        return result

    return done, keep


def _matched(result, plan, kept):
    """The result with the plan's own values, which a file may have turned into others."""
    planned = plan[result.number]
    if _as_kept(planned[1]) != _as_kept(result.values) or planned[2] != result.seed:
        where = "the list" if isinstance(kept, list) else kept
        raise ValueError(
            f"{where} holds another search: its trial {result.number} tried {result.values}, "
            f"this one tries {planned[1]}"
        )
    return result._replace(values=planned[1])


def _as_kept(values):
    return json.dumps(values, ensure_ascii=False, default=str)


def _write(file, result):
    """One line for each result."""
    with file.open("a", encoding="utf-8", newline="\n") as lines:
        lines.write(_as_kept(result._asdict()) + "\n")


def _read(file):
    """The results in the file; a last line that was cut off while it was written is let go."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    whole_lines = text[: text.rfind("\n") + 1]
    if whole_lines != text:
        file.write_text(whole_lines, encoding="utf-8", newline="\n")
    return [_parsed(line, file) for line in whole_lines.splitlines()]


def _parsed(line, file):
    try:
        return Result(**json.loads(line))
    except (TypeError, ValueError):
        raise ValueError(f"{file} is no file of a search: it has a line {shown(line)}") from None


def _short(value):
    return f"{value:.3g}" if isinstance(value, float) else str(value)
