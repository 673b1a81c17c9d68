"""Who keeps nothing: the tests of notebooks, and the refresh that saves them."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.progress.place import off_because, where
from helpers.progress.store import events, note
from tests.refresh import execute

WRONG = """
from helpers import check
from helpers.progress.place import where
check.escape_step(lambda *arguments: 3.0)
print(where())
"""


def notebook():
    printed = new_output("stream", name="stdout", text="None\n")
    ignored = {"tags": ["nbval-ignore-output"]}
    return new_notebook(
        cells=[new_code_cell(WRONG, execution_count=1, outputs=[printed], metadata=ignored)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def test_a_refresh_keeps_nothing_even_where_a_file_is_named(progress_file):
    note("check", "adam", "adam", True)
    before = progress_file.read_bytes()
    [cell] = execute(notebook()).cells
    assert cell.outputs[0].text == "None\n"
    assert progress_file.read_bytes() == before


@pytest.mark.parametrize("named", [False, pytest.param(True, marks=pytest.mark.thorough)])
def test_a_notebook_that_is_tested_keeps_nothing_unless_a_file_is_named(
    progress_file, tmp_path, named
):
    nbformat.write(notebook(), tmp_path / "lesson.ipynb")
    home = {
        "XDG_DATA_HOME": str(tmp_path),
        "DOWNHILL_PROGRESS": str(progress_file) if named else "",
    }
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--rootdir", tmp_path]
    environment = os.environ | home
    del environment["PYTEST_VERSION"]
    command += ["-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "lesson.ipynb"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert not (tmp_path / "downhill").exists()
    assert [event.name for event in events()] == ["escape_step"] * named


def test_the_suite_itself_keeps_nothing_whatever_the_shell_says():
    assert (where(), off_because()) == (None, "tests are running")
