import pytest
from nbformat.v4 import new_code_cell

from helpers.classroom.asked import asked, to_run
from helpers.classroom.cells import Cell


def cells(*sources):
    return [Cell(number, new_code_cell(source)) for number, source in enumerate(sources)]


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["check.adam(f)\ncheck.momentum(g)"], {0: ["adam", "momentum"]}),
        (["print(check.adam(f))", "check.adam(f)"], {0: ["adam"], 1: ["adam"]}),
        (["def f(: check.adam(f)"], {0: ["adam"]}),
        (["from helpers import check as c", "c.adam(f)"], {1: ["adam"]}),
        (["from helpers.check import adam as a", "def a(x): 0", "a(f)"], {2: ["adam"]}),
        (
            ["from ours import double as d, half", "d(f)\nhalf(g)"],
            {1: ["ours.double", "ours.half"]},
        ),
        (["import ours as o", "o.double(f)"], {1: ["ours.double"]}),
        (['check.so_far("adam")', "check.adam_of_old(f)"], {1: ["adam_of_old"]}),
        (["from theirs import double", "double(f)", "double_check.adam(f)"], {}),
    ],
)
def test_the_exercises_that_cells_ask_to_check_are_found(sources, names):
    assert asked(cells(*sources), ["ours"]) == names


COURSE = ["import numpy as np", "data = np.ones(3)", "net = train(data)", "data[0] = 2", "np.e"]
CHECK = "check.adam(f)"


def run(*sources, whole=False):
    book = cells(*sources)
    return [cell.source for cell in to_run(book, asked(book), COURSE, whole)]


def test_of_the_course_only_what_an_exercise_reads_is_run():
    used = "def f(): return np.e\ncheck.adam(f)"
    assert run(*COURSE, used) == [COURSE[0], used]
    assert run(*COURSE, CHECK) == [CHECK]


def test_what_a_learner_wrote_is_run_with_all_that_may_have_changed_what_it_reads():
    own = "print(data)"
    assert run(*COURSE, own, CHECK) == [*COURSE[:4], own, CHECK]


def test_of_a_cell_that_is_no_python_every_word_counts():
    assert run(*COURSE, "%timeit np.dot", CHECK) == [COURSE[0], "%timeit np.dot", CHECK]


def test_behind_the_last_check_nothing_is_run():
    assert run(CHECK, "while True: pass") == [CHECK]


def test_the_whole_notebook_is_run_where_that_is_wished():
    assert run(*COURSE, CHECK, whole=True) == [*COURSE, CHECK]


def test_code_that_is_nested_too_deep_for_python_is_no_obstacle():
    deep = f"x = {'-' * 50_000}1"
    assert run(deep, CHECK) == [deep, CHECK]
    long = f"y = {'1 + ' * 5_000}1"
    assert run(long, CHECK) == [long, CHECK]
