import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from helpers import environment
from helpers.environment import report

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NUMERICS = sorted(
    f"helpers.{path.stem}"
    for path in (ROOT / "helpers").glob("*.py")
    if path.stem not in ("__init__", "controls", "live", "painter", "picture")
)


def test_conda_and_uv_install_the_same_versions():
    pins = {*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]}
    assert all(re.fullmatch(r"[\w-]+==[\d.]+", pin) for pin in pins)
    assert set(re.findall(r"- ([\w-]+==.+)", (ROOT / "environment.yml").read_text())) == pins
    assert "- -e ." in (ROOT / "environment.yml").read_text()


@pytest.mark.parametrize("module", NUMERICS)
def test_numerics_need_nothing_but_numpy_and_the_standard_library(module):
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = {*subprocess.check_output([sys.executable, "-c", code], text=True).split()}
    others = {re.split("[=.]", pin)[0] for pin in PROJECT["project"]["dependencies"]} - {"numpy"}
    assert not loaded & (others | {"IPython", "PIL", "scipy"})


def test_helpers_import_from_any_folder(tmp_path):
    code = "import helpers.network; print('found')"
    out = subprocess.check_output([sys.executable, "-c", code], text=True, cwd=tmp_path)
    assert out == "found\n"


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing_in_modules_and_notebooks(command):
    run = subprocess.run(["ruff", *command, "."], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_nothing_that_belongs_to_one_machine_or_registry_is_committed():
    files = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).split()
    assert "uv.lock" not in files
    texts = {name: (ROOT / name).read_bytes() for name in files if (ROOT / name).exists()}
    forbidden = [b"pythonhosted", b"registry.npmjs", b"/" + b"root/", b"/" + b"work/"]
    found = [(name, word) for name, text in texts.items() for word in forbidden if word in text]
    assert [item for item in found if item[0] != "tests/test_environment.py"] == []


def test_the_report_says_that_all_is_well_or_what_is_not(monkeypatch):
    assert (
        report() == f"All is here: {len(PROJECT['project']['dependencies'])} packages and the data."
    )

    def other_version(name):
        if name == "jupyterlab":
            raise PackageNotFoundError
        return "1.0"

    monkeypatch.setattr(environment, "version", other_version)
    assert "numpy is 1.0; the lessons were written with 2.4.6 and may differ." in report()
    assert (
        "jupyterlab is missing: start JupyterLab with the first command of the README" in report()
    )
