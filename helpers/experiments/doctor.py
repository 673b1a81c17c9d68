"""Bias or variance: patients with learning curves, and a doctor who is kept score of."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from helpers.arrays import one_of, whole

LECTURES = [(0.0, 1.0, 11.0), (0.0, 15.0, 16.0), (0.0, 15.0, 30.0), (0.0, 0.5, 1.0)]
ASKED = "choose"
CASES = {  # and what to do next
    "variance": "more data, or regularize",
    "bias": "a larger network, or train longer",
    "bias and variance": "first the bias, then the variance",
    "neither": "the test set, once",
}
PATIENTS = 40
SMALL, LARGE = (0.3, 2.0), (6.0, 18.0)  # points, of a random patient's bias and variance
LARGE_FROM = 4  # points
COUNTS = np.geomspace(100, 10_000, 41)  # examples to learn from


class Patient(NamedTuple):
    """Errors in percent: of people, and of a network on training and on held-out data."""

    human: float
    training: float
    held: float

    @property
    def bias(self) -> float:
        """What could be better on training data."""
        return self.training - self.human

    @property
    def variance(self) -> float:
        """What is lost from training to held-out data."""
        return self.held - self.training

    @property
    def case(self) -> str:
        """The name of what is large."""
        large = self.bias >= LARGE_FROM, self.variance >= LARGE_FROM
        return {(0, 1): "variance", (1, 0): "bias", (1, 1): "bias and variance"}.get(
            large, "neither"
        )

    def curves(self) -> tuple[np.ndarray, np.ndarray]:
        """Training and held-out errors (41,) against `COUNTS`: drawn by a formula, not measured."""
        share = np.log(COUNTS / COUNTS[0]) / np.log(COUNTS[-1] / COUNTS[0])
        scarce = (COUNTS[-1] / COUNTS) ** 0.3 - 1
        return self.training * (0.4 + 0.6 * share**0.5), self.held + (2 + self.variance) * scarce


def patient(number: int) -> Patient:
    """Patients 1 to 4 are those of the lectures, with human error 0; the rest up to 40 are drawn.

    Raises TypeError or ValueError for a number that is none of theirs.
    """
    number = whole(number, "number", 1)
    if number > PATIENTS:
        raise ValueError(f"number must be at most {PATIENTS}, but is {number}")
    if number <= len(LECTURES):
        return Patient(*LECTURES[number - 1])
    rng = np.random.default_rng(number)
    human = rng.choice([0.0, 1.0, 5.0, 14.0])
    bias, variance = (rng.uniform(*(LARGE if large else SMALL)) for large in rng.random(2) < 0.5)
    return Patient(human, *np.round(human + np.cumsum([bias, variance]), 1))


class Visit(NamedTuple):
    """A patient, whether the truth is told, and what is said of the answer and of the score."""

    patient: Patient
    told: bool
    remark: str

    def __str__(self):
        human, training, held = self.patient
        return f"human {human:g}%, training {training:g}%, held-out {held:g}% · {self.remark}"


def practice() -> Callable[..., Iterator[Visit]]:
    """A doctor's practice: `visit(number, case, action, sure)` is a run of one record.

    The answer counts when `sure`, once for each patient; who was sure already when the patient came
    in has to think again.
    """
    score, seen = {}, []

    def visit(number: int, case: str, action: str, sure: bool) -> Iterator[Visit]:
        ill, new = patient(number), [number] != seen[-1:]
        one_of(case, "case", [ASKED, *CASES])
        one_of(action, "action", [ASKED, *CASES.values()])
        seen.append(number)
        if number not in score and sure and not (new and len(seen) > 1):
            score[number] = case == ill.case and action == CASES[ill.case]
            return iter([Visit(ill, True, f"{_verdict(ill, case, action)}{_sum(score)}")])
        if number in score:
            right = f"it is {ill.case}: {CASES[ill.case]}"
            return iter([Visit(ill, True, f"{right}{_sum(score)}")])
        ask = "new patient: take back 'sure' first" if sure else "choose both, then be sure"
        return iter([Visit(ill, False, f"{ask}{_sum(score)}")])

    return visit


def _verdict(ill, case, action):
    first = "right" if case == ill.case else f"no, it is {ill.case}"
    then = "right" if action == CASES[ill.case] else f"no: {CASES[ill.case]}"
    return f"case: {first}; next: {then}"


def _sum(score):
    return f" · score {sum(score.values())} of {len(score)}" if score else ""
