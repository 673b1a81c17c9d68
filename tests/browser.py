"""A real JupyterLab in a real browser: the README's own command, driven by Playwright."""

import base64
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

import nbformat
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect, sync_playwright

from helpers.progress.place import VARIABLE

PATIENCE = 600  # seconds until an event is given up: a test waits for events, not for a machine

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
    [command] = re.findall(
        r"uv run jupyter lab \S+\.ipynb", (ROOT / "README.md").read_text(encoding="utf-8")
    )
    return command


def write_notebook(path: Path, cells: list[str]) -> None:
    """A notebook of code cells that have not run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [new_code_cell(source.strip()) for source in cells]
    nbformat.write(new_notebook(cells=cells, metadata=kernel), path)


@contextmanager
def jupyterlab(notebooks: Path):
    """The address of a JupyterLab that shows copies of the notebooks, so that none is changed."""
    shutil.copytree(ROOT / "notebooks", notebooks, dirs_exist_ok=True)
    port, (uv, *command, notebook) = free_port(), shlex.split(readme_command())
    command = [uv, *command, notebooks / Path(notebook).name, f"--port={port}", *SERVER_FLAGS]
    with served(command, f"http://127.0.0.1:{port}", notebooks.parent) as address:
        yield address


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def served(command: list, address: str, folder: Path, alive: str = "/api"):
    """The address of a server while it runs, from the time that it answers.

    It finds its settings in the folder; `alive` is the page of it that answers.
    """
    news = folder / "config/lab/user-settings/@jupyterlab/apputils-extension"
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false"}', encoding="utf-8"
    )
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={VARIABLE: "off", **os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{address}{alive}", server)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(page, server):
    for _ in range(4 * PATIENCE):
        assert server.poll() is None, "the server ended before it answered"
        try:
            return urlopen(page, timeout=PATIENCE).read()
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"the server did not answer within {PATIENCE} s")


@contextmanager
def chromium():
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        # one context, so that its pages fetch JupyterLab's files once
        yield browser.new_context(viewport={"width": 1400, "height": 1000})
        browser.close()


IN_LAB = "lab/workspaces/{name}/tree/{name}.ipynb?reset"  # one layout of the page for each lesson

# Every picture that the page shows, how often each changed, and every move of the learner's hand.
WATCH = """
window.shown = []; window.moves = [];
document.addEventListener("load", ({ target }) => {
  if (target.tagName !== "IMG") return;
  const kind = target.src.split(/[:;]/)[1], size = 0.75 * target.src.length;
  shown.push({ time: performance.now(), kind, size });
}, true);
new MutationObserver((changes) => changes.forEach(({ target }) => {
  target.turns = (target.turns ?? 0) + 1;
})).observe(document, { subtree: true, attributeFilter: ["src"] });
for (const kind of ["keydown", "pointermove"])
  addEventListener(kind, (event) => moves.push(event.timeStamp), true);
"""


class OpenLesson:
    """One notebook open in a page, with what its console complained about."""

    idle = "text=| Idle"  # in the status bar

    def __init__(self, browser, address: str, name: str, place: str = IN_LAB):
        self.page = browser.new_page()
        self.name = name
        self.page.add_init_script(WATCH)
        self.page.set_default_timeout(1000 * PATIENCE)
        self.errors: list[str] = []
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{address}/{place.format(name=name)}")
        self.page.wait_for_selector(".jp-Cell")

    def menu(self, title: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=title, exact=True).click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()

    def run_all(self) -> None:
        """Run every cell, through the menu, until each that is open has a number or one failed."""
        self.page.locator(self.idle).wait_for()
        self.menu("Edit", "Clear Outputs of All Cells")
        self.menu("Run", "Run All Cells")
        done = f"""() => document.querySelector("{FAILURE}")
            || [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt:not({FOLDED})")]
            .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))"""
        self.page.wait_for_function(done)
        assert not self.failures, self.failures
        self.page.locator(self.idle).wait_for()

    def run_again(self, source: str) -> None:
        """Run the cell with that source once more, until it has another number."""
        cell = self.page.locator(".jp-CodeCell", has_text=source)
        count = cell.locator(".jp-InputPrompt").inner_text()
        cell.locator(".cm-content").press("Control+Enter")
        cell.locator(f".jp-InputPrompt:not(:text-is('{count}')):text-matches('[0-9]')").wait_for()

    def close(self) -> None:
        """Shut the kernel down, which else would keep its memory, and close the page."""
        self.menu("Kernel", "Shut Down Kernel")
        self.page.get_by_text("No Kernel | ").first.wait_for()
        self.page.close()

    def paste_and_run(self):
        """Paste into a new cell at the end and run it; returns the cell."""
        self.page.locator(".jp-Notebook-footer").click()
        cell = self.page.locator(".jp-Notebook .jp-Cell").last
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+v")
        self.page.keyboard.press("Control+Enter")
        return cell

    @property
    def failures(self) -> list[str]:
        """Tracebacks and warnings in the outputs."""
        return self.page.locator(FAILURE).all_inner_texts()

    @property
    def labs(self) -> list["LiveLab"]:
        shown = self.page.locator(f"{LAB} .downhill-frame")
        return [LiveLab(self.page, self.page.locator(LAB).nth(i)) for i in range(shown.count())]


FAILURE = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
FOLDED = ".jp-Placeholder-prompt"  # of a cell whose source is hidden, which never gets a number
LAB = ".jp-OutputArea-output:has(.downhill-frame):has(div[role=status])"


class LiveLab:
    """A lab as a learner meets it."""

    def __init__(self, page, box):
        self.page, self.box, self.image = page, box, box.locator(".downhill-frame")
        self.sliders = box.locator("input[type=range]")
        self.state = box.get_by_label("state", exact=True)

    @property
    def status(self) -> str:
        return self.box.locator("div[role=status]").inner_text()

    @property
    def told(self) -> str:
        """The status, also while it is out of sight."""
        return self.box.locator("div[role=status]").text_content()

    @property
    def picture(self) -> bytes:
        return read_image(self.image)

    def button(self, name: str):
        return self.box.locator("button", has_text=re.compile(f"^{name}$"))

    def says(self, slider) -> bool:
        """Whether the words name the value at which a slider stands."""
        return self._named(slider).search(self.status) is not None

    def follows(self, slider) -> "LiveLab":
        """Wait until the words name where a slider stands, and the picture rests there."""
        expect(self.box.locator("div[role=status]")).to_contain_text(self._named(slider))
        return self.rests()

    def _named(self, slider):
        value = slider.get_attribute("aria-valuetext")
        return re.compile(rf"(?<![\w.-]){re.escape(value)}(?:\.0)?(?![\w.])")

    @property
    def turns(self) -> int:
        """How often the picture has changed."""
        return self.image.evaluate("img => img.turns ?? 0")

    def rests(self, turns: int = -1) -> "LiveLab":
        """Wait until the picture has changed more often than that and stays: then it is a PNG."""
        self.page.wait_for_function(
            "([img, turns]) => (img.turns ?? 0) > turns && img.src.startsWith('data:image/png')",
            arg=[self.image.element_handle(), turns],
        )
        return self

    def after(self, act) -> "LiveLab":
        """Do something and wait until the picture has followed and come to rest."""
        turns = self.rests().turns
        act()
        return self.rests(turns)

    def moves_on(self, frames: int = 3) -> None:
        """Wait until the picture has changed that many times more."""
        self.page.wait_for_function(
            "([img, turns]) => (img.turns ?? 0) >= turns",
            arg=[self.image.element_handle(), self.turns + frames],
        )

    def click(self, x: float, y: float) -> None:
        """Click on the map, at shares of its width from the left and of its height from above."""
        pad = self.box.locator(".downhill-pad")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        self.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])

    def drag(self, slider, start: float, end: float, ticks: int, seconds: float = 0.016) -> None:
        """Drag the thumb from one share of the track to another, in ticks of the mouse."""
        drag(self.page, slider, start, end, ticks, seconds)


def drag(page, track, start: float, end: float, ticks: int, seconds: float = 0.016) -> None:
    """Press the mouse on a track at one share of its width and let go at another, tick by tick."""
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    due = time.perf_counter()
    for tick in range(1, ticks + 1):
        due += seconds
        time.sleep(max(0, due - time.perf_counter()))
        page.mouse.move(box["x"] + (start + (end - start) * tick / ticks) * box["width"], y)
    page.mouse.up()


def barriers(page, box) -> list[str]:
    """What keeps people out of a box: axe's serious and critical findings, JupyterLab's aside."""
    box.evaluate("box => box.id = 'scanned'")
    found = Axe().run(page, "#scanned").response["violations"]
    box.evaluate("box => box.removeAttribute('id')")
    return [
        f"{rule['id']}: {node['html']}"
        for rule in found
        for node in rule["nodes"]
        if rule["impact"] in ("serious", "critical")
    ]


def read_image(image) -> bytes:
    """The bytes of the picture that an <img> shows."""
    return base64.b64decode(image.get_attribute("src").partition(",")[2])
