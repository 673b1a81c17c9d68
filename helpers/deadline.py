"""The one way to end code that takes too long: it works in a thread of its own, and we wait.

From outside, a thread can only be told to raise an exception *soon*, wherever it is by then. That
must never be after its work, in the bookkeeping of a thread that ends. So nothing is raised in a
worker once it has left its work, and what is on its way by then is waited for and caught.

Both rest on this: a thread lets others run, and raises what it was told to, only where it enters a
function, comes back from a call or goes round a loop. So a test and the one call that it guards
are one step to the other threads; and so is the end of work with the assignment that says so.
"""

import ctypes
from collections.abc import Iterable
from contextvars import Context, copy_context
from threading import Thread
from time import perf_counter, process_time, sleep

TURN = 0.02  # seconds between two looks at the clocks
PAUSE = 0.05  # seconds between the first two exceptions; then twice as long, up to a second
SHARE = 5  # how many times as long code may wait: for whatever it likes, or for a busy machine

raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
raise_in.argtypes = ctypes.c_ulong, ctypes.py_object


class TooLongError(BaseException):
    """Raised inside code that has used up its time; `except Exception` does not catch it."""


def take(
    items: Iterable, seconds: float, context: Context | None = None
) -> tuple[list, BaseException | None]:
    """The items that come in time, and the exception that ended them, or None.

    Each may keep the processor busy for `seconds`, so that a right answer on a busy machine is in
    time, and wait five times as long. Code that does not come in time is made to raise
    TooLongError, again and again until it ends; inside one call written in C it is left behind.
    KeyboardInterrupt ends the items too. They are made in `context`, else in a copy of this one.
    """
    worker = _Worker(items, context or copy_context())
    try:
        worker.start()
        error = worker.error if _in_time(worker, seconds) else TooLongError()
    except KeyboardInterrupt as interrupt:
        error = interrupt
    finally:
        if worker.is_alive():
            Thread(target=_hurry, args=(worker,), daemon=True).start()
            worker.join(0.1)
        worker.error = None  # which knows the worker
    return list(worker.taken), error


class _Worker(Thread):
    """Takes items. It may be told to raise TooLongError while it is `inside`, and only then."""

    def __init__(self, items, context):
        super().__init__(daemon=True)
        self.items, self.context, self.taken = items, context, []
        self.inside, self.hurried, self.error = False, False, None

    def run(self):
        try:
            try:
                self.inside = True
                self.context.run(self._take)
            except BaseException as error:
                self.error = error
            finally:
                self.inside = False
            if self.hurried:
                raise_in(self.ident, TooLongError)  # in place of one that may be on its way
                while True:
                    sleep(0)
        except TooLongError:
            pass

    def _take(self):
        for item in self.items:
            self.taken.append(item)


def _in_time(worker, seconds):
    """Whether the worker ends before one item takes too long."""
    count, now = None, perf_counter()
    while True:
        worker.join(TURN)
        if not worker.is_alive():
            return True
        if count != len(worker.taken):
            count, waited, start = len(worker.taken), 0, process_time()
        before, now = now, perf_counter()
        waited += min(now - before, 2 * TURN)  # where everything stands still, nobody is late
        if min(waited, process_time() - start) > seconds or waited > SHARE * seconds:
            return False


def _hurry(worker):
    """Have it raise until it ends: a bare except may catch one, a sleeper delay it."""
    worker.hurried, ident, pause = True, worker.ident, PAUSE
    while worker.is_alive():
        if worker.inside:
            raise_in(ident, TooLongError)
        worker.join(pause)
        pause = min(2 * pause, 1)
