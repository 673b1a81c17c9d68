"""What the rows of a class say: a table to read, a CSV to keep, and the mistakes to speak of."""

import csv
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from helpers.classroom.grading import Row, exercises_of
from helpers.classroom.lessons import lessons
from helpers.classroom.results import (
    DID_NOT_RUN,
    NOT_ATTEMPTED,
    NOT_HERE,
    NOT_YET,
    PART,
    PASSED,
)

SIGNS = {PASSED: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "…", DID_NOT_RUN: "!", NOT_HERE: "–"}
BEST_FIRST = [PASSED, NOT_YET, DID_NOT_RUN, NOT_ATTEMPTED, NOT_HERE]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet would begin to compute


def word(result: str) -> str:
    """What a result begins with, one of the words in SIGNS."""
    return result.partition(":")[0]


def merged(rows: Iterable[Row]) -> list[Row]:
    """One row for each learner and lesson, of the best that any of the notebooks has come to.

    Notebooks that hold no exercise count only where there is nothing else.
    """
    rows = sorted(rows, key=lambda row: (row.lesson, row.learner.casefold(), row.learner))
    groups = groupby(rows, key=lambda row: (row.lesson, row.learner.casefold(), row.learner))
    return _filled([_one([*group]) for _, group in groups])


def _one(rows):
    rows = [row for row in rows if row.results] or rows
    results = {}
    for row in rows:
        for name, result in row.results.items():
            results[name] = min(results.get(name, result), result, key=_rank)
    notebooks, notes = (
        PART.join(dict.fromkeys(filter(None, texts)))
        for texts in ([row.notebook for row in rows], [row.note for row in rows])
    )
    return Row(rows[0].learner, rows[0].lesson, notebooks, results, notes)


def _rank(result):
    return BEST_FIRST.index(word(result))


def _filled(rows):
    """Every row with all the exercises of its lesson."""
    names = columns(rows)
    every = [{name: row.results.get(name, NOT_HERE) for name in names[row.lesson]} for row in rows]
    return [
        Row(row.learner, row.lesson, row.notebook, results, row.note)
        for row, results in zip(rows, every, strict=True)
    ]


def columns(rows: Iterable[Row]) -> dict[str, list[str]]:
    """The exercises of each lesson: those of the course in order, and what else was asked for."""
    by_name = {str(lesson): lesson for lesson in lessons()}
    names = {}
    for row in rows:
        mine = names.setdefault(row.lesson, exercises_of(by_name.get(row.lesson)))
        mine += [name for name in row.results if name not in mine]
    return names


def write_csv(rows: list[Row], path: Path) -> Path:
    """Write the rows as a table that spreadsheets open; returns where.

    That is beside the path where it cannot be written, for a spreadsheet may hold it open.
    Raises OSError when neither can be written.
    """
    names = [*dict.fromkeys(name for lesson in columns(rows).values() for name in lesson)]
    table = [["learner", "lesson", "notebook", *names, "note"]]
    for row in rows:
        results = [row.results.get(name, "") for name in names]
        table.append([row.learner, row.lesson, row.notebook, *results, row.note])
    try:
        return _write(table, path)
    except PermissionError:
        return _write(table, path.with_stem(f"{path.stem}-2"))


def _write(table, path):
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        csv.writer(file).writerows([[*map(harmless, line)] for line in table])
    return path


def harmless(text: str) -> str:
    """A text that a spreadsheet shows, and does not compute."""
    return f"'{text}" if text.startswith(FORMULA) else text


def table(rows: list[Row]) -> str:
    """The results as a text: a part for each lesson, then what is to be said of single learners."""
    parts = [
        _part(lesson, names, [row for row in rows if row.lesson == lesson])
        for lesson, names in columns(rows).items()
    ]
    return "\n\n".join([*parts, *filter(None, [_remarks(rows)])])


def _part(lesson, names, rows):
    lines = [[lesson or "no lesson", *names]]
    for row in rows:
        words = [word(row.results[name]) for name in names]
        lines.append([row.learner, *(f"{SIGNS[one]} {one}" for one in words)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [zip(line, widths, strict=True) for line in lines]
    return "\n".join("  ".join(f"{text:{w}}" for text, w in line).rstrip() for line in padded)


def _remarks(rows):
    found = []
    for row in rows:
        whys = {r.partition(": ")[2] for r in row.results.values() if word(r) == DID_NOT_RUN}
        told = PART.join(dict.fromkeys(filter(None, [*sorted(whys), row.note])))
        found += [f"{row.learner}, {row.notebook}: {told}"] if told else []
    return "\n".join(found)


def mistakes(rows: Iterable[Row]) -> list[tuple[int, int, str, str]]:
    """What went wrong, the most frequent first: how many, of how many that have the exercise."""
    results = [pair for row in rows for pair in row.results.items()]
    have = Counter(name for name, result in results if word(result) != NOT_HERE)
    made = Counter(
        (name, result.removeprefix(f"{NOT_YET}: ").split(PART)[0])
        for name, result in results
        if word(result) == NOT_YET
    )
    return [(count, have[name], name, said) for (name, said), count in made.most_common()]


def summary(rows: Iterable[Row]) -> str:
    """The mistakes, a line each: what to speak of tomorrow."""
    lines = [f"{n} of {of}{PART}{name}{PART}{said}" for n, of, name, said in mistakes(rows)]
    return "\n".join(lines) or "No mistakes to speak of."
