"""Lessons as tests see them: the cells of a notebook, its prose, sections and exercises."""

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"

DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
MATH = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.DOTALL)
REFERENCES = re.compile(r"^[#* ]*References\b.*", re.DOTALL | re.MULTILINE)
EXERCISE = re.compile(r"^(?=\*\*\d\. [^*]+\*\*)", re.MULTILINE)
TABLE = re.compile(r"^\s*\|.*$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    number: int
    node: nbformat.NotebookNode

    def __str__(self):
        first = self.source.strip().split("\n")[0]
        return f"cell {self.number} ({first[:50]})"

    @property
    def source(self) -> str:
        return self.node.source

    @property
    def is_code(self) -> bool:
        return self.node.cell_type == "code"

    @property
    def text(self) -> str:
        """What a markdown cell says."""
        return self.source if self.node.cell_type == "markdown" else ""

    @property
    def tags(self) -> list[str]:
        return self.node.metadata.get("tags", [])

    @property
    def outputs(self) -> list[nbformat.NotebookNode]:
        return self.node.get("outputs", [])

    @property
    def lines(self) -> int:
        return len(self.source.splitlines())

    @property
    def words(self) -> int:
        """Words of prose: no tables, references or folded blocks, and a formula is one word."""
        text = REFERENCES.sub("", DETAILS.sub("", self.text))
        text = MATH.sub(" formula ", LINK.sub(r"\1", TABLE.sub("", text)))
        return sum(any(map(str.isalnum, word)) for word in text.split())

    @cached_property
    def tree(self) -> ast.Module | None:
        """The code, or None where it is not plain Python."""
        try:
            flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            return compile(self.source if self.is_code else "", "cell", "exec", flags)
        except SyntaxError:
            return None

    @property
    def statements(self) -> list[ast.stmt]:
        return self.tree.body if self.tree else []

    @property
    def nodes(self) -> list[ast.AST]:
        return [node for statement in self.statements for node in ast.walk(statement)]

    @property
    def definitions(self) -> dict[str, ast.stmt]:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return {node.name: node for node in self.statements if isinstance(node, kinds)}

    @property
    def names(self) -> tuple[set[str], set[str]]:
        """The names that the cell binds in the notebook, and those that it reads from there."""
        return names(self.source) if self.statements else (set(), set())


def names(source: str) -> tuple[set[str], set[str]]:
    """The names that a piece of code binds around it, and those that it reads from there."""
    top = symtable.symtable(source, "cell", "exec")
    bound = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    return bound, set(_read(top))


def _read(table):
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _read(child)


@dataclass(frozen=True)
class Task:
    """A call check.NAME(FUNCTION), with its stub and its solution."""

    name: str
    function: str
    cell: Cell
    stub: ast.stmt | None
    solution: str | None


@dataclass(frozen=True)
class Exercise:
    """What stands between one **1. Kind.** and the next."""

    text: list[str]
    code: list[Cell]

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


@dataclass(frozen=True)
class Lesson:
    path: Path

    def __str__(self):
        return self.path.stem

    @property
    def number(self) -> str:
        return self.path.name[:2]

    @cached_property
    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.read(self.path, as_version=4)

    @cached_property
    def cells(self) -> list[Cell]:
        return [Cell(number, node) for number, node in enumerate(self.notebook.cells)]

    @property
    def code(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_code]

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
    def exercises(self) -> list[Exercise]:
        exercises = []
        for cell in self.section("Exercises"):
            before, *new = EXERCISE.split(cell.text)
            if exercises:
                exercises[-1].text.append(before)
            exercises += [Exercise([text], []) for text in new]
            if exercises and cell.is_code:
                exercises[-1].code.append(cell)
        return exercises

    @property
    def tasks(self) -> list[Task]:
        return [task for exercise in self.exercises for task in exercise.tasks]


def lessons(folder: Path = NOTEBOOKS) -> list[Lesson]:
    return [Lesson(path) for path in sorted(folder.glob("*.ipynb"))]
