import sys
import threading
from _thread import interrupt_main
from contextlib import contextmanager
from contextvars import copy_context
from cProfile import Profile
from functools import partial
from itertools import chain, count, islice
from random import Random
from threading import Thread, get_ident
from time import perf_counter, sleep

import numpy as np
import pytest

from helpers import deadline
from helpers.deadline import TooLongError, raise_in, take


@pytest.fixture
def leaks(monkeypatch):
    """Whatever threads did not keep to themselves."""
    leaks = []
    monkeypatch.setattr(threading, "excepthook", leaks.append)
    monkeypatch.setattr(sys, "unraisablehook", leaks.append)
    return leaks


@contextmanager
def only_these_threads():
    """All threads that begin in the body have to end."""
    before = {*threading.enumerate()}
    yield
    for thread in {*threading.enumerate()} - before:
        thread.join(60)
        assert not thread.is_alive()


def doing(act):
    """One item, which it takes the act to make."""
    yield act()


def spin(seconds=np.inf):
    end = perf_counter() + seconds
    while perf_counter() < end:
        pass


def stubborn(seconds=np.inf):
    end = perf_counter() + seconds
    while perf_counter() < end:
        try:
            len([])
        except BaseException:
            continue


def yields_nothing():
    return next(i for i in count() if i < 0)


def recursion():
    return recursion()


def test_items_that_come_in_time_are_taken_to_their_end():
    assert take(range(3), 60) == ([0, 1, 2], None)
    assert take((a for a in "ab"), 60) == (["a", "b"], None)
    assert take([], 60) == ([], None)


@pytest.mark.parametrize("act", [spin, stubborn, yields_nothing])
def test_endless_code_is_stopped_and_its_thread_ends(act, leaks):
    with only_these_threads():
        items, error = take(chain([1, 2], doing(act)), 0.1)
    assert items == [1, 2]
    assert type(error) is TooLongError
    assert leaks == []


def test_code_that_waits_is_left_behind_and_stopped_when_it_goes_on(leaks):
    over, after = threading.Event(), []
    with only_these_threads():
        items, error = take(doing(lambda: (over.wait(), after.append(1))), 0.01)
        over.set()
    assert (items, type(error)) == ([], TooLongError)
    assert after == leaks == []


def test_code_may_wait_longer_than_it_may_work(monkeypatch):
    monkeypatch.setattr(deadline, "SHARE", 1000)
    assert take(doing(lambda: sleep(0.3)), 0.1) == ([None], None)


def test_every_item_has_its_time(monkeypatch):
    monkeypatch.setattr(deadline, "SHARE", 1000)
    assert take((spin(0.1) for _ in range(12)), 0.6) == ([None] * 12, None)


def test_a_machine_that_stands_still_makes_nothing_late(monkeypatch):
    hours = count(step=3600.0)
    monkeypatch.setattr(deadline, "perf_counter", lambda: next(hours))
    assert take(doing(lambda: sleep(0.1)), 60) == ([None], None)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (recursion, RecursionError),
        (lambda: np.ones((10**8, 10**8)), MemoryError),
        (lambda: 1 / 0, ZeroDivisionError),
        (sys.exit, SystemExit),
    ],
)
def test_an_exception_ends_the_items_and_is_handed_over(act, kind, leaks):
    items, error = take(chain([1], doing(act)), 60)
    assert items == [1]
    assert isinstance(error, kind)
    assert leaks == []


def test_an_interrupt_ends_the_items_and_stops_the_code(leaks):
    with only_these_threads():
        items, error = take(chain([1], doing(lambda: (interrupt_main(), spin()))), 60)
    assert (items, type(error)) == ([1], KeyboardInterrupt)
    assert leaks == []


def test_items_of_one_context_may_be_taken_in_two_parts():
    def quietly():
        with np.errstate(divide="raise"):
            yield from (np.geterr()["divide"] for _ in range(2))

    with np.errstate(divide="print"):
        context = copy_context()
    assert take(doing(lambda: np.geterr()["divide"]), 60, context) == (["print"], None)
    items = quietly()
    assert take(islice(items, 1), 60, context) == (["raise"], None)
    assert take(items, 60, context) == (["raise"], None)
    assert np.geterr()["divide"] == "warn"


def test_what_is_on_its_way_when_work_ends_is_caught(leaks):
    told = map(raise_in, iter(get_ident, None), [TooLongError])
    worker = deadline._Worker(map([].pop, told), copy_context())  # in C, which raises its own first
    worker.hurried = True
    worker.start()
    worker.join()
    assert isinstance(worker.error, (IndexError, TooLongError))
    assert leaks == []


def test_a_thousand_quick_starts_and_stops_under_load_leak_nothing(leaks, monkeypatch):
    for name, seconds in (("TURN", 0.0005), ("PAUSE", 0)):
        monkeypatch.setattr(deadline, name, seconds)
    random, stopped = Random(0), 0
    with only_these_threads(), load() as harmed:
        for _ in range(1000):
            act = partial(random.choice([spin, stubborn]), random.uniform(0, 0.002))
            _, error = take(doing(act), 0.0005)
            stopped += type(error) is TooLongError
    assert 0 < stopped < 1000
    assert leaks == harmed == []


@contextmanager
def load():
    """A thread that is busy, and threads that come and go: what they are made to raise."""
    over, harmed = threading.Event(), []

    def work():
        try:
            sum(range(1000))
        except BaseException as error:
            harmed.append(error)

    def begin_and_end():
        while not over.is_set():
            thread = Thread(target=work, daemon=True)
            thread.start()
            thread.join(60)

    def be_busy():
        while not over.is_set():
            work()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [Thread(target=target, daemon=True) for target in (begin_and_end, be_busy)]
    try:
        for thread in threads:
            thread.start()
        yield harmed
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
        sys.setswitchinterval(interval)


def test_a_profiler_works_after_code_was_stopped():
    with only_these_threads():
        take(doing(spin), 0.01)
    profile = Profile()
    profile.runcall(sorted, [2, 1])
    assert profile.getstats()
