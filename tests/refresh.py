"""Run notebooks afresh and save them clean: uv run python -m tests.refresh [01 02 …]

Without a number, all of them. Outputs are kept, in order; widget state and widget views are
not, so that a lab keeps its picture. The proof and the answers to guesses are collapsed. Nothing
of it counts as a learner's progress.
"""

import os
import sys

import nbformat
from nbclient import NotebookClient

from helpers.classroom.cells import COLLAPSED, WIDGET, Cell
from helpers.classroom.lessons import NOTEBOOKS
from helpers.progress.place import VARIABLE


def execute(notebook):
    """The notebook with the outputs of a fresh kernel, started in its own folder."""
    NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": NOTEBOOKS}},
        coalesce_streams=True,  # a slow machine sends what is printed in several pieces
    ).execute(env=os.environ | {VARIABLE: "off"})
    return notebook


def clean(notebook):
    """Without anything that changes from run to run or that only a live kernel can show."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        hidden = COLLAPSED if Cell(0, cell).is_collapsed else {}
        cell.metadata = ({"tags": tags} if tags else {}) | hidden
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
    return notebook


def main(numbers):
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not numbers or path.name[:2] in numbers:
            nbformat.write(clean(execute(nbformat.read(path, as_version=4))), path)
            print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
