"""A class at a glance: who has passed what, from the table that helpers.grade writes."""

import csv
from collections import Counter
from itertools import groupby
from math import ceil
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch

from helpers.plots.picture import WIDTH, Picture, figure
from helpers.plots.style import GREY, INK, house_style

LOOKS = {  # ground, sign and its colour; in grey the grounds go from dark to light. Else: nothing
    "did not run": ("#222222", "!", "white"),
    "passed": ("#00734f", "✓", "white"),
    "not yet": ("#E69F00", "✗", INK),
    "not attempted": ("#e4e4e4", "…", INK),
    "not in this copy": ("white", "–", GREY),
}
ROW, COLUMN, NAME, HEAD, SLANT = 0.21, 0.3, 1.45, 1.7, 0.9  # inches
FORMULA = ("=", "+", "-", "@")  # before which the table puts a mark for spreadsheets
SQUARE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
CROWDED = 30  # columns, over which slanted words would lie on each other
LONGEST = 20  # letters of a name


@house_style()
def grades(path: str | Path) -> Picture:
    """The learners of a table as rows, the exercises as columns, in as many blocks as have room.

    Raises ValueError for a file that is no such table or is empty, OSError for one that is missing.
    """
    names, results = read_grades(path)
    column = min(COLUMN, (WIDTH - NAME - SLANT) / len(names))
    room = int((WIDTH - SLANT) / (NAME + column * len(names)))
    long = ceil(len(results) / max(1, min(room, ceil(len(results) / 20))))
    learners = [*results]
    blocks = [learners[i : i + long] for i in range(0, len(learners), long)]
    every = zip(*results.values(), strict=True)
    heads = [_passed(name, words) for name, words in zip(names, every, strict=True)]
    fig = figure(height=HEAD + ROW * long, layout=None)
    for i, block in enumerate(blocks):
        _block(_placed(fig, i, column * len(names), len(block)), heads, block, results)
    _explain(fig, results)
    return Picture(fig, _words(heads, results))


def read_grades(path: str | Path) -> tuple[list[str], dict[str, list[str]]]:
    """The exercises, and of each learner the word for every one of them.

    Raises ValueError for a file that is no such table, OSError for one that is missing.
    """
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        head, *rows = [*csv.reader(file)] or [[]]
    if head[:3] != ["learner", "lesson", "notebook"] or head[-1] != "note":
        raise ValueError(f"{path} is no table of grades: give the CSV that helpers.grade writes")
    if not rows or not head[3:-1]:
        raise ValueError(f"{path} holds no {'exercise' if rows else 'learner'}")
    names, results = head[3:-1], {}
    for learner, same in groupby(sorted(rows, key=_sorting), key=lambda row: row[0]):
        columns = zip(*(row[3:-1] for row in same), strict=True)
        words = [max(column, key=bool).partition(":")[0] for column in columns]
        results[learner[1:] if learner[:1] == "'" and learner[1:2] in FORMULA else learner] = words
    return names, results


def _sorting(row):
    return row[0].casefold(), row[0]


def _placed(fig, i, inches, rows):
    """The axes of the i-th block, so many inches wide."""
    width, height = fig.get_size_inches()
    left = NAME + i * (NAME + inches)
    size = inches / width, ROW * rows / height
    return fig.add_axes((left / width, 1 - (HEAD - 0.4) / height - size[1], *size))


def _block(axis: Axes, names, learners, results):
    words = np.array([results[learner] for learner in learners], dtype=object)
    size = min(6.5, 300 / len(names))
    for word, (ground, sign, colour) in LOOKS.items():
        rows, columns = np.nonzero(words == word)
        tiles = np.stack([columns, rows], axis=1)[:, None] + SQUARE
        axis.add_collection(PolyCollection(tiles, facecolors=ground, edgecolors="white", lw=1.5))
        axis.plot(columns + 0.5, rows + 0.5, linestyle="", marker=f"${sign}$", color=colour,
                  markersize=size, markeredgewidth=0.3)  # fmt: skip
    axis.set(xlim=(0, len(names)), ylim=(len(learners), 0))
    slant, rests = (40, "bottom") if len(names) < CROWDED else (90, "center")
    look = {"rotation": slant, "ha": "left", "va": rests, "rotation_mode": "anchor"}
    axis.set_xticks(np.arange(len(names)) + 0.5, names, **look)
    axis.set_yticks(np.arange(len(learners)) + 0.5, [*map(_short, learners)])
    axis.tick_params(length=0, top=False, labeltop=True, labelbottom=False, pad=3, labelsize=8)
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)


def _short(name):
    """A name that has room and in which nothing is taken for a formula."""
    if len(name) > LONGEST:
        name = f"{name[: LONGEST // 2]}…{name[1 - LONGEST // 2 :]}"
    return name.replace("$", r"\$")


def _explain(fig, results):
    counts = Counter(word for words in results.values() for word in words)
    kinds = [(word, *look) for word, look in LOOKS.items() if counts[word]]
    patches = [Patch(facecolor=ground, edgecolor=GREY, lw=0.6) for _, ground, *_ in kinds]
    labels = [f"{sign} {word} ({counts[word]})" for word, _, sign, _ in kinds]
    fig.legend(patches, labels, loc="lower left", ncols=len(kinds), fontsize=8)


def _passed(name, words):
    """How many have passed, of those whose copy has the exercise."""
    have = [word for word in words if word not in ("", "not in this copy")]
    return f"{name} {have.count('passed')}/{len(have)}"


def _words(heads, results):
    said = ", ".join(heads)
    learners = f"{len(results)} learner{'s' * (len(results) > 1)}"
    return f"Exercises of {learners}, passed by how many: {said}"
