"""Which cell shows which labs: a cell that runs again lets go of those that it showed before."""

import gc

from IPython import get_ipython

labs: dict = {}  # by cell: (the message that asked for it to be run, the labs it has shown)


def show(lab) -> None:
    """Note that the running cell shows a lab, and close those of an earlier run of that cell."""
    request = getattr(get_ipython(), "parent_header", {})
    cell = _cell(request)
    if cell is None:
        return
    run = request["header"]["msg_id"]
    before, shown = labs.get(cell, (run, []))
    if run != before:
        _close(old for old in shown if old is not lab)
        shown = []
    labs[cell] = run, [*shown, lab]


def _cell(request):
    """Its id; or, where the page sends none, its source. None for what is no cell."""
    cell = request.get("metadata", {}).get("cellId")
    return cell or request.get("content", {}).get("code")


def _close(labs):
    for lab in labs:
        lab.close()
    gc.collect()  # a figure and its axes hold each other
