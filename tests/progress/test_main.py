import io

import pytest

from helpers.progress import course_map, place
from helpers.progress.__main__ import main
from helpers.progress.store import events, note


@pytest.fixture
def said(capsys):
    """What the command prints with some words."""

    def said(*words):
        assert main([*words]) == 0
        return capsys.readouterr().out

    return said


def test_without_a_word_it_prints_the_map(progress_file, said):
    note("check", "adam", "adam", True)
    assert said() == f"{course_map()}\n"


def test_it_says_where_progress_is_kept(progress_file, said):
    assert said("--where") == f"Progress is kept in {progress_file}, as DOWNHILL_PROGRESS says.\n"


def test_it_is_switched_off_and_on(tmp_path, monkeypatch, said):
    monkeypatch.setattr(place, "user_data_path", lambda name, appauthor: tmp_path / name)
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.delenv("DOWNHILL_PROGRESS", raising=False)
    off = "Nothing is kept: it was switched off with --off."
    assert said("--off") == said("--where") == f"{off}\n"
    assert said("--forget", "--yes") == f"{off} Nothing was deleted.\n"
    kept = f"Progress is kept in {tmp_path / 'downhill' / 'progress.sqlite'}.\n"
    assert said("--on") == said("--where") == kept


@pytest.mark.parametrize("typed", ["", "no\n", "\n", "y\n"])
def test_nothing_is_deleted_by_accident(progress_file, monkeypatch, said, typed):
    note("check", "adam", "adam", True)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert said("--forget").endswith("Type yes: Nothing was deleted.\n")
    assert len(events()) == 1


@pytest.mark.parametrize(("words", "typed"), [((), "Yes\n"), (("--yes",), "")])
def test_all_is_deleted_by_whoever_says_yes(progress_file, monkeypatch, said, words, typed):
    note("check", "adam", "adam", True)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert said("--forget", *words).endswith(f"All that was kept in {progress_file} is deleted.\n")
    assert not progress_file.exists()


def test_what_fails_is_one_sentence(progress_file, capsys):
    progress_file.mkdir(parents=True)
    assert main(["--forget", "--yes"]) == 1
    assert capsys.readouterr().err == "That failed: unable to open database file.\n"
