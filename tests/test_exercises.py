import ast

import pytest

from helpers.check import EXERCISES
from tests.lessons import lessons

every_task = pytest.mark.parametrize(
    ("lesson", "task"),
    [
        pytest.param(lesson, task, id=f"{lesson}: {task.function}")
        for lesson in lessons()
        for task in lesson.tasks
    ],
)


def names_before(lesson, task):
    """What the exercise can use: the set-up and all that is defined above the check."""
    names = {}
    exec(lesson.cells[1].source, names)
    for cell in lesson.code:
        if cell.number <= task.cell.number:
            definitions = ast.Module([*cell.definitions.values()], [])
            exec(compile(definitions, str(cell), "exec"), names)
    return names


@every_task
def test_the_solution_passes_its_check(lesson, task):
    names = names_before(lesson, task)
    exec(task.solution, names)
    verdict = EXERCISES[task.name](names[task.function])
    assert verdict.passed is True, verdict


@every_task
def test_the_stub_is_not_attempted_yet(lesson, task):
    verdict = EXERCISES[task.name](names_before(lesson, task)[task.function])
    assert verdict.passed is None, verdict
