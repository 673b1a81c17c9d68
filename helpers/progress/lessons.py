"""The lessons as their notebooks tell: titles, minutes, exercises, guesses and games.

It is read with the standard library alone, and leniently: a learner may be in the midst of a cell.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from helpers import environment

FILE = re.compile(r"(\d\d)_([a-z0-9_]+)\.ipynb")
TITLE = re.compile(r"# \d\d · ([^:\n]+)")
MINUTES = re.compile(r"(\d+) minutes \+ (\d+) for the exercises")
CHECK = re.compile(r"^check\.(\w+)\((?![\"'])", re.MULTILINE)


class Lesson(NamedTuple):
    """`reading` and `practice` are minutes; the others are names, in the order of the notebook."""

    number: str
    slug: str
    title: str
    reading: int
    practice: int
    exercises: tuple[str, ...]
    guesses: tuple[str, ...]
    games: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


def lessons() -> list[Lesson]:
    """Those in the folder of the course, without a notebook that cannot be read."""
    paths = sorted((environment.ROOT / "notebooks").glob("*.ipynb"))
    return [lesson for path in paths if FILE.fullmatch(path.name) and (lesson := _read(path))]


def lesson_of(kind: str, name: str) -> str:
    """The slug of the lesson with that guess or game, or nothing where none has it."""
    asked = ((lesson, lesson.guesses if kind == "guess" else lesson.games) for lesson in lessons())
    return next((lesson.slug for lesson, names in asked if name in names), "")


def _read(path: Path) -> Lesson | None:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        (_, first), *_ = cells = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    title, minutes = TITLE.search(first), MINUTES.search(first)
    code = [text for kind, text in cells if kind == "code"]
    if not title or not minutes:
        return None
    return Lesson(
        *FILE.fullmatch(path.name).groups(),
        title[1].strip(),
        *map(int, minutes.groups()),
        tuple(dict.fromkeys(name for text in code for name in CHECK.findall(text))),
        tuple(name for text in code for name in _arguments(text, "Guess", 0)),
        tuple(name for text in code for name in _arguments(text, "Score", -1)),
    )


def _arguments(text: str, function: str, place: int) -> Iterator[str]:
    """What the calls of a function are given at a place: a text, or a name."""
    try:
        nodes = [*ast.walk(ast.parse(text))] if f"{function}(" in text else []
    except SyntaxError:
        return
    for node in nodes:
        match node:
            case ast.Call(ast.Name(name), arguments) if name == function and arguments:
                match arguments[place]:
                    case ast.Constant(str(value)) | ast.Name(value):
                        yield value
