"""A class graded: every notebook apart, a row for each learner and lesson."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Event as Flag

from helpers.check import EXERCISES
from helpers.classroom.asked import asked, to_run
from helpers.classroom.lessons import Lesson, lessons
from helpers.classroom.results import DID_NOT_RUN, results
from helpers.classroom.running import Limits, run
from helpers.classroom.submissions import Submission, lesson_named, read

FIND = """
import importlib, json, sys
from helpers.check import Exercise
found = vars(importlib.import_module(sys.argv[1])).items()
print(json.dumps([name for name, value in found if isinstance(value, Exercise)]))
"""


@dataclass(frozen=True)
class Row:
    """What came of a learner's notebook; `results` holds the exercises that its copy has."""

    learner: str
    lesson: str
    notebook: str
    results: dict[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Grader:
    """How to grade: the instructor's own files with exercises, limits, and what to run."""

    own: Sequence[Path] = ()
    limits: Limits = field(default_factory=Limits)
    whole: bool = False

    def rows(self, found: Iterable[Submission], jobs: int | None = None) -> Iterator[Row]:
        """A row for each submission, as soon as it is graded; so many are run at a time."""
        stop = Flag()
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            pool = ThreadPoolExecutor(jobs or os.cpu_count())
            try:
                runs = [pool.submit(self.row, one, Path(folder), stop) for one in found]
                for done in as_completed(runs):
                    yield done.result()
            finally:
                stop.set()
                pool.shutdown(cancel_futures=True)

    def row(self, submission: Submission, cache: Path, stop: Flag) -> Row:
        """The row of a submission, whatever it is."""
        try:
            return self._row(*submission, cache, stop)
        except Exception as error:  # the others must not suffer
            fault = f"the grader failed: {type(error).__name__}: {error}"
            return Row(submission.learner, "", submission.path.name, note=fault)

    def _row(self, learner, path, cache, stop):
        named = lesson_named(path)
        try:
            cells = read(path)
        except ValueError as fault:
            failed = dict.fromkeys(exercises_of(named), f"{DID_NOT_RUN}: {fault}")
            return Row(learner, str(named or ""), path.name, failed, f"{fault}")
        asking = asked(cells, [file.stem for file in self.own])
        names = [name for found in asking.values() for name in found]
        lesson = lesson_that_checks(names, named)
        came = self._results(cells, asking, lesson, cache, stop) if names else {}
        known = {name: result for name, result in came.items() if name in self.known}
        note = _note(lesson, names, [name for name in came if name not in known])
        return Row(learner, lesson, path.name, known, note)

    def _results(self, cells, asking, lesson, cache, stop):
        course = {cell.source for one in lessons() if str(one) == lesson for cell in one.code}
        chosen = to_run(cells, asking, course, self.whole)
        return results(cells, asking, run(chosen, self.own, self.limits, cache, stop), self.limits)

    @property
    def known(self) -> set[str]:
        """The names of all exercises that there are."""
        return {*EXERCISES, *(name for path in self.own for name in own_exercises(path))}


def exercises_of(lesson: Lesson | None) -> list[str]:
    """The exercises of a lesson of the course, in order."""
    return [task.name for task in lesson.tasks] if lesson else []


def lesson_that_checks(names: Iterable[str], named: Lesson | None) -> str:
    """The lesson that most of the exercises belong to; else the one that the file is named for.

    An instructor's own exercises have their module's name.
    """
    found = Counter(_lessons().get(n, n.rpartition(".")[0]) for n in dict.fromkeys(names))
    course = {lesson: count for lesson, count in found.items() if lesson in _lessons().values()}
    if course and not (named and course.get(str(named)) == max(course.values())):
        return max(course, key=course.get)
    return str(named or next(filter(None, found), ""))


@cache
def _lessons():
    """The lesson of each exercise: the one that sets it, or else the one of its topic."""
    topics = {lesson.topic: str(lesson) for lesson in lessons()}
    of_topic = {name: topics.get(exercise.lesson, "") for name, exercise in EXERCISES.items()}
    return of_topic | {task.name: str(lesson) for lesson in lessons() for task in lesson.tasks}


def _note(lesson, names, unknown):
    if unknown:
        asks = " and ".join(f"check.{name}" for name in unknown)
        return f"asks for {asks}, which this edition does not have"
    if lesson and not names:
        return "holds no exercise"
    return "" if lesson else "is no lesson: it checks nothing and is named for none"


@cache
def own_exercises(path: Path) -> tuple[str, ...]:
    """The exercises in a file of the instructor's, as module.name, found in another process.

    The file is copied to where it is used, so it must do without its neighbours.

    Raises FileNotFoundError or ValueError, in a sentence, for a file that is missing, has none or
    cannot be imported.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} is no file: give one of Python with exercises")
    command = [sys.executable, "-c", FIND, path.stem]
    with tempfile.TemporaryDirectory(prefix="grading-") as alone:
        shutil.copy(path, alone)
        found = subprocess.run(command, cwd=alone, capture_output=True, encoding="utf-8")
    if found.returncode or not found.stdout:
        error = (found.stderr.strip().splitlines() or ["it ends Python"])[-1]
        raise ValueError(f"{path} cannot be imported: {error}")
    names = json.loads(found.stdout.splitlines()[-1])
    if not names:
        raise ValueError(f"{path} holds no exercise: it needs a function below @exercise(...)")
    return tuple(f"{path.stem}.{name}" for name in names)
