"""Traps, exercises, summary and references."""

import re

from helpers.classroom.cells import plain
from tests.prose import REFERENCES
from tests.rules.registry import rule

LIBRARIES = ("PyTorch", "Keras", "Optax")


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
def the_exercises_end_with_the_learners_own_row(lesson):
    row = f'check.so_far("{lesson.path.stem[3:]}")'
    section = lesson.section("Exercises")
    if section and section[-1].source != row:
        yield f"the last cell of ## Exercises is not {row}, but {section[-1]}"


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
def the_last_text_has_references_with_links(lesson):
    [*_, last] = [cell for cell in lesson.cells if not cell.is_code]
    references = REFERENCES.search(last.text)
    if not references or "](http" not in references[0]:
        yield f"{last} has no line that begins with References, with links"
