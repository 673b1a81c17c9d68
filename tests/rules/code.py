"""What code cells hold, and how much of it."""

import ast
import re
from itertools import groupby
from statistics import median

from helpers.classroom.names import bound_anew, looped, names
from tests.rules.outputs import makes_lab
from tests.rules.registry import rule

A_PATH = re.compile(r"(~|\.{0,2})/\w|[A-Za-z]:\\|.*\.(csv|gz|ipynb|json|npy|npz|pkl|png|py|txt)$")


@rule
def code_is_plain_python_without_magics(lesson):
    for cell in lesson.code:
        if cell.tree is None:
            yield f"{cell} is not plain Python"


@rule
def code_knows_no_files_or_folders(lesson):
    for cell in lesson.code:
        for node in cell.nodes:
            match node:
                case ast.Constant(str(text)) if A_PATH.match(text):
                    yield f"{cell} names a file or a folder: {text!r}"
                case ast.Attribute(ast.Name("sys"), "path") | ast.Attribute(
                    ast.Name("os"), "chdir"
                ):
                    yield f"{cell} uses {ast.unparse(node)}"


@rule
def a_code_cell_has_at_most_12_lines_unless_it_is_a_lab_or_the_proof(lesson):
    for cell in lesson.code:
        if cell.lines > 12 and not cell.is_proof and not any(map(makes_lab, cell.nodes)):
            yield f"{cell} has {cell.lines}, blank ones not counted"


@rule
def half_of_the_code_cells_have_at_most_6_lines(lesson):
    lines = median(cell.lines for cell in lesson.code if not cell.is_guess)
    if lines > 6:
        longest = max(lesson.code, key=lambda cell: cell.lines)
        yield f"the median is {lines:g} lines; the longest is {longest}"


@rule
def no_more_than_three_code_cells_follow_each_other(lesson):
    seen = [cell for cell in lesson.cells if not cell.is_guess]
    for is_code, cells in groupby(seen, lambda cell: cell.is_code):
        cells = list(cells)
        if is_code and len(cells) > 3:
            yield f"{len(cells)} code cells follow each other from {cells[0]} on"


# One thing a cell, one thing a name


@rule
def a_cell_that_defines_does_at_most_one_thing_more(lesson):
    for cell in lesson.code:
        others = [node for node in cell.statements if node not in cell.definitions.values()]
        if cell.definitions and len(others) > 1:
            yield f"{cell} defines {', '.join(cell.definitions)} and does {len(others)} things more"


@rule
def a_cell_shows_one_thing_a_picture_a_value_or_what_it_prints(lesson):
    for cell in lesson.code:
        if len(cell.outputs) > 1:
            kinds = [output.get("name", output.output_type) for output in cell.outputs]
            yield f"{cell} shows {len(kinds)}: {', '.join(kinds)}"


@rule
def a_taught_or_imported_name_is_never_bound_again(lesson):
    for cell, name, origin, is_taught in _bound_again(lesson):
        if is_taught:
            yield f"{cell} binds {name} again, which is from {origin}"


@rule
def no_other_name_is_bound_to_two_things(lesson):
    for cell, name, origin, is_taught in _bound_again(lesson):
        if not is_taught:
            yield f"{cell} binds {name} again, which is from {origin}"


def _bound_again(lesson):
    """The names that two statements bind, unless the second, in the same cell, only updates it.

    A name that never is but what loops run through is free: no other cell has a reason to read it.
    """
    statements = [statement for cell in lesson.code for statement in cell.statements]
    bound = set().union(*(names(statement).bound - looped(statement) for statement in statements))
    origins, taught = {}, set()
    for cell in lesson.code:
        for statement in cell.statements:
            for name in sorted(names(statement).bound & bound - {"_"}):
                origin = origins.setdefault(name, (cell, statement))
                if origin[1] is not statement and (
                    origin[0] is not cell or name in bound_anew(statement)
                ):
                    yield cell, name, origin[0], name in taught
            if cell is lesson.cells[1] or statement in cell.definitions.values():
                taught |= names(statement).bound - {"rng"}
