"""Is everything here that the lessons need? Said in words."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CURE = "start JupyterLab with the first command of the README, which installs it"


def report() -> str:
    """One sentence for each thing that is missing or different, or one that says all is well."""
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    faults = [*_package_faults(pins), *_data_faults()]
    return "\n".join(faults) or f"All is here: {len(pins)} packages and the data."


def _package_faults(pins):
    for name, wanted in (re.fullmatch(r"([\w-]+)==(.+)", pin).groups() for pin in pins):
        try:
            if (found := version(name)) != wanted:
                yield f"{name} is {found}; the lessons were written with {wanted} and may differ."
        except PackageNotFoundError:
            yield f"{name} is missing: {CURE}."


def _data_faults():
    for line in (ROOT / "data" / "SHA256SUMS").read_text().splitlines():
        name = line.split()[1]
        if not (ROOT / "data" / name).exists():
            yield f"data/{name} is missing: restore it with: git checkout -- data/{name}"
