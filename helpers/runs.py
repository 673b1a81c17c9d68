"""A run in slices of time: taken a little further, stopped when it hangs, never raising."""

import ctypes
import threading
from collections.abc import Callable
from contextlib import contextmanager
from time import perf_counter

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
    thread = ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    lock, over = threading.Lock(), threading.Event()
    end = perf_counter() + seconds

    def renew():
        nonlocal end
        end = perf_counter() + seconds

    def watch():
        while (left := end - perf_counter()) > 0 and not over.wait(left):
            pass
        with lock:
            if not over.is_set():
                raise_in(thread, ctypes.py_object(TooLongError))

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield renew
    finally:
        with lock:
            over.set()
            raise_in(thread, None)  # takes back what is on its way


class Run:
    """A run in progress: its records so far, and why it stopped if it did not simply end.

    `make()` returns an iterator of records, or a list of iterators that go side by side.
    """

    def __init__(self, make: Callable):
        self.records, self.iterators, self.trouble = [], [], ""
        with self._guard():
            made = make()
            self.iterators = [iter(one) for one in (made if isinstance(made, list) else [made])]
            self.records = [[] for _ in self.iterators]
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
        with self._guard() as renew:
            while self.iterators and count > 0:
                renew()
                self._step()
                count -= 1
                if perf_counter() > end:
                    break

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

    @contextmanager
    def _guard(self):
        """Whatever goes wrong inside ends the run and is said in words."""
        try:
            with time_limit(PATIENCE) as renew, np.errstate(all="ignore"):
                yield renew
        except TooLongError:
            self._stop(f"stopped: a step of this run took more than {PATIENCE:g} s")
        except KeyboardInterrupt:
            self._stop("interrupted")
        except Exception as error:
            self._stop(f"stopped: {type(error).__name__}: {error}")

    def _stop(self, sentence):
        self.iterators, self.trouble = [], sentence
