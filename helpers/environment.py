"""Is everything here that the lessons need? Said in words, with the standard library alone."""

import re
import sys
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CURE = "start JupyterLab with the first command of the README, which installs it"
OLDEST, NEWEST = (3, 11), (3, 14)


def report() -> str:
    """One sentence for each thing that is missing or different, or one that says all is well."""
    try:
        faults = [*_python_faults()] or [*_package_faults(), *_data_faults()]
    except FileNotFoundError as fault:
        faults = [f"{fault}."]
    return "\n".join(faults) or "All is here: Python, the packages and the data."


def data_file(name: str) -> bytes:
    """The content of a file in data/, the one that its checksum in data/SHA256SUMS stands for.

    Lines of text end in \\n, also where git or an editor has ended them as Windows does.
    Raises FileNotFoundError when the file is missing and ValueError when it is another one.
    """
    content = _course_file(f"data/{name}")
    if name.endswith(".csv"):
        content = content.replace(b"\r\n", b"\n")
    if sha256(content).hexdigest() != checksums().get(name):
        raise ValueError(
            f"data/{name} is not the file this course was written for: {_cure(f'data/{name}')}"
        )
    return content


def checksums() -> dict[str, str]:
    """SHA-256 of each file in data/, by its name. Raises FileNotFoundError if they are missing."""
    lines = _course_file("data/SHA256SUMS").decode().splitlines()
    return {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}


def _course_file(name):
    try:
        return (ROOT / name).read_bytes()
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{name} is missing: {_cure(name)}") from error


def _cure(name):
    if (ROOT / ".git").exists():
        return f"restore it with `git checkout -- {name}` in the folder of the course"
    if (ROOT / "notebooks").exists():
        return "copy it from a fresh download of the course"
    return "the helpers stand alone here, so open the course in its own folder"


def _python_faults():
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found, oldest, newest = (
            "{}.{}".format(*numbers) for numbers in (sys.version_info, OLDEST, NEWEST)
        )
        yield f"This is Python {found}, but the lessons need one from {oldest} to {newest}: {CURE}."


def _package_faults():
    import tomllib  # which a Python that is refused above does not have

    pins = tomllib.loads(_course_file("pyproject.toml").decode())["project"]["dependencies"]
    for name, wanted in (re.fullmatch(r"([\w-]+)==(.+)", pin).groups() for pin in pins):
        try:
            if (found := version(name)) != wanted:
                yield f"{name} is {found}; the lessons were written with {wanted} and may differ."
        except PackageNotFoundError:
            yield f"{name} is missing: {CURE}."


def _data_faults():
    for name in checksums():
        try:
            data_file(name)
        except (FileNotFoundError, ValueError) as fault:
            yield f"{fault}."
