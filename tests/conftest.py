"""What all tests agree on, the second run of every notebook, and who tests what at once."""

import os
import re
from collections import defaultdict
from itertools import groupby

from hypothesis import settings
from nbformat.v4 import new_code_cell
from nbval.plugin import IPyNbCell
from xdist.scheduler import LoadScopeScheduling

# Kernels share the cores with browsers and each other: threads of their own would only wait there.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("downhill", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("downhill")

ELSEWHERE = "import os, tempfile\nos.chdir(tempfile.mkdtemp())"
NOTHING_LEFT = "assert os.listdir() == []\nos.rmdir(os.getcwd())"


def pytest_addoption(parser):
    parser.addoption(
        "--long-fuzz", action="store_true", help="put every lab through 300 random settings"
    )


class ByFile(LoadScopeScheduling):
    """A file is tested by one process; half of the lessons in the browser by another."""

    def _split_scope(self, nodeid):
        even = re.search(r"test_browser.*\[\d[02468]_\w+\]$", nodeid)
        return "even lessons" if even else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


def pytest_collection_modifyitems(items):
    """Behind the cells of a notebook the same once more, in the same kernel and another folder."""
    items[:] = [
        item
        for book, group in groupby(items, key=lambda item: item.parent)
        for item in _twice(book, [*group])
    ]


def _twice(book, items):
    if not isinstance(items[0], IPyNbCell):
        return items
    again = [_cell(book, f"{i.name} again", i.cell_num, i.cell, i.options) for i in items]
    before, after = (
        _cell(book, name, len(again), new_code_cell(source), defaultdict(bool))
        for name, source in (("Another folder", ELSEWHERE), ("Nothing left there", NOTHING_LEFT))
    )
    return [*items, before, *again, after]


def _cell(book, name, number, cell, options):
    return IPyNbCell.from_parent(book, name=name, cell_num=number, cell=cell, options=options)
