"""The exercises of a lesson as they stand in its notebook."""

import ast
import re
from dataclasses import dataclass, field

from helpers.classroom.cells import Cell

DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
BEGINNING = re.compile(r"^(?=\*\*\d\. [^*]+\*\*)", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """A call check.NAME(FUNCTION), with its stub and its solution."""

    name: str
    function: str
    cell: Cell
    stub: ast.stmt | None
    solution: str | None


@dataclass(frozen=True)
class ExerciseText:
    """What stands between one **1. Kind.** and the next."""

    text: list[str]
    code: list[Cell] = field(default_factory=list)

    def __str__(self):
        return f"exercise {self.text[0].split('**')[1]}"

    @property
    def folded(self) -> list[str]:
        return [block for text in self.text for block in DETAILS.findall(text)]

    @property
    def tasks(self) -> list[Task]:
        return [
            Task(name, function, cell, self._stub(function, cell), self._solution(function))
            for cell in self.code
            for name, function in _checks(cell)
        ]

    def _stub(self, function, check):
        above = [cell for cell in self.code if cell.number <= check.number]
        return next((c.definitions[function] for c in above if function in c.definitions), None)

    def _solution(self, function):
        blocks = [code for block in self.folded for code in PYTHON.findall(block)]
        define = re.compile(rf"^(def|class) {re.escape(function)}\b", re.MULTILINE)
        return next(filter(define.search, blocks), None)


def _checks(cell):
    for node in cell.nodes:
        match node:
            case ast.Call(ast.Attribute(ast.Name("check"), name), [ast.Name(function)]):
                yield name, function


def exercises(section: list[Cell]) -> list[ExerciseText]:
    """The exercises in the cells of a section."""
    found = []
    for cell in section:
        before, *new = BEGINNING.split(cell.text)
        if found:
            found[-1].text.append(before)
        found += [ExerciseText([text]) for text in new]
        if found and cell.is_code:
            found[-1].code.append(cell)
    return found
