"""Live labs: controls, a picture, and a run that the next move of a control replaces.

The kernel's event loop gives a run slices of time; between them it answers everybody else. Each
slice ends in a frame. JupyterLab reports the moves of a control in a thread of their own: they wait
for that loop, so that a lab and its figure live in one thread.
"""

import asyncio
from collections.abc import Callable
from html import escape
from typing import ClassVar

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython

from helpers.controls import Control
from helpers.painter import Frame, Painter
from helpers.picture import SHARP, Picture, small_png
from helpers.runs import Run

# Seconds: to the first frame, to the next, between them for messages to leave, to a sharp one.
FIRST, SLICE, BREATH, REST = 0.005, 0.03, 0.005, 0.2
BUTTONS = {
    "play": "play",
    "step": "step-forward",
    "reset": "undo",
    "pin": "thumb-tack",
    "unpin": "",
}
WRAP = {"flex_flow": "row wrap", "align_items": "flex-start"}

STATUS = "line-height: 1.7; min-height: 3.4em"  # room for two lines, so that nothing jumps


def _running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _family(widget):
    """A widget and all that stand in it."""
    for child in getattr(widget, "children", ()):
        yield from _family(child)
    yield widget


def lowest(values: dict, *runs: list) -> str:
    """A remark for a race: which run has the lowest loss now."""
    last = min((run[-1] for run in runs), key=lambda record: record.loss)
    return f"step {last.t}: {type(last.opt).__name__} is lowest, at {last.loss:.2g}"


class Lab:
    """Controls that start a run, and a picture that shows it while it goes on.

    `run(**values)` takes the values of the controls by name and returns an iterator of records, or
    a list of iterators that go side by side; `picture.update(*runs)` shows the records so far.
    `code` is the line of course code that does the same, with the names of the controls in braces.
    `say(values, *runs)` may add a remark. *Play* shows `pace` records a second.

        Lab(plots.descent(valley), lambda lr: descend(SGD(lr), valley, valley.start),
            lr=log(0.4, 0.01, 1.2, limit=1.0))

    Raises TypeError for a control that is none.
    """

    shown: ClassVar[dict] = {}  # the labs on show, by cell: (execution count, labs)

    def __init__(
        self,
        picture: Picture,
        run: Callable,
        code: str = "",
        say: Callable | None = None,
        pace: float = 15.0,
        **controls: Control,
    ):
        for name, control in controls.items():
            if not isinstance(control, Control):
                raise TypeError(
                    f"{name} must be a control, like log(0.1, 0.01, 1), not {control!r}"
                )
        self.picture, self.make, self.code, self.say = picture, run, code, say
        self.controls, self.pace, self.pins = controls, pace, []
        self.loop, self.task, self.going, self.remark = _running_loop(), None, False, ""
        self.painter = Painter(picture)
        self._build()
        self.start()
        self._update()

    @property
    def values(self) -> dict:
        return {name: control.value for name, control in self.controls.items()}

    def start(self) -> None:
        """A new run with the values of now, one record long."""
        self.run = Run(lambda: self.make(**self.values))

    def settle(self) -> "Lab":
        """Go to the end of the run, here and now."""
        self._stop()
        self.run.advance()
        self._update()
        self._label()
        self._paint(self.painter.sharp)
        return self

    def close(self) -> None:
        """Let the run and all widgets go."""
        self._stop()
        for widget in _family(self.box):
            widget.close()

    # What the buttons do

    def play(self) -> None:
        """Go on at the pace of the eye, or pause."""
        if self.playing:
            self._then(self._rest())
            return
        if self.run.ended:
            self.start()
        self._then(self._play(), going=True)

    def step(self) -> None:
        """One record more; after the end, the first one again."""
        self.start() if self.run.ended else self.run.advance(count=1)
        self._update()
        self._then(self._rest())

    def reset(self) -> None:
        """Back to the first record."""
        self.start()
        self._then(self._rest())

    def pin(self) -> None:
        """Keep the curves of now as faint ghosts."""
        self.picture.pin()
        self.pins.append(self.words)
        self._redraw()

    def unpin(self) -> None:
        """Let all ghosts go."""
        self.picture.unpin()
        self.pins.clear()
        self._redraw()

    # What runs on the event loop

    @property
    def playing(self) -> bool:
        return self.going and not self.task.done() and not self.run.ended

    def _soon(self, act):
        """Do it in the thread that the lab was made in: here and now, or on its event loop."""
        if self.loop is None or self.loop.is_closed() or self.loop is _running_loop():
            act()
        else:
            self.loop.call_soon_threadsafe(act)

    def _changed(self):
        self.start()
        self._then(self._rush(), going=True)

    def _then(self, frames, going=False):
        """Give the event loop's time to `frames` from now on, instead of to what had it before."""
        self._stop()
        try:
            self.task, self.going = asyncio.get_running_loop().create_task(frames), going
        except RuntimeError:  # there is no loop, so nobody is watching
            frames.close()
            self.settle()

    def _stop(self):
        if self.task:
            self.task.cancel()
        self.task, self.going = None, False

    async def _rush(self):
        """To the end of the run as fast as it goes, with a frame after every slice of time."""
        self.run.advance(FIRST)
        self._frame()
        while not self.run.ended:
            await asyncio.sleep(BREATH)
            self.run.advance(SLICE)
            self._frame()
        await self._sharpen()

    async def _play(self):
        """To the end of the run at `pace` records a second."""
        while not self.run.ended:
            self.run.advance(SLICE, count=1)
            self._frame()
            await asyncio.sleep(1 / self.pace)
        await self._sharpen()

    async def _rest(self):
        """Stand still where the run stands."""
        self._frame()
        await self._sharpen()

    async def _sharpen(self):
        """Unless something moves again, a sharp frame a moment after the last light one."""
        self._label()
        await asyncio.sleep(REST)
        self._paint(self.painter.sharp)

    # What is seen

    def _build(self):
        self.image = Frame(
            layout={"width": f"{self.picture.width}px", "max_width": "100%"},
            words=self.picture.words,
        )
        self.status, self.line = widgets.HTML(), widgets.HTML()
        self.buttons = {}
        for name, icon in BUTTONS.items():
            button = widgets.Button(description=name.title(), icon=icon, layout={"width": "auto"})
            button.on_click(lambda _, name=name: self._soon(getattr(self, name)))
            self.buttons[name] = button
        for name, control in self.controls.items():
            control.label = control.label or name
            control.widget.observe(lambda _: self._soon(self._changed), control.trait)
        sliders = [control.widget for control in self.controls.values()]
        rows = [widgets.HBox(row, layout=WRAP) for row in (sliders, [*self.buttons.values()])]
        self.box = widgets.VBox([rows[0], self.image, self.status, rows[1], self.line])

    def _frame(self):
        """A light frame, and then the words: the eye is quicker."""
        self._move()
        self._paint(self.painter.light)
        self._label()
        self._tell()

    def _label(self):
        """The first button says what it would do."""
        word = "pause" if self.playing else "play"
        self.buttons["play"].description, self.buttons["play"].icon = word.title(), word

    def _update(self):
        """Move the picture to where the run stands, and say where that is."""
        self._move()
        self._tell()

    def _move(self):
        if not self.run.begun:
            self.picture.moving = []
        else:
            self._attempt("the picture", self.picture.update, *self.run.records)

    def _attempt(self, what, call, *arguments):
        """What the call returns; or None, and its failure in words."""
        try:
            with np.errstate(all="ignore"):
                return call(*arguments)
        except Exception as error:
            self.run.trouble = f"{what} failed: {type(error).__name__}: {error}"

    def _tell(self):
        self.remark = ""
        if self.run.begun and self.say:
            self.remark = self._attempt("the remark", self.say, self.values, *self.run.records)
        pinned = "".join(f"<br>pinned: {escape(words)}" for words in self.pins)
        told = f"{escape(self.words)}{pinned}"
        self.status.value = f"<div role='status' style='{STATUS}'>{told}</div>"
        code = escape(self.code.format(**self.values))
        self.line.value = f"<code style='user-select: all' title='click, then copy'>{code}</code>"

    @property
    def words(self) -> str:
        """The values, where the run stands and what there is to say about it."""
        told = [f"{name} {value}" for name, value in self.values.items()]
        if self.run.begun and len(self.run.records) == 1:
            told.append(str(self.run.records[0][-1]))
        told += [
            f"diverges: {name} is above {control.limit:g}"
            for name, control in self.controls.items()
            if control.limit is not None and control.value > control.limit
        ]
        return " · ".join(filter(None, [*told, self.remark, self.run.trouble]))

    def _redraw(self):
        self._update()
        self._paint(self.painter.light if self.playing else self.painter.sharp)

    def _paint(self, frame):
        drawn = self._attempt("the drawing", frame)
        if drawn:
            self.image.source = drawn
        else:
            self._tell()

    # What a notebook keeps

    def __repr__(self):
        return f"Live lab. {self.picture.words}. {self.words}. Run the cell to play with it."

    def _repr_mimebundle_(self, include=None, exclude=None):
        self._replace_those_of_this_cell()
        self.settle()
        self._hide_what_needs_time()
        width = {"image/png": {"width": self.picture.width}}
        self.painter.pixels()  # so that the first move finds what stays already drawn
        still = {"image/png": small_png(self.painter.pixels(SHARP)), "text/plain": repr(self)}
        return self.box._repr_mimebundle_() | still, width

    def _hide_what_needs_time(self):
        """A run of one record has nothing to play."""
        if self.run.begun and max(map(len, self.run.records)) == 1:
            for name in ("play", "step", "reset"):
                self.buttons[name].layout.display = "none"

    def _replace_those_of_this_cell(self):
        """A cell that runs again lets go of the labs that it showed before."""
        shell = get_ipython()
        cell = getattr(shell, "parent_header", {}).get("metadata", {}).get("cellId")
        count, labs = Lab.shown.get(cell, (None, []))
        if cell and count != shell.execution_count:
            for lab in labs:
                if lab is not self:
                    lab.close()
            labs = []
        if cell:
            Lab.shown[cell] = (shell.execution_count, [*labs, self])
