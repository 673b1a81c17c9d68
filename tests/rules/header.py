"""The file and its first two cells."""

import ast
import re

from tests.minutes import minutes
from tests.prose import LINK
from tests.rules.registry import rule

RNG = "rng = np.random.default_rng(0)"
INDEX = ("../README.md", "00_start_here.ipynb")


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
    if not re.search(r"\bneed", " ".join(rest)):
        yield "nothing below the answer says what you need"


@rule
def the_header_states_the_minutes_of_the_lesson_and_of_its_exercises(lesson):
    stated = "{} minutes + {} for the exercises".format(*minutes(lesson))
    if not re.search(rf"(?<!\d){re.escape(stated)}\b", lesson.cells[0].text):
        yield f"the first cell does not say '{stated}', as computed"


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
