import sys
import time

import numpy as np

from helpers.lab import run as runs
from helpers.lab.run import Run


def test_a_run_takes_the_records_that_it_is_asked_for():
    run = Run(lambda: [iter("abc"), iter("xy")])
    assert run.records == [["a"], ["x"]]
    run.advance(count=1)
    assert run.records == [["a", "b"], ["x", "y"]]
    assert not run.ended
    run.advance()
    assert run.records == [["a", "b", "c"], ["x", "y"]]
    assert run.ended
    run.advance()
    assert run.records == [["a", "b", "c"], ["x", "y"]]
    assert run.trouble == ""


def test_a_run_stops_after_the_record_at_which_the_time_is_up():
    run = Run(lambda: iter(range(1000)))
    run.advance(seconds=-1)
    assert run.records == [[0, 1]]
    assert not run.ended


def test_a_run_of_many_quick_records_may_take_longer_than_its_patience(monkeypatch):
    monkeypatch.setattr(runs, "PATIENCE", 0.5)
    run = Run(lambda: (time.sleep(0.1) for _ in range(12)))
    run.advance()
    assert len(run.records[0]) == 12
    assert run.trouble == ""


def test_a_run_that_fails_keeps_the_records_before():
    def two():
        return [iter([1, 2, 3]), (1 // (3 - i) for i in range(1, 9))]

    run = Run(two)
    run.advance()
    assert run.records == [[1, 2], [0, 1]]
    assert run.trouble == "stopped: ZeroDivisionError: integer division or modulo by zero"


def quietly():
    with np.errstate(divide="raise"):
        yield from (np.float64(1) / (1 - i) for i in range(3))


def test_a_block_of_a_run_may_span_its_slices():
    run = Run(quietly)
    run.advance(count=1)
    assert run.trouble == "stopped: FloatingPointError: divide by zero encountered in scalar divide"
    assert np.geterr()["divide"] == "warn"


def test_a_run_that_is_closed_ends_its_blocks_without_a_word(monkeypatch):
    unraisable = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    run = Run(quietly)
    run.close()
    assert run.ended
    assert unraisable == []


def test_a_run_may_divide_by_zero_without_a_warning(recwarn):
    run = Run(lambda: (np.float64(1) / i for i in range(3)))
    run.advance()
    assert run.records == [[np.inf, 1.0, 0.5]]
    assert recwarn.list == []
