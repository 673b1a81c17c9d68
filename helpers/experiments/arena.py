"""The arena: a rule of the learner's own is checked, tuned, and raced beside the stored field."""

from collections.abc import Callable, Iterator
from functools import cache
from time import thread_time
from typing import NamedTuple

import numpy as np

from helpers.arrays import number, one_of
from helpers.datasets import load_records
from helpers.experiments.entrants import fault, made
from helpers.experiments.newcomers import PROBLEMS, grown, plan
from helpers.experiments.race import result
from helpers.stepping import Optimizer

SECONDS = 20.0  # of CPU time that an entry may take
TUNING = 0.6  # of them, at most
ROUNDING = 1e-6  # of the records, which are float32
TUNER, SEEDS, ENOUGH = 100, (0, 1, 2, 3, 4), 3  # the seed that tunes, those that judge, the fewest


class Standing(NamedTuple):
    """How far an entry has come: rates and their curves (40,), curves with fresh seeds, seconds.

    A curve is NaN from where it has not come to yet. `rate`: of the last curve, or the first.
    """

    problem: str
    fault: str = ""
    tried: tuple[tuple[float, np.ndarray], ...] = ()
    rate: float = np.nan
    curves: tuple[np.ndarray, ...] = ()
    spent: float = 0.0
    ended: bool = False

    @property
    def results(self) -> np.ndarray:
        """One for each seed that is through, the mean of its last ten evaluations."""
        whole = self.curves if self.ended else self.curves[:-1]
        return np.array([result(curve) for curve in whole])

    def __str__(self):
        if self.fault:
            return f"refused: {self.fault}"
        if not self.tried:
            return "the check finds no fault"
        if not self.curves:
            return f"tuning, lr {self.rate:g} · {self.spent:.1f} s"
        if not self.ended:
            return f"lr {self.rate:g}, seed {len(self.curves)} of {len(SEEDS)} · {self.spent:.1f} s"
        if len(self.results) < ENOUGH:
            return f"lr {self.rate:g}: {len(self.results)} seeds in time, too few to judge"
        low, middle, high = (f(self.results) for f in (np.min, np.median, np.max))
        return f"lr {self.rate:g}: {middle:.3f} ({low:.3f} to {high:.3f}) · {_told(self)}"


def field_of(problem: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The stored field, best median first: names, rates (11,), curves (11, 5 seeds, 40).

    Raises ValueError for an unknown problem.
    """
    return _field_of(one_of(problem, "problem", PROBLEMS))


@cache
def _field_of(problem):
    records = load_records("beyond")
    runs = records[f"{problem} runs"].astype(float)
    order = np.median(result(runs), axis=-1).argsort(kind="stable")
    return records["names"][order].tolist(), records[f"{problem} lr"][order], runs[order]


def verdict(own: np.ndarray, other: np.ndarray) -> str:
    """ "ahead" where all of our results (seeds,) are lower, "behind", or else "within noise"."""
    if np.max(own) < np.min(other):
        return "ahead"
    return "behind" if np.min(own) > np.max(other) else "within noise"


def beside(problem: str, name: str = "Adam") -> dict[str, list[str]]:
    """Who of the stored field is ahead of one of its rules, behind it, or within noise of it.

    Raises ValueError for an unknown problem or rule.
    """
    names, _, runs = field_of(problem)
    ends = dict(zip(names, result(runs), strict=True))
    own = ends.pop(one_of(name, "optimizer", names))
    return _sorted({other: verdict(seeds, own) for other, seeds in ends.items()})


def _sorted(verdicts):
    kinds = "ahead", "within noise", "behind"
    return {kind: [name for name, how in verdicts.items() if how == kind] for kind in kinds}


def _told(standing):
    names, _, runs = field_of(standing.problem)
    ends = dict(zip(names, result(runs), strict=True))
    told = _sorted({name: verdict(standing.results, seeds) for name, seeds in ends.items()})
    of = {"ahead": "ahead of", "behind": "behind"}
    words = [f"{how} {' '.join(told[kind])}" for kind, how in of.items() if told[kind]]
    if told["within noise"]:
        words.append(f"within noise of {len(told['within noise'])} of {len(names)}")
    return ", ".join([*words, f"lower than Adam with {_lower(standing.results, ends['Adam'])}"])


def _lower(own, other):
    """The seeds with which ours is lower: the same weights and batches, so that they make pairs."""
    lower = own < other[: len(own)] * (1 - ROUNDING)
    return f"{lower.sum()} of {len(own)} seeds"


def table(standing: Standing) -> str:
    """The score table, the best median first: lr, median, lowest and highest seed, and verdicts.

    One verdict is by bands, the other counts the seeds with which the entry is lower.

    Raises ValueError for an entry that has not been judged with enough seeds.
    """
    own = standing.results
    if not standing.ended or len(own) < ENOUGH:
        raise ValueError(f"a score needs {ENOUGH} seeds to their end, but there are {len(own)}")
    names, rates, runs = field_of(standing.problem)
    words = {"ahead": "yours is ahead", "behind": "yours is behind", "within noise": "within noise"}
    lines = [
        (
            np.median(seeds),
            f"{name:17}{lr:<9.3g}",
            seeds,
            f"{words[verdict(own, seeds)]}, lower with {_lower(own, seeds)}",
        )
        for name, lr, seeds in zip(names, rates, result(runs), strict=True)
    ]
    lines.append((np.median(own), f"{'yours':17}{standing.rate:<9.3g}", own, ""))
    return "\n".join(
        f"{who}{middle:.4f} ({seeds.min():.4f} to {seeds.max():.4f})  {how}".rstrip()
        for middle, who, seeds, how in sorted(lines, key=lambda line: line[0])
    )


def enter(
    rule: Callable | Optimizer | type,
    problem: str = "false labels",
    seconds: float = SECONDS,
    lr: float = 1e-3,
) -> Iterator[Standing]:
    """A rule is checked, then tuned from `lr` on in steps of √10, then judged with five seeds.

    It meets the networks, digits, batches, plan and seeds of the stored field. With one seed it
    climbs to a rate whose neighbours are worse: fewer trials than the field had. After `seconds` of
    CPU time, 20 at most, the race ends; with 0 it is only checked.
    Raises TypeError or ValueError for a problem, seconds or lr that there is not.
    """
    one_of(problem, "problem", PROBLEMS)
    allowed = f"from 0 to {SECONDS:g}"
    seconds = number(seconds, "seconds", allowed, lambda s: 0 <= s <= SECONDS)
    lr = number(lr, "lr", "above 0, and finite", lambda lr: 0 < lr < np.inf)
    return _enter(rule, problem, seconds, lr)


def _enter(rule, problem, seconds, lr):
    standing = Standing(problem, fault(rule), rate=lr)
    yield standing
    if standing.fault or not seconds:
        return
    try:
        for standing in _raced(rule, problem, seconds, lr):
            yield standing
    except Exception as error:
        sentence = f"your rule fails in the race: {type(error).__name__}: {error}"
        yield standing._replace(fault=sentence, ended=True)


def _raced(rule, problem, seconds, lr):
    spent, tried, judged = 0.0, {}, ()
    while (k := _next(tried)) is not None and spent < TUNING * seconds:
        rate = float(f"{lr * 10 ** (k / 2):.2g}")
        for curve, more in _timed(_run(rule, problem, rate, TUNER, "tune")):
            spent += more
            tried[k] = rate, curve
            yield Standing(problem, "", tuple(tried.values()), rate, (), spent)
    rate = tried[_best(tried)][0]
    for seed in SEEDS:
        for curve, more in _timed(_run(rule, problem, rate, seed, "judge")):
            spent += more
            if spent > seconds:
                break
            yield Standing(problem, "", tuple(tried.values()), rate, (*judged, curve), spent)
        else:
            judged += (curve,)
            continue
        break
    yield Standing(problem, "", tuple(tried.values()), rate, judged, spent, ended=True)


def _best(tried):
    return min(tried, key=lambda k: (result(tried[k][1]), k))


def _next(tried):
    """The rate to try next, in half decades from the first: None where the best has neighbours."""
    if not tried:
        return 0
    best = _best(tried)
    return next((k for k in (best + 1, best - 1) if k not in tried), None)


def _run(rule, problem, lr, seed, on):
    """Curves (40,) as they grow, one after each update."""
    task = PROBLEMS[problem]
    return grown(task, task.net(seed), made(rule, lr), plan("Adam", lr, task.updates), seed, on)


def _timed(items):
    """Each item, and the CPU seconds that it took."""
    while True:
        began = thread_time()
        for item in items:
            yield item, thread_time() - began
            break
        else:
            return
