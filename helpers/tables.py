"""Points of one's own from a table as text: x, y and a label in a line, as spreadsheets write it.

Columns are parted by semicolons or tabs, and then a number may have a decimal comma; or by commas.
A first line without numbers is a header.
"""

import codecs
import csv
from math import isfinite

import numpy as np

from helpers.arrays import shown

COLUMNS = "x", "y", "label"
FEWEST, MOST = 4, 10_000  # points
APART = 1000  # times that one column may vary as much as the other
MISSING = "", "na", "n/a", "nan", "null", "none", "?", "-"

Labelled = tuple[np.ndarray, np.ndarray]


def points(text: str, standardize: bool = False) -> Labelled:
    """Points (m, 2) float64 and labels (m,) int64 of a table.

    `standardize` gives both columns mean 0 and standard deviation 1. Raises ValueError, with the
    line, for a value that is missing or no number; and for too few or too many points, labels that
    are not 0, 1, … without a gap, one class only, and columns of very different scale.
    """
    rows = [_row(number, cells) for number, cells in _lines(text)]
    if not FEWEST <= len(rows) <= MOST:
        raise ValueError(f"from {FEWEST} to {MOST:,} points are needed, not {len(rows):,}")
    x, labels = np.array([row[:2] for row in rows]), np.array([row[2] for row in rows])
    _refuse_labels(labels)
    _refuse_scale(x.std(axis=0), standardize)
    return ((x - x.mean(axis=0)) / x.std(axis=0) if standardize else x), labels


def decoded(content: bytes) -> str:
    """The text of a file as spreadsheets write it. Raises ValueError for what is no text."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValueError("this file is no text: save the table as CSV first")


def _lines(text):
    """Numbers of lines, and their cells; neither blank lines nor a header."""
    parted = next((mark for mark in ";\t" if mark in text), ",")
    comma = "." if parted == "," else ","  # what may stand for a decimal point
    table = [
        (number, [cell.strip().replace(comma, ".") for cell in cells])
        for number, cells in enumerate(csv.reader(text.splitlines(), delimiter=parted), start=1)
        if any(cell.strip() for cell in cells)
    ]
    header = table and all(_number(cell) is None for cell in table[0][1])
    return table[1:] if header and len(table) > 1 else table


def _row(number, cells):
    """x, y and the label of a line."""
    while len(cells) > len(COLUMNS) and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != len(COLUMNS):
        hint = "; decimal commas need semicolons between columns" if len(cells) > 3 else ""
        raise ValueError(
            f"line {number} has {_count(len(cells))}, but x, y and label are needed{hint}"
        )
    x, y, label = (_cell(number, column, cell) for column, cell in zip(COLUMNS, cells, strict=True))
    if label < 0 or label != int(label):
        raise ValueError(f"line {number}: a label must be 0, 1, 2, …, not {cells[2]}")
    return x, y, int(label)


def _count(cells):
    return "1 column" if cells == 1 else f"{cells} columns"


def _cell(number, column, cell):
    if cell.casefold() in MISSING:
        raise ValueError(f"line {number}: {column} is missing; fill it in, or leave the line out")
    value = _number(cell)
    if value is None:
        raise ValueError(f"line {number}: {column} must be a number, not {shown(cell)}")
    return value


def _number(cell):
    """As a finite float, or None."""
    try:
        value = float(cell.replace("−", "-"))
    except ValueError:
        return None
    return value if isfinite(value) else None


def _refuse_labels(labels):
    found = np.unique(labels)
    told = ", ".join(map(str, found[:10])) + (", …" if len(found) > 10 else "")
    if len(found) == 1:
        raise ValueError(f"all points have the label {told}, but two classes are needed")
    if found[-1] != len(found) - 1:
        raise ValueError(f"labels must be 0, 1, … without a gap, but these are {told}")


def _refuse_scale(spreads, standardize):
    for column, spread in zip(COLUMNS, spreads, strict=False):
        if not spread:
            raise ValueError(f"{column} is the same for all points, so it says nothing of them")
    times = spreads.max() / spreads.min()
    if times >= APART and not standardize:
        wide, narrow = COLUMNS[spreads.argmax()], COLUMNS[spreads.argmin()]
        raise ValueError(
            f"{wide} varies {times:,.0f} times as much as {narrow}: standardize both columns, "
            "that is, subtract the mean and divide by the standard deviation"
        )
