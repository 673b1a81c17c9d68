"""Labs to test with: two of our own, and every one that the lessons make."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
from IPython.core.interactiveshell import InteractiveShell

from helpers import plots
from helpers.controls import beta, choice, integer, log
from helpers.live import Lab
from helpers.optimizers import SGD, Adam, Momentum
from helpers.surfaces import SURFACES, valley
from helpers.training import descend

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def on_the_valley(**settings) -> Lab:
    return Lab(
        plots.descent(valley),
        lambda lr: descend(SGD(lr), valley, valley.start),
        code="descend(SGD({lr}), valley, valley.start)",
        lr=log(0.4, 0.01, 1.2, limit=1.0),
        **settings,
    )


def race() -> Lab:
    """Three optimizers side by side; Momentum and SGD leave the others behind by diverging."""

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
OURS |= {f"on the {name}": lambda surface=s: on(surface) for name, s in SURFACES.items()}


def code_cells(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def in_notebooks(folder: Path = NOTEBOOKS) -> list[tuple[Path, int]]:
    """A lab of every notebook for each call of Lab in its cells, found without running them."""
    return [
        (notebook, i)
        for notebook in sorted(folder.glob("*.ipynb"))
        for i, _ in enumerate(re.findall(r"^[^#\n]*\bLab\(", "\n".join(code_cells(notebook)), re.M))
    ]


@cache
def made_by(notebook: Path) -> list[Lab]:
    """The labs that a notebook shows, or makes and never shows, in the order of their making."""
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
    """Each cell like in a kernel, with the notebook's folder as working directory."""
    shell = InteractiveShell()
    shell.run_line_magic("cd", f"-q {notebook.parent}")
    for source in code_cells(notebook):
        shell.run_cell(source).raise_error()


def blank(pixels: np.ndarray) -> bool:
    return pixels.std() < 1
