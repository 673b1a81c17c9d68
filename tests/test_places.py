"""Where learners really open the course: other languages, folders, homes and programs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import editables
import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter, SlidesExporter
from nbformat.v4 import new_code_cell

from helpers.classroom.lessons import lessons

ROOT = Path(__file__).resolve().parents[1]
FIRST = lessons()[0]
REST = pytest.mark.thorough
UPHILL = "check.downhill_step(lambda theta, grad, lr: theta + lr * grad)"
# What Python does on its own since 3.7, to spare us this, is switched off.
PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
NO_HOME = {"HOME": os.devnull, "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": "", "MPLCONFIGDIR": ""}
FOLDER = "Übung 1 ß"


@pytest.fixture
def chinese(tmp_path):
    """The encoding of a Chinese Windows."""
    command = ["localedef", "--inputfile=zh_CN", "--charmap=GBK", tmp_path / "zh_CN.GBK"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine cannot make a locale")
    return PLAIN | {"LC_ALL": "zh_CN.GBK", "LOCPATH": str(tmp_path)}


def run(code, place, folder, *flags):
    command = [sys.executable, *flags, "-c", code]
    return subprocess.check_output(command, env=os.environ | place, cwd=folder, encoding="utf-8")


def printed(notebook):
    """What the cells print, to either stream."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [(o.name, o.text) for o in outputs if o.output_type == "stream"]


def assert_that_the_first_lesson_runs(place, folder):
    """As it was saved, in a kernel there; with a wrong answer to its exercise at the end."""
    (folder / FOLDER).mkdir()
    where = {"metadata": {"path": folder / FOLDER}}
    notebook = nbformat.read(FIRST.path, as_version=4)
    notebook.cells.append(new_code_cell(f"print({UPHILL})"))
    client = NotebookClient(notebook, kernel_name="python3", resources=where, coalesce_streams=True)
    *as_saved, (_, verdict) = printed(client.execute(env=os.environ | place))
    assert as_saved == printed(FIRST.notebook)
    assert "uphill" in verdict


def test_the_first_lesson_runs_in_any_language_and_folder_and_without_a_home(tmp_path):
    assert_that_the_first_lesson_runs(PLAIN | NO_HOME, tmp_path)


@pytest.mark.thorough
def test_the_first_lesson_runs_on_a_chinese_machine(chinese, tmp_path):
    assert "gbk" in run("import locale; print(locale.getencoding().lower())", chinese, tmp_path)
    assert_that_the_first_lesson_runs(chinese, tmp_path)


def test_the_report_is_printed_on_a_chinese_machine(chinese, tmp_path):
    code = "from helpers.environment import report; print(report())"
    assert run(code, chinese, tmp_path).startswith("All is here")


EDITABLE = "from hatchling.build import build_editable; print(build_editable({!r}))"
FOUND = "import site; site.addsitedir({!r}); import helpers; print(ascii(helpers.__file__))"


def test_the_helpers_are_found_in_any_folder_whatever_the_encoding_of_the_machine(tmp_path):
    """Before Python 3.13 a .pth file is read in that encoding, and uv writes it in UTF-8."""
    course, site = tmp_path / FOLDER, tmp_path / "site"
    (course / "helpers").mkdir(parents=True)
    (course / "helpers" / "__init__.py").touch()
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, course)
    wheel = run(EDITABLE.format(str(site)), {}, course).strip()
    shutil.unpack_archive(site / wheel, site, "zip")
    shutil.copytree(Path(editables.__file__).parent, site / "editables")
    assert [path.read_bytes().isascii() for path in site.glob("*.pth")] == [True]
    found = run(FOUND.format(str(site)), {}, tmp_path, "-S")  # -S: nothing installed but that
    assert found.strip() == ascii(str(course / "helpers" / "__init__.py"))


def pictures(notebook):
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return sum("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("page", [HTMLExporter, SlidesExporter])
@pytest.mark.parametrize(
    "lesson",
    [pytest.param(lesson, marks=REST if lesson != FIRST else []) for lesson in lessons()],
    ids=str,
)
def test_every_saved_picture_is_in_the_page_and_in_the_slides(lesson, page):
    html, _ = page().from_notebook_node(lesson.notebook)
    assert html.count("<img") == html.count('src="data:image/png;') == pictures(lesson.notebook)
