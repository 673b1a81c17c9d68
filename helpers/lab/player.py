"""A run on the event loop: as fast as it goes, at the pace of the eye, or at rest.

The kernel's loop gives a run slices of time; between them it answers everybody else. JupyterLab
reports the moves of a control in a thread of their own: they wait for that loop, so that a lab and
its figure live in one thread.
"""

import asyncio
from collections.abc import Callable, Coroutine

from helpers.lab.run import Run

# Seconds: to the first frame, to the next, between them for messages to leave, to a sharp one.
FIRST, SLICE, BREATH, REST = 0.005, 0.03, 0.005, 0.2


class Player:
    """Does one thing at a time, which the next one replaces.

    `light()` shows a frame in motion, `sharp()` one at rest. Where there is no loop nobody watches,
    and all that is asked for is `settle()`.
    """

    def __init__(self, light: Callable, sharp: Callable, settle: Callable):
        self.light, self.sharp, self.settle = light, sharp, settle
        self.loop, self.task, self.run = _running_loop(), None, None

    @property
    def playing(self) -> bool:
        """Whether a run goes on."""
        return self.run is not None and not self.run.ended and not self.task.done()

    def soon(self, act: Callable) -> None:
        """Act in the thread that the player was made in: here and now, or on its event loop."""
        if self.loop is None or self.loop.is_closed() or self.loop is _running_loop():
            act()
        else:
            self.loop.call_soon_threadsafe(act)

    def rush(self, run: Run) -> None:
        """To the end of the run as fast as it goes, with a frame after every slice of time."""
        self._begin(self._rushing(run), run)

    def play(self, run: Run, pace: float) -> None:
        """To the end of the run at `pace` records a second."""
        self._begin(self._playing(run, pace), run)

    def rest(self) -> None:
        """Stand still where the run stands."""
        self._begin(self._resting())

    def stop(self) -> None:
        """Do nothing from now on."""
        if self.task:
            self.task.cancel()
        self.task = self.run = None

    def _begin(self, frames: Coroutine, run: Run | None = None):
        self.stop()
        if _running_loop():
            self.task, self.run = asyncio.create_task(frames), run
        else:
            frames.close()
            self.settle()

    async def _rushing(self, run):
        run.advance(FIRST)
        self.light()
        while not run.ended:
            await asyncio.sleep(BREATH)
            run.advance(SLICE)
            self.light()
        await self._sharpen()

    async def _playing(self, run, pace):
        while not run.ended:
            run.advance(SLICE, count=1)
            self.light()
            await asyncio.sleep(1 / pace)
        await self._sharpen()

    async def _resting(self):
        self.light()
        await self._sharpen()

    async def _sharpen(self):
        """A sharp frame a moment after the last light one, unless something moves again."""
        await asyncio.sleep(REST)
        self.sharp()


def _running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
