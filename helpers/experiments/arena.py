"""The arena: a rule of the learner's own is checked, tuned, and raced beside the stored field."""

from collections.abc import Iterator
from time import thread_time
from typing import NamedTuple

import numpy as np

from helpers.arrays import number, one_of
from helpers.experiments.entrants import Rule, fault
from helpers.experiments.tracks import TRACKS
from helpers.experiments.verdicts import rows, told

SECONDS, MOST_SECONDS = 20.0, 60.0  # of CPU time that an entry may take
TUNING, MOST = 0.6, 14  # the share of them for tuning, and the rates tried, at most
SEEDS, ENOUGH = (0, 1, 2, 3, 4), 3  # the seeds that judge, and the fewest that will do


class Standing(NamedTuple):
    """How far an entry has come: rates, their curves (runs, n), curves with fresh seeds, seconds.

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
        """The score of each seed that is through."""
        whole = self.curves if self.ended else self.curves[:-1]
        return np.array([TRACKS[self.problem].score(curve) for curve in whole])

    def __str__(self):
        if self.fault:
            return f"refused: {self.fault}"
        if not self.tried:
            return "the check finds no fault"
        if not self.curves and not self.ended:
            return f"tuning, lr {self.rate:g} · {self.spent:.1f} s"
        if not self.ended:
            return f"lr {self.rate:g}, seed {len(self.curves)} of {len(SEEDS)} · {self.spent:.1f} s"
        if len(self.results) < ENOUGH:
            return (
                f"lr {self.rate:g}: {len(self.results)} seeds in time, too few to judge: "
                f"choose more seconds, or a first lr nearer to the best"
            )
        low, middle, high = (f"{f(self.results):.3g}" for f in (np.min, np.median, np.max))
        told_of = told(self.results, TRACKS[self.problem].field())
        return f"lr {self.rate:g}: {middle} ({low} to {high}) · {told_of}"


def table(standing: Standing) -> str:
    """The score table of an entry beside its field, the best median first.

    Raises ValueError for an entry that has not been judged with enough seeds.
    """
    own = standing.results
    if not standing.ended or len(own) < ENOUGH:
        raise ValueError(f"a score needs {ENOUGH} seeds to their end, but there are {len(own)}")
    return "\n".join(rows(own, standing.rate, TRACKS[standing.problem].field()))


def enter(
    rule: Rule, problem: str = "false labels", seconds: float = SECONDS, lr: float = 1e-3
) -> Iterator[Standing]:
    """A rule is checked, then tuned from `lr` on in steps of √10, then judged with five seeds.

    It meets the networks, digits, batches, plan and seeds of the stored field; on a surface, its
    starts. It climbs to a rate whose neighbours are worse: fewer trials than the field had, with
    one seed of a training, with ten starts on a surface. After `seconds` of CPU time, 60 at most,
    the race ends; with 0 it is only checked.
    Raises TypeError or ValueError for a problem, seconds or lr that there is not.
    """
    one_of(problem, "problem", TRACKS)
    allowed = f"from 0 to {MOST_SECONDS:g}"
    seconds = number(seconds, "seconds", allowed, lambda s: 0 <= s <= MOST_SECONDS)
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
    track, spent, tried, judged = TRACKS[problem], 0.0, {}, ()
    while (k := _next(track, tried)) is not None and spent < TUNING * seconds:
        rate = float(f"{lr * 10 ** (k / 2):.2g}")
        for curves, more in _timed(track.tune(rule, rate)):
            spent += more
            tried[k] = rate, curves
            yield Standing(problem, "", tuple(tried.values()), rate, (), spent)
    rate = tried[_best(track, tried)][0]
    for seed in SEEDS:
        for curve, more in _timed(track.judge(rule, rate, seed)):
            spent += more
            if spent > seconds:
                break
            yield Standing(problem, "", tuple(tried.values()), rate, (*judged, curve), spent)
        else:
            judged += (curve,)
            continue
        break
    yield Standing(problem, "", tuple(tried.values()), rate, judged, spent, ended=True)


def _best(track, tried):
    return min(tried, key=lambda k: _order(track, tried[k][1], k))


def _order(track, curves, k):
    """What puts trials in order; of equals the nearest to the first, or the lowest if all fail."""
    scores = track.score(curves)
    last = np.nan_to_num(np.median(curves[:, -1]), nan=np.inf)
    return track.merit(scores), last, abs(k) if np.isfinite(scores).any() else k


def _next(track, tried):
    """The rate to try next, in half decades from the first: None where the best has neighbours."""
    if not tried:
        return 0
    best = _best(track, tried)
    near = (k for k in (best + 1, best - 1) if k not in tried)
    return next(near, None) if len(tried) < MOST else None


def _timed(items):
    """Each item, and the CPU seconds that it took."""
    while True:
        began = thread_time()
        for item in items:
            yield item, thread_time() - began
            break
        else:
            return
