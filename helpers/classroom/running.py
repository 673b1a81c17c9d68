"""One notebook, run in a process of its own within its limits; what it left is read afterwards."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from uuid import uuid4

from helpers.classroom import family
from helpers.classroom.cells import Cell
from helpers.progress.store import Event, events

TURN = 0.2  # seconds between two looks
GRACE = 3.0  # seconds for what was interrupted to end
CELLS = 3  # a notebook may take as long as so many cells
SHARE = 5  # and either may wait so many times as long as it may work
HOME = "work/home"  # the folder of a notebook, with nothing beside it
MORE = 512  # MB that Python and the course take themselves


@dataclass(frozen=True)
class Limits:
    """Of a notebook: seconds of work in one cell, MB of memory, processes it may start."""

    seconds: float = 60.0
    memory: int = 2048
    processes: int = 64


@dataclass(frozen=True)
class Ran:
    """What came of a notebook: verdicts, what is told of each cell, and what has ended it."""

    events: list[Event] = field(default_factory=list)
    cells: dict[int, dict] = field(default_factory=dict)
    ended: str = ""


def run(
    cells: Iterable[Cell], own: Collection[Path], limits: Limits, cache: Path, stop: Flag
) -> Ran:
    """Run the cells, apart from everything, until their end, a limit, or until `stop` is set.

    `own` are the instructor's files with exercises, `cache` a folder for all runs to share.
    """
    with tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _prepare(folder, cells, own, limits)
        ended = _run_and_watch(folder, cache, limits, stop)
        lines = _lines(folder)
        told = {}
        for line in (line for line in lines if "cell" in line):
            told[line["cell"]] = told.get(line["cell"], {}) | line
        return Ran(_events(folder), told, "" if _is_done(lines) else ended)


def _prepare(folder, cells, own, limits):
    """What a process needs to run the cells: a job, a home, and the instructor's own files."""
    (folder / HOME).mkdir(parents=True)
    (folder / "own").mkdir()
    for path in own:
        shutil.copy(path, folder / "own")
    job = {
        "cells": [(cell.number, cell.source) for cell in cells],
        "own": [path.stem for path in own],
        "memory": limits.memory,
        "processes": limits.processes,
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")


def _run_and_watch(folder, cache, limits, stop):
    """What has ended the process that runs the job in the folder."""
    mark, home, own = uuid4().hex, str(folder / HOME), str(folder / "own")
    process = family.start(
        ["-m", "helpers.classroom.child", str(folder)],
        mark,
        folder / HOME,
        HOME=home,
        USERPROFILE=home,
        MPLCONFIGDIR=str(cache),
        MPLBACKEND="agg",
        PYTHONPATH=os.pathsep.join(filter(None, [own, os.environ.get("PYTHONPATH")])),
        DOWNHILL_PROGRESS=str(folder / "progress.sqlite"),
    )
    try:
        return _watch(process, folder, limits, stop) or _how_it_ended(process)
    finally:
        family.end(process, mark)


@dataclass
class Clock:
    """What a cell, or a notebook, has worked and waited since it began."""

    seconds: float
    begun: float = 0.0
    waited: float = 0.0

    def is_late(self, worked: float) -> bool:
        return worked - self.begun > self.seconds or self.waited > SHARE * self.seconds


def _watch(process, folder, limits, stop):
    """Wait for the end of a process; or the limit that it goes beyond, in words."""
    notebook, cell = Clock(CELLS * limits.seconds), Clock(limits.seconds)
    lines, interrupted, now = [], None, time.perf_counter()
    while not _has_ended(process):
        takes, before, now = family.taken(process), now, time.perf_counter()
        if lines != (lines := _lines(folder)):
            seconds = GRACE if _is_done(lines) else limits.seconds
            cell, interrupted = Clock(seconds, takes.seconds), None
        for clock in (notebook, cell):  # where everything stands still, nobody is late
            clock.waited += min(now - before, 2 * TURN)
        if stop.is_set():
            return "the grading was interrupted"
        if excess := _excess(process, takes, limits):
            return excess
        if notebook.is_late(takes.seconds):
            return f"the notebook took longer than {notebook.seconds:g} s"
        if interrupted and now > interrupted + GRACE:
            return too_long(limits)
        if not interrupted and cell.is_late(takes.seconds):
            family.interrupt(process)
            interrupted = now


def _has_ended(process):
    try:
        process.wait(TURN)
    except subprocess.TimeoutExpired:
        return False
    return True


def _excess(process, takes, limits):
    most = limits.memory + MORE
    if takes.memory > most and family.own_memory(process) > most:
        return f"took more than {limits.memory} MB of memory"
    if takes.processes > limits.processes:
        return f"started more than {limits.processes} processes"
    return ""


def too_long(limits: Limits) -> str:
    return f"took longer than {limits.seconds:g} s"


def _how_it_ended(process):
    code = process.returncode
    return f"ended Python ({signal.Signals(-code).name if code < 0 else f'exit code {code}'})"


def _is_done(lines):
    return any("done" in line for line in lines)


def _events(folder):
    try:
        return events(folder / "progress.sqlite")
    except ValueError:
        return []


def _lines(folder):
    """What the process has told so far; a line that is not yet written to its end is left out."""
    try:
        text = (folder / "journal").read_text(encoding="utf-8")
    except OSError:
        return []
    return [json.loads(line) for line in text.splitlines() if line.endswith("}")]
