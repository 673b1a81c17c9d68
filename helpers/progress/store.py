"""Events in SQLite: two kernels at once, or one that is killed, lose nothing.

The rollback journal is used, not the write-ahead log, which needs memory that computers on a
network folder do not share. Where a network folder has no locks, nothing is kept, and that is said.
"""

import atexit
import sqlite3
import time
from collections import deque
from contextlib import closing, suppress
from glob import escape
from itertools import count
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from helpers.progress.place import where

WAIT = 0.5  # seconds for another kernel that is writing
LONGEST = 1000  # letters that are kept of a text
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Event(NamedTuple):
    """`at` in seconds since 1970, `kind` check, guess, game or cell; `passed` None for no try."""

    at: float
    kind: str
    lesson: str
    name: str
    passed: bool | None
    said: str


FIELDS = ", ".join(Event._fields)
CREATE = f"CREATE TABLE IF NOT EXISTS events ({FIELDS})"
INSERT = f"INSERT INTO events ({FIELDS}) VALUES (?, ?, ?, ?, ?, ?)"
SELECT = f"SELECT {FIELDS} FROM events ORDER BY rowid"

waiting: deque[Event] = deque(maxlen=1000)  # not yet written: the next note tries again
told: set[str] = set()
writing = Lock()


def note(kind: str, lesson: str, name: str, passed: bool | None, said: str = "") -> str:
    """Keep one event. Never raises: where it cannot be kept, the sentence to say so, once."""
    path = None
    try:
        if path := where():
            passed = None if passed is None else bool(passed)
            texts = map(_text, (kind, lesson, name))
            waiting.append(Event(time.time(), *texts, passed, _text(said)))
            return _once(_flush(path, WAIT))
    except Exception as error:
        return _once(_sentence("kept in", path, error))
    return ""


def events(path: Path | None = None) -> list[Event]:
    """What was kept, in order; without a path what is kept here, and nothing where that is off.

    Raises ValueError for a file that cannot be read, and leaves it as it is.
    """
    try:
        path = path or where()
        return _read(path) if path else []
    except (OSError, RuntimeError, sqlite3.Error) as error:
        raise ValueError(_sentence("read from", path, error)) from error


def kept() -> tuple[list[Event], str]:
    """What is kept here, and a sentence if that is not all: a damaged file is set aside."""
    path = None
    try:
        path = where()
        return _mended(path, _read) if path else ([], "")
    except Exception as error:
        return [], _sentence("read from", path, error)


def forget() -> None:
    """Delete all that was kept here. Raises OSError or sqlite3.Error where that fails."""
    waiting.clear()
    if path := where():
        _mended(path, _read)
        names = (path.name, f"{path.name}-journal")
        asides = path.parent.glob(f"{escape(path.stem)}.damaged-*.sqlite")
        for file in (*(path.with_name(name) for name in names), *asides):
            file.unlink(missing_ok=True)


@atexit.register
def _try_once_more():
    with suppress(Exception):
        if waiting and (path := where()):
            _flush(path, 10 * WAIT)


def _flush(path, wait):
    """Write all that waits; a sentence where a damaged file had to be set aside."""
    with writing:
        batch = [*waiting]
        _, sentence = _mended(path, lambda path: _write(path, batch, wait))
        for _ in batch:
            waiting.popleft()
        return sentence


def _write(path, batch, wait):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(_open(path, wait)) as file, file:
        file.execute("BEGIN IMMEDIATE")
        _refuse_another_programs(file)
        file.execute(CREATE)
        file.executemany(INSERT, batch)


def _read(path):
    if not path.exists():
        return []
    with closing(_open(path, WAIT)) as file:
        found = file.execute(SELECT).fetchall() if _refuse_another_programs(file) else []
    return [Event(*row)._replace(passed=None if row[4] is None else bool(row[4])) for row in found]


def _open(path, wait):
    file = sqlite3.connect(path, timeout=wait, isolation_level=None)
    file.text_factory = lambda text: text.decode("utf-8", "replace")
    return file


def _refuse_another_programs(file):
    """The names of its tables, if they are ours."""
    names = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    if names - {"events"}:
        raise sqlite3.OperationalError("it belongs to another program")
    return names


def _mended(path, act):
    """What an act on the file comes to, and a sentence where it was damaged and is set aside."""
    try:
        return act(path), ""
    except sqlite3.DatabaseError as error:
        if not _is_damage(error) or path.suffix != ".sqlite":
            raise
    sentence = _set_aside(path)
    return act(path), sentence


def _set_aside(path):
    """Rename a damaged file, unless another kernel has just done so."""
    with closing(_open(path.with_suffix(".lock"), WAIT)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        if _is_sound(path):
            return ""
        names = (path.with_name(f"{path.stem}.damaged-{i}{path.suffix}") for i in count(1))
        aside = next(name for name in names if not name.exists())
        path.rename(aside)
    return f"{path.name} was damaged: it is set aside as {aside.name}, and a new one begins."


def _is_sound(path):
    if not path.exists():
        return True
    try:
        with closing(_open(path, WAIT)) as file:
            return file.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        return False


def _is_damage(error):
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED


def _text(value):
    """As SQLite takes it: text that is no UTF-8 would be refused for good."""
    return str(value)[:LONGEST].encode("utf-8", "replace").decode("utf-8")


def _sentence(done, path, error):
    reason = getattr(error, "strerror", None) or str(error)
    if reason == "database is locked":
        reason = "another program holds it; this is tried again with your next answer"
    return f"Progress cannot be {done} {path or 'a file'}: {reason}."


def _once(sentence):
    """The sentence, unless this kernel has said it."""
    if sentence in told:
        return ""
    told.add(sentence)
    return sentence
