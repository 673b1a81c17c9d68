"""Labs to test with: two of our own, and every one that the lessons make."""

import ast
import asyncio
import io
import re
import time
import warnings
from base64 import b64decode
from contextlib import chdir
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from helpers import plots
from helpers.classroom.lessons import NOTEBOOKS, Lesson, lessons
from helpers.classroom.names import behind
from helpers.lab import Lab
from helpers.lab.controls import beta, choice, integer, log
from helpers.lab.state import read, write
from helpers.optimizers import SGD, Adam, Momentum
from helpers.surfaces import parabola, rosenbrock, valley
from helpers.training import descend


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


def slow(records=200, seconds=0.005):
    """A lab whose run takes its time: a record is a number that grows."""

    def run(n):
        for t in range(records):
            time.sleep(seconds)
            yield n + t

    return Lab(a_line(), run, n=integer(0, 0, 1000))


def quick(records=5):
    return slow(records, seconds=0)


def told(lab) -> list[str]:
    """The words of a lab each time that they change from now on, after the picture has."""
    words = []
    lab.panel.status.observe(lambda _: words.append(lab.words), "value")
    return words


async def the_end_of(*labs):
    await asyncio.gather(*(lab.player.task for lab in labs))


async def until(happens):
    """Let the loop turn until it does."""
    while not happens():
        await asyncio.sleep(0)


def on_page(lab) -> np.ndarray:
    """The pixels that a lab shows, (height, width, 3)."""
    image = b64decode(lab.panel.image.source.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(image)))


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
    """Run what makes the labs, like a kernel: in the notebook's folder, quietly."""
    known = {"__name__": "__main__"}
    with chdir(notebook.parent), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for statement in behind_the_labs(Lesson(notebook)):
            exec(compile(ast.Module([statement], []), "cell", "exec"), known)


def behind_the_labs(lesson: Lesson) -> list[ast.stmt]:
    """The statements that make labs, those that bind what these read, and so on."""
    return behind(lesson.statements, lambda names: "Lab" in names.read)


def blank(pixels: np.ndarray) -> bool:
    return pixels.std() < 1


def values_of(controls: dict) -> st.SearchStrategy:
    """Any values that the controls can have."""
    return st.fixed_dictionaries(
        {name: st.sampled_from(control.options) for name, control in controls.items()}
    )


def assert_state_is_read_again(data: st.DataObject, controls: dict) -> None:
    """For any values of the controls, now and pinned."""
    now, *pins = data.draw(st.lists(values_of(controls), min_size=1, max_size=4))
    text = write(controls, now, pins)
    first = {name: control.value for name, control in controls.items()}
    assert read(text, controls, first) == (now, pins)
