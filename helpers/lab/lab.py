"""Live labs: controls, a picture, and a run that the next move of a control replaces."""

from collections.abc import Callable

import numpy as np

from helpers.lab import shown
from helpers.lab.controls import Control
from helpers.lab.painter import Painter
from helpers.lab.panel import Panel
from helpers.lab.player import Player
from helpers.lab.run import Run
from helpers.plots.picture import SHARP, Picture, small_png


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

    closed = False

    def __init__(
        self,
        picture: Picture,
        run: Callable,
        code: str = "",
        say: Callable | None = None,
        pace: float = 15.0,
        **controls: Control,
    ):
        self.picture, self.make, self.code, self.say = picture, run, code, say
        self.controls, self.pace, self.pins, self.held = controls, pace, [], False
        self.painter, self.run = Painter(picture), None
        self.player = Player(self.show, lambda: self.show(sharp=True), self.settle)
        for name, control in controls.items():
            self._watch(name, control)
        self.panel = Panel(picture, [control.widget for control in controls.values()], self._do)
        self.start()

    def _watch(self, name, control):
        if not isinstance(control, Control):
            raise TypeError(f"{name} must be a control, like log(0.1, 0.01, 1), not {control!r}")
        control.label, control.lab = control.label or name, self
        control.widget.observe(self._moved, control.trait)

    def _moved(self, change=None):
        if not self.held:
            self._do("rush")

    def _do(self, name):
        """What a button or a control asks for, in the thread that the lab was made in."""
        self.player.soon(lambda: self.closed or getattr(self, name)())

    @property
    def values(self) -> dict:
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values) -> "Lab":
        """Move controls together, and begin one new run with where they are.

        Raises TypeError for a control that the lab does not have, ValueError for a value that is
        none of a control's stops.
        """
        if unknown := values.keys() - self.controls.keys():
            has, asked = ", ".join(self.controls), ", ".join(sorted(unknown))
            raise TypeError(f"this lab has the controls {has}, but was asked to set {asked}")
        self.held = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self.held = False
            self._moved()
        return self

    def start(self) -> None:
        """A new run with the values of now, one record long."""
        if self.run:
            self.run.close()
        self.run = Run(lambda: self.make(**self.values))

    def settle(self) -> "Lab":
        """Go to the end of the run, here and now."""
        self.player.stop()
        self.run.advance()
        self.show(sharp=True)
        return self

    def close(self) -> None:
        """Let go of the run, the picture and all widgets: a notebook remembers all it has shown."""
        if self.closed:
            return
        self.player.stop()
        self.run.close()
        self.painter.close()
        for control in self.controls.values():
            control.widget.unobserve(self._moved, control.trait)
        self.panel.close([c.widget for c in self.controls.values() if c.lab is not self])
        vars(self).clear()
        self.closed = True

    # What controls and buttons do

    def rush(self) -> None:
        """A new run, as fast as it goes."""
        self.start()
        self.player.rush(self.run)

    def play(self) -> None:
        """Go on at the pace of the eye, or pause."""
        if self.player.playing:
            self.player.rest()
            return
        if self.run.ended:
            self.start()
        self.player.play(self.run, self.pace)

    def step(self) -> None:
        """One record more; after the end, the first step of a new run."""
        if self.run.ended:
            self.start()
        self.run.advance(count=1)
        self.player.rest()

    def reset(self) -> None:
        """Back to the first record."""
        self.start()
        self.player.rest()

    def pin(self) -> None:
        """Keep the curves of now as faint ghosts."""
        self.picture.pin()
        self.pins.append(self.words)
        self.show(sharp=not self.player.playing)

    def unpin(self) -> None:
        """Let all ghosts go."""
        self.picture.unpin()
        self.pins.clear()
        self.show(sharp=not self.player.playing)

    # What is seen

    def show(self, sharp: bool = False) -> None:
        """A frame of where the run stands, and its words: first what moves, last what rests."""
        if self.run.begun:
            self._attempt("the picture", self.picture.update, *self.run.records)
        else:
            self.picture.moving = []
        frame = self._attempt("the drawing", self.painter.sharp if sharp else self.painter.light)
        if sharp:
            self._tell()
        if frame:
            self.panel.image.source = frame
        if not sharp:
            self._tell()

    def _tell(self):
        self.panel.offer("pause" if self.player.playing else "play")
        self.panel.tell(self.words, self.pins, self.code.format(**self.values))

    def _attempt(self, what, call, *arguments):
        """What the call returns; or None, and its failure in words."""
        try:
            with np.errstate(all="ignore"):
                return call(*arguments)
        except Exception as error:
            self.run.trouble = f"{what} failed: {type(error).__name__}: {error}"
        except KeyboardInterrupt:
            self.run.trouble = "interrupted"

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
        return " · ".join(filter(None, [*told, self._remark(), self.run.trouble]))

    def _remark(self):
        if self.say and self.run.begun:
            return self._attempt("the remark", self.say, self.values, *self.run.records)

    # What a notebook keeps

    def __repr__(self):
        if self.closed:
            return "A lab that is closed, for its cell has run again."
        return f"Live lab. {self.picture.words}. {self.words}. Run the cell to play with it."

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.closed:
            return {"text/plain": repr(self)}
        shown.show(self)
        self.settle()
        if self.run.begun and max(map(len, self.run.records)) == 1:
            self.panel.hide_timed()
        width = {"image/png": {"width": self.picture.width}}
        self.painter.pixels()  # so that the first move finds what stays already drawn
        still = {"image/png": small_png(self.painter.pixels(SHARP)), "text/plain": repr(self)}
        return self.panel.box._repr_mimebundle_() | still, width
