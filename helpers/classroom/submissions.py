"""What learners hand in: whose file is it, and what do its cells say? Nothing of it is run here."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from helpers.classroom.cells import Cell
from helpers.classroom.lessons import Lesson, lessons

LARGEST = 200  # MB
CHECKPOINTS = ".ipynb_checkpoints"


class Submission(NamedTuple):
    learner: str
    path: Path


def submissions(folder: Path) -> list[Submission]:
    """The notebooks in a folder: those of a learner in a folder each, or files.

    Raises FileNotFoundError for a folder that is not there or holds no notebook.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder: give the one that holds the submissions")
    found = [Submission(_learner(path, folder), path) for path in _notebooks(folder)]
    if not found:
        raise FileNotFoundError(f"{folder} holds no notebook: it needs files that end in .ipynb")
    return sorted(found)


def _notebooks(folder) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix.lower() == ".ipynb" and path.is_file() and CHECKPOINTS not in path.parts:
            yield path


def _learner(path, folder):
    """The name of the folder; of a file without one its name, without that of the lesson."""
    inside = path.relative_to(folder)
    if len(inside.parts) > 1:
        return inside.parts[0]
    lesson = lesson_named(path)
    if not lesson:
        return path.stem
    named = "[ _-]".join(str(lesson).split("_"))
    rest = re.split(named, path.stem, maxsplit=1, flags=re.IGNORECASE)
    return " ".join(part.strip(" _-") for part in rest).strip() or path.stem


def lesson_named(path: Path) -> Lesson | None:
    """The lesson whose name stands in that of the file."""
    plain = re.sub("[ -]", "_", path.stem.lower())
    named = [lesson for lesson in lessons() if str(lesson) in plain]
    return max(named, key=lambda lesson: len(str(lesson)), default=None)


def read(path: Path) -> list[Cell]:
    """The cells of a notebook of any edition, without their outputs.

    Raises ValueError for what is no notebook, in a sentence.
    """
    try:
        notebook = json.loads(_text(path))
        sheets = notebook.get("worksheets", [notebook])
        nodes = [node for sheet in sheets for node in sheet["cells"]]
        return [Cell(number, _node(node)) for number, node in enumerate(nodes, start=1)]
    except json.JSONDecodeError as error:
        raise ValueError(f"the file is no notebook: no JSON in line {error.lineno}") from error
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the file is no notebook: it holds no cells") from error


def _text(path):
    try:
        if path.stat().st_size > LARGEST * 10**6:
            raise ValueError(f"the file is larger than {LARGEST} MB: its outputs must be cleared")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("the file is no notebook: it is not written in UTF-8") from error
    except OSError as error:
        raise ValueError(f"the file cannot be read: {error.strerror}") from error
    if not text.strip():
        raise ValueError("the file is empty")
    return text


def _node(node):
    """A cell as version 4 of the format has it; version 3 says input."""
    source = node.get("source", node.get("input", ""))
    source = "".join(source).replace("\r\n", "\n")
    return NotebookNode(cell_type=node["cell_type"], source=source, metadata=NotebookNode())
