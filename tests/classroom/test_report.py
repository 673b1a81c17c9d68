import csv

import pytest

from helpers.classroom.grading import Row, lesson_that_checks
from helpers.classroom.report import merged, mistakes, summary, table, write_csv
from helpers.classroom.submissions import lesson_named

CLIMBS = "not yet: you climb"
FAR = "not yet: the answer is not right · came 3.0"
FARTHER = "not yet: the answer is not right · came 4.0"


def row(learner, *results, lesson="05_momentum", notebook="05.ipynb", note=""):
    named = dict(zip(["momentum", "momentum_descent"], results, strict=False))
    return Row(learner, lesson, notebook, named, note)


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.reader(file)]


def test_a_learner_has_one_row_of_the_best_results_of_all_notebooks_of_a_lesson():
    once, again = row("anna", "passed", CLIMBS), row("anna", "did not run: x", "not attempted")
    lesson = Row("anna", "05_momentum", "05_lesson.ipynb", {}, "holds no exercise")
    [one] = merged([lesson, again, once])
    assert one.results == {"momentum": "passed", "momentum_descent": CLIMBS}
    assert (one.notebook, one.note) == ("05.ipynb", "")


def test_a_row_has_every_exercise_of_its_lesson_and_what_others_were_asked_for():
    extra = Row("bo", "05_momentum", "05.ipynb", {"momentum": "passed", "nesterov": "passed"})
    one, other = merged([row("anna", "passed", "passed"), extra])
    assert one.results["nesterov"] == "not in this copy"
    assert [*other.results] == ["momentum", "momentum_descent", "nesterov"]
    assert other.results["momentum_descent"] == "not in this copy"


def test_a_table_opens_in_a_spreadsheet_which_computes_nothing(tmp_path):
    names = ["=1+2", "+a", "-b", "@c", "Jörg ß", 'a,"b"']
    rows = merged([row(name, "passed") for name in names])
    lines = read(write_csv(rows, tmp_path / "class.csv"))
    assert lines[0] == ["learner", "lesson", "notebook", "momentum", "momentum_descent", "note"]
    wanted = ["'=1+2", "'+a", "'-b", "'@c", "Jörg ß", 'a,"b"']
    assert sorted(line[0] for line in lines[1:]) == sorted(wanted)
    assert (tmp_path / "class.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_exercises_of_other_lessons_stay_blank(tmp_path):
    adam = Row("bo", "08_adam", "08.ipynb", {"adam": "passed"})
    rows = merged([row("anna", "passed", CLIMBS), adam])
    head, anna, bo = read(write_csv(rows, tmp_path / "class.csv"))
    assert head[3:-1] == ["momentum", "momentum_descent", "adam", "name_the_bug"]
    assert anna[3:-1] == ["passed", CLIMBS, "", ""]
    assert bo[3:-1] == ["", "", "passed", "not in this copy"]


def test_a_table_that_is_held_open_is_written_beside(tmp_path, monkeypatch):
    path, opened = tmp_path / "class.csv", type(tmp_path).open

    def held(self, *arguments, **options):
        if self == path:
            raise PermissionError(13, "held", str(self))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(type(tmp_path), "open", held)
    assert write_csv([row("anna", "passed")], path) == tmp_path / "class-2.csv"


def test_mistakes_come_by_how_many_have_made_them_whatever_the_numbers():
    rows = [row("a", CLIMBS, FAR), row("b", FAR, FAR), row("c", CLIMBS, FARTHER), row("d", CLIMBS)]
    assert mistakes(merged(rows)) == [
        (3, 4, "momentum", "you climb"),
        (3, 3, "momentum_descent", "the answer is not right"),
        (1, 4, "momentum", "the answer is not right"),
    ]
    assert summary(rows).splitlines()[0] == "3 of 4 · momentum · you climb"
    assert summary([row("a", "passed")]) == "No mistakes to speak of."


def test_the_table_says_in_words_and_signs_who_is_where_and_why():
    rows = [row("anna", "passed", CLIMBS), row("bo", "did not run: why", "did not run: why")]
    odd = Row("bo", "", "diary.ipynb", {}, "is no lesson")
    assert table(merged([*rows, odd])).splitlines() == [
        "no lesson",
        "bo",
        "",
        "05_momentum  momentum       momentum_descent",
        "anna         ✓ passed       ✗ not yet",
        "bo           ! did not run  ! did not run",
        "",
        "bo, diary.ipynb: is no lesson",
        "bo, 05.ipynb: why",
    ]


@pytest.mark.parametrize(
    ("names", "file", "lesson"),
    [
        (["adam"], "diary.ipynb", "08_adam"),
        (["downhill_step"], "diary.ipynb", "00_start_here"),
        (["nesterov"], "diary.ipynb", "05_momentum"),
        (["adam"], "05_momentum.ipynb", "08_adam"),
        (["adam", "momentum"], "05_momentum.ipynb", "05_momentum"),
        (["ours.double"], "diary.ipynb", "ours"),
        (["ours.double", "ours.half", "adam"], "diary.ipynb", "08_adam"),
        (["adam_of_old"], "08_adam.ipynb", "08_adam"),
        ([], "diary.ipynb", ""),
    ],
)
def test_a_lesson_is_known_by_what_is_checked_and_else_by_its_file(tmp_path, names, file, lesson):
    assert lesson_that_checks(names, lesson_named(tmp_path / file)) == lesson
