import json
import shutil

import pytest

from helpers import environment
from helpers.check import EXERCISES
from helpers.classroom import lessons as tested
from helpers.progress.lessons import lesson_of, lessons


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A course with two lessons, to be spoiled."""
    (tmp_path / "notebooks").mkdir()
    for name in ("05_momentum.ipynb", "16_gradient_checking.ipynb"):
        shutil.copy(tested.NOTEBOOKS / name, tmp_path / "notebooks")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    return tmp_path / "notebooks"


def slugs():
    return [lesson.slug for lesson in lessons()]


def test_every_lesson_is_found_with_what_its_notebook_says():
    for lesson, notebook in zip(lessons(), tested.lessons(), strict=True):
        assert f"{lesson.number}_{lesson.slug}" == str(notebook)
        assert notebook.cells[0].text.startswith(f"# {lesson.number} · {lesson.title}: ")
        stated = f"*{lesson.reading} minutes + {lesson.practice} for the exercises"
        assert stated in notebook.cells[0].text
        assert lesson.exercises == tuple(dict.fromkeys(task.name for task in notebook.tasks))
        assert len(lesson.guesses) == sum(cell.is_guess for cell in notebook.cells)


def test_every_exercise_of_a_lesson_has_its_check():
    assert {name for lesson in lessons() for name in lesson.exercises} <= {*EXERCISES}


def test_no_two_guesses_ask_the_same():
    asked = [question for lesson in lessons() for question in lesson.guesses]
    assert len(asked) == len({*asked})


def test_a_guess_and_a_game_lead_to_their_lesson():
    for lesson in (lessons()[0], lessons()[-1]):
        assert lesson_of("guess", lesson.guesses[-1]) == lesson.slug
    assert lesson_of("game", "hidden") == "gradient_checking"
    assert lesson_of("guess", "who wins?") == lesson_of("game", "who wins?") == ""


@pytest.mark.parametrize(
    "content",
    ["", "no JSON", "[]", "{}", '{"cells": []}', '{"cells": [{"source": ["# 05 · A: b?"]}]}', "3"],
)
def test_a_notebook_that_cannot_be_read_is_left_out(folder, content):
    (folder / "05_momentum.ipynb").write_text(content, encoding="utf-8")
    assert slugs() == ["gradient_checking"]


def test_copies_notes_and_folders_are_no_lessons(folder):
    shutil.copy(folder / "05_momentum.ipynb", folder / "05_momentum-Copy1.ipynb")
    shutil.copy(folder / "05_momentum.ipynb", folder / "notes.ipynb")
    (folder / "07_adam.ipynb").mkdir()
    assert slugs() == ["momentum", "gradient_checking"]


def test_a_cell_that_the_learner_has_half_written_still_counts(folder):
    path = folder / "05_momentum.ipynb"
    whole, notebook = lessons()[0], json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("return None", "return (")
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert lessons()[0] == whole


def test_without_notebooks_there_are_no_lessons(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    assert lessons() == []
