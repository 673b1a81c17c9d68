import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from helpers.progress import store
from helpers.progress.store import events, forget, kept, note

NOTE = "from helpers.progress.store import note; note('check', 'adam', '{}', True)"
MANY = """
from helpers.progress.store import note
for i in range({}):
    note("check", "adam", str(i), True)
"""
KILLED = """
import os, signal
from helpers.progress import store
def act(path, wait, opened=store._open):
    file = opened(path, wait)
    file.execute("PRAGMA cache_size = 1")
    file.set_trace_callback(lambda text: "COMMIT" in text and os.kill(os.getpid(), signal.SIGKILL))
    return file
store.note("check", "adam", "before", True)
store._open = act
store.note("check", "adam", "half", True)
"""


def noted():
    return [(e.kind, e.lesson, e.name, e.passed, e.said) for e in events()]


def run(code, **environment):
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ | environment)


def hold(file):
    """Another program that writes and does not end."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return closing(other)


def test_what_is_noted_is_read_in_order(progress_file):
    before = events()
    said = [
        note("check", "adam", "adam", False, "β is missing"),
        note("check", "adam", "adam", None),
        note("guess", "momentum", "And along the valley", np.True_, "5 → 5.5"),
    ]
    assert (before, said) == ([], ["", "", ""])
    assert noted() == [
        ("check", "adam", "adam", False, "β is missing"),
        ("check", "adam", "adam", None, ""),
        ("guess", "momentum", "And along the valley", True, "5 → 5.5"),
    ]
    times = [event.at for event in events(progress_file)]
    assert times == sorted(times)
    assert kept() == (events(), "")


def test_any_text_can_be_noted_and_a_long_one_is_cut(progress_file):
    assert note("guess", "a\0b", "\ud800 ∂L/∂θ 😀 '); DROP TABLE events", False, "9" * 10**6) == ""
    [(_, lesson, name, _, said)] = noted()
    assert (lesson, name) == ("a\0b", "? ∂L/∂θ 😀 '); DROP TABLE events")
    assert len(said) == store.LONGEST


@pytest.mark.parametrize("each", [25, pytest.param(250, marks=pytest.mark.thorough)])
def test_what_four_processes_note_at_once_all_arrives(progress_file, each):
    writers = [run(MANY.format(each)) for _ in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert sorted(event.name for event in events()) == sorted([*map(str, range(each))] * 4)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kernel_killed_while_it_writes_loses_nothing_that_was_kept(progress_file):
    assert run(KILLED).wait() == -signal.SIGKILL
    assert note("check", "adam", "after", True) == ""
    assert [event.name for event in events()] == ["before", "after"]


def test_a_file_that_is_held_is_said_once_and_its_notes_arrive_later(progress_file):
    note("check", "adam", "first", True)
    with hold(progress_file):
        sentence = note("check", "adam", "second", False)
        again = note("check", "adam", "third", True)
    assert sentence == (
        f"Progress cannot be kept in {progress_file}: another program holds it; "
        "this is tried again with your next answer."
    )
    assert again == ""
    note("check", "adam", "fourth", True)
    assert [event.name for event in events()] == ["first", "second", "third", "fourth"]


def test_what_still_waits_is_written_when_the_kernel_ends(progress_file):
    note("check", "adam", "first", True)
    with hold(progress_file):
        note("check", "adam", "second", True)
    store._try_once_more()
    assert [event.name for event in events()] == ["first", "second"]


NO_DATABASE = b"this is no database, but a text of some length\n" * 100


@pytest.mark.parametrize("content", [NO_DATABASE, NO_DATABASE[:7]], ids=["long", "short"])
def test_what_is_no_database_is_set_aside_and_not_deleted(progress_file, content):
    progress_file.parent.mkdir()
    progress_file.write_bytes(content)
    sentence = note("check", "adam", "adam", True)
    aside = progress_file.with_name("progress.damaged-1.sqlite")
    assert sentence == (
        f"progress.sqlite was damaged: it is set aside as {aside.name}, and a new one begins."
    )
    assert (aside.read_bytes(), len(events())) == (content, 1)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_is_cut_off_or_overwritten_is_set_aside(progress_file, share):
    for i in range(40):
        note("check", "adam", f"exercise {i}", False, "a mistake " * 90)
    whole = progress_file.read_bytes()
    cut = int(share * len(whole))
    for damaged in (whole[:cut], whole[:cut] + bytes(len(whole) - cut)):
        progress_file.write_bytes(damaged)
        _, sentence = kept()
        assert sentence.startswith("progress.sqlite was damaged: it is set aside as progress.dam")
        assert note("check", "adam", "adam", True) == ""
        assert len(events()) == 1
    asides = [progress_file.with_name(f"progress.damaged-{i}.sqlite").read_bytes() for i in (1, 2)]
    assert asides == [whole[:cut], damaged]


def test_two_kernels_that_meet_a_damaged_file_set_it_aside_once(progress_file):
    progress_file.parent.mkdir()
    progress_file.write_bytes(NO_DATABASE)
    writers = [run(NOTE.format(i)) for i in range(2)]
    assert [writer.wait() for writer in writers] == [0] * 2
    assert len([*progress_file.parent.glob("*.damaged-*")]) == 1
    assert sorted(event.name for event in events()) == ["0", "1"]


def test_an_empty_file_is_filled(progress_file):
    progress_file.parent.mkdir()
    progress_file.touch()
    assert (events(), note("check", "adam", "adam", True), len(events())) == ([], "", 1)


def test_a_database_of_another_program_is_left_alone(progress_file):
    progress_file.parent.mkdir()
    with closing(sqlite3.connect(progress_file)) as other, other:
        other.execute("CREATE TABLE marks (name, mark)")
    before = progress_file.read_bytes()
    sentence = f"Progress cannot be kept in {progress_file}: it belongs to another program."
    assert note("check", "adam", "adam", True) == sentence
    with pytest.raises(ValueError, match=r"read from .* belongs to another program"):
        events()
    with pytest.raises(sqlite3.OperationalError):
        forget()
    assert progress_file.read_bytes() == before


def test_a_file_of_another_kind_that_was_named_by_accident_is_left_alone(
    progress_file, monkeypatch
):
    thesis = progress_file.parent.parent / "thesis.docx"
    thesis.write_bytes(NO_DATABASE)
    monkeypatch.setenv("DOWNHILL_PROGRESS", str(thesis))
    sentence = f"Progress cannot be kept in {thesis}: file is not a database."
    assert note("check", "adam", "adam", True) == sentence
    with pytest.raises(sqlite3.DatabaseError):
        forget()
    assert [*thesis.parent.iterdir()] == [thesis]
    assert thesis.read_bytes() == NO_DATABASE


@pytest.mark.parametrize("place", ["a folder", "below a file", "nobody's home"])
def test_a_place_that_cannot_be_written_is_one_sentence(progress_file, monkeypatch, place):
    progress_file.parent.mkdir()
    path = {
        "a folder": progress_file,
        "below a file": progress_file.parent / "text" / "here" / "a.sqlite",
    }.get(place)
    progress_file.mkdir()
    (progress_file.parent / "text").touch()
    monkeypatch.setenv("DOWNHILL_PROGRESS", str(path or "~nobody_at_all/progress.sqlite"))
    sentence = note("check", "adam", "adam", True)
    assert sentence.startswith(f"Progress cannot be kept in {path or 'a file'}: ")
    assert "\n" not in sentence
    assert note("check", "adam", "adam", True) == ""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_file_is_one_sentence_and_can_be_read(progress_file):
    note("check", "adam", "adam", True)
    progress_file.chmod(0o400)
    assert "readonly" in note("check", "adam", "again", True)
    assert len(events()) == 1


@pytest.mark.parametrize("name", ["mine [1].sqlite", "mine [1].db"])
def test_to_forget_leaves_no_file_with_what_was_kept(progress_file, monkeypatch, name):
    mine = progress_file.with_name(name)
    other = progress_file.with_name("mine [1] and Anna's.sqlite")
    monkeypatch.setenv("DOWNHILL_PROGRESS", str(mine))
    note("check", "adam", "adam", True)
    shutil.copy(mine, progress_file.with_name("mine [1].damaged-1.sqlite"))
    other.touch()
    forget()
    assert events() == []
    assert [*progress_file.parent.iterdir()] == [other]
    forget()
