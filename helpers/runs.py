"""A run in slices of time: taken a little further, stopped when it hangs, never raising."""

import ctypes
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from time import perf_counter, sleep

import numpy as np

PATIENCE = 3.0  # seconds that one record may take
LONGEST = 20.0  # seconds that a whole run may take at once


class TooLongError(BaseException):
    """Raised inside code that has used up its time; `except Exception` does not catch it."""


@contextmanager
def time_limit(seconds: float):
    """Raise TooLongError in the body, at its next bytecode, once `seconds` have gone by.

    The body gets a function that gives it `seconds` anew. Works in any thread and on any system; a
    body that waits inside one C call is stopped after it.
    """
    thread, lock, over = threading.get_ident(), threading.Lock(), threading.Event()
    end, fired = perf_counter() + seconds, False

    def renew():
        nonlocal end
        end = perf_counter() + seconds

    def watch():
        nonlocal fired
        while (left := end - perf_counter()) > 0 and not over.wait(left):
            pass
        with lock:
            if not over.is_set():
                fired = True
                _raise_in(thread)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield renew
    finally:
        with lock:
            over.set()
        if fired:
            _clear(thread)


def _raise_in(thread):
    """Have a thread raise TooLongError soon, in place of what it was to raise."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(TooLongError)
    )


def _clear(thread):
    """Leave nothing on its way to this thread, which is the one that runs.

    To set no exception at all would do so too, but until Python 3.12 it makes the interpreter look
    for one for ever after: everything gets slower, and a debugger or a profiler hangs.
    """
    with suppress(TooLongError):
        _raise_in(thread)
        while True:
            sleep(0)


class Run:
    """A run in progress: its records so far, and why it stopped if it did not simply end.

    `make()` returns an iterator of records, or a list of iterators that go side by side.
    """

    def __init__(self, make: Callable):
        self.records, self.iterators, self.trouble = [], [], ""
        self._guard(lambda renew: self._begin(make()))
        self.advance(count=1)
        if not self.trouble and not self.begun:
            self._stop("this run yields no records, so there is nothing to show")

    @property
    def begun(self) -> bool:
        return bool(self.records) and all(self.records)

    @property
    def ended(self) -> bool:
        return not self.iterators

    def advance(self, seconds: float = LONGEST, count: float = np.inf) -> None:
        """Take records until the run ends, the time is up, or there are `count` more."""
        end = perf_counter() + seconds

        def go(renew):
            left = count
            while self.iterators and left > 0:
                renew()
                self._step()
                left -= 1
                if perf_counter() > end:
                    break

        self._guard(go)

    def _begin(self, made):
        self.iterators = [iter(one) for one in (made if isinstance(made, list) else [made])]
        self.records = [[] for _ in self.iterators]

    def _step(self):
        """One record from every iterator that has one; the run ends when none has."""
        more = False
        for iterator, records in zip(self.iterators, self.records, strict=True):
            for record in iterator:
                records.append(record)
                more = True
                break
        if not more:
            self.iterators = []

    def _guard(self, act):
        """Do it; whatever goes wrong ends the run and is said in words."""
        try:
            with time_limit(PATIENCE) as renew, np.errstate(all="ignore"):
                act(renew)
        except TooLongError:
            self._stop(f"stopped: a step of this run took more than {PATIENCE:g} s")
        except KeyboardInterrupt:
            self._stop("interrupted")
        except Exception as error:
            self._stop(f"stopped: {type(error).__name__}: {error}")

    def _stop(self, sentence):
        self.iterators, self.trouble = [], sentence
