import ast

import pytest

from helpers.check import EXERCISES
from helpers.classroom.lessons import lessons
from helpers.classroom.names import behind, names_of

every_task = pytest.mark.parametrize(
    ("lesson", "task"),
    [
        pytest.param(lesson, task, id=f"{lesson}: {task.function}")
        for lesson in lessons()
        for task in lesson.tasks
    ],
)


def names_before(lesson, task):
    """What the exercise and its solution use of what stands above the check, and nothing else."""
    above = [
        statement
        for cell in lesson.code
        for statement in cell.statements
        if cell.number <= task.cell.number
    ]
    used = {task.function, *names_of(ast.parse(task.solution).body).read}
    known = {"__name__": "__main__"}
    needed = behind(above, lambda names: bool(names.bound & used))
    exec(compile(ast.Module(needed, []), str(lesson), "exec"), known)
    return known


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
