import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.progress import place, store
from helpers.progress.place import off_because, switch, where
from helpers.progress.store import events, note


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user's own data, and no test that is running."""
    monkeypatch.setattr(place, "user_data_path", lambda name, appauthor: tmp_path / name)
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.delenv("DOWNHILL_PROGRESS", raising=False)
    monkeypatch.setattr(store, "told", set())
    return tmp_path


def test_progress_is_kept_among_the_users_data(home):
    assert (where(), off_because()) == (home / "downhill" / "progress.sqlite", "")
    note("check", "adam", "adam", True)
    assert len(events()) == 1
    assert (home / "downhill").stat().st_mode & 0o77 == 0 or os.name == "nt"


@pytest.mark.parametrize("word", ["off", "OFF", " no ", "0", "False"])
def test_the_variable_turns_it_off(home, monkeypatch, word):
    monkeypatch.setenv("DOWNHILL_PROGRESS", word)
    assert (where(), off_because()) == (None, f"DOWNHILL_PROGRESS is {word.strip()}")
    assert (note("check", "adam", "adam", True), events()) == ("", [])
    assert [*home.iterdir()] == []


@pytest.mark.parametrize("word", ["on", "1", " "])
def test_the_variable_may_say_on(home, monkeypatch, word):
    monkeypatch.setenv("DOWNHILL_PROGRESS", word)
    assert where() == home / "downhill" / "progress.sqlite"


def test_the_switch_is_remembered_and_a_named_file_goes_before_it(home, monkeypatch):
    switch(on=False)
    assert (where(), off_because()) == (None, "it was switched off with --off")
    monkeypatch.setenv("DOWNHILL_PROGRESS", str(home / "mine.sqlite"))
    assert where() == home / "mine.sqlite"
    monkeypatch.delenv("DOWNHILL_PROGRESS")
    for _ in range(2):
        switch(on=True)
        assert where() == home / "downhill" / "progress.sqlite"


def test_while_tests_run_nothing_is_kept_unless_a_file_is_named(home, monkeypatch):
    monkeypatch.setenv("PYTEST_VERSION", "9")
    assert (where(), off_because()) == (None, "tests are running")
    monkeypatch.setenv("DOWNHILL_PROGRESS", "~/mine.sqlite")
    assert where() == Path("~/mine.sqlite").expanduser()


NOTES = """
from helpers.progress.store import note
for _ in range(2):
    print(note("check", "adam", "adam", True))
"""


def test_who_has_no_home_is_told_once(tmp_path):
    place = {"HOME": os.devnull, "XDG_DATA_HOME": "", "DOWNHILL_PROGRESS": "", "PYTEST_VERSION": ""}
    del (environment := os.environ | place)["PYTEST_VERSION"]
    said = subprocess.check_output(
        [sys.executable, "-c", NOTES], env=environment, cwd=tmp_path, encoding="utf-8"
    )
    assert said.startswith("Progress cannot be kept in ")
    assert said.endswith(".\n\n")


def test_nothing_is_kept_in_a_folder_that_is_only_called_home(home, monkeypatch):
    monkeypatch.setattr(place, "user_data_path", lambda name, appauthor: Path("~") / name)
    sentence = "Progress cannot be kept in a file: this user has no home folder."
    assert note("check", "adam", "adam", True) == sentence
