"""Live labs: controls, a picture, and a run that the next move of a control replaces."""

from collections.abc import Callable

from helpers.lab import shown
from helpers.lab import state as states
from helpers.lab.board import Board
from helpers.lab.control import Control
from helpers.lab.painter import Painter
from helpers.lab.panel import Panel
from helpers.lab.player import Player
from helpers.lab.run import Run
from helpers.lab.words import told
from helpers.plots.picture import SHARP, Picture, small_png


class Lab:
    """Controls that start a run, and a picture that shows it while it goes on.

    `run(**values)` takes the values of the controls by name and returns an iterator of records, or
    a list of iterators that go side by side; `picture.update(*runs)` shows the records so far.
    `code` is the line of course code that does the same, with the names of the controls in braces.
    `say(values, *runs)` may add a remark. *Play* shows `pace` records a second. The lab begins as
    its controls do, or as a `state` says: see `restore`.

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
        state: str = "",
        **controls: Control,
    ):
        self.picture, self.make, self.code, self.say = picture, run, code, say
        self.controls, self.pace, self.pins = controls, pace, []
        self.painter, self.run, self.note = Painter(picture), None, ""
        self.player = Player(self.show, lambda: self.show(sharp=True), self.settle)
        self.board = Board(self, controls, lambda: self._do("rush"))
        self.panel = Panel(picture, self.board.widgets, self._do)
        self.start()
        if state:
            self.restore(state)

    def _do(self, name, *given):
        """What a button or a control asks for, in the thread that the lab was made in."""
        self.player.soon(lambda: self.closed or getattr(self, name)(*given))

    @property
    def values(self) -> dict:
        return self.board.values

    def set(self, **values) -> "Lab":
        """Move controls together, and begin one new run. Raises like `Board.set`."""
        self.board.set(values)
        return self

    @property
    def state(self) -> str:
        """Its controls and pins as a text, which `restore` takes; see `helpers.lab.state`."""
        return states.write(self.controls, self.values, [values for values, _ in self.pins])

    def restore(self, state: str) -> "Lab":
        """Bring controls and pins to where a state says, each run to its end.

        One that does not fit raises nothing: the lab says what is wrong with it, and stays.
        """
        try:
            now, pinned = states.read(state, self.controls, self.board.first)
        except (TypeError, ValueError) as error:
            return self.remark(f"not restored: {error}")
        self.unpin()
        for values in pinned:
            self.set(**values).settle().pin()
        return self.set(**now)

    def remark(self, note: str) -> "Lab":
        """Say something until the next run begins."""
        self.note = note
        self._tell()
        return self

    def start(self) -> None:
        """A new run with the values of now, one record long."""
        self.note = ""
        if self.run:
            self.run.close()
        self.run = Run(lambda: self.make(**self.values))

    def settle(self) -> "Lab":
        """Go to the end of the run at once."""
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
        self.board.close()
        self.panel.close(self.board.lent)
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
            return self.player.rest()
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
        self.pins.append((self.values, self.words))
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
            self.run.attempt("the picture", self.picture.update, *self.run.records)
        else:
            self.picture.moving = []
        frame = self.run.attempt("the drawing", self.painter.sharp if sharp else self.painter.light)
        if sharp:
            self._tell()
            self.panel.field.state = self.state
        if frame:
            self.panel.image.source = frame
        if not sharp:
            self._tell()

    def _tell(self):
        self.panel.offer("pause" if self.player.playing else "play")
        line, pinned = self.code.format(**self.values), [words for _, words in self.pins]
        self.panel.tell(self.words, pinned, line)

    @property
    def words(self) -> str:
        """The values, where the run stands and what there is to say about it."""
        return told(self.controls, self.run, self.say, self.note)

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
        self.panel.hide(timed=self.run.brief, pinned=not self.picture.lines)
        width = {"image/png": {"width": self.picture.width}}
        still = {"image/png": small_png(self.painter.pixels(SHARP)), "text/plain": repr(self)}
        self.painter.close()
        self.painter.pixels()  # so that the first move finds what stays already drawn
        return self.panel.box._repr_mimebundle_() | still, width
