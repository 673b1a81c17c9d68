"""A place to draw points on a picture: a control whose value is the points."""

from collections.abc import Sequence

import traitlets

from helpers.experiments.own_points import RING, WINDOW, drawn, of_file
from helpers.lab.control import FOLDER, Control, Freehand, Overlay


class Ground(Overlay):
    """Points of two classes on the picture, by mouse, keys or from a file; `drawn` is their text.

    A file is sent as it is: what it holds is read in the kernel.
    """

    _esm = (FOLDER / "scatter.js").read_text(encoding="utf-8")  # see painter.Frame
    _css = Overlay.css + (FOLDER / "scatter.css").read_text(encoding="utf-8")
    description = traitlets.Unicode().tag(sync=True)
    window = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    drawn = traitlets.Unicode().tag(sync=True, echo_update=False)  # the page knows what it shows


class Points(str):
    """Points as text, of which people are told only how many there are."""

    def __str__(self):
        return f"{self.count(';') + 1} of your own" if self else "none of your own"

    def content(self):
        return drawn(self, None)


class Scatter(Freehand):
    """Points that are drawn, or loaded from a file."""

    def load(self, content: bytes) -> None:
        """Show the points of a file; or let the lab say why not."""
        try:
            self.widget.drawn = of_file(content, self.widget.window)
        except ValueError as error:
            self.lab.remark(f"not loaded: {error}")


def scatter(window: Sequence = WINDOW, label: str = "") -> Control:
    """Points of two classes that the learner draws on the first panel, or loads from a table (CSV).

    The value is a text, empty at first, that `experiments.own_points.drawn` reads:

        Lab(plots.boundary(two, window=window), learn, points=scatter(window))
    """
    ground = Ground(description=label, window=[[*map(float, ends)] for ends in window])
    control = Scatter(ground, "drawn", [Points(""), Points(RING)])
    ground.on_msg(
        lambda widget, message, buffers: control.lab.player.soon(
            lambda: control.load(bytes(buffers[0]))
        )
    )
    return control
