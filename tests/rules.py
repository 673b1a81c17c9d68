"""The anatomy of a lesson, one rule per function; a rule yields what breaks it.

A new rule is a function under @rule, named by its sentence, and a line in test_rules.py that
breaks it.
"""

import ast
import base64
import io
import re
from itertools import groupby
from statistics import median

from PIL import Image

from tests.lessons import LINK, REFERENCES

RULES = []
RNG = "rng = np.random.default_rng(0)"
INDEX = ("../README.md", "00_start_here.ipynb")
LIBRARIES = ("PyTorch", "Keras", "Optax")
TAGS = {"nbval-ignore-output", "raises-exception"}
WIDGET = "application/vnd.jupyter.widget-view+json"
A_PATH = re.compile(r"(~|\.{0,2})/\w|[A-Za-z]:\\|.*\.(csv|gz|ipynb|json|npy|npz|pkl|png|py|txt)$")
A_MACHINE = re.compile(
    r"(?<![\w.])/(home|root|Users|tmp|work|opt|usr)/|[A-Z]:\\Users|site-packages|ipykernel_\d"
)


def rule(f):
    RULES.append(f)
    return f


def sentence(f):
    return f.__name__.replace("_", " ")


# The file and its first two cells


@rule
def the_name_is_a_number_of_its_own_and_a_topic(lesson):
    if not re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*\.ipynb", lesson.path.name):
        yield f"{lesson.path.name} is not like 03_momentum.ipynb"
    names = [path.name for path in lesson.path.parent.glob(f"{lesson.number}*.ipynb")]
    if len(names) > 1:
        yield f"{' and '.join(sorted(names))} have the same number"


@rule
def the_first_cell_asks_answers_in_a_sentence_and_says_what_it_takes(lesson):
    title, answer, *rest = [*re.split(r"\n\s*\n", lesson.cells[0].text.strip()), ""]
    if not re.fullmatch(rf"# {lesson.number} · [^\n]+\?", title):
        yield f"the title is not like '# {lesson.number} · Topic: a question?', but '{title}'"
    if len(re.findall(r"[.!?](?=\s|$)", answer.strip("*_ "))) != 1:
        yield f"the paragraph below the title is not one sentence: '{answer}'"
    for word in ("minutes", "need"):
        if not re.search(rf"\b{word}", " ".join(rest)):
            yield f"nothing below the answer says '{word}'"


@rule
def the_first_cell_ends_with_links_to_previous_index_and_next(lesson):
    names = sorted(path.name for path in lesson.path.parent.glob("*.ipynb"))
    here = names.index(lesson.path.name)
    before, after = names[:here][-1:], names[here + 1 :][:1]
    last = lesson.cells[0].text.strip().split("\n")[-1]
    links = [target for _, target in LINK.findall(last)]
    if links not in [[*before, index, *after] for index in INDEX]:
        wanted = " · ".join([*before, " or ".join(INDEX), *after])
        yield f"the last line should link {wanted}, but links {' · '.join(links) or 'nothing'}"


@rule
def links_to_files_lead_to_files(lesson):
    for cell in lesson.cells:
        for _, target in LINK.findall(cell.text):
            file = target.split("#")[0]
            if file and ":" not in file and not (lesson.path.parent / file).exists():
                yield f"{cell} links {target}, which does not exist"


@rule
def the_second_cell_sets_up_with_explicit_imports_and_at_most_one_rng(lesson):
    setup, others = lesson.cells[1], lesson.cells[2:]
    if not setup.is_code:
        yield f"{setup} is not code"
    for node in setup.statements:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield f"{setup} imports everything: {ast.unparse(node)}"
        if not isinstance(node, ast.Import | ast.ImportFrom) and ast.unparse(node) != RNG:
            yield f"{setup} does more than to import and to set {RNG}: {ast.unparse(node)}"
    users = [cell for cell in others if "rng" in cell.names[1]]
    if users and "rng" not in setup.names[0]:
        yield f"{users[0]} uses rng, but {setup} does not set {RNG}"


@rule
def nothing_is_imported_after_the_set_up(lesson):
    for cell in lesson.cells[2:]:
        for node in cell.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{cell} imports: {ast.unparse(node)}"


# Code


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
def no_code_cell_is_longer_than_20_lines(lesson):
    for cell in lesson.code:
        if cell.lines > 20:
            yield f"{cell} has {cell.lines} lines"


@rule
def half_of_the_code_cells_have_at_most_8_lines(lesson):
    lines = median(cell.lines for cell in lesson.code)
    if lines > 8:
        longest = max(lesson.code, key=lambda cell: cell.lines)
        yield f"the median is {lines:g} lines; the longest is {longest}"


@rule
def no_more_than_three_code_cells_follow_each_other(lesson):
    for is_code, cells in groupby(lesson.cells, lambda cell: cell.is_code):
        cells = list(cells)
        if is_code and len(cells) > 3:
            yield f"{len(cells)} code cells follow each other from {cells[0]} on"


@rule
def a_taught_or_imported_name_is_never_bound_again(lesson):
    taught = {}
    for cell in lesson.code:
        for name in sorted(taught.keys() & cell.names[0]):
            yield f"{cell} binds {name} again, which is from {taught[name]}"
        new = cell.names[0] if cell is lesson.cells[1] else cell.definitions
        taught |= {name: cell for name in new if name not in taught and name != "rng"}


@rule
def an_ignored_output_with_a_number_stands_beside_an_assert(lesson):
    for cell in lesson.code:
        asserts = any(isinstance(node, ast.Assert) for node in cell.nodes)
        if "nbval-ignore-output" in cell.tags and not asserts:
            for output in cell.outputs:
                if "image/png" not in output.get("data", {}) and re.search(r"\d", plain(output)):
                    yield f"{cell} prints a number that no test compares, and asserts nothing"


# Prose


@rule
def a_lesson_has_25_to_55_cells(lesson):
    least = 20 if lesson.number == "00" else 25
    if not least <= len(lesson.cells) <= 55:
        yield f"it has {len(lesson.cells)}"


@rule
def a_markdown_cell_has_under_120_words(lesson):
    for cell in lesson.cells:
        if cell.words >= 120:
            yield f"{cell} has {cell.words}"


@rule
def a_lesson_has_under_1800_words(lesson):
    words = sum(cell.words for cell in lesson.cells)
    if words >= 1800:
        yield f"it has {words}"


@rule
def nothing_is_left_to_do(lesson):
    for cell in lesson.cells:
        if found := re.search(r"\b(TODO|FIXME|XXX)\b", cell.source):
            yield f"{cell} says {found[0]}"


@rule
def no_cell_is_empty(lesson):
    for cell in lesson.cells:
        if not cell.source.strip():
            yield f"{cell} is empty"


# Outputs


def plain(output):
    """The text of an output."""
    data = output.get("data", {})
    return output.get("text", data.get("text/plain", "\n".join(output.get("traceback", []))))


def pictures(cell):
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]


def is_lab(output):
    return plain(output).startswith("Live lab.") and "image/png" in output.get("data", {})


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
def no_metadata_is_saved_but_known_tags_the_language_and_the_width_of_a_picture(lesson):
    top = lesson.notebook.metadata
    for key in top.keys() - {"kernelspec", "language_info", "widgets"}:
        yield f"the notebook has {key}"
    if top.get("kernelspec", {}).get("name") != "python3" or {*top.language_info} != {"name"}:
        yield "kernelspec or language_info is not as tests.refresh saves it"
    for cell in lesson.cells:
        unknown = (cell.node.metadata.keys() - {"tags"}) | {*cell.tags} - TAGS
        unknown |= {key for output in cell.outputs for key in output.get("metadata", {})}
        for key in sorted(unknown - {"image/png"}):
            yield f"{cell} has {key}"


@rule
def every_picture_shows_something_and_says_what(lesson):
    for cell in lesson.code:
        for output in pictures(cell):
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
        if isinstance(node, ast.Assign) and _makes_lab(node.value)
    }
    for cell in lesson.code:
        match cell.statements[-1:]:
            case [ast.Expr(ast.Name(name))] if name in labs:
                shown = True
            case [ast.Expr(value)]:
                shown = _makes_lab(value)
            case _:
                shown = False
        if shown and not any(map(is_lab, cell.outputs)):
            yield f"{cell} shows a lab, but its output is no picture with 'Live lab. …'"


def _makes_lab(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Lab"


@rule
def a_lesson_has_a_live_lab(lesson):
    if not any(plain(output).startswith("Live lab.") for _, output in lesson.outputs):
        yield "no output begins with 'Live lab.'"


@rule
def a_picture_or_a_lab_comes_before_the_first_display_equation(lesson):
    for cell in lesson.cells:
        if pictures(cell):
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


# Sections


@rule
def the_traps_are_shown_running(lesson):
    traps = lesson.section("Traps")
    if lesson.number != "00" and not any(cell.is_code for cell in traps):
        yield "## Traps has no code cell" if traps else "no cell begins with ## Traps"


@rule
def there_are_two_to_four_exercises(lesson):
    least = 1 if lesson.number == "00" else 2
    if not lesson.section("Exercises"):
        yield "no cell begins with ## Exercises"
    elif not least <= len(lesson.exercises) <= 4:
        yield f"there are {len(lesson.exercises)} that begin like '**1. Implement.**'"


@rule
def whatever_is_not_to_be_predicted_has_a_check(lesson):
    for exercise in lesson.exercises:
        if "Predict" not in str(exercise) and not exercise.tasks:
            yield f"{exercise} calls no check.NAME(function)"


@rule
def every_check_stands_below_its_stub_and_says_not_attempted_yet(lesson):
    for task in lesson.tasks:
        if not task.stub:
            yield f"{task.cell} checks {task.function}, for which its exercise has no stub"
        if not any(plain(out).startswith("not attempted yet") for out in task.cell.outputs):
            yield f"{task.cell} does not say 'not attempted yet'"


@rule
def every_check_has_its_solution_folded_away(lesson):
    for task in lesson.tasks:
        if not task.solution:
            yield f"{task.cell}: no ```python in a <details> block defines {task.function}"


@rule
def the_summary_has_three_to_five_bullets(lesson):
    text = "".join(cell.text + "\n" for cell in lesson.section("Summary"))
    text = re.split(r"^###", REFERENCES.sub("", text), flags=re.MULTILINE)[0]
    bullets = len(re.findall(r"^[*-] ", text, re.MULTILINE))
    if not 3 <= bullets <= 5:
        yield f"## Summary has {bullets}" if text else "no cell begins with ## Summary"


@rule
def a_cell_says_how_pytorch_keras_and_optax_name_it(lesson):
    texts = [REFERENCES.sub("", cell.text) for cell in lesson.cells]
    if not any(all(name in text for name in LIBRARIES) for text in texts):
        yield f"no cell names {', '.join(LIBRARIES)} together"


@rule
def the_last_cell_has_references_with_links(lesson):
    references = REFERENCES.search(lesson.cells[-1].text)
    if not references or "](http" not in references[0]:
        yield f"{lesson.cells[-1]} has no line that begins with References, with links"
