"""Where a rule of the learner's own races: trainings and surfaces, each with a stored field."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from helpers.arrays import one_of
from helpers.datasets import load_records
from helpers.experiments import on_surfaces
from helpers.experiments.entrants import Rule, made
from helpers.experiments.newcomers import PROBLEMS, grown, plan
from helpers.experiments.race import result

TUNER = 100  # the seed with which a training is tuned


class Field(NamedTuple):
    """The stored field, best median first: names, rates (R,), curves (R, 5, 40), scores (R, 5)."""

    names: list[str]
    rates: np.ndarray
    curves: np.ndarray
    scores: np.ndarray

    def of(self, name: str) -> np.ndarray:
        """The scores of one rule. Raises ValueError for an unknown one."""
        return self.scores[self.names.index(one_of(name, "optimizer", self.names))]

    def sorted(self) -> "Field":
        order = np.median(self.scores, axis=-1).argsort(kind="stable")
        names = np.array(self.names)[order].tolist()
        return Field(names, *(part[order] for part in self[1:]))


class Track(NamedTuple):
    """Runs of a rule at a rate, as they grow, and what counts of them: lower is better.

    `tune(rule, lr)` gives curves (runs, n), `judge(rule, lr, seed)` a curve (n,); `score` makes
    numbers (...) of curves (..., n), and `merit` one number of the scores of a tuning.
    """

    tune: Callable[[Rule, float], Iterator[np.ndarray]]
    judge: Callable[[Rule, float, int], Iterator[np.ndarray]]
    score: Callable[[np.ndarray], np.ndarray]
    merit: Callable[[np.ndarray], float]
    field: Callable[[], Field]


def _train(problem, rule, lr, seed, on="judge"):
    task = PROBLEMS[problem]
    return grown(task, task.net(seed), made(rule, lr), plan("Adam", lr, task.updates), seed, on)


def _train_to_tune(problem, rule, lr):
    return (curve[None] for curve in _train(problem, rule, lr, TUNER, "tune"))


@cache
def _trained(problem):
    records = load_records("beyond")
    runs = records[f"{problem} runs"].astype(float)
    return Field(records["names"].tolist(), records[f"{problem} lr"], runs, result(runs)).sorted()


def _descend(ground, rule, lr, seed):
    place = on_surfaces.starts(ground)[[seed]]
    return (curves[0] for curves in on_surfaces.grown(partial(made, rule, lr), ground, place))


def _descend_to_tune(ground, rule, lr):
    return on_surfaces.grown(partial(made, rule, lr), ground, on_surfaces.starts(ground, "tune"))


@cache
def _descended(ground):
    records = load_records("beyond")
    i = records["surfaces"].tolist().index(ground)
    parts = (records[name][:, i].astype(float) for name in ("surface lr", "descents", "arrivals"))
    return Field(records["on surfaces"].tolist(), *parts).sorted()


def _training(name):
    tune, judge, field = (partial(f, name) for f in (_train_to_tune, _train, _trained))
    return Track(tune, judge, result, np.mean, field)


def _surface(name):
    tune, judge, field = (partial(f, name) for f in (_descend_to_tune, _descend, _descended))
    return Track(tune, judge, on_surfaces.steps_to_goal, on_surfaces.merit, field)


TRACKS = {name: _training(name) for name in PROBLEMS} | {
    name: _surface(name) for name in on_surfaces.GROUNDS
}


def track_of(problem: str) -> Track:
    """The track of a problem. Raises ValueError for an unknown one."""
    return TRACKS[one_of(problem, "problem", TRACKS)]
