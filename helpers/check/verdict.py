"""What a check says: a sentence and a few rows, in plain text and in HTML."""

from dataclasses import dataclass
from html import escape

import numpy as np

from helpers.check.attempt import Outcome, close, tidy

Rows = list[tuple[str, str]]

FEW = 6  # numbers shown of an array
LOOKS = {  # readable on white and on black; the sign and the word say it without the colour
    True: ("✓", "passed", "#2e8b57"),
    False: ("✗", "not yet", "#d9534f"),
    None: ("…", "not attempted yet", "#808080"),
}


@dataclass(frozen=True, repr=False)
class Verdict:
    """`passed` is None when there is nothing to judge; `diagnosis` names a known mistake."""

    passed: bool | None
    sentence: str
    rows: tuple[tuple[str, str], ...] = ()
    diagnosis: str | None = None

    def __repr__(self) -> str:
        rows = [f"  {label:<9} {text}" for label, text in self.rows]
        return "\n".join([f"{LOOKS[self.passed][1]}: {self.sentence}", *rows])

    def _repr_html_(self) -> str:
        sign, word, colour = LOOKS[self.passed]
        cell = '<td style="text-align:left;padding:0 .8em 0 0">'
        rows = "".join(
            f"<tr>{cell}{escape(label)}</td>{cell}<code>{escape(text)}</code></td></tr>"
            for label, text in self.rows
        )
        return (
            f'<div style="border-left:4px solid {colour};padding:.2em .8em">'
            f'<b><span style="color:{colour}">{sign}</span> {word}</b>: {escape(self.sentence)}'
            f"{rows and f'<table>{rows}</table>'}</div>"
        )


def given(names: tuple[str, ...], case: tuple) -> tuple[str, str]:
    """The row that says what the function was called with."""
    pairs = zip(names, case, strict=True)
    return "given", ", ".join(f"{name}={_argument(value)}" for name, value in pairs)


def _argument(value):
    if callable(value):
        owner = getattr(value, "__self__", None)
        return f"{owner!r}.{value.__name__}" if owner is not None else value.__name__
    array = np.asarray(value)
    return _shown(array) if array.size <= FEW else f"array of shape {array.shape}"


def difference(
    right: Outcome, came: Outcome, returns: tuple[str, ...], each: str = ""
) -> tuple[str, Rows]:
    """In one sentence what is wrong with the answer, and what it is where the two first differ."""
    if came.problem:
        return _unreadable(right, came, f"({', '.join(returns)})" if returns else "", each)
    if len(right.parts) != len(came.parts):
        lengths = [f"a list of length {len(one.parts) // len(returns)}" for one in (right, came)]
        rows = zip(("expected", "came"), lengths, strict=True)
        return f"the list has the wrong length: one item per {each}", [*rows]
    pairs = enumerate(zip(right.parts, came.parts, strict=True))
    i, (a, b) = next((i, (a, b)) for i, (a, b) in pairs if not _equal(a, b))
    name = f"{right.names[i]} = " if right.names else ""
    if a.shape != b.shape:
        rows = [("expected", name + _form(a)), ("came", name + _form(b))]
        return "the answer has the wrong shape", rows
    place, digits, a, b = _first_difference(a, b)
    name += place
    rows = [("expected", name + _shown(a, digits)), ("came", name + _shown(b, digits))]
    if np.isnan(b).any():
        return "the answer holds NaN", rows
    return "the answer is not right for this input", rows


def _unreadable(right, came, form, each):
    what, asked = "numbers", form or _form(right.parts[0])
    if form:
        what, asked = "that tuple", f"the tuple {form}"
    if each:
        what, asked = "that list", f"a list with a tuple {form} for each {each}"
    return f"the answer cannot be read as {what}", [("expected", asked), ("came", came.problem)]


def _equal(a, b):
    return a.shape == b.shape and close(a, b).all()


def _form(array):
    return f"an array of shape {array.shape}" if array.ndim else f"one number, {_shown(array)}"


def _first_difference(a, b):
    """Its place, the digits that show it, and the few numbers of a and b around it."""
    where, depth = tuple(np.argwhere(~close(a, b))[0]), 0
    while a[where[:depth]].size > FEW:
        depth += 1
    place = f"[{', '.join(map(str, where[:depth]))}]: " if depth else ""
    a, b = np.asarray(a[where[:depth]]), np.asarray(b[where[:depth]])
    digits = next((d for d in (4, 8, 12) if _shown(a, d) != _shown(b, d)), 17)
    return place, digits, a, b


def _shown(array, digits=4):
    if array.ndim:
        return f"[{', '.join(_shown(part, digits) for part in map(np.asarray, array))}]"
    text = f"{array.item():.{digits}g}" if array.dtype.kind == "f" else f"{array.item()}"
    return f"{text}.0" if array.dtype.kind == "f" and text.lstrip("-").isdigit() else text


def printed(text: str, most: int = 3) -> Rows:
    """Rows with the first lines that the learner's function printed."""
    lines = text[:10_000].splitlines()
    rows = [("printed", tidy(line, 80)) for line in lines[:most]]
    return rows + [("", "…")] * (len(lines) > most)
