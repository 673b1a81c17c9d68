"""A run in slices of time: taken a little further, stopped when it hangs, never raising."""

from collections.abc import Callable
from contextvars import copy_context
from itertools import islice
from time import perf_counter

import numpy as np

from helpers.deadline import TooLongError, take

PATIENCE = 3.0  # seconds of work that one record may take
LONGEST = 20.0  # seconds that a whole run may take at once


class Run:
    """A run in progress: its records so far, and why it stopped if it did not simply end.

    `make()` returns an iterator of records, or a list of iterators that go side by side.
    """

    def __init__(self, make: Callable):
        self.records, self.iterators, self.trouble = [], [], ""
        self.context = copy_context()  # one for all slices, so that a `with` may span records
        self.context.run(np.seterr, all="ignore")
        for iterators in self._in_time(_begin(make)):
            self.iterators, self.records = iterators, [[] for _ in iterators]
        self.advance(count=1)
        if not self.trouble and not self.begun:
            self._fail("this run yields no records, so there is nothing to show")

    @property
    def begun(self) -> bool:
        return bool(self.records) and all(self.records)

    @property
    def ended(self) -> bool:
        return not self.iterators

    @property
    def brief(self) -> bool:
        """One record long, as far as it has come."""
        return self.begun and max(map(len, self.records)) == 1

    def advance(self, seconds: float = LONGEST, count: float = np.inf) -> None:
        """Take records until the run ends, the time is up, or there are `count` more."""
        if self.ended:
            return
        for step in self._in_time(_steps(self.iterators, seconds, count)):
            for records, new in zip(self.records, step, strict=True):
                records += new
            if not any(step):
                self.iterators = []

    def close(self) -> None:
        """Let the iterators go, and end what they have begun."""
        if self.iterators:
            self.context.run(self.iterators.clear)

    def attempt(self, what: str, call: Callable, *arguments):
        """What a call returns that shows the run; or None, and its failure in words."""
        try:
            with np.errstate(all="ignore"):
                return call(*arguments)
        except Exception as error:
            self.trouble = f"{what} failed: {type(error).__name__}: {error}"
        except KeyboardInterrupt:
            self.trouble = "interrupted"

    def _in_time(self, items):
        """The items that come; whatever goes wrong ends the run and is said in words."""
        taken, error = take(items, PATIENCE, self.context)
        match error:
            case None:
                pass
            case TooLongError():
                self._fail(f"stopped: a step of this run took more than {PATIENCE:g} s")
            case KeyboardInterrupt():
                self._fail("interrupted")
            case _:
                self._fail(f"stopped: {type(error).__name__}: {error}")
        return taken

    def _fail(self, sentence):
        self.iterators, self.trouble = [], sentence


def _begin(make):
    """The one list of iterators."""
    made = make()
    yield [iter(one) for one in (made if isinstance(made, list) else [made])]


def _steps(iterators, seconds, count):
    """Lists of the next record of each iterator, in a list; the last ones are empty."""
    end = perf_counter() + seconds
    while count > 0:
        yield (step := [[*islice(iterator, 1)] for iterator in iterators])
        count -= 1
        if not any(step) or perf_counter() > end:
            return
