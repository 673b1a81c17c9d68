import json
import re

import nbformat
import pytest

from helpers.classroom.handout import fingerprint, hand_out, without_answers
from helpers.classroom.lessons import NOTEBOOKS, Lesson
from helpers.handout.__main__ import main
from tests.refresh import execute

LINKS = re.compile(r"\]\(([\w./-]+\.(?:ipynb|md|png|gif|csv))")
MINE = "05_momentum.ipynb"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The whole course, handed out."""
    out = tmp_path_factory.mktemp("out")
    said = [*hand_out(NOTEBOOKS, out)]
    assert {line.partition(": ")[2] for line in said} == {"new"}
    return out


def read(path):
    return nbformat.read(path, as_version=4)


def sources(path):
    return [cell.source for cell in read(path).cells]


def test_every_lesson_is_handed_out_in_two_valid_notebooks(whole):
    lessons = [path.name for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    for folder in (whole, whole / "exercises"):
        assert [path.name for path in sorted(folder.iterdir()) if path.is_file()] == lessons
        for path in folder.glob("*.ipynb"):
            nbformat.validate(read(path))


def test_an_exercise_stands_in_its_own_notebook_only_and_all_else_in_the_lesson(whole):
    for path in NOTEBOOKS.glob("*.ipynb"):
        lesson = Lesson(path)
        section = [cell.node.source for cell in lesson.section("Exercises") if cell.is_code]
        kept, moved = sources(whole / path.name), sources(whole / "exercises" / path.name)
        assert [code for code in moved if code in section] == section
        assert not {*kept} & {*section}
        assert lesson.proof is None or kept[-1] == lesson.proof.source
        assert len(kept) == len(lesson.cells) - len(lesson.section("Exercises")) + 1


def test_no_link_is_dead(whole):
    for path in [*whole.rglob("*.ipynb")]:
        for source in sources(path):
            for target in LINKS.findall(source):
                assert (path.parent / target).exists(), f"{path}: {target}"


def test_every_name_that_the_exercises_read_stands_in_their_notebook(whole):
    for path in (whole / "exercises").glob("*.ipynb"):
        lesson, builtin = Lesson(path), {*dir(__builtins__), *__builtins__}
        for cell in lesson.code:
            above = [c.names.bound for c in lesson.code if c.number <= cell.number]
            assert cell.names.read - frozenset().union(*above) - builtin == set(), f"{path}: {cell}"


def edited(path, add="# mine"):
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][-2]["source"] += add
    path.write_text(json.dumps(book), encoding="utf-8")
    return path.read_bytes()


@pytest.fixture
def course(tmp_path):
    """A course of two lessons."""
    (tmp_path / "notebooks").mkdir()
    for name in ("00_start_here.ipynb", MINE):
        (tmp_path / "notebooks" / name).write_bytes((NOTEBOOKS / name).read_bytes())
    return tmp_path / "notebooks"


def renewed(course):
    """The course with another word in its last exercise, as a new folder."""
    new = course.parent / "newer"
    new.mkdir()
    for path in course.iterdir():
        text = path.read_text(encoding="utf-8").replace("The worth is", "Its worth is")
        (new / path.name).write_text(text, encoding="utf-8")
    return new


def told(course, out):
    return dict(line.split(": ", 1) for line in hand_out(course, out))


def test_an_update_replaces_lessons_and_exercises_that_nobody_has_edited(course, tmp_path):
    out = tmp_path / "out"
    told(course, out)
    execute_only(out / "exercises" / MINE)
    edited(out / MINE)
    said = told(renewed(course), out)
    assert said["00_start_here.ipynb"] == "as it was"
    assert said[MINE] == said[f"exercises/{MINE}"] == "updated"
    assert any("Its worth is" in source for source in sources(out / "exercises" / MINE))


def execute_only(path):
    """As if its cells had run: they have other outputs, and say what they said."""
    book = json.loads(path.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": 7}
    path.write_text(json.dumps(book), encoding="utf-8")


def test_an_exercise_that_was_edited_is_kept_and_the_new_edition_put_beside_it(course, tmp_path):
    out, newer = tmp_path / "out", renewed(course)
    told(course, out)
    mine = edited(out / "exercises" / MINE)
    assert told(course, out)[f"exercises/{MINE}"] == "kept, for it was edited; there is nothing new"
    for _ in range(2):
        said = told(newer, out)[f"exercises/{MINE}"]
        beside = "exercises/05_momentum_new.ipynb"
        assert said == f"kept, for it was edited; the new edition is {beside}"
        assert (out / "exercises" / MINE).read_bytes() == mine
    assert any("Its worth is" in source for source in sources(out / beside))
    edited(out / beside)
    assert told(newer, out)[f"exercises/{MINE}"].endswith("exercises/05_momentum_new_2.ipynb")


@pytest.mark.parametrize("content", ["", "no JSON", "[]", '{"cells": []}'])
def test_what_we_did_not_write_is_never_overwritten(course, tmp_path, content):
    for path in (tmp_path / "out" / MINE, tmp_path / "out" / "exercises" / MINE):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        told(course, tmp_path / "out")
        assert path.read_text(encoding="utf-8") == content
        assert path.with_stem("05_momentum_new").exists()


def test_solutions_and_answers_are_left_out_where_that_is_wished(course, tmp_path, capsys):
    assert main([str(course), str(tmp_path / "out"), "--without-solutions"]) == 0
    assert f"exercises/{MINE}: new" in capsys.readouterr().out
    text = "\n".join(sources(tmp_path / "out" / "exercises" / MINE))
    assert "check.momentum(my_momentum)" in text
    assert "**3. Predict, then test.**" in text
    assert not re.search("<details>|return theta - lr|The worth is", text)


def test_a_hint_stays_where_solutions_are_left_out():
    hint = "<details><summary>A hint: two</summary>\n\nLook.\n\n</details>"
    answer = "<details><summary>Answer</summary>\n\n3\n\n</details>"
    assert without_answers(f"{answer}\n\n---\n\n**2. Do.**\n\n{hint}") == f"**2. Do.**\n\n{hint}"
    assert without_answers(answer) == ""


def test_a_folder_is_not_handed_out_into_itself(course, tmp_path, capsys):
    for out in (course, course / "out"):
        assert main([str(course), str(out)]) == 2
        assert "hand out to another folder" in capsys.readouterr().err
    assert main([str(tmp_path / "nowhere"), str(tmp_path / "out")]) == 2
    assert "holds no lesson: give the folder of the notebooks" in capsys.readouterr().err


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["00_start_here.ipynb", "16_gradient_checking.ipynb"])
def test_a_lesson_that_was_handed_out_runs_whole(whole, name):
    for path in (whole / name, whole / "exercises" / name):
        book = read(path)
        assert fingerprint(execute(book)) == fingerprint(read(path))
        errors = [o for c in book.cells for o in c.get("outputs", []) if o.output_type == "error"]
        assert errors == []
