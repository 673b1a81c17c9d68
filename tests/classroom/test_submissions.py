import json

import pytest

from helpers.classroom.submissions import lesson_named, read, submissions
from tests.classroom.beasts import SETUP, lesson, notebook


def put(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(lesson(), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "learner"),
    [
        ("Anna Müller_12_file/05_momentum.ipynb", "Anna Müller_12_file"),
        ("anna/week 2/exercises/05_momentum.ipynb", "anna"),
        ("05_momentum_anna.ipynb", "anna"),
        ("anna-05_Momentum (1).ipynb", "anna (1)"),
        ("Jörg ß 06 momentum map.ipynb", "Jörg ß"),
        ("05_momentum.ipynb", "05_momentum"),
        ("homework.IPYNB", "homework"),
    ],
)
def test_a_learner_is_a_folder_or_what_a_file_is_named_besides_its_lesson(tmp_path, file, learner):
    put(tmp_path, file)
    assert [one.learner for one in submissions(tmp_path)] == [learner]


def test_what_jupyter_keeps_aside_is_no_submission(tmp_path):
    put(tmp_path, "anna/05_momentum.ipynb", "anna/.ipynb_checkpoints/05_momentum-checkpoint.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    assert [one.path.name for one in submissions(tmp_path)] == ["05_momentum.ipynb"]


def test_a_folder_without_notebooks_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no notebook: it needs files that end in"):
        submissions(tmp_path)
    with pytest.raises(FileNotFoundError, match="is no folder: give the one that holds"):
        submissions(tmp_path / "nowhere")


def test_a_file_is_named_for_the_lesson_with_the_longest_name_in_it(tmp_path):
    assert str(lesson_named(tmp_path / "anna 06-momentum-map final.ipynb")) == "06_momentum_map"
    assert lesson_named(tmp_path / "momentum.ipynb") is None


def test_every_edition_is_read_without_its_outputs(tmp_path):
    path = tmp_path / "a.ipynb"
    for text in (notebook(SETUP, "a = 1"), notebook(SETUP, "a = 1", version=3)):
        for written in (text, "\ufeff" + text, text.replace("\\n", "\\r\\n")):
            path.write_text(written, encoding="utf-8")
            assert [(cell.number, cell.source) for cell in read(path)] == [(1, SETUP), (2, "a = 1")]


def test_a_notebook_of_50_mb_is_read(tmp_path):
    book = json.loads(lesson())
    book["cells"][0]["outputs"] = [{"output_type": "stream", "text": "x" * 50_000_000}]
    (tmp_path / "a.ipynb").write_text(json.dumps(book), encoding="utf-8")
    assert read(tmp_path / "a.ipynb")[0].source == SETUP


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b" \r\n", "the file is empty"),
        (b"{\n'cells'", "the file is no notebook: no JSON in line 2"),
        (b"\xff\xfe{}", "the file is no notebook: it is not written in UTF-8"),
        (b"[" * 100_000, "the file is no notebook: it holds no cells"),
        (b"3", "the file is no notebook: it holds no cells"),
        (b'{"cells": 3}', "the file is no notebook: it holds no cells"),
        (b'{"cells": [{"source": 3}]}', "the file is no notebook: it holds no cells"),
        (b'{"cells": [{"source": ["a", 3]}]}', "the file is no notebook: it holds no cells"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(tmp_path, content, said):
    (tmp_path / "a.ipynb").write_bytes(content)
    with pytest.raises(ValueError, match=f"^{said}$"):
        read(tmp_path / "a.ipynb")


def test_a_file_that_is_gone_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"^the file cannot be read: No such file"):
        read(tmp_path / "a.ipynb")
