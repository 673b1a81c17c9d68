"""What a lab says of itself in words: where its controls and its run stand."""

from collections.abc import Callable, Mapping

from helpers.lab.control import Control
from helpers.lab.run import Run


def told(controls: Mapping[str, Control], run: Run, say: Callable | None, note: str) -> str:
    """The values by their labels, what the run says, what it passes, what is said of it, a note."""
    values = [f"{control.label} {control.value}" for control in controls.values()]
    said = [*_record(run), *_passed(controls), _remark(controls, run, say)]
    return " · ".join(filter(None, [*values, *said, run.trouble, note]))


def _record(run):
    """The last one, of a run that is alone."""
    return [str(run.records[0][-1])] if run.begun and len(run.records) == 1 else []


def _remark(controls, run, say):
    if say and run.begun:
        values = {name: control.value for name, control in controls.items()}
        return run.attempt("the remark", say, values, *run.records)


def _passed(controls):
    """The marks beyond which theory says that a run diverges."""
    return [
        f"diverges: {control.label} is above {control.limit:g}"
        for control in controls.values()
        if control.limit is not None and control.value > control.limit
    ]
