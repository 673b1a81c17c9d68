"""The process that one notebook is run in: python -m helpers.classroom.child FOLDER.

The folder holds what is to run, in job.json. What happens is written line by line into journal, so
that all of it is kept until the very moment of a crash.
"""

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers import check
from helpers.check.attempt import tidy
from helpers.check.verdict import Verdict
from helpers.classroom import guard
from helpers.progress.place import VARIABLE


class Shell(InteractiveShell):
    """A shell that runs cells as a notebook does, and shows nothing."""

    def ask_exit(self) -> None:
        """What exit() does."""
        raise SystemExit

    def showtraceback(self, *arguments, **options) -> None:
        """Nobody looks."""

    def showsyntaxerror(self, *arguments, **options) -> None:
        """Nobody looks."""


def new_shell() -> Shell:
    shell = Shell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.display_formatter.format = lambda *value, **options: ({}, {})
    return shell


def main(folder: Path) -> None:
    """Run the cells of a job; of its own processes only this one gets to the end."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    shell, first, kept = new_shell(), os.getpid(), os.environ[VARIABLE]
    for module in job["own"]:
        import_module(module)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    guard.watch_calls(job["processes"], str(folder / "processes"))
    guard.limit(job["memory"] * 2**20)
    with (folder / "journal").open("a", encoding="utf-8", buffering=1) as journal:
        for number, source in job["cells"]:
            os.environ[VARIABLE] = kept  # a cell may have switched it off
            _write(journal, cell=number)
            result = shell.run_cell(source, store_history=False)
            if os.getpid() != first:
                os._exit(0)
            _write(journal, cell=number, **_ended(result, shell))
        _write(journal, done=True)


def _write(journal, **line):
    journal.write(json.dumps(line) + "\n")


def _ended(result, shell):
    """What there is to say of a cell: its error, its verdict, and what became of `check`."""
    error = result.error_before_exec or result.error_in_exec
    if isinstance(error, MemoryError):
        guard.make_room()
    told = {"ended": True}
    if error:
        told |= {"error": _words(error)}
    if isinstance(error, NameError):
        told |= {"missing": str(error.name)}
    if isinstance(result.result, Verdict):
        told |= {"verdict": repr(result.result)}
    if "check" in shell.user_ns and shell.user_ns["check"] is not check:
        told |= {"check": type(shell.user_ns["check"]).__name__}
    return told


def _words(error):
    """The error in one line; a learner's own exception may do anything when it is asked."""
    kind = type(error).__name__
    if kind == "SystemExit":
        return "the cell asks Python to end"
    try:
        text = tidy(error.msg if isinstance(error, SyntaxError) else str(error))
    except Exception:
        text = ""
    return f"{kind}: {text}" if text else kind


if __name__ == "__main__":
    main(Path(sys.argv[1]))
