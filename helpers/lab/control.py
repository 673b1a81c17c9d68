"""What every control of a lab is: a widget, and what each of its places stands for."""

from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets

from helpers.arrays import shown

FOLDER = Path(__file__).parent


class Slider(anywidget.AnyWidget):
    """A slider through stops with names, made of the browser's own range input.

    The sliders of ipywidgets have no name that a screen reader could read, and no place for a mark.
    """

    _esm = (FOLDER / "slider.js").read_text(encoding="utf-8")  # see painter.Frame
    _css = (FOLDER / "slider.css").read_text(encoding="utf-8")
    description = traitlets.Unicode().tag(sync=True)
    stops = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int().tag(sync=True, echo_update=False)  # the page knows where it is
    limit = traitlets.Int(-1).tag(sync=True)


class Overlay(anywidget.AnyWidget):
    """What lies over the picture of a lab, on the `window` of its first panel.

    `place` is the part of the picture that it covers: left, top, width, height, as shares of it;
    `shape` is the picture's width, as a share of its height.
    """

    css = (FOLDER / "pad.css").read_text(encoding="utf-8")
    place = traitlets.List(traitlets.Float(), [0, 0, 1, 1]).tag(sync=True)
    shape = traitlets.Float(1).tag(sync=True)


class Pad(Overlay):
    """A point on the picture of a lab, for the mouse and the arrow keys: two range inputs."""

    _esm = (FOLDER / "pad.js").read_text(encoding="utf-8")
    _css = Overlay.css
    description = traitlets.Unicode().tag(sync=True)
    stops = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)  # of x and of y
    index = traitlets.Int().tag(sync=True, echo_update=False)  # y changes first

    @property
    def window(self) -> list[list[float]]:
        """The lowest and the highest x, and y."""
        return [[float(stops[0]), float(stops[-1])] for stops in self.stops]


@dataclass
class Control:
    """A widget, its trait that changes, and what each value of the trait stands for, in order."""

    widget: widgets.Widget
    trait: str
    options: list
    lab: object = field(default=None, repr=False)  # the last that it was given to

    @property
    def value(self):
        return self.options[getattr(self.widget, self.trait)]

    @value.setter
    def value(self, value):
        setattr(self.widget, self.trait, self.options.index(value))

    @property
    def label(self) -> str:
        return self.widget.description

    @label.setter
    def label(self, label):
        self.widget.description = label

    @property
    def limit(self):
        """The marked value, beyond which theory says that a run diverges; None without a mark."""
        index = getattr(self.widget, "limit", -1)
        return self.options[index] if index >= 0 else None

    @property
    def ends(self) -> tuple:
        return self.options[0], self.options[-1]

    def text(self, value) -> str:
        """A value as it stands in a lab's state; see `state`."""
        return ",".join(map(_exact, value if isinstance(value, tuple) else [value]))

    def read(self, text: str):
        """The value that a text stands for; of numbers and places, the nearest that there is.

        Raises ValueError, in words, for a text that stands for none.
        """
        grid = np.array(self.options)
        if grid.dtype.kind not in "iuf":
            return self._named(text)
        grid = grid.reshape(len(grid), -1)
        asked, count = _numbers(text), grid.shape[1]
        if len(asked) != count:
            needed = "a number" if count == 1 else f"{count} numbers with commas between them"
            raise ValueError(f"{needed} must stand here, not {shown(text)}")
        return self.options[abs(grid - asked).sum(axis=1).argmin()]  # nearest along every axis

    def _named(self, text):
        named = {seen(option).casefold(): option for option in reversed(self.options)}
        if text.casefold() not in named:
            words = ", ".join(map(seen, self.options))
            raise ValueError(f"one of {words} must stand here, not {shown(text)}")
        return named[text.casefold()]


class Freehand(Control):
    """Whatever is drawn, as text; the options are examples of it.

    Their type is a text whose `content()` raises ValueError where nothing of the kind stands in it.
    """

    @property
    def value(self):
        return type(self.options[0])(self.widget.drawn)

    @value.setter
    def value(self, value):
        self.widget.drawn = self.text(self.read(self.text(value)))

    def text(self, value):
        return "".join(value)

    def read(self, text):
        value = type(self.options[0])(text)
        value.content()
        return value


def seen(option) -> str:
    """An option as the page shows it."""
    return f"{option:g}" if isinstance(option, float) else str(option)


def _exact(value):
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _numbers(text):
    """The numbers in a text, or none of them where one is no finite number."""
    try:
        numbers = [float(part.replace("−", "-")) for part in text.split(",")]
    except ValueError:
        return []
    return numbers if all(map(isfinite, numbers)) else []
