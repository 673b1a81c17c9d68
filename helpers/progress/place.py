"""Where progress is kept, and the switch that turns it off.

The environment variable DOWNHILL_PROGRESS goes first: "off", or a file to use instead. Tests keep
nothing unless it names a file.
"""

import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "DOWNHILL_PROGRESS"
NO = ("off", "no", "false", "0")
YES = ("", "on", "yes", "true", "1")


def where() -> Path | None:
    """The file that progress is kept in, or None where it is off.

    Raises OSError where this user has no home folder.
    """
    if off_because():
        return None
    return Path(_wish(False)).expanduser() if is_named() else folder() / "progress.sqlite"


def is_named() -> bool:
    """Whether the variable names a file, which then goes before the switch."""
    return _wish() not in (*NO, *YES)


def off_because() -> str:
    """Why nothing is kept, or nothing where it is."""
    if _wish() in NO:
        return f"{VARIABLE} is {_wish(False)}"
    if is_named():
        return ""
    if "PYTEST_VERSION" in os.environ:
        return "tests are running"
    with suppress(OSError):  # who keeps it says what is wrong with the folder
        return "it was switched off with --off" if _mark().exists() else ""
    return ""


def switch(on: bool) -> None:
    """Keep progress from now on, or keep nothing; what was kept stays. Raises OSError."""
    if on:
        _mark().unlink(missing_ok=True)
    else:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        _mark().touch()


def folder() -> Path:
    """The course's own folder among this user's data. Raises OSError where there is no home."""
    path = user_data_path("downhill", appauthor=False)
    if not path.is_absolute():
        raise FileNotFoundError("this user has no home folder")
    return path


def _mark():
    """The file whose presence says that progress is off."""
    return folder() / "off"


def _wish(plain=True):
    wish = os.environ.get(VARIABLE, "").strip()
    return wish.lower() if plain else wish
