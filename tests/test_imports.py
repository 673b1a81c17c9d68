"""Who imports whom: one way through the house, and nothing that is not pinned."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TO_LEARN = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"].values()
TO_TEST = TO_LEARN + [pin for group in GROUPS for pin in group if isinstance(pin, str)]
COURSE = sorted(path.stem for path in (ROOT / "helpers").glob("[!_]*.py"))
READS = {
    "course": {"course"},
    "experiments": {"course", "experiments"},
    "plots": {"course", "experiments", "plots"},
    "progress": {"course", "progress"},
    "lab": {"course", "experiments", "plots", "progress", "lab"},
    "check": {"course", "experiments", "progress", "check"},
    "classroom": {"course", "check", "progress", "classroom"},
    "grade": {"classroom"},
    "handout": {"classroom"},
}
STANDARD = {"helpers", "tests", *sys.stdlib_module_names}
NUMPY = {"numpy", "threadpoolctl"}
GUESTS = {"torch", "keras", "jax", "optax", "schedulefree"}  # measured against where installed


def imports(folder):
    """(module, full name of what it imports), at its top or in a function."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names):
                    yield from ((module, name.name) for name in names)
                case ast.ImportFrom(source, names):
                    yield from ((module, f"{source}.{name.name}") for name in names)


def wing(name):
    return next((wing for wing in READS if f"{name}.".startswith(f"helpers.{wing}.")), "course")


def package(name):
    return name.split(".")[0]


def test_imports_point_one_way():
    own = [(module, name) for module, name in imports("helpers") if package(name) == "helpers"]
    assert [(here, name) for here, name in own if wing(name) not in READS[wing(here)]] == []


def test_the_course_itself_needs_numpy_on_one_thread_and_the_standard_library_only():
    taught = [(module, name) for module, name in imports("helpers") if wing(module) == "course"]
    assert [pair for pair in taught if package(pair[1]) not in STANDARD | NUMPY] == []


def test_the_course_itself_loads_no_other_package():
    code = f"from helpers import {', '.join(COURSE)}"
    code = f"import sys; before = {{*sys.modules}}; {code}; print(*({{*sys.modules}} - before))"
    loaded = subprocess.check_output([sys.executable, "-c", code], encoding="utf-8").split()
    installed = {package(name) for name in loaded} & {*packages_distributions()}
    assert {name for name in installed if not name.startswith("_")} == NUMPY


def test_whoever_takes_a_helper_computes_with_one_thread():
    code = "import numpy, helpers, threadpoolctl as t; print(t.threadpool_info()[0]['num_threads'])"
    assert subprocess.check_output([sys.executable, "-c", code], encoding="utf-8") == "1\n"


def test_every_package_that_is_imported_is_pinned():
    distributions = packages_distributions()
    for folder, pins in (("helpers", TO_LEARN), ("tests", TO_TEST)):
        pinned = {pin.split("==")[0] for pin in pins}
        others = {package(name) for _, name in imports(folder)} - STANDARD - GUESTS
        known = {name: {one.lower() for one in distributions.get(name, [])} for name in others}
        assert {name for name, ones in known.items() if not ones & pinned} == set()


def test_helpers_import_from_any_folder(tmp_path):
    code = "import helpers.network; print('found')"
    out = subprocess.check_output([sys.executable, "-c", code], encoding="utf-8", cwd=tmp_path)
    assert out == "found\n"
