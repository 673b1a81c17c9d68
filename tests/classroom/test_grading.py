import importlib
import json
import re
import signal
import subprocess
import sys
import time

import psutil
import pytest

from helpers import grade
from helpers.classroom import grading
from helpers.classroom.grading import Grader, own_exercises
from helpers.classroom.handout import hand_out
from helpers.classroom.lessons import NOTEBOOKS, Lesson
from helpers.classroom.report import merged
from helpers.classroom.running import Limits
from helpers.classroom.submissions import submissions
from helpers.grade.__main__ import main
from helpers.progress.store import events
from tests.classroom import beasts
from tests.classroom.beasts import BEASTS, lesson, notebook

README = (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")
[OUR_EXERCISES] = re.findall(r"```python\n(# our_exercises\.py.*?)```", README, re.DOTALL)
DOUBLE = "from our_exercises import double\n\ndouble(lambda x: {})"
OF_BEASTS = [(learner, wanted) for learner, (_, wanted) in BEASTS.items()]


def put(folder, learner, text, name="05_momentum.ipynb"):
    path = folder / learner / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def graded(folder, **how):
    return {row.learner: row for row in merged(Grader(**how).rows(submissions(folder), jobs=2))}


def test_a_class_gets_a_table_a_csv_and_the_mistakes_to_speak_of(tmp_path, capsys):
    for learner in ("right", "climbs", "is no JSON"):
        put(tmp_path / "in", learner, BEASTS[learner][0])
    assert main([str(tmp_path / "in"), "--csv", str(tmp_path / "class.csv")]) == 0
    said = capsys.readouterr()
    assert "1 of 3 · momentum · you climb: move against the velocity" in said.out
    assert "[3 of 3]" in said.err
    lines = (tmp_path / "class.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "right,05_momentum,05_momentum.ipynb,passed,not attempted," in lines


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    """All beasts in one class."""
    folder = tmp_path_factory.mktemp("Übung 1 ß")
    for learner, (text, _) in BEASTS.items():
        put(folder, learner, text)
    (folder / "right" / "05_momentum.ipynb").chmod(0o444)
    large = json.loads(lesson())
    large["cells"][0]["outputs"] = [{"output_type": "stream", "text": "x" * 50_000_000}]
    put(folder, "is large", json.dumps(large))
    before = {one: one.path.read_bytes() for one in submissions(folder)}
    rows = graded(folder, limits=Limits(seconds=4, memory=512))
    assert {one: one.path.read_bytes() for one in submissions(folder)} == before
    return rows


@pytest.mark.thorough
@pytest.mark.parametrize(("learner", "wanted"), OF_BEASTS)
def test_every_notebook_gets_its_row_whatever_it_does(zoo, learner, wanted):
    results = zoo[learner].results
    assert {name: results[name][: len(said)] for name, said in wanted.items()} == wanted


@pytest.mark.thorough
def test_a_notebook_of_50_mb_is_graded_as_any_other(zoo):
    assert zoo["is large"].results == beasts.BOTH


@pytest.mark.thorough
def test_a_row_says_which_check_an_older_edition_asks_for(zoo):
    note = "asks for check.momentum_of_old, which this edition does not have"
    assert zoo["is an older edition"].note == note


@pytest.mark.thorough
def test_nothing_of_a_class_lives_on(zoo):
    assert left_behind() == []


def left_behind():
    """The processes that a beast has started."""
    running = psutil.process_iter(["cmdline"])
    return [process for process in running if beasts.TOKEN in (process.info["cmdline"] or [])]


@pytest.mark.thorough
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_there_and_ends_what_runs(tmp_path, sent):
    put(tmp_path / "in", "a", lesson())
    begun = f"open({str(tmp_path / 'begun')!r}, 'w').close()"
    put(tmp_path / "in", "b", lesson(beasts.LEAVES, begun, beasts.FOREVER))
    command = [sys.executable, "-m", "helpers.grade", "in", "--csv", "class.csv", "--jobs", "1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(command, cwd=tmp_path, **pipes) as process:
        assert process.stderr.readline().startswith("[1 of 2] a ·")
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        process.send_signal(sent)
        _, said = process.communicate()
    assert (process.returncode, said) == (130, "Interrupted after 1 of 2.\n")
    assert (tmp_path / "class.csv").read_text(encoding="utf-8-sig").count("passed") == 1
    assert left_behind() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere is no folder: give the one that holds the submissions"),
        (["in", "--csv", "no/class.csv"], "no is no folder for the CSV: make it"),
        (["in", "--exercises", "no.py"], "no.py is no file: give one of Python with exercises"),
    ],
)
def test_what_cannot_be_begun_is_said_in_a_sentence(tmp_path, monkeypatch, capsys, arguments, said):
    put(tmp_path / "in", "a", lesson())
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"{said}\n"


def test_a_fault_of_the_grader_itself_costs_one_row_only(tmp_path, monkeypatch):
    for learner in ("a", "b"):
        put(tmp_path, learner, notebook())
    reading = grading.read
    monkeypatch.setattr(grading, "read", lambda path: reading({"b": path}[path.parent.name]))
    notes = {learner: row.note for learner, row in graded(tmp_path).items()}
    assert notes == {"a": "the grader failed: KeyError: 'a'", "b": "holds no exercise"}


@pytest.mark.parametrize("wrong", [["--seconds", "0"], ["--jobs", "0"], ["--memory", "-1"]])
def test_limits_that_are_none_are_refused(tmp_path, capsys, wrong):
    with pytest.raises(SystemExit):
        main([str(tmp_path), *wrong])
    assert "it must be" in capsys.readouterr().err


def solved(path, solutions):
    """The text of a notebook with every stub replaced by its solution."""
    book = json.loads(path.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        for name, solution in solutions.items():
            if cell["cell_type"] == "code" and f"check.{name}(" in "".join(cell["source"]):
                cell["source"] = solution
    return json.dumps(book)


@pytest.mark.thorough
@pytest.mark.parametrize("number", ["05", "16"])
def test_both_editions_of_a_lesson_are_graded_alike(tmp_path, number):
    [path] = NOTEBOOKS.glob(f"{number}_*.ipynb")
    solutions = {task.name: task.solution for task in Lesson(path).tasks}
    [*hand_out(NOTEBOOKS, tmp_path / "out")]
    put(tmp_path / "in", "whole", solved(path, solutions), path.name)
    put(
        tmp_path / "in",
        "apart",
        (tmp_path / "out" / path.name).read_text(encoding="utf-8"),
        path.name,
    )
    exercises = solved(tmp_path / "out" / "exercises" / path.name, solutions)
    put(tmp_path / "in", "apart", exercises, f"exercises/{path.name}")
    rows = graded(tmp_path / "in")
    assert {row.note for row in rows.values()} == {""}
    wanted = dict.fromkeys(solutions, "passed")
    assert [row.results for row in rows.values()] == [wanted, wanted]


def test_the_readmes_exercise_of_ones_own_says_what_is_wrong_by_its_own_name(tmp_path, monkeypatch):
    (tmp_path / "our_exercises.py").write_text(OUR_EXERCISES, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("DOWNHILL_PROGRESS", str(tmp_path / "kept.sqlite"))
    double = importlib.import_module("our_exercises").double
    monkeypatch.delitem(sys.modules, "our_exercises")
    assert double(lambda x: x + x).passed
    assert double(lambda x: x * x).diagnosis.startswith("you square it")
    assert double(lambda x: None).passed is None
    assert double(6.0).sentence.startswith("pass the function itself, double(double), not some")
    kept = [(one.lesson, one.name, one.passed) for one in events(tmp_path / "kept.sqlite")]
    assert kept == [("our_exercises", "double", passed) for passed in (True, False, None, False)]


@pytest.mark.thorough
def test_an_exercise_of_the_instructors_own_is_graded_by_the_instructors_copy(tmp_path):
    own = tmp_path / "our_exercises.py"
    own.write_text(OUR_EXERCISES, encoding="utf-8")
    assert own_exercises(own) == ("our_exercises.double",)
    put(tmp_path / "in", "right", notebook(DOUBLE.format("x + x")), "week 1.ipynb")
    put(tmp_path / "in", "squares", notebook(DOUBLE.format("x * x")), "week 1.ipynb")
    fake = "%%writefile our_exercises.py\ndouble = print"
    put(tmp_path / "in", "fakes", notebook(fake, DOUBLE.format("3")), "week 1.ipynb")
    rows = graded(tmp_path / "in", own=(own,))
    assert {row.lesson for row in rows.values()} == {"our_exercises"}
    came = {learner: row.results["our_exercises.double"] for learner, row in rows.items()}
    assert came["right"] == "passed"
    assert came["squares"].startswith("not yet: you square it")
    assert came["fakes"].startswith("not yet: the answer is not right for this input · given x=")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import nowhere", "cannot be imported: ModuleNotFoundError: No module named 'nowhere'"),
        pytest.param("a = 1", "holds no exercise: it needs a func", marks=pytest.mark.thorough),
        pytest.param("import os; os._exit(0)", "it ends Python", marks=pytest.mark.thorough),
    ],
)
def test_an_own_file_that_is_of_no_use_is_refused_before_anything_runs(tmp_path, text, said):
    own = tmp_path / "ours.py"
    own.write_text(text, encoding="utf-8")
    (tmp_path / "nowhere.py").touch()  # a neighbour is not taken along
    with pytest.raises(ValueError, match=said):
        own_exercises(own)


def test_the_command_says_what_it_is_for():
    assert grade.__doc__.startswith("Grade a class: uv run python -m helpers.grade")
    assert "helpers.grade submissions/ --csv class.csv" in README
