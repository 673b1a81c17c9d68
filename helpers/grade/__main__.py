"""Grade the notebooks in a folder: a table, a CSV, and the mistakes to speak of tomorrow.

Each notebook runs in a process of its own, within limits. That holds off accidents, not malice.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from helpers.classroom.grading import Grader, own_exercises
from helpers.classroom.lessons import NOTEBOOKS
from helpers.classroom.report import merged, summary, table, word, write_csv
from helpers.classroom.running import Limits
from helpers.classroom.submissions import submissions


def main(arguments: list[str] | None = None) -> int:
    """What the command comes to: 0, 2 for what cannot be begun, 130 when it was interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = _parser().parse_args(arguments)
    try:
        found = submissions(given.submissions)
        _refuse(given)
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    limits = Limits(given.seconds, given.memory)
    rows, whole = _graded(Grader(given.exercises, limits, given.whole), found, given.jobs)
    return _tell(merged(rows), given.csv, 0 if whole else 130)


def _refuse(given):
    """Raises FileNotFoundError or ValueError for what would be found only when it is too late."""
    if given.csv and not given.csv.absolute().parent.is_dir():
        raise FileNotFoundError(f"{given.csv.parent} is no folder for the CSV: make it")
    if not NOTEBOOKS.is_dir():
        raise FileNotFoundError("the lessons are missing: grade in a clone of the course")
    for path in given.exercises:
        own_exercises(path)


def _graded(grader, found, jobs):
    """The rows, and whether they are all there are: Ctrl-C keeps those that are done."""
    rows = []
    try:
        for row in grader.rows(found, jobs):
            rows.append(row)
            words = ", ".join(f"{name} {word(result)}" for name, result in row.results.items())
            said = f"{row.learner} · {row.notebook} · {words or row.note}"
            print(f"[{len(rows)} of {len(found)}] {said}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(f"Interrupted after {len(rows)} of {len(found)}.", file=sys.stderr)
    return rows, len(rows) == len(found)


def _tell(rows, path, code):
    print(table(rows), "", summary(rows), sep="\n")
    if path:
        try:
            print(f"\nWritten to {write_csv(rows, path)}")
        except OSError as fault:
            print(f"{path} cannot be written: {fault.strerror}", file=sys.stderr)
            return 2
    return code


def _parser():
    parser = argparse.ArgumentParser("python -m helpers.grade", description=__doc__)
    add = parser.add_argument
    add("submissions", type=Path, help="a folder that holds a folder for each learner, or files")
    add("--csv", type=Path, metavar="FILE", help="write the table there, for a spreadsheet")
    add("--exercises", type=Path, metavar="FILE", action="append", default=[],
        help="your own exercises, such as our_exercises.py; may be given again")  # fmt: skip
    add("--seconds", type=_positive, default=Limits.seconds, help="of work, for one cell")
    add("--memory", type=_count, default=Limits.memory, metavar="MB", help="for one notebook")
    add("--jobs", type=_count, default=os.cpu_count(), help="notebooks at a time")
    add("--whole", action="store_true",
        help="run also the course's own cells that no exercise needs")  # fmt: skip
    return parser


def _positive(text):
    if not 0 < (value := float(text)) < float("inf"):
        raise argparse.ArgumentTypeError(f"it must be above 0, not {text}")
    return value


def _count(text):
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"it must be 1 or more, not {text}")
    return value


def _end_as_by_ctrl_c():
    """Whoever ends this process, or closes its window, ends what it runs too."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


if __name__ == "__main__":
    _end_as_by_ctrl_c()
    sys.exit(main())
