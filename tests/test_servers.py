"""A class on one hub, and lessons in other programs than JupyterLab."""

import re
import shutil
from pathlib import Path

import pytest

from tests.browser import ROOT, OpenLesson, chromium
from tests.servers import (
    hub,
    logged_in,
    needs,
    needs_a_browser,
    needs_a_proxy,
    notebook_7,
    voila,
)

pytestmark = [pytest.mark.thorough, needs_a_browser]

LESSON = "00_start_here"
LEARNERS = "ada", "ben", "cleo"


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """Homes of learners, of whom Ben has been here before, and the address of their hub."""
    folder = tmp_path_factory.mktemp("class")
    for name in LEARNERS:
        (folder / "homes" / name).mkdir(parents=True)
    own = folder / "homes" / "ben" / "notebooks"
    own.mkdir()
    (own / "01_gradient_descent.ipynb").write_text("what Ben has written", encoding="utf-8")
    with hub(folder) as address:
        yield folder / "homes", address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def lessons(classroom, browser):
    """The same lesson, open at once in the browsers of all learners, after all cells have run."""
    _, address = classroom
    own = {name: browser.browser.new_context() for name in LEARNERS}
    opened = {name: logged_in(own[name], address, name, LESSON) for name in LEARNERS}
    for lesson in opened.values():
        lesson.run_all()
    yield opened
    for context in own.values():
        context.close()


def assert_that_a_slider_moves_the_picture(lesson):
    lab = lesson.labs[0]
    slider, before = lab.sliders.first, lab.rests().picture
    lab.after(lambda: slider.press("End"))
    there = lab.picture
    assert there != before
    lab.after(lambda: slider.press("ArrowLeft"))
    assert lab.picture != there
    assert lab.says(slider)


@needs("jupyterhub")
@needs_a_proxy
@pytest.mark.parametrize("name", LEARNERS)
def test_every_learner_of_a_hub_moves_a_slider(lessons, name):
    assert_that_a_slider_moves_the_picture(lessons[name])
    assert lessons[name].failures == []
    assert ours(lessons[name]) == []


@needs("jupyterhub")
@needs_a_proxy
def test_every_learner_has_copies_and_a_progress_and_keeps_what_was_written(lessons, classroom):
    homes, _ = classroom
    for name in LEARNERS:
        assert (homes / name / ".local/share/downhill/progress.sqlite").exists()
        copies = {path.name for path in (homes / name / "notebooks").glob("*.ipynb")}
        assert copies == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    own = homes / "ben" / "notebooks" / "01_gradient_descent.ipynb"
    assert own.read_text(encoding="utf-8") == "what Ben has written"


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copy(ROOT / "notebooks" / f"{LESSON}.ipynb", tmp_path))


class InNotebook7(OpenLesson):
    idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"  # also before there is a kernel

    def run_all(self):
        """Run every cell, once the page has its kernel."""
        self.page.wait_for_function(CONNECTED, polling=500)
        super().run_all()


CONNECTED = """() => fetch("/api/kernels").then((answer) => answer.json())
    .then((all) => all.some((one) => one.connections && one.execution_state === "idle"))"""


@needs("notebook")
def test_a_lesson_runs_in_notebook_7(browser, copy):
    with notebook_7(copy.parent) as address:
        lesson = InNotebook7(browser, address, LESSON, "notebooks/{name}.ipynb")
        lesson.run_all()
        assert_that_a_slider_moves_the_picture(lesson)
        assert lesson.failures == []
        assert ours(lesson) == []


@needs("voila")
def test_a_lesson_is_a_page_of_voila_with_labs_and_guesses_but_without_answers(browser, copy):
    with voila(copy) as address:
        lesson = OpenLesson(browser, address, LESSON, "")
        lesson.page.locator(".downhill-frame").last.wait_for()
        assert_that_a_slider_moves_the_picture(lesson)
        page = lesson.page
        page.get_by_role("button", name="Skip").first.click()
        page.get_by_text("Skipped. Read on.").first.wait_for()
        assert page.get_by_text("not attempted yet").count()
        assert "Guess(" not in page.content()
        assert ours(lesson) == []


NOT_OURS = re.compile(
    "responded with a status of"  # pages that a server does not have, or not yet
    "|Sec-WebSocket-Protocol"  # the hub's proxy knows of one way only: the page asks once more
    r"|reading 'schema'"  # Notebook 7's own
    "|labextensions/@jupyter-notebook"  # Voilà loads Notebook 7's extension, which is not for it
    "|ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED"  # Voilà fetches MathJax from the web
)


def ours(lesson):
    """What the console complains of, and is not of the servers' making."""
    return [error for error in lesson.errors if not NOT_OURS.search(error)]
