"""The lessons of the course: notebooks with sections and exercises."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import nbformat

from helpers.classroom.cells import Cell
from helpers.classroom.exercises import ExerciseText, Task, exercises
from helpers.environment import ROOT

NOTEBOOKS = ROOT / "notebooks"


@dataclass(frozen=True)
class Lesson:
    path: Path

    def __str__(self):
        return self.path.stem

    @property
    def number(self) -> str:
        return self.path.name[:2]

    @property
    def topic(self) -> str:
        return str(self).partition("_")[2]

    @cached_property
    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.read(self.path, as_version=4)

    @cached_property
    def cells(self) -> list[Cell]:
        return [Cell(number, node) for number, node in enumerate(self.notebook.cells)]

    @cached_property
    def code(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_code]

    @cached_property
    def statements(self) -> list[ast.stmt]:
        return [statement for cell in self.code for statement in cell.statements]

    @property
    def outputs(self) -> Iterator[tuple[Cell, nbformat.NotebookNode]]:
        return ((cell, output) for cell in self.code for output in cell.outputs)

    def section(self, title: str) -> list[Cell]:
        """The cells from the one that begins with ## title to the next that begins with ##."""
        starts = [cell.number for cell in self.cells if cell.text.startswith("## ")]
        for start, end in pairwise([*starts, len(self.cells)]):
            if re.match(rf"## {title}\b", self.cells[start].text):
                return self.cells[start:end]
        return []

    @property
    def proof(self) -> Cell | None:
        return self.cells[-1] if self.cells[-1].is_proof else None

    @cached_property
    def core(self) -> list[Cell]:
        """The cells that everybody reads: those before the exercises, and the summary."""
        end = next((cell.number for cell in self.section("Exercises")), len(self.cells))
        behind = [cell for cell in self.section("Summary") if cell.number >= end]
        return [cell for cell in [*self.cells[:end], *behind] if not cell.is_proof]

    @cached_property
    def exercises(self) -> list[ExerciseText]:
        return exercises(self.section("Exercises"))

    @property
    def tasks(self) -> list[Task]:
        return [task for exercise in self.exercises for task in exercise.tasks]


@cache
def lessons(folder: Path = NOTEBOOKS) -> tuple[Lesson, ...]:
    """The lessons of a folder, each of which is read once."""
    return tuple(Lesson(path) for path in sorted(folder.glob("*.ipynb")))
