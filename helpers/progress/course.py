"""The map of the course, and the row of one lesson."""

from helpers.progress.lessons import Lesson, lessons
from helpers.progress.place import off_because, where
from helpers.progress.store import kept
from helpers.progress.tally import RULE, Row, rows
from helpers.progress.view import Shown, sentences, table

ALONE = "There are no lessons here: the helpers stand alone, so open the course in its own folder."
OFF = "Nothing is kept now, for progress is off."


def course_map() -> Shown:
    """All lessons: exercises passed, tries, guesses right, mistakes met, and the minutes left."""
    course = lessons()
    if not course:
        return sentences(ALONE)
    if off_because():
        return sentences(f"Here stands the map of the lessons, with what you have done. {OFF}")
    events, fault = kept()
    all_rows = rows(course, events)
    kept_in = "" if fault else f"Kept in {where()} on this machine, and sent nowhere."
    return table(all_rows, [fault, _total(all_rows), RULE, kept_in])


def so_far(slug: str) -> Shown:
    """The row of one lesson, such as "momentum", and what is open in it.

    Raises ValueError for a lesson that there is not.
    """
    course = lessons()
    if not course:
        return sentences(ALONE)
    lesson = _find(slug, course)
    if off_because():
        return sentences(f"Here stands what you have done of {lesson}. {OFF}")
    events, fault = kept()
    [row] = (row for row in rows(course, events) if row.lesson is lesson)
    return table([row], [fault, _open(row)])


def _find(slug, course: list[Lesson]) -> Lesson:
    for lesson in course:
        if lesson.slug == slug:
            return lesson
    known = ", ".join(lesson.slug for lesson in course)
    raise ValueError(f"there is no lesson {slug!r}; there are {known}")


def _open(row: Row) -> str:
    guesses = f"{row.unasked} guess{'es' * (row.unasked > 1)}" if row.unasked else ""
    left = ", ".join([*row.open, *([guesses] if guesses else [])])
    return f"Still open: {left}." if left else "Nothing is open."


def _total(all_rows: list[Row]) -> str:
    passed = sum(len(row.passed) for row in all_rows)
    exercises = sum(len(row.lesson.exercises) for row in all_rows)
    hours, minutes = divmod(sum(row.left for row in all_rows), 60)
    return f"{passed} of {exercises} exercises passed, {hours} h {minutes} min left."
