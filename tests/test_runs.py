import subprocess
import sys
import time

import pytest

from helpers import runs
from helpers.runs import Run, TooLongError, time_limit
from tests.labs import forever


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


@pytest.mark.parametrize("body", [lambda: spin(30), forever], ids=["a loop", "a stubborn loop"])
def test_a_loop_is_stopped_when_its_time_is_up(body):
    start = time.perf_counter()
    with pytest.raises(TooLongError), time_limit(0.1):
        body()
    assert time.perf_counter() - start < 2


def test_a_quick_body_is_left_alone():
    with time_limit(0.05):
        pass
    spin(0.2)


def test_a_body_that_renews_its_time_is_left_alone():
    with time_limit(1.0) as renew:
        for _ in range(6):
            spin(0.2)
            renew()


def test_nothing_is_raised_after_a_body_that_ended_just_in_time():
    stopped = 0
    for i in range(500):
        try:
            with time_limit(0.001):
                spin(0.001 + 2e-5 * (i % 20 - 10))
        except TooLongError:
            stopped += 1
        for _ in range(20):
            len([])
    spin(0.05)
    assert stopped < 500


def test_a_run_takes_the_records_that_it_is_asked_for():
    run = Run(lambda: [iter("abc"), iter("xy")])
    assert run.records == [["a"], ["x"]]
    run.advance(count=1)
    assert run.records == [["a", "b"], ["x", "y"]]
    assert not run.ended
    run.advance()
    assert run.records == [["a", "b", "c"], ["x", "y"]]
    assert run.ended
    assert run.trouble == ""


def test_a_run_of_many_quick_records_may_take_longer_than_its_patience(monkeypatch):
    monkeypatch.setattr(runs, "PATIENCE", 0.5)
    run = Run(lambda: (spin(0.1) for _ in range(12)))
    run.advance()
    assert len(run.records[0]) == 12
    assert run.trouble == ""


@pytest.mark.parametrize("seconds", [0.01, 30], ids=["is over", "was not used"])
def test_a_profiler_works_when_a_time_limit(seconds):
    code = f"""
import cProfile
from helpers.runs import TooLongError, time_limit
try:
    with time_limit({seconds}):
        sum(i for i in range(3_000_000))
except TooLongError:
    print("stopped")
cProfile.run("sorted([2, 1])")"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.startswith("stopped") == (seconds < 1)
    assert "function calls" in run.stdout
