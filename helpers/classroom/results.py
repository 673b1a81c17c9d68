"""What came of each exercise of a notebook that has run, in words."""

import re
from collections.abc import Iterable

from helpers.classroom.cells import Cell
from helpers.classroom.running import Limits, Ran, too_long

PASSED, NOT_YET, NOT_ATTEMPTED = "passed", "not yet", "not attempted"
DID_NOT_RUN, NOT_HERE = "did not run", "not in this copy"
PART = " · "  # between a mistake and the numbers that show it


def results(
    cells: Iterable[Cell], asked: dict[int, list[str]], ran: Ran, limits: Limits
) -> dict[str, str]:
    """The result of every exercise that was asked for, by its name."""
    cells = {cell.number: cell for cell in cells}
    where = {}
    for number, names in asked.items():
        for name in names:
            where.setdefault(name, []).append(number)
    return {name: _result(name, numbers, cells, ran, limits) for name, numbers in where.items()}


def _result(name, numbers, cells, ran, limits):
    tries = [event for event in ran.events if event.kind == "check" and _is_of(event, name)]
    wrong = [event for event in tries if event.passed is False]
    if any(event.passed for event in tries):
        return PASSED
    if wrong:
        return f"{NOT_YET}: {wrong[-1].said or _difference(numbers, ran)}"
    why = "" if tries else _why(numbers, cells, ran, limits)
    return f"{DID_NOT_RUN}: {why}" if why else NOT_ATTEMPTED


def _is_of(event, name):
    return name in (event.name, f"{event.lesson}.{event.name}")


def _difference(numbers, ran):
    """What a verdict that was shown says, in one line."""
    shown = [ran.cells.get(number, {}).get("verdict", "") for number in numbers]
    for verdict in (verdict for verdict in shown if verdict.startswith(NOT_YET)):
        sentence, *rows = verdict.removeprefix(f"{NOT_YET}: ").splitlines()
        return PART.join([sentence, *(" ".join(row.split()) for row in rows)])
    return "the answer is not right"


def _why(numbers, cells, ran, limits):
    """Why none of the cells that ask for an exercise came to a verdict; nothing if they ran."""
    for number in numbers:
        told = ran.cells.get(number)
        if told and "check" in told and "AttributeError" in told.get("error", ""):
            since = min(n for n, other in ran.cells.items() if "check" in other)
            return (
                f"`check` is not the course's any more, but {told['check']}, since {cells[since]}"
            )
        if told and "error" in told:
            return f"{cells[number]}: {_error(told, number, cells, ran, limits)}"
        if not (told and "ended" in told) and ran.ended:
            last = max(ran.cells, default=None)
            return f"{cells[last]} {ran.ended}" if last is not None else ran.ended
    return ""


def _error(told, number, cells, ran, limits):
    cause = _cause(told, number, cells, ran)
    if cause is not None:
        return f"{told['error']}, for {cells[cause]} failed: {_error_of(cause, ran, limits)}"
    return _error_of(number, ran, limits)


def _error_of(number, ran, limits):
    error = ran.cells[number]["error"]
    return too_long(limits) if error.startswith("KeyboardInterrupt") else error


def _cause(told, number, cells, ran):
    """The failed cell in which the name that is missing stands."""
    if "missing" not in told:
        return None
    word = re.compile(rf"\b{re.escape(told['missing'])}\b")
    failed = (n for n, other in ran.cells.items() if "error" in other and n < number)
    return next((n for n in failed if word.search(cells[n].source)), None)
