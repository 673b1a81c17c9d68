"""The learners' edition: lessons that an update replaces, exercises that it leaves alone.

Each lesson stands without its exercises, and these in a notebook of their own, beside what they
read from the lesson. A notebook that we wrote bears a fingerprint of its cells, which tells later
whether somebody has edited it.
"""

import ast
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers.classroom.exercises import DETAILS, PYTHON
from helpers.classroom.lessons import Lesson, lessons
from helpers.classroom.names import behind, names_of

MARK = "downhill"  # in the metadata of a notebook
FOLDER = "exercises"
LINK = re.compile(r"\]\(([\w./-]+\.(?:ipynb|md))(?=[)#])")
INDEX = "../README.md"
ANSWERS = re.compile(r"<summary>(Solution|Answer)")
POINTER = """## Exercises

They stand in a notebook of their own, so that an update of this lesson leaves your answers alone:
[exercises/{0}.ipynb](exercises/{0}.ipynb)."""
HEAD = """# {number} · {name}: the exercises

[← the lesson](../{file}) · [index]({index})

This notebook runs by itself: what it needs of the lesson stands in its first cells."""


def hand_out(source: Path, out: Path, solutions: bool = True) -> Iterator[str]:
    """Write the learners' edition of a folder of lessons; says of each file what was done.

    Raises FileNotFoundError for a folder without lessons, ValueError for an `out` in `source`.
    """
    found = lessons(source)
    if not found:
        raise FileNotFoundError(f"{source} holds no lesson: give the folder of the notebooks")
    if out.resolve().is_relative_to(source.resolve()):
        raise ValueError(f"{out} lies in {source}: hand out to another folder")
    index = found[0].path.name
    for lesson in found:
        yield _place(_core(lesson, index), out, out / lesson.path.name, keep=False)
        if lesson.section("Exercises"):
            notebook = _exercises(lesson, index, solutions)
            yield _place(notebook, out, out / FOLDER / lesson.path.name, keep=True)


# The two notebooks of a lesson


def _core(lesson: Lesson, index: str) -> NotebookNode:
    section = {cell.number for cell in lesson.section("Exercises")}
    pointer = new_markdown_cell(POINTER.format(lesson), id="to-the-exercises")
    cells = []
    for cell in lesson.cells:
        if cell.number not in section:
            cells.append(_linked(cell.node, "", index))
        elif cell.number == min(section):
            cells.append(pointer)
    return _notebook(lesson, cells)


def _exercises(lesson: Lesson, index: str, solutions: bool) -> NotebookNode:
    head = HEAD.format(
        number=lesson.number,
        name=re.sub(r"^# \d\d · |:[^:]*$", "", lesson.cells[0].text.split("\n")[0]),
        file=lesson.path.name,
        index=f"../{index}",
    )
    setup = lesson.cells[1].node.copy()
    cells = [new_markdown_cell(head, id="head"), setup, *_needed(lesson)]
    for cell in lesson.section("Exercises"):
        node = _linked(cell.node, "../", index)
        if cell.text and not solutions:
            node.source = without_answers(node.source)
        cells += [node] if node.source else []
    for cell in (cell for cell in cells if cell.cell_type == "code"):
        cell.execution_count = None  # it has been run in the lesson, as its output shows
    return _notebook(lesson, cells)


def without_answers(text: str) -> str:
    """The text without its folded solutions and answers; hints stay."""
    kept = DETAILS.sub(lambda found: "" if ANSWERS.search(found[0]) else found[0], text)
    return re.sub(r"\n{3,}", "\n\n", kept).strip().removeprefix("---").strip()


def _needed(lesson):
    """The statements of the lesson behind what its exercises and their solutions read."""
    section = lesson.section("Exercises")
    above = [cell for cell in lesson.code[1:] if cell.number < section[0].number]
    listed = [code for cell in section for code in PYTHON.findall(cell.text)]
    own = [statement for code in listed for statement in ast.parse(code).body]
    own += [statement for cell in section for statement in cell.statements]
    wanted = names_of(own).read - names_of(own).bound - lesson.cells[1].names.bound
    statements = [statement for cell in above for statement in cell.statements]
    needed = behind(statements, lambda names: bool(names.bound & wanted))
    for cell in above:
        mine = [ast.get_source_segment(cell.source, s) for s in cell.statements if s in needed]
        if mine:
            yield new_code_cell("\n\n".join(mine), id=f"of-the-lesson-{cell.number}")


def _linked(node, up, index):
    """A cell whose links lead to where the notebooks stand now."""
    node = node.copy()
    if node.cell_type == "markdown":
        node.source = LINK.sub(
            lambda link: f"]({up}{index if link[1] == INDEX else link[1]}", node.source
        )
    return node


def _notebook(lesson, cells):
    notebook = lesson.notebook.copy()
    notebook.cells = cells
    notebook.metadata = lesson.notebook.metadata.copy()
    notebook.metadata[MARK] = {"fingerprint": fingerprint(notebook)}
    return notebook


def fingerprint(notebook: NotebookNode) -> str:
    """What changes when somebody edits a cell, and not when it is run."""
    cells = [(cell.cell_type, "".join(cell.source).strip()) for cell in notebook.cells]
    return sha256(repr(cells).encode("utf-8", "replace")).hexdigest()


# Where they go


def _place(notebook, out, path, keep):
    """Write a notebook; with `keep` never over one that was edited, but beside it."""
    new, (written, now) = _print_of(notebook), _prints(path)
    name = path.relative_to(out).as_posix()
    if not path.exists():
        return f"{name}: {_write(notebook, path) or 'new'}"
    if now == new:
        return f"{name}: as it was"
    if written and (written == now or not keep):
        return f"{name}: {_write(notebook, path) or 'updated'}"
    if written == new:
        return f"{name}: kept, for it was edited; there is nothing new"
    beside = _beside(path, new)
    _write(notebook, beside)
    return (
        f"{name}: kept, for it was edited; the new edition is {beside.relative_to(out).as_posix()}"
    )


def _beside(path, new):
    """The first name for a new edition that is free, or whose file nobody has edited."""
    names = (path.with_stem(f"{path.stem}_new{f'_{i}' * (i > 1)}") for i in count(1))
    return next(name for name in names if not name.exists() or _is_ours(name, new))


def _is_ours(path, new):
    written, now = _prints(path)
    return now == new or (written is not None and written == now)


def _print_of(notebook):
    return notebook.metadata.get(MARK, {}).get("fingerprint")


def _prints(path):
    """The fingerprint that we wrote into a file, if any, and that of what stands there now."""
    try:
        notebook = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8-sig")))
        return _print_of(notebook), fingerprint(notebook)
    except (OSError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None, None  # it is no notebook


def _write(notebook, path):
    """Write it whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.writing")
    nbformat.write(notebook, aside)
    aside.replace(path)
