"""What the events of a lesson come to."""

from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from helpers.progress.lessons import Lesson
from helpers.progress.store import Event

RULE = (
    "Minutes left: reading counts as done by the share of guesses that you made or skipped, "
    "exercises by the share that passed; when all have passed, the lesson is done."
)


class Row(NamedTuple):
    """One lesson: how often each exercise was tried, what the first guesses and answers were.

    `mistakes` counts how often each named mistake was met.
    """

    lesson: Lesson
    passed: tuple[str, ...]
    tries: int
    guesses: dict[str, bool | None]
    games: dict[str, bool]
    mistakes: Counter[str]

    @property
    def open(self) -> list[str]:
        return [name for name in self.lesson.exercises if name not in self.passed]

    @property
    def unasked(self) -> int:
        """Guesses that were neither made nor skipped."""
        return len({*self.lesson.guesses} - {*self.guesses})

    @property
    def is_done(self) -> bool:
        return not self.open and bool(self.lesson.exercises)

    @property
    def is_begun(self) -> bool:
        return bool(self.tries or self.guesses or self.games)

    @property
    def left(self) -> int:
        """Minutes, by the rule."""
        if self.is_done:
            return 0
        lesson = self.lesson
        reading = lesson.reading * self.unasked / max(1, len(lesson.guesses))
        practice = lesson.practice * len(self.open) / max(1, len(lesson.exercises))
        return ceil(reading + practice)


def tally(lesson: Lesson, events: Sequence[Event]) -> Row:
    """The row of a lesson. An exercise is found by its name, for two lessons may share a module."""
    tries = [
        event
        for event in events
        if event.kind == "check" and event.name in lesson.exercises and event.passed is not None
    ]
    here = [event for event in events if event.lesson == lesson.slug]
    passed = {event.name for event in tries if event.passed}
    return Row(
        lesson,
        tuple(name for name in lesson.exercises if name in passed),
        len(tries),
        _first(event for event in here if event.kind == "guess" and event.name in lesson.guesses),
        _first(event for event in here if event.kind == "game"),
        Counter(event.said for event in tries if not event.passed and event.said),
    )


def _first(events):
    """The first answer to each question, for then it is known; None for one that was skipped."""
    asked = [*events]
    answered = [event for event in asked if event.passed is not None]
    skipped = dict.fromkeys(event.name for event in asked)
    return skipped | {event.name: event.passed for event in reversed(answered)}


def rows(lessons: Sequence[Lesson], events: Sequence[Event]) -> list[Row]:
    """Of each lesson, and behind them of each module of exercises that is in no lesson."""
    slugs = {lesson.slug for lesson in lessons}
    ours = [event for event in events if event.lesson in slugs]
    others = [event for event in events if event.lesson not in slugs and event.kind == "check"]
    modules = dict.fromkeys(event.lesson for event in others)
    return [tally(lesson, ours) for lesson in lessons] + [
        tally(_as_lesson(module, here), here)
        for module in modules
        for here in [[event for event in others if event.lesson == module]]
    ]


def _as_lesson(module, events):
    """Exercises of an instructor's own, as far as they were tried."""
    return Lesson("", module, module, 0, 0, tuple(dict.fromkeys(e.name for e in events)), (), ())
