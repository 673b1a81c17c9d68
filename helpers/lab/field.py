"""A field that shows a lab's state, to copy, and takes another one, at Enter."""

from collections.abc import Callable

import anywidget
import traitlets

from helpers.lab.control import FOLDER


class Field(anywidget.AnyWidget):
    """One line of text with a label; `enter(state)` is called with what a learner enters."""

    _esm = (FOLDER / "field.js").read_text(encoding="utf-8")  # see painter.Frame
    _css = (FOLDER / "field.css").read_text(encoding="utf-8")
    state = traitlets.Unicode().tag(sync=True)

    def __init__(self, enter: Callable, **traits):
        super().__init__(**traits)
        self.on_msg(lambda field, message, buffers: enter(message["entered"]))
