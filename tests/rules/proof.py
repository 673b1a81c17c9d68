"""Asserts: those that teach stand where they teach, those that guard a number in the proof."""

import ast
import re

from helpers.classroom.cells import COLLAPSED, PROOF, plain
from helpers.classroom.names import filled, names, names_of
from tests.prose import said
from tests.rules.registry import rule

ROUNDING = 1e-6
SAME = {"allclose", "array_equal", "isclose"}
CLOCKS = {"time", "timeit"}
COMMENT = re.compile(r"(?:^#.*\n?)+", re.MULTILINE)


@rule
def the_last_cell_and_no_other_is_the_proof(lesson):
    if not lesson.proof:
        yield f"the last, {lesson.cells[-1]}, is no code with the tag {PROOF}"
    for cell in lesson.cells[:-1]:
        if PROOF in cell.tags:
            yield f"{cell} has the tag {PROOF}"


@rule
def the_proof_and_the_answers_to_guesses_are_collapsed(lesson):
    for cell in lesson.code:
        if cell.is_collapsed and not COLLAPSED.items() <= cell.node.metadata.items():
            yield f"the source of {cell} is not hidden: run python -m tests.refresh"


@rule
def the_first_line_of_a_guess_which_stays_in_sight_is_bare(lesson):
    for cell in lesson.code:
        if cell.is_guess and cell.source.splitlines()[0] != "Guess(":
            yield f"{cell} gives its answer away: begin with 'Guess(' alone"


@rule
def a_guess_has_a_cell_of_its_own(lesson):
    for cell in lesson.code:
        calls = [node for node in cell.nodes if isinstance(node, ast.Call)]
        if not cell.is_guess and any(ast.unparse(call.func) == "Guess" for call in calls):
            yield f"{cell} asks for a guess and does more"


@rule
def the_proof_only_asserts_and_quotes_above_what_the_text_says(lesson):
    if not lesson.proof:
        return
    for statement in lesson.proof.statements:
        if not isinstance(statement, ast.Assert):
            yield f"it does more than to assert: {ast.unparse(statement)}"
    text = said(" ".join(cell.text for cell in lesson.cells))
    for paragraph in re.split(r"\n\s*\n", lesson.proof.source.strip()):
        quotes = _quotes(paragraph)
        if not quotes:
            yield f"no comment quotes what is guarded here: {paragraph}"
        for quote in quotes:
            if quote not in text:
                yield f"it quotes what the text does not say: {quote}"


def _quotes(paragraph):
    """The comments above asserts, each without its marks and cut where it leaves words out."""
    comments = [said(re.sub("^#", "", c, flags=re.MULTILINE)) for c in COMMENT.findall(paragraph)]
    pieces = [piece.strip() for comment in comments for piece in comment.split("…")]
    return [piece for piece in pieces if piece]


@rule
def an_assert_outside_of_the_proof_holds_two_computed_things_equal(lesson):
    for cell in lesson.code:
        for node in _asserts(cell):
            if not cell.is_proof and not _compares(node.test):
                yield f"{cell} guards a number, as the proof should: {ast.unparse(node)}"


def _compares(test):
    """Whether an assertion says that two computed things are the same, up to rounding."""
    match test:
        case ast.Compare(left, [ast.Lt() | ast.LtE()], [ast.Constant(float(bound))]):
            return bound <= ROUNDING
        case ast.Compare(left, signs, others):
            same = all(isinstance(sign, ast.Eq | ast.Is) for sign in signs)
            return same and not any(map(_is_a_number, [left, *others]))
        case ast.Call(ast.Attribute(compared, "all"), []) | ast.Subscript(compared):
            return _compares(compared)
        case ast.Call(ast.Name("all"), [ast.GeneratorExp(compared)]):
            return _compares(compared)
        case ast.Call(ast.Attribute(_, name), [left, right]) if name in SAME:
            return not _is_a_number(left) and not _is_a_number(right)
    return False


def _is_a_number(node):
    """Whether a value stands in the code as the text says it; zero and nothing do not count."""
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "np":
        return True
    try:
        return ast.literal_eval(node) not in (0, None, "")
    except ValueError:
        return False


@rule
def no_assert_rests_on_a_clock(lesson):
    timed = _timed(lesson)
    for cell in lesson.code:
        for node in _asserts(cell):
            if touched := sorted(names(node).read & timed):
                yield f"{cell} asserts what a clock has touched: {', '.join(touched)}"


@rule
def an_ignored_output_with_a_number_is_asserted_or_a_time(lesson):
    here = names_of(lesson.statements).bound - lesson.cells[1].names.bound
    proved = names_of(_asserts(lesson.proof)).read & here if lesson.proof else set()
    held = proved | _timed(lesson)
    for cell in lesson.code:
        used = cell.names.bound | cell.names.read
        if "nbval-ignore-output" in cell.tags and not (_asserts(cell) or used & held):
            for output in cell.outputs:
                if "image/png" not in output.get("data", {}) and re.search(r"\d", plain(output)):
                    yield f"{cell} prints a number that no test compares and no assert guards"


def _asserts(cell):
    return [node for node in cell.nodes if isinstance(node, ast.Assert)]


def _timed(lesson):
    """The clocks that a lesson imports, what is computed from them, and so on."""
    imported = lesson.cells[1].names.bound
    timed = {name for statement in lesson.statements for name in _clocks(statement)}
    while new := {
        name
        for statement in lesson.statements
        if names(statement).read & timed
        for name in (names(statement).bound | filled(statement)) - timed - imported
    }:
        timed |= new
    return timed


def _clocks(statement):
    match statement:
        case ast.ImportFrom(module) if module in CLOCKS:
            return names(statement).bound
        case ast.Import(modules) if CLOCKS & {module.name for module in modules}:
            return names(statement).bound
    return ()
