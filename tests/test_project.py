"""What holds for the whole folder: versions, style, encodings, line ends, what a wheel takes."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = (ROOT / "environment.yml").read_text(encoding="utf-8")
MODULES = [
    path for folder in ("helpers", "data", "tests") for path in (ROOT / folder).rglob("*.py")
]


def test_conda_and_uv_install_the_same_versions():
    """But for what serves a class, of which Binder has its own."""
    groups = {"course": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}
    pins = {name: {pin for pin in group if isinstance(pin, str)} for name, group in groups.items()}
    assert all(re.fullmatch(r"[\w-]+==[\d.]+", pin) for pin in set().union(*pins.values()))
    del pins["class"]
    assert {*re.findall(r"- ([\w-]+==.+)", CONDA)} == set().union(*pins.values())
    assert f"- python{PROJECT['project']['requires-python']}\n" in CONDA
    assert "- -e ." in CONDA


def test_the_wheel_is_built_by_the_version_that_the_tests_build_it_with():
    dev = PROJECT["dependency-groups"]["dev"]
    assert all(pin in dev for pin in PROJECT["build-system"]["requires"])


def test_what_the_pinned_packages_need_in_turn_stays_as_old_as_they_are():
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", PROJECT["tool"]["uv"]["exclude-newer"])


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing_in_modules_and_notebooks(command):
    run = subprocess.run(["ruff", *command, "."], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr


def test_texts_are_read_and_written_in_one_encoding_on_every_machine():
    """Ruff's rule for it sees no file whose path was composed, and no process."""
    loose = [
        f"{path.relative_to(ROOT).as_posix()}:{call.lineno}"
        for path in MODULES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _depends_on_the_machine(call)
    ]
    assert loose == []


def _depends_on_the_machine(call):
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    match call.func, call.args:
        case ast.Attribute(_, "read_text" | "write_text"), _:
            text = True
        case ast.Attribute(_, "open"), [] | [ast.Constant("r" | "w" | "a" | "x")]:
            text = True
        case _:
            text = "text" in keywords and ast.unparse(keywords["text"]) == "True"
    return text and "encoding" not in keywords


def test_nothing_that_belongs_to_one_machine_or_registry_is_committed():
    try:
        files = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, encoding="utf-8")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("git does not know this folder: a download, not a clone")
    files = files.split("\0")[:-1]
    assert "uv.lock" not in files
    texts = {name: (ROOT / name).read_bytes() for name in files if (ROOT / name).exists()}
    forbidden = [b"python" + b"hosted", b"registry." + b"npmjs", b"/" + b"root/", b"/" + b"work/"]
    assert [(n, word) for n, text in texts.items() for word in forbidden if word in text] == []


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_checkout_on_windows_changes_no_line_end(tmp_path):
    names = [".gitattributes", ".ci/run", "data/SHA256SUMS", "data/seattle_temperatures.csv"]
    names += ["data/race.npz", "notebooks/00_start_here.ipynb", "helpers/lab/frame.js"]
    here, there = tmp_path / "here", tmp_path / "there"
    for name in names:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, here / name)
    settings = tmp_path / "settings"
    settings.write_text("[core]autocrlf=true\n[user]name=me\nemail=me\n", encoding="utf-8")
    alone = os.environ | {"GIT_CONFIG_GLOBAL": str(settings), "GIT_CONFIG_NOSYSTEM": "1"}
    for command in ("init -q", "add .", "commit -qm all", "clone -q . ../there"):
        subprocess.run(["git", *command.split()], cwd=here, env=alone, check=True)
    changed = [n for n in names if (there / n).read_bytes() != (ROOT / n).read_bytes()]
    assert changed == []


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder that a wheel of this course was installed into."""
    source, site = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "helpers", source / "helpers", ignore=shutil.ignore_patterns("*.pyc"))
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", site]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    [wheel] = site.glob("*.whl")
    with ZipFile(wheel) as file:  # which is all that an installer does with it
        file.extractall(site)
    return site


def test_a_wheel_takes_every_file_of_the_helpers_along(installed):
    files = [path.relative_to(ROOT) for path in (ROOT / "helpers").rglob("*.*") if path.is_file()]
    wanted = [path for path in files if path.suffix != ".pyc"]
    assert {path.suffix for path in wanted} >= {".py", ".js", ".css"}
    assert [str(path) for path in wanted if not (installed / path).exists()] == []


INSTALLED = """
from helpers import environment, plots
from helpers.datasets import load_mnist
from helpers.lab import Lab, controls
from helpers.optimizers import SGD
from helpers.surfaces import valley
from helpers.training import descend

picture = plots.descent(valley, steps=3)
run = lambda lr: descend(SGD(lr), valley, valley.start, steps=3)
lab = Lab(picture, run, lr=controls.log(0.4, 0.01, 1.2))
print(environment.ROOT, len(lab.panel.image._esm) > 100, lab.values, sep="|")
print(environment.report())
load_mnist()
"""


def test_a_lab_is_made_from_an_installed_wheel_and_missing_data_are_named(installed, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", INSTALLED],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
    )
    made, report = run.stdout.splitlines()
    assert made == f"{installed}|True|{{'lr': 0.4}}"
    assert report.startswith("pyproject.toml is missing: the helpers stand alone here")
    assert run.stderr.splitlines()[-1].startswith("FileNotFoundError: data/mnist.npz is missing: ")
