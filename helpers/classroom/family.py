"""A process and all that come from it: what they take, and how they are ended together."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

MARK = "DOWNHILL_GRADING"  # the environment variable by which a family is known
ROUNDS = 100  # of looking for those that are left
GONE = (psutil.Error, OSError)


class Taken(NamedTuple):
    """What a family takes together."""

    seconds: float = 0.0  # of the processor
    memory: float = 0.0  # MB; what they share counts for each
    processes: int = 0  # besides the first


def start(command: list[str], mark: str, folder: Path, **variables: str) -> subprocess.Popen:
    """A process with a session of its own, that reads nothing and whose output is thrown away."""
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | variables | {MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def taken(process: subprocess.Popen) -> Taken:
    """What a process and its children take now."""
    seconds, memory, processes = 0.0, 0.0, -1
    for one in _children(process.pid):
        with suppress(*GONE), one.oneshot():
            times = one.cpu_times()
            seconds += times.user + times.system
            memory += one.memory_info().rss / 2**20
            processes += 1
    return Taken(seconds, memory, processes)


def own_memory(process: subprocess.Popen) -> float:
    """MB that a process and its children hold and do not share, which takes longer to find."""
    memory = 0.0
    for one in _children(process.pid):
        with suppress(*GONE):
            memory += one.memory_full_info().uss / 2**20
    return memory


def _children(number):
    with suppress(*GONE):
        first = psutil.Process(number)
        return [first, *first.children(recursive=True)]
    return []


def interrupt(process: subprocess.Popen) -> None:
    """What Ctrl-C does, where there is such a thing; else the end."""
    with suppress(OSError):
        process.send_signal(signal.SIGINT) if os.name == "posix" else process.kill()


def end(process: subprocess.Popen, mark: str) -> None:
    """Kill the whole family, also who has left the session or has lost its parents."""
    for one in _children(process.pid):
        with suppress(*GONE):
            one.kill()
    if os.name == "posix":
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    for _ in range(ROUNDS):
        left = [*_marked(mark)]
        for one in left:
            with suppress(*GONE):
                one.kill()
        if not left:
            break
    process.wait()


def _marked(mark) -> Iterator[psutil.Process]:
    for one in psutil.process_iter():
        with suppress(*GONE):
            if one.environ().get(MARK) == mark and one.status() != psutil.STATUS_ZOMBIE:
                yield one
