"""A sheet to draw a digit on: a control whose value is the drawing."""

import anywidget
import traitlets

from helpers.experiments.sketches import EIGHT, cells
from helpers.lab.control import FOLDER, Control, Freehand


class Sheet(anywidget.AnyWidget):
    """28 × 28 cells to ink, with the mouse or with the arrow keys and the space bar.

    `drawn` is what stands there, as text; see `experiments.sketches`.
    """

    _esm = (FOLDER / "sheet.js").read_text(encoding="utf-8")  # see painter.Frame
    _css = (FOLDER / "sheet.css").read_text(encoding="utf-8")
    description = traitlets.Unicode().tag(sync=True)
    drawn = traitlets.Unicode().tag(sync=True, echo_update=False)  # the page knows what it shows


class Drawing(str):
    """A drawing as text, of which people are told only how much of it there is."""

    def __str__(self):
        inked = int(self.content().sum())
        return f"of {inked} cells" if inked else "none"

    def content(self):
        return cells(self)


def sketch(value: str = "", label: str = "") -> Control:
    """A digit that the learner draws. Raises ValueError for a text that is no drawing."""
    cells(value)
    options = [Drawing(text) for text in dict.fromkeys(["", value, EIGHT])]
    return Freehand(Sheet(description=label, drawn=value), "drawn", options)
