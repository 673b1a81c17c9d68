import shutil
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from helpers import environment
from helpers.datasets import load_mnist, load_temperatures
from helpers.environment import data_file, report

ROOT = Path(__file__).resolve().parents[1]
TABLE = "seattle_temperatures.csv"
WITH_GIT = f"restore it with `git checkout -- data/{TABLE}` in the folder of the course"
AS_ZIP = "copy it from a fresh download of the course"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with one table of data, somewhere else; a download, not a clone."""
    records = ("data/labels.npz", "data/race.npz")
    for name in ("pyproject.toml", *records, "data/SHA256SUMS", f"data/{TABLE}"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    sums = (tmp_path / "data/SHA256SUMS").read_bytes().splitlines(keepends=True)
    here = [line for line in sums if any(name in line for name in (b"race.npz", TABLE.encode()))]
    (tmp_path / "data/SHA256SUMS").write_bytes(b"".join(here))
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    return tmp_path


def rewrite(file, old, new):
    file.write_bytes(file.read_bytes().replace(old, new))


def test_the_report_says_that_all_is_well():
    assert report() == "All is here: Python, the packages and the data."


def test_the_report_names_what_is_missing_and_what_differs(monkeypatch):
    def other_version(name):
        if name == "jupyterlab":
            raise PackageNotFoundError
        return "1.0"

    monkeypatch.setattr(environment, "version", other_version)
    assert "numpy is 1.0; the lessons were written with 2.4.6 and may differ." in report()
    cure = "start JupyterLab with the first command of the README, which installs it."
    assert f"jupyterlab is missing: {cure}" in report()


def test_the_report_names_each_file_that_is_missing_or_altered(course):
    assert report().startswith("All is here")
    (course / "data/race.npz").unlink()
    rewrite(course / "data" / TABLE, b"12.8", b"99.9")
    assert report().splitlines() == [
        f"data/race.npz is missing: {AS_ZIP}.",
        f"data/{TABLE} is not the file this course was written for: {AS_ZIP}.",
    ]


@pytest.mark.parametrize("name", ["pyproject.toml", "data/SHA256SUMS"])
def test_the_report_names_what_it_needs_itself(course, name):
    (course / name).unlink()
    assert report() == f"{name} is missing: {AS_ZIP}."


@pytest.mark.parametrize("version", [(3, 9, 18), (3, 10, 0), (3, 15, 1)])
def test_the_report_names_a_python_that_does_not_suit(monkeypatch, version):
    monkeypatch.setattr(environment.sys, "version_info", version)
    major, minor, _ = version
    assert report().startswith(
        f"This is Python {major}.{minor}, but the lessons need one from 3.11 to 3.14: "
    )


def test_the_pythons_of_the_report_are_those_that_are_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (_, oldest), (_, newest) = environment.OLDEST, environment.NEWEST
    assert project["requires-python"] == f">=3.{oldest},<3.{newest + 1}"


def test_the_report_can_be_read_in_any_encoding():
    assert Path(environment.__file__).read_text(encoding="utf-8").isascii()


def test_a_missing_file_is_named_with_its_cure(course):
    (course / "data" / TABLE).unlink()
    with pytest.raises(FileNotFoundError, match=f"^data/{TABLE} is missing: {AS_ZIP}$"):
        load_temperatures()
    (course / ".git").mkdir()
    with pytest.raises(FileNotFoundError, match=f"^data/{TABLE} is missing: {WITH_GIT}$"):
        load_temperatures()


def test_helpers_without_a_course_around_them_say_so(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    cure = "the helpers stand alone here, so open the course in its own folder"
    load_mnist.cache_clear()
    with pytest.raises(FileNotFoundError, match=f"^data/mnist.npz is missing: {cure}$"):
        load_mnist()
    assert report() == f"pyproject.toml is missing: {cure}."


def test_an_altered_file_is_refused(course):
    rewrite(course / "data" / TABLE, b"12.8", b"99.9")
    sentence = f"data/{TABLE} is not the file this course was written for: {AS_ZIP}"
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        load_temperatures()


def test_a_file_that_nothing_is_known_of_is_refused(course):
    rewrite(course / "data/SHA256SUMS", TABLE.encode(), b"another.csv")
    with pytest.raises(ValueError, match="is not the file this course was written for"):
        data_file(TABLE)


@pytest.mark.parametrize("name", [TABLE, "SHA256SUMS"])
def test_lines_may_end_as_they_do_on_windows(course, name):
    rewrite(course / "data" / name, b"\n", b"\r\n")
    assert data_file(TABLE) == (ROOT / "data" / TABLE).read_bytes()
    assert report().startswith("All is here")
