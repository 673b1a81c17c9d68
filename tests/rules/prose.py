"""How much is said, and in how long sentences."""

import re
from statistics import mean

from tests.minutes import amounts, minutes
from tests.prose import length, sentences, words
from tests.rules.registry import rule


@rule
def a_lesson_has_25_to_40_cells(lesson):
    least = 20 if lesson.number == "00" else 25
    cells = sum(not cell.is_guess and not cell.is_row for cell in lesson.cells)
    if not least <= cells <= 40:
        yield f"it has {cells}, guesses and the learner's own row not counted"


@rule
def a_markdown_cell_has_under_120_words(lesson):
    for cell in lesson.cells:
        if words(cell.text) >= 120:
            yield f"{cell} has {words(cell.text)}"


@rule
def a_lesson_has_under_1400_words(lesson):
    count = sum(words(cell.text) for cell in lesson.cells)
    if count >= 1400:
        yield f"it has {count}"


@rule
def a_lesson_without_its_exercises_takes_at_most_40_minutes(lesson):
    core, _ = minutes(lesson)
    if core > 40:
        there_is = " · ".join(f"{amount} {kind}" for kind, amount in amounts(lesson).items())
        yield f"it takes {core}, by {there_is}"


@rule
def the_mean_sentence_has_at_most_18_words(lesson):
    lengths = [length(sentence) for cell in lesson.cells for sentence in sentences(cell.text)]
    if lengths and mean(lengths) > 18:
        yield f"it has {mean(lengths):.1f}"


@rule
def no_sentence_has_over_40_words(lesson):
    for cell in lesson.cells:
        for sentence in sentences(cell.text):
            if length(sentence) > 40:
                yield f"{cell} has one of {length(sentence)}: {sentence}"


@rule
def nothing_is_left_to_do(lesson):
    for cell in lesson.cells:
        if found := re.search(r"\b(TODO|FIXME|XXX)\b", cell.source):
            yield f"{cell} says {found[0]}"


@rule
def no_cell_is_empty(lesson):
    for cell in lesson.cells:
        if not cell.source.strip():
            yield f"{cell} is empty"
