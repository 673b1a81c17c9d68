"""Progress of a search: how many trials are done, how fast they come, and the time left."""

from collections import deque
from collections.abc import Iterable, Iterator
from time import perf_counter

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from helpers.arrays import whole
from helpers.lab import shown
from helpers.lab.panel import family
from helpers.search import Result

RECENT = 20  # results of which the pace is taken: those that were kept come all at once
REFRESH = 0.1  # seconds between two messages to the page


def progress(results: Iterable[Result], trials: int) -> Iterator[Result]:
    """The results as they come, below a bar that counts them; outside of a notebook, no bar.

        for result in progress(search(trial, space, trials=100), 100): …

    Raises TypeError or ValueError for trials that are no whole number.
    """
    trials = whole(trials, "trials")
    if not hasattr(get_ipython(), "kernel"):
        return iter(results)
    return _watched(results, Bar(trials))


def _watched(results, bar):
    display(bar)
    try:
        for result in results:
            bar.count(result)
            yield result
    finally:
        bar.tell()


class Bar:
    """A bar with its words: 37 of 100 trials, 2 of them failed · 112 a minute · 34 s left."""

    closed = False

    def __init__(self, trials: int):
        self.trials, self.done, self.failed, self.told = trials, 0, 0, 0.0
        self.times = deque([perf_counter()], maxlen=RECENT + 1)
        self.box = widgets.HTML()
        self.tell()

    def count(self, result: Result) -> None:
        """One result more."""
        self.done, self.failed = self.done + 1, self.failed + bool(result.reason)
        self.times.append(perf_counter())
        if self.times[-1] - self.told > REFRESH:
            self.tell()

    def tell(self) -> None:
        """Say on the page where the search stands."""
        self.told = self.times[-1]
        text = words(self.done, self.trials, self.pace, self.failed)
        bar = f"<progress max='{self.trials}' value='{self.done}' aria-label='trials'></progress>"
        self.box.value = f"<div role='status'>{bar} {text}</div>"

    @property
    def pace(self) -> float:
        """Trials a second, lately."""
        return (len(self.times) - 1) / max(self.times[-1] - self.times[0], 1e-9)

    def close(self) -> None:
        """Close all widgets, for the cell has run again."""
        for widget in {*family(self.box)}:
            widget.close()
        self.closed = True

    def __repr__(self):
        return f"Progress of {self.trials} trials. Run the cell to watch it."

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.closed:
            return {"text/plain": repr(self)}
        shown.show(self)
        return self.box._repr_mimebundle_() | {"text/plain": repr(self)}


def words(done: int, trials: int, pace: float, failed: int = 0) -> str:
    """So many of all trials, how many failed, how many come in a minute, and the time left."""
    told = [f"{done} of {trials} trials" + (f", {failed} of them failed" if failed else "")]
    if done and pace:
        told.append(f"{60 * pace:,.0f} a minute")
    if done and pace and done < trials:
        told.append(f"{duration((trials - done) / pace)} left")
    return " · ".join(told)


def duration(seconds: float) -> str:
    """In seconds, minutes or hours, whichever is short to say."""
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
