"""The table of lessons, in the README and in lesson 00, says what the lessons and the rule say."""

import re

import pytest

from helpers.classroom.lessons import NOTEBOOKS, lessons
from tests.minutes import minutes

ROW = re.compile(r"^\| (\d\d) \| (.+) \| (.+) \|$", re.MULTILINE)
README = (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")
TABLES = {
    "the README": (README, "notebooks/"),
    "lesson 00": ("\n".join(cell.text for cell in lessons()[0].cells), ""),
}
every_table = pytest.mark.parametrize(("text", "folder"), TABLES.values(), ids=TABLES)


def row(lesson, folder):
    """What a table says of a lesson: its title, a link to it, and its minutes."""
    title = lesson.cells[0].text.split("\n")[0].removeprefix(f"# {lesson.number} · ")
    core, exercises = minutes(lesson)
    return lesson.number, f"[{title}]({folder}{lesson.path.name})", f"{core} + {exercises}"


@every_table
def test_the_table_has_twenty_lessons_in_order(text, folder):
    assert [number for number, *_ in ROW.findall(text)] == [f"{n:02}" for n in range(20)]


@every_table
def test_a_lesson_that_exists_has_its_title_its_link_and_its_computed_minutes(text, folder):
    said = {found[0]: found for found in ROW.findall(text)}
    wanted = [row(lesson, folder) for lesson in lessons()]
    table = "\n".join(f"| {' | '.join(one)} |" for one in wanted)
    assert [said.get(number) for number, *_ in wanted] == wanted, f"these rows are right:\n{table}"


@every_table
def test_no_lesson_is_named_that_is_not_there(text, folder):
    assert [number for number, *_ in ROW.findall(text)] == [lesson.number for lesson in lessons()]
