"""uv run python -m helpers.progress prints the map of the course; --help says what else it can."""

import argparse
import sqlite3
import sys

from helpers.progress import course_map
from helpers.progress.place import VARIABLE, is_named, off_because, switch, where
from helpers.progress.store import forget


def parser() -> argparse.ArgumentParser:
    """One option at a time; without one, the map."""
    options = argparse.ArgumentParser(prog="helpers.progress", description="Your progress.")
    one = options.add_mutually_exclusive_group()
    one.add_argument("--off", action="store_true", help="keep nothing from now on")
    one.add_argument("--on", action="store_true", help="keep progress again")
    one.add_argument("--where", action="store_true", help="say where it is kept")
    one.add_argument("--forget", action="store_true", help="delete what was kept")
    options.add_argument("--yes", action="store_true", help="with --forget: do not ask")
    return options


def answer(options: argparse.Namespace) -> object:
    """Do what is asked; what is to be printed. Raises OSError or sqlite3.Error where that fails."""
    if options.on or options.off:
        switch(options.on)
    if options.forget:
        return _forget(options.yes)
    return _place() if options.on or options.off or options.where else course_map()


def _place():
    reason = off_because()
    named = f", as {VARIABLE} says" if is_named() else ""
    return f"Nothing is kept: {reason}." if reason else f"Progress is kept in {where()}{named}."


def _forget(sure):
    if off_because():
        return f"{_place()} Nothing was deleted."
    if not (sure or _agreed()):
        return "Nothing was deleted."
    forget()
    return f"All that was kept in {where()} is deleted."


def _agreed():
    try:
        return input(f"Delete all that is kept in {where()}? Type yes: ").strip().lower() == "yes"
    except EOFError:
        return False


def main(words: list[str]) -> int:
    """Print the answer, or in one sentence why there is none."""
    options = parser().parse_args(words)
    sys.stdout.reconfigure(errors="replace")  # not every terminal has a β
    try:
        said = answer(options)
    except (OSError, RuntimeError, sqlite3.Error) as error:
        print(f"That failed: {error}.", file=sys.stderr)
        return 1
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
