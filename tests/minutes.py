"""How long a lesson takes: uv run python -m tests.minutes prints the table of all of them."""

from fractions import Fraction
from math import ceil
from statistics import mean

from helpers.classroom.lessons import Lesson, lessons
from tests.prose import length, sentences, words

MINUTES = {
    "words": Fraction(1, 180),
    "lines": Fraction(1, 6),
    "figures": Fraction(1, 2),
    "labs": Fraction(4),
    "exercises": Fraction(6),
}


def amounts(lesson: Lesson) -> dict[str, int]:
    """What there is to read and to do: exercises are counted, all else is what stands around."""
    labs = sum(len(cell.labs) for cell in lesson.core)
    return {
        "words": sum(words(cell.text) for cell in lesson.core),
        "lines": sum(cell.lines for cell in lesson.core),
        "figures": sum(len(cell.pictures) for cell in lesson.core) - labs,
        "labs": labs,
        "exercises": len(lesson.exercises),
    }


def minutes(lesson: Lesson) -> tuple[int, int]:
    """The minutes that a lesson takes and those that its exercises take, each rounded up to 5."""
    taken = {kind: amount * MINUTES[kind] for kind, amount in amounts(lesson).items()}
    exercises = taken.pop("exercises")
    return up_to_5(sum(taken.values())), up_to_5(exercises)


def up_to_5(minutes: Fraction) -> int:
    return ceil(minutes / 5) * 5


def row(lesson: Lesson) -> str:
    lengths = [length(sentence) for cell in lesson.cells for sentence in sentences(cell.text)]
    columns = [*minutes(lesson), *amounts(lesson).values(), len(lesson.cells), max(lengths)]
    return f"{lesson!s:28}" + "".join(f"{n:>10}" for n in columns) + f"{mean(lengths):>10.1f}"


def main():
    kinds = ["core", "+", *MINUTES, "cells", "longest", "mean"]
    print(f"{'lesson':28}" + "".join(f"{kind:>10}" for kind in kinds))
    print(*map(row, lessons()), sep="\n")


if __name__ == "__main__":
    main()
