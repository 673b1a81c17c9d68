import pytest

from helpers.classroom.results import results
from helpers.classroom.running import Limits, Ran
from helpers.progress.store import Event
from tests.classroom.test_asked import cells

CELLS = cells("f = 1 / 0", "check.adam(f)", "while True: 0", "double(g)", "g = 2")
ASKED = {1: ["adam"], 3: ["ours.double"]}
FINE = {number: {"ended": True} for number in range(len(CELLS))}
SHOWN = "not yet: not right\n  given     x=2\n  came      5"


def noted(*tries, lesson="adam", name="adam"):
    """Verdicts of one exercise, in order: (passed, what was said)."""
    return [Event(0.0, "check", lesson, name, passed, said) for passed, said in tries]


def came(name, events=(), ended="", **told):
    """The result of an exercise, where something else is told of some cells: cell_2={...}."""
    number = {int(cell.removeprefix("cell_")): what for cell, what in told.items()}
    known = {n: what for n, what in (FINE | number).items() if what is not None}
    return results(CELLS, ASKED, Ran([*events], known, ended), Limits(seconds=60))[name]


@pytest.mark.parametrize(
    ("tries", "result"),
    [
        ([(None, "")], "not attempted"),
        ([(False, "you climb")], "not yet: you climb"),
        ([(False, "you climb"), (False, "too far")], "not yet: too far"),
        ([(False, "you climb"), (None, "")], "not yet: you climb"),
        ([(True, ""), (False, "you climb")], "passed"),
    ],
)
def test_an_exercise_is_passed_once_and_else_the_last_mistake_counts(tries, result):
    assert came("adam", noted(*tries)) == result


def test_an_own_exercise_is_known_by_its_module():
    assert came("ours.double", noted((True, ""), lesson="ours", name="double")) == "passed"
    assert came("ours.double", noted((True, ""), lesson="theirs", name="double")) == "not attempted"


def test_a_mistake_without_a_name_is_told_by_what_differed():
    told = came("adam", noted((False, "")), cell_1={"ended": True, "verdict": SHOWN})
    assert told == "not yet: not right · given x=2 · came 5"
    assert came("adam", noted((False, ""))) == "not yet: the answer is not right"


def test_what_did_not_run_says_why_and_where():
    error = {"ended": True, "error": "ValueError: no"}
    assert came("adam", cell_1=error) == "did not run: cell 1 (check.adam(f)): ValueError: no"
    interrupted = {"ended": True, "error": "KeyboardInterrupt"}
    said = "did not run: cell 1 (check.adam(f)): took longer than 60 s"
    assert came("adam", cell_1=interrupted) == said


def test_a_missing_name_says_which_cell_should_have_made_it():
    missing = {"ended": True, "error": "NameError: name 'f' is not defined", "missing": "f"}
    failed = {"ended": True, "error": "ZeroDivisionError: division by zero"}
    why = "for cell 0 (f = 1 / 0) failed: ZeroDivisionError: division by zero"
    told = came("adam", cell_0=failed, cell_1=missing)
    assert told.endswith(f"name 'f' is not defined, {why}")
    assert came("adam", cell_1=missing).endswith("name 'f' is not defined")


def test_what_was_judged_before_a_crash_is_kept_and_the_rest_says_where_it_was():
    crash = {"ended": "ended Python (SIGSEGV)", "cell_2": {}, "cell_3": None, "cell_4": None}
    assert came("adam", noted((True, "")), **crash) == "passed"
    said = "did not run: cell 2 (while True: 0) ended Python (SIGSEGV)"
    assert came("ours.double", **crash) == said


def test_a_check_that_the_learner_has_lost_is_told_with_the_cell():
    lost = {"ended": True, "check": "int"}
    failed = lost | {"error": "AttributeError: 'int' object has no attribute 'adam'"}
    said = "did not run: `check` is not the course's any more, but int, since cell 0 (f = 1 / 0)"
    assert came("adam", cell_0=lost, cell_1=failed) == said
