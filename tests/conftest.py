"""What all tests agree on: two tiers, what goes together, and how much of the machine it takes."""

import os
import re
import signal
from collections import defaultdict
from itertools import groupby

import pytest
from hypothesis import settings
from nbformat.v4 import new_code_cell
from nbval.plugin import IPyNbCell
from xdist.scheduler import LoadScopeScheduling

from helpers.progress import store
from helpers.progress.place import VARIABLE

for tier, examples in (("fast", 25), ("thorough", 100)):
    settings.register_profile(tier, deadline=None, derandomize=True, max_examples=examples)

ELSEWHERE = "import os, tempfile\nos.chdir(tempfile.mkdtemp())"
NOTHING_LEFT = "assert os.listdir() == []\nos.rmdir(os.getcwd())"
LONG = ("test_browser.py", ".ipynb", "test_lab.py")  # the longest first


def pytest_addoption(parser):
    parser.addoption(
        "--thorough",
        action="store_true",
        help="every test: notebooks twice, labs at random settings, all lessons in the browser",
    )


def pytest_configure(config):
    # A shell starts what runs in the background deaf to Ctrl-C, which some tests are about.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop(VARIABLE, None)  # whatever the shell says, a lesson tested shows what it saved
    config.addinivalue_line("markers", "thorough: only with --thorough")
    settings.load_profile("thorough" if config.getoption("--thorough") else "fast")


@pytest.fixture
def thorough(request):
    return request.config.getoption("--thorough")


class ByFile(LoadScopeScheduling):
    """A file is tested by one process; half of the lessons in the browser by another."""

    def _split_scope(self, nodeid):
        even = re.search(r"test_browser.*\[\d[02468]_\w+\]$", nodeid)
        return "even lessons" if even else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    items.sort(key=lambda item: [not item.path.name.endswith(name) for name in LONG])
    if config.getoption("--thorough"):
        items[:] = _every_notebook_twice(items)
        return
    tiers = {True: [], False: []}
    for item in items:
        tiers[item.get_closest_marker("thorough") is not None].append(item)
    config.hook.pytest_deselected(items=tiers[True])
    items[:] = tiers[False]


def _every_notebook_twice(items):
    """Behind the cells of a notebook the same once more, in the same kernel and another folder."""
    books = groupby(items, key=lambda item: item.parent)
    return [item for book, group in books for item in _twice(book, [*group])]


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


@pytest.fixture
def progress_file(tmp_path, monkeypatch):
    """Where a test keeps progress: a file of its own, which is not there yet."""
    path = tmp_path / "Übung" / "progress.sqlite"
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.setattr(store, "told", set())
    yield path
    store.waiting.clear()
