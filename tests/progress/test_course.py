import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from helpers import environment
from helpers.progress import course_map, place, so_far
from helpers.progress.lessons import lessons
from helpers.progress.store import note

BETA = "β is missing: without friction the velocity never fades"
MOMENTUM = next(lesson for lesson in lessons() if lesson.slug == "momentum")


def some_of_momentum():
    """One of two exercises passed after three tries, and three of six guesses asked."""
    note("check", "momentum", "momentum", None)
    note("check", "momentum", "momentum", False, BETA)
    note("check", "momentum", "momentum", False, BETA)
    note("check", "momentum", "momentum", True)
    note("check", "momentum", "momentum_descent", None)
    for question, right in zip(MOMENTUM.guesses, (True, False, None), strict=False):
        note("guess", "momentum", question, right, "5, and it is 5.5")


def line(shown, title):
    [found] = [line for line in repr(shown).splitlines() if f" {title} " in line]
    return re.split(r"  +", found.strip())


def test_a_row_counts_what_passed_what_was_tried_and_first_guesses(progress_file):
    some_of_momentum()
    left = (MOMENTUM.reading + MOMENTUM.practice) // 2 + 1
    row = ["begun", "05 Momentum", "1 of 2", "3", "1 of 2", str(left)]
    assert line(so_far("momentum"), "05 Momentum") == row == line(course_map(), "05 Momentum")
    assert f"05 Momentum, mistakes met:\n  - {BETA} (2 times)\n" in repr(so_far("momentum"))
    assert repr(so_far("momentum")).endswith("\nStill open: momentum_descent, 3 guesses.")


def test_only_the_first_guess_counts_and_after_a_skip_the_next(progress_file):
    first, second, *_ = MOMENTUM.guesses
    for question, right in ((first, False), (first, True), (second, None), (second, True)):
        note("guess", "momentum", question, right)
    assert line(so_far("momentum"), "05 Momentum")[4] == "1 of 2"


def test_a_lesson_is_done_when_its_exercises_have_passed_and_stays_so(progress_file):
    for name in MOMENTUM.exercises:
        note("check", "momentum", name, True)
        note("check", "momentum", name, False)
    assert line(so_far("momentum"), "05 Momentum")[::5] == ["done", "0"]
    for question in MOMENTUM.guesses:
        note("guess", "momentum", question, None)
    assert repr(so_far("momentum")).endswith("\nNothing is open.")


def test_the_map_adds_up_what_passed_and_the_minutes_that_are_left(progress_file):
    exercises = sum(len(lesson.exercises) for lesson in lessons())
    minutes = sum(lesson.reading + lesson.practice for lesson in lessons())
    told = f"0 of {exercises} exercises passed, {minutes // 60} h {minutes % 60} min left."
    assert told in repr(course_map())
    some_of_momentum()
    assert f"1 of {exercises} exercises passed" in repr(course_map())
    assert f"Kept in {progress_file} on" in repr(course_map()).replace("\n", " ")


def test_an_exercise_of_lesson_00_counts_there_though_lesson_01_has_its_check(progress_file):
    note("check", "gradient_descent", "downhill_step", True)
    assert line(course_map(), "00 Start here")[:3] == ["done", "00 Start here", "1 of 1"]
    assert line(course_map(), "01 Gradient descent")[0] == "not begun"


def test_games_and_an_instructors_own_exercises_are_told_too(progress_file):
    for mystery, right in ((1, True), (2, False), (1, False)):
        note("game", "gradient_checking", f"hidden {mystery}", right)
    note("check", "our_exercises", "momentum", True)
    note("check", "momentum", "of an older edition", True)
    note("guess", "", "a question of the learner's own", True)
    assert "16 Gradient checking, the blind game:\n  - 1 of 2 first answers" in repr(course_map())
    assert line(course_map(), "our_exercises")[:4] == ["done", "our_exercises", "1 of 1", "1"]
    assert line(course_map(), "05 Momentum")[0] == "not begun"


def test_what_is_off_says_so_in_words_that_are_the_same_for_everybody(progress_file, monkeypatch):
    some_of_momentum()
    monkeypatch.setenv("DOWNHILL_PROGRESS", "off")
    told = "what you have done of 05 Momentum. Nothing is kept now, for progress is off."
    assert repr(so_far("momentum")).replace("\n", " ") == f"Here stands {told}"
    assert "Nothing is kept now, for progress is off." in course_map()._repr_html_()


def test_a_lesson_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(
        ValueError, match=r"no lesson 'moment'; there are start_here, .*, momentum,"
    ):
        so_far("moment")
    with pytest.raises(ValueError, match="no lesson 5; there are start_here"):
        so_far(5)


def test_helpers_without_lessons_say_so(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    assert repr(course_map()).startswith("There are no lessons here: the helpers stand alone")
    assert repr(so_far("momentum")) == repr(course_map())


def test_a_damaged_file_is_said_in_the_map_and_the_map_is_there(progress_file):
    progress_file.parent.mkdir()
    progress_file.write_bytes(b"no database " * 100)
    assert "progress.sqlite was damaged: it is set aside as" in repr(course_map()).replace(
        "\n", " "
    )
    assert line(course_map(), "05 Momentum")[0] == "not begun"


def test_who_has_no_home_sees_the_map_and_why_it_is_empty(monkeypatch):
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.setattr(place, "user_data_path", lambda name, appauthor: Path("~") / name)
    assert line(course_map(), "05 Momentum")[0] == "not begun"
    told = "Progress cannot be read from a file: this user has no home folder."
    assert told in repr(course_map())


def test_the_map_fits_a_terminal(progress_file):
    some_of_momentum()
    long = [line for line in repr(course_map()).splitlines() if len(line) > 80]
    assert [line for line in long if str(progress_file) not in line] == []


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open, self.seen, self.texts = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.seen.append((tag, dict(attributes).get("scope")))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_the_table_has_headers_for_columns_and_rows_and_says_the_signs_in_words(progress_file):
    some_of_momentum()
    page = Tags(course_map()._repr_html_())
    assert page.open == []
    assert page.seen.count(("th", "col")) == 5
    assert page.seen.count(("th", "row")) == len(lessons())
    assert page.texts[page.texts.index("… 05 Momentum ") + 1] == "(begun)"
    assert " 1 of 2" in page.texts


def test_what_a_learner_or_a_file_says_is_text_and_no_html(progress_file):
    note("check", "momentum", "momentum", False, "<script>alert(1)</script>")
    note("check", "<b>", "<i>", True)
    assert "<script>" not in course_map()._repr_html_()
    assert "<b>" not in course_map()._repr_html_()
