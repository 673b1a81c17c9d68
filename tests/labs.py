"""Labs to test with: two of our own, and every one that the lessons make."""

import ast
import re
import time
import warnings
from contextlib import chdir, suppress
from functools import cache
from pathlib import Path

import numpy as np

from helpers import plots
from helpers.controls import beta, choice, integer, log
from helpers.live import Lab
from helpers.optimizers import SGD, Adam, Momentum
from helpers.surfaces import parabola, rosenbrock, valley
from helpers.training import descend
from tests.lessons import NOTEBOOKS, Lesson, lessons, names


def on_the_valley(**settings) -> Lab:
    return Lab(
        plots.descent(valley),
        lambda lr: descend(SGD(lr), valley, valley.start),
        code="descend(SGD({lr}), valley, valley.start)",
        lr=log(0.4, 0.01, 1.2, limit=1.0),
        **settings,
    )


def race() -> Lab:
    """Three optimizers side by side, of which some diverge and end before the others."""

    def run(lr, memory, steps, opt):
        opts = SGD(lr), Momentum(lr, memory), opt(lr)
        return [descend(opt, valley, valley.start, steps) for opt in opts]

    def say(values, *runs):
        return f"Momentum ends at {runs[1][-1].loss:.3g}"

    return Lab(
        plots.descent(valley),
        run,
        say=say,
        lr=log(0.1, 0.001, 1000),
        memory=beta(0.9, label="β"),
        steps=integer(100, 0, 150),
        opt=choice([SGD, Adam], Adam),
    )


def on(surface) -> Lab:
    return Lab(
        plots.descent(surface),
        lambda lr: descend(SGD(lr), surface, surface.start),
        lr=log(0.1, 1e-6, 1e6),
    )


OURS = {"valley": on_the_valley, "race": race}
OURS |= {
    f"on the {surface}": lambda surface=surface: on(surface) for surface in (parabola, rosenbrock)
}


def a_line():
    """A picture of one curve."""
    fig, [axis] = plots.panels(1)
    [curve] = axis.plot([], [], zorder=plots.OVER)
    axis.set(xlim=(0, 200), ylim=(0, 1200))

    def show(*runs):
        curve.set_data(range(len(runs[0])), runs[0])
        return [curve]

    return plots.Picture(fig, "a line", show)


def forever():
    """A loop that swallows every exception."""
    while True:
        with suppress(Exception):
            time.sleep(0)


def in_notebooks(folder: Path = NOTEBOOKS) -> list[tuple[Path, int]]:
    """A notebook and a number for each call of Lab in its cells, found without running them."""
    found = []
    for lesson in lessons(folder):
        source = "\n".join(cell.source for cell in lesson.code)
        calls = re.findall(r"^[^#\n]*\bLab\(", source, re.MULTILINE)
        found += [(lesson.path, i) for i, _ in enumerate(calls)]
    return found


@cache
def made_by(notebook: Path) -> list[Lab]:
    """The labs that a notebook makes, in order."""
    made, make = [], Lab.__init__

    def noted(lab, *arguments, **settings):
        made.append(lab)
        make(lab, *arguments, **settings)

    Lab.__init__ = noted
    try:
        run_cells(notebook)
    finally:
        Lab.__init__ = make
    return made


def run_cells(notebook: Path) -> None:
    """Run what makes and shows the labs, like a kernel: in the notebook's folder, quietly."""
    known = {"__name__": "__main__"}
    with chdir(notebook.parent), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for statement in behind_the_labs(Lesson(notebook)):
            run_statement(statement, known)


def behind_the_labs(lesson: Lesson) -> list[ast.stmt]:
    """The statements that make labs, those that bind what these read, and so on."""
    statements = [statement for cell in lesson.code for statement in cell.statements]
    bound, read = zip(*[names(ast.unparse(statement)) for statement in statements], strict=True)
    kept, wanted = set(), {"Lab"}
    while new := {
        i
        for i in range(len(statements))
        if i not in kept and (wanted & bound[i] or "Lab" in read[i])
    }:
        kept |= new
        wanted |= set().union(*(read[i] for i in new))
    return [statements[i] for i in sorted(kept)]


def run_statement(statement: ast.stmt, known: dict) -> None:
    if not isinstance(statement, ast.Expr):
        exec(compile(ast.Module([statement], []), "cell", "exec"), known)
        return
    value = eval(compile(ast.Expression(statement.value), "cell", "eval"), known)
    if hasattr(value, "_repr_mimebundle_"):
        value._repr_mimebundle_()


def blank(pixels: np.ndarray) -> bool:
    return pixels.std() < 1
