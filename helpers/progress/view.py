"""Rows as a table, in plain text and in HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from textwrap import fill

from helpers.progress.tally import Row

HEADS = ("lesson", "exercises passed", "tries", "guesses right", "minutes left")
WORDS = {"✓": "done", "…": "begun", "○": "not begun"}
wrapped = partial(fill, width=79, break_on_hyphens=False, break_long_words=False)
LINE = "border:0;border-bottom:1px solid rgba(128,128,128,.4);padding:.25em .8em"


@dataclass(frozen=True, repr=False)
class Shown:
    """What a cell shows: plain text, and the same in HTML."""

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def sentences(*told: str) -> Shown:
    """Paragraphs without a table."""
    told = [sentence for sentence in told if sentence]
    return Shown("\n".join(wrapped(one) for one in told), "".join(map(_paragraph, told)))


def table(rows: Sequence[Row], remarks: Sequence[str]) -> Shown:
    """A line for each row; what is open and which mistakes were met below it, then the remarks."""
    notes, below = [note for row in rows for note in _notes(row)], sentences(*remarks)
    told = [f"{title}:\n{_indented(points)}" for title, points in notes]
    return Shown(
        "\n\n".join([_text_table(rows), *told, below.text]),
        _html_table(rows) + "".join(_details(*note) for note in notes) + below.html,
    )


def _sign(row):
    return "✓" if row.is_done else "…" if row.is_begun else "○"


def _fields(row):
    made = [right for right in row.guesses.values() if right is not None]
    return (
        f"{len(row.passed)} of {len(row.lesson.exercises)}",
        str(row.tries),
        f"{sum(made)} of {len(made)}" if made else "–",
        str(row.left) if row.lesson.number else "–",
    )


def _notes(row: Row) -> Iterator[tuple[str, list[str]]]:
    """What there is to say of a lesson besides its numbers, under titles."""
    if row.games:
        right = f"{sum(row.games.values())} of {len(row.games)} first answers right"
        yield f"{row.lesson}, the blind game", [right]
    if row.mistakes:
        mistakes = [f"{name}{_times(count)}" for name, count in row.mistakes.most_common()]
        yield f"{row.lesson}, mistakes met", mistakes


def _times(count):
    return f" ({count} times)" if count > 1 else ""


def _text_table(rows):
    heads = ("", "lesson", "passed", "tries", "guesses", "minutes left")
    lines = [heads, *((WORDS[_sign(row)], str(row.lesson), *_fields(row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_text_line(line, widths) for line in lines)


def _text_line(line, widths):
    words = [field.ljust(width) for field, width in zip(line[:2], widths[:2], strict=True)]
    numbers = [field.rjust(width) for field, width in zip(line[2:], widths[2:], strict=True)]
    return "  ".join(words + numbers)


def _indented(points):
    indent = {"initial_indent": "  - ", "subsequent_indent": "    "}
    return "\n".join(wrapped(point, **indent) for point in points)


def _html_table(rows):
    heads = "".join(_cell("th", head, "col", i == 0) for i, head in enumerate(HEADS))
    lines = "".join(map(_html_row, rows))
    return (
        f'<table style="border-collapse:collapse;color:inherit"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )


def _html_row(row):
    sign = _sign(row)
    name = f"{sign} {escape(str(row.lesson))} <small>({WORDS[sign]})</small>"
    passed, *others = _fields(row)
    fields = [_cell("td", f"{_bar(row)} {passed}"), *(_cell("td", field) for field in others)]
    return f"<tr>{_cell('th', name, 'row', True)}{''.join(fields)}</tr>"


def _cell(tag, content, scope="", left=False):
    scope = scope and f' scope="{scope}"'
    side, weight = "left" if left else "right", "normal" if scope == ' scope="row"' else "inherit"
    style = f"{LINE};text-align:{side};font-weight:{weight};white-space:nowrap"
    return f'<{tag}{scope} style="{style}">{content}</{tag}>'


def _bar(row):
    """The share of exercises that passed; the words beside it say the same."""
    share = 100 * len(row.passed) / max(1, len(row.lesson.exercises))
    paint = f"linear-gradient(90deg,#2e8b57 {share:.0f}%,rgba(128,128,128,.3) {share:.0f}%)"
    size = "display:inline-block;width:4em;height:.6em;border-radius:.3em"
    return f'<span aria-hidden="true" style="{size};background:{paint}"></span>'


def _details(title, points):
    items = "".join(f"<li>{escape(point)}</li>" for point in points)
    return f"<details open><summary>{escape(title)}</summary><ul>{items}</ul></details>"


def _paragraph(sentence):
    return f"<p>{escape(sentence)}</p>"
