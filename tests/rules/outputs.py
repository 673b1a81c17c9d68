"""What is saved: pictures, labs, numbers, and no trace of the machine."""

import ast
import base64
import io
import re

from PIL import Image

from helpers.classroom.cells import PROOF, WIDGET, plain
from tests.rules.registry import rule

TAGS = {"nbval-ignore-output", "raises-exception", PROOF}
A_MACHINE = re.compile(
    r"(?<![\w.])/(home|root|Users|tmp|work|opt|usr)/|[A-Z]:\\Users|site-packages|ipykernel_\d"
)


@rule
def cells_were_run_once_each_in_order(lesson):
    for i, cell in enumerate(lesson.code, start=1):
        counts = [output.execution_count for output in cell.outputs if "execution_count" in output]
        for count in {cell.node.execution_count, *counts} - {i}:
            yield f"{cell} should be number {i}, but it or its output is number {count}"


@rule
def no_cell_ends_in_an_error_that_is_not_announced(lesson):
    for cell, output in lesson.outputs:
        if output.output_type == "error" and "raises-exception" not in cell.tags:
            yield f"{cell} raised {output.ename}: {output.evalue}"


@rule
def nothing_is_written_to_stderr(lesson):
    for cell, output in lesson.outputs:
        if output.get("name") == "stderr":
            yield f"{cell} wrote {output.text[:80]!r}"


@rule
def no_widget_is_saved(lesson):
    if "widgets" in lesson.notebook.metadata:
        yield "metadata.widgets is saved"
    for cell, output in lesson.outputs:
        if WIDGET in output.get("data", {}):
            yield f"{cell} saves a view of a widget"


@rule
def no_metadata_is_saved_but_known_tags_the_language_and_what_is_hidden_or_wide(lesson):
    top = lesson.notebook.metadata
    for key in top.keys() - {"kernelspec", "language_info", "widgets"}:
        yield f"the notebook has {key}"
    if top.get("kernelspec", {}).get("name") != "python3" or {*top.language_info} != {"name"}:
        yield "kernelspec or language_info is not as tests.refresh saves it"
    for cell in lesson.cells:
        known = {"tags", "jupyter"} if cell.is_collapsed else {"tags"}
        unknown = (cell.node.metadata.keys() - known) | {*cell.tags} - TAGS
        unknown |= {key for output in cell.outputs for key in output.get("metadata", {})}
        for key in sorted(unknown - {"image/png"}):
            yield f"{cell} has {key}"


@rule
def every_picture_shows_something_and_says_what(lesson):
    for cell in lesson.code:
        for output in cell.pictures:
            if not _shows_something(output.data["image/png"]):
                yield f"{cell} has a picture that is blank or broken"
            if not re.match(r"(?!<)\S+ \S+", plain(output)) or " at 0x" in plain(output):
                yield f"{cell} has a picture without words: {plain(output)!r}"


def _shows_something(png):
    try:
        image = Image.open(io.BytesIO(base64.b64decode(png)))
        return image.format == "PNG" and image.convert("RGB").getcolors(1) is None
    except (OSError, ValueError, SyntaxError):
        return False


@rule
def every_lab_is_saved_as_a_picture_with_its_words(lesson):
    labs = {
        node.targets[0].id
        for cell in lesson.code
        for node in cell.statements
        if isinstance(node, ast.Assign) and makes_lab(node.value)
    }
    for cell in lesson.code:
        match cell.statements[-1:]:
            case [ast.Expr(ast.Name(name))] if name in labs:
                shown = True
            case [ast.Expr(value)]:
                shown = makes_lab(value)
            case _:
                shown = False
        if shown and not cell.labs:
            yield f"{cell} shows a lab, but its output is no picture with 'Live lab. …'"


def makes_lab(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Lab"


@rule
def a_lesson_has_a_live_lab(lesson):
    if not any(cell.labs for cell in lesson.code):
        yield "no output begins with 'Live lab.'"


@rule
def a_picture_or_a_lab_comes_before_the_first_display_equation(lesson):
    for cell in lesson.cells:
        if cell.pictures:
            return
        if "$$" in cell.text:
            yield f"{cell} has an equation before any picture"
            return


@rule
def the_file_is_smaller_than_1500_kilobytes(lesson):
    size = lesson.path.stat().st_size
    if size >= 1_500_000:
        yield f"it has {size / 1000:,.0f}"


@rule
def nothing_tells_of_the_machine_it_was_run_on(lesson):
    for cell in lesson.cells:
        for text in [cell.source, *map(plain, cell.outputs)]:
            if found := A_MACHINE.search(text):
                yield f"{cell} has a path: …{text[found.start() :][:50]!r}"
