"""A real JupyterLab in a real browser: the README's own command, driven by Playwright."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERVER_FLAGS = [
    "--no-browser",
    "--allow-root",
    "--IdentityProvider.token=",
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
]


def readme_command() -> str:
    """The command that opens the course, without the installation of uv in front of it."""
    [command] = re.findall(r"uv run jupyter lab \S+\.ipynb", (ROOT / "README.md").read_text())
    return command


@contextmanager
def jupyterlab(notebooks: Path):
    """The address of a JupyterLab that shows copies of the notebooks, so that none is changed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shutil.copytree(ROOT / "notebooks", notebooks, dirs_exist_ok=True)
    uv, *command, notebook = shlex.split(readme_command())
    server = subprocess.Popen(
        [uv, *command, notebooks / Path(notebook).name, f"--port={port}", *SERVER_FLAGS],
        cwd=ROOT,
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(notebooks.parent / "config")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address, server, seconds=90):
    for _ in range(4 * seconds):
        assert server.poll() is None, "JupyterLab ended before it answered"
        try:
            return urlopen(f"{address}/api", timeout=5).read()
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not answer within {seconds} s")


@contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Lesson:
    """One notebook open in a page, with what its console complained about."""

    def __init__(self, browser, address: str, name: str, **settings):
        self.page = browser.new_page(viewport={"width": 1400, "height": 1000}, **settings)
        self.errors: list[str] = []
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{address}/lab/workspaces/{name}/tree/{name}.ipynb?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)

    def run_all(self, seconds: int = 120) -> None:
        """Run every cell, through the menu, until the last one has a number."""
        self.page.get_by_text("| Idle").wait_for(timeout=60_000)
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        all_numbered = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
            .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))"""
        self.page.wait_for_function(all_numbered, timeout=1000 * seconds)
