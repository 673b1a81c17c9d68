"""Which exercises a notebook asks to check, and which of its cells have to run for that."""

import ast
import re
from collections.abc import Collection, Iterable

from helpers import check
from helpers.classroom.cells import Cell
from helpers.classroom.names import filled, names

DOTTED = re.compile(r"\b(\w+)\.(\w+)\s*\(")
BARE = re.compile(r"(?<!def )(?<![\w.])(\w+)\s*\(")
NO_EXERCISES = vars(check).keys() - check.EXERCISES.keys()  # such as check.so_far
DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def asked(cells: Iterable[Cell], own: Collection[str] = ()) -> dict[int, list[str]]:
    """The exercises that each cell asks to check, by its number.

    Those of the course by their name, those of the instructor's `own` modules as module.name. A
    cell need not be right Python for that.
    """
    cells = [cell for cell in cells if cell.is_code]
    modules, functions = {"check": ""}, {}
    for node in (node for cell in cells for node in cell.nodes):
        match node:
            case ast.Import(imported):
                modules |= {n.asname or n.name: f"{n.name}." for n in imported if n.name in own}
            case ast.ImportFrom("helpers", imported):
                modules |= {n.asname or n.name: "" for n in imported if n.name == "check"}
            case ast.ImportFrom(module, imported) if module == "helpers.check" or module in own:
                prefix = f"{module}." if module in own else ""
                functions |= {n.asname or n.name: prefix + n.name for n in imported}
    each = {cell.number: [*dict.fromkeys(_calls(cell, modules, functions))] for cell in cells}
    return {number: names for number, names in each.items() if names}


def _calls(cell, modules, functions):
    for module, name in DOTTED.findall(cell.source):
        if module in modules and (modules[module] or name not in NO_EXERCISES):
            yield modules[module] + name
    for name in BARE.findall(cell.source):
        if name in functions:
            yield functions[name]


def to_run(
    cells: Iterable[Cell], asking: Collection[int], course: Collection[str], whole: bool = False
) -> list[Cell]:
    """The code cells up to the last that asks for a check, in order.

    Of those that stand in the `course` as they are, only those that the others need, by names:
    most of a lesson is training that no exercise reads. With `whole`, all of them.
    """
    code = [cell for cell in cells if cell.is_code and cell.number <= max(asking, default=0)]
    known = {source.strip() for source in course}
    if whole:
        return code
    kept = {c.number for c in code if c.number in asking or c.source.strip() not in known}
    variables = _variables(code)
    while new := {
        cell.number
        for cell in code
        if cell.number not in kept
        and _touches(cell, variables) & set().union(*(_reads(c) for c in code if c.number in kept))
    }:
        kept |= new
    return [cell for cell in code if cell.number in kept]


def _reads(cell):
    """The names that a cell reads; of what is not plain Python, all its words."""
    try:
        if cell.tree:
            return cell.names.read
    except RecursionError:
        pass
    return frozenset(re.findall(r"\w+", cell.source))


def _touches(cell, variables):
    """The names that a cell of the course binds or may change."""
    changed = set().union(*map(filled, cell.statements), cell.names.read & variables)
    return cell.names.bound | changed


def _variables(code):
    """The names that stand for more than what is imported or defined."""
    values = [s for cell in code for s in cell.statements if not isinstance(s, DEFINES)]
    try:
        return frozenset().union(*(names(statement).bound for statement in values))
    except RecursionError:
        return frozenset(word for cell in code for word in _reads(cell))
