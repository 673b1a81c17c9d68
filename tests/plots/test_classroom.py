import csv

import numpy as np
import pytest

from helpers import plots
from helpers.plots.classroom import read_grades

HEAD = ["learner", "lesson", "notebook", "momentum", "momentum_descent", "adam", "note"]
RESULTS = ["passed", "not yet: you climb", "not attempted", "did not run: why", "not in this copy"]


def written(folder, rows, head=HEAD):
    path = folder / "class.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def learners(count, results=RESULTS):
    for i in range(count):
        three = [results[(i + k) % len(results)] for k in range(3)]
        yield [f"learner {i:03}", "05_momentum", "05.ipynb", *three, ""]


@pytest.mark.parametrize("count", [1, 30, 200])
def test_every_learner_is_named_once_in_a_picture_as_wide_as_the_course(tmp_path, count):
    picture = plots.grades(written(tmp_path, learners(count)))
    named = [t.get_text() for axis in picture.fig.axes for t in axis.get_yticklabels()]
    assert named == [f"learner {i:03}" for i in range(count)]
    assert picture.fig.get_figwidth() == 9
    bounds = [axis.get_position() for axis in picture.fig.axes]
    assert all(0 < box.x0 < box.x1 < 1 and 0 < box.y0 < box.y1 < 1 for box in bounds)


def test_the_words_say_how_many_have_passed_of_those_who_have_the_exercise(tmp_path):
    words = str(plots.grades(written(tmp_path, learners(5))))
    wanted = "passed by how many: momentum 1/4, momentum_descent 1/4, adam 1/4"
    assert words == f"Exercises of 5 learners, {wanted}"


def test_results_are_told_apart_in_grey(tmp_path):
    greys = []
    for result in RESULTS:
        picture = plots.grades(written(tmp_path, learners(1, [result])))
        [axis] = picture.fig.axes
        x, y = axis.transData.transform((0.2, 0.75)).astype(int)
        pixels = picture.pixels(1.0)
        greys.append(pixels[len(pixels) - y, x] @ [0.299, 0.587, 0.114])
    assert np.diff(sorted(greys)).min() > 20


def test_the_lessons_of_a_learner_stand_in_one_row_and_the_spreadsheets_mark_is_gone(tmp_path):
    rows = [
        ["'=anna", "05_momentum", "05.ipynb", "passed", "not yet: x", "", ""],
        ["'=anna", "08_adam", "08.ipynb", "", "", "passed", ""],
        ["bo", "08_adam", "08.ipynb", "", "", "not attempted", ""],
    ]
    names, results = read_grades(written(tmp_path, rows))
    assert names == ["momentum", "momentum_descent", "adam"]
    assert results == {
        "=anna": ["passed", "not yet", "passed"],
        "bo": ["", "", "not attempted"],
    }


@pytest.mark.parametrize(
    ("head", "rows"),
    [(["a", "b"], []), (HEAD, []), (HEAD[:3] + HEAD[-1:], [["a", "", "", ""]])],
)
def test_what_is_no_table_of_grades_is_refused_in_a_sentence(tmp_path, head, rows):
    with pytest.raises(ValueError, match=r"is no table of grades|holds no (learner|exercise)"):
        plots.grades(written(tmp_path, rows, head))
