"""Lessons and labs as a learner meets them: in JupyterLab, in a browser, by mouse and keyboard."""

import io
import re

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.browser import (
    CHROMIUM,
    LAB,
    ROOT,
    Lesson,
    chromium,
    jupyterlab,
    read_image,
    write_notebook,
)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium")

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
TWO_LABS = [
    """
from helpers import plots
from helpers.controls import beta, log
from helpers.live import Lab
from helpers.optimizers import SGD, Momentum
from helpers.surfaces import valley
from helpers.training import descend""",
    """
Lab(
    plots.descent(valley),
    lambda lr: descend(SGD(lr), valley, valley.start),
    code="plots.descent(valley, descend(SGD({lr}), valley, valley.start))",
    lr=log(0.4, 0.01, 1.2, limit=1.0),
)""",
    """
Lab(
    plots.descent(valley),
    lambda lr, beta: descend(Momentum(lr, beta), valley, valley.start),
    code="plots.descent(valley, descend(Momentum({lr}, {beta}), valley, valley.start))",
    lr=log(0.1, 0.01, 4.0),
    beta=beta(0.9),
)""",
    "6 * 7",
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A folder with the lessons and notebooks of the tests' own."""
    folder = tmp_path_factory.mktemp("course") / "notebooks"
    write_notebook(folder / "two_labs.ipynb", TWO_LABS)
    write_notebook(folder / "failing.ipynb", ["1 / 0", "1"])
    return folder


@pytest.fixture(scope="module")
def address(course):
    with jupyterlab(course) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=LESSONS)
def opened(request, browser, address):
    """Each lesson as it opens, before anything runs."""
    lesson = Lesson(browser, address, request.param)
    yield lesson
    lesson.close()


@pytest.fixture(scope="module")
def lesson(opened):
    """Each lesson after all its cells have run."""
    opened.run_all()
    return opened


@pytest.fixture(scope="module")
def two_labs(browser, address):
    lesson = Lesson(browser, address, "two_labs")
    lesson.run_all()
    return lesson


@pytest.fixture
def lab(two_labs):
    """The first of two labs, at rest, as it comes."""
    lab = two_labs.labs[0]
    lab.sliders.first.press("Home")
    for name in ("Unpin", "Reset"):
        lab.button(name).click()
    lab.box.get_by_text(re.compile(r"^lr 0.01 · step 0 [^:]*$")).wait_for()
    lab.page.wait_for_timeout(1000)  # until the last sharp frame of all this has come, however busy
    yield lab.rests()
    assert two_labs.errors == []


# Every lesson


def test_a_lesson_that_has_not_run_shows_every_picture_saved_in_it(opened):
    source = ROOT / "notebooks" / f"{opened.name}.ipynb"
    outputs = [
        output
        for cell in nbformat.read(source, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    saved = [
        output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})
    ]
    shown = opened.page.locator(".jp-RenderedImage img")
    expect(shown).to_have_count(len(saved))
    assert shown.evaluate_all("all => all.map((img) => img.src)") == [
        f"data:image/png;base64,{''.join(png.split())}" for png in saved
    ]
    assert shown.evaluate_all("all => all.every((img) => img.naturalWidth > 100)")
    assert "Error displaying" not in opened.page.locator(".jp-Notebook").inner_text()
    assert opened.page.locator(".jp-Notebook .widget-error").count() == 0


def test_a_lesson_runs_without_an_error(lesson):
    assert lesson.failures == []
    assert lesson.errors == []


def test_labs_of_a_lesson_follow_the_keyboard(lesson):
    for lab in lesson.labs:
        slider, pictures, words = lab.sliders.first, set(), set()
        keys = ["Home", "ArrowRight", "End", "ArrowLeft"]
        for key in keys if int(slider.input_value()) else keys[2:] + keys[:2]:
            lab.after(lambda slider=slider, key=key: slider.press(key))
            assert says(lab.status, slider), f"{key}: {lab.status}"
            pictures.add(lab.picture)
            words.add(lab.status)
        assert len(words) == 4
        assert len(pictures) > 2  # two mysteries may look the same
    assert lesson.errors == []


def test_the_line_below_a_lab_of_a_lesson_gives_the_picture_in_it(lesson):
    for lab in lesson.labs:
        assert_line_gives_picture(lesson, lab)


def test_labs_of_a_lesson_are_accessible(lesson):
    for lab in lesson.labs:
        assert barriers(lesson.page, lab) == []


# A lab


def test_a_slider_follows_the_mouse_and_the_picture_follows_the_slider(lab):
    slider, start = lab.sliders.first, lab.picture
    lab.after(lambda: lab.drag(slider, 0.05, 0.8, ticks=20))
    assert says(lab.status, slider)
    assert lab.picture != start
    there = lab.picture
    lab.after(lambda: slider.press("ArrowLeft"))
    assert lab.picture != there
    lab.after(lambda: slider.press("ArrowRight"))
    assert lab.picture == there


def test_play_moves_the_picture_until_pause(lab):
    lab.button("Play").click()
    lab.moves_on(frames=5)
    lab.button("Pause").click()
    lab.button("Play").wait_for()
    paused = lab.rests().status
    assert 1 < step_of(paused) < 100
    lab.page.wait_for_timeout(300)
    assert lab.status == paused
    lab.button("Play").click()
    lab.moves_on()
    assert step_of(lab.status) > step_of(paused)


def test_step_goes_one_further_and_reset_back_to_the_start(lab):
    start, first = step_of(lab.status), lab.picture
    lab.after(lambda: lab.button("Step").click())
    assert step_of(lab.status) == start + 1
    assert lab.picture != first
    lab.after(lambda: lab.button("Reset").click())
    assert (step_of(lab.status), lab.picture) == (start, first)


def test_pin_leaves_a_line_behind_until_unpin(lab):
    slider = lab.sliders.first
    lab.after(lambda: slider.press("End"))
    bare, words = lab.picture, lab.status
    lab.after(lambda: slider.press("Home"))
    lab.after(lambda: lab.button("Pin").click())
    lab.after(lambda: slider.press("End"))
    assert lab.status.startswith(words)
    assert "pinned: " in lab.status
    assert lab.picture != bare
    lab.after(lambda: lab.button("Unpin").click())
    assert (lab.picture, lab.status) == (bare, words)


def test_the_line_below_a_lab_gives_the_picture_in_it(two_labs):
    for lab in two_labs.labs:
        assert_line_gives_picture(two_labs, lab)


def test_a_lab_can_be_used_by_keyboard_alone(lab):
    page, reached = lab.page, []
    lab.sliders.first.focus()
    for _ in range(6):
        reached.append(page.evaluate("document.activeElement.type + document.activeElement.title"))
        page.keyboard.press("Tab")
    assert reached == ["range", *(f"submit{x}" for x in ("Play", "Step", "Reset", "Pin", "Unpin"))]
    lab.button("Step").focus()
    lab.after(lambda: page.keyboard.press("Space"))
    assert step_of(lab.status) == 1


def test_a_lab_is_accessible(lab):
    lab.after(lambda: lab.button("Pin").click())
    assert barriers(lab.page, lab) == []


# More than one lab, and what else goes on


def test_two_labs_and_a_cell_run_at_once(lab, two_labs):
    other = two_labs.labs[1]
    lab.button("Play").click()
    lab.moves_on()
    other.after(lambda: other.sliders.first.press("ArrowRight"))
    assert says(other.status, other.sliders.first)
    lab.moves_on()
    cell = two_labs.page.locator(".jp-CodeCell", has_text="6 * 7")
    count = cell.locator(".jp-InputPrompt").inner_text()
    cell.locator(".cm-content").press("Control+Enter")
    cell.locator(f".jp-InputPrompt:not(:text-is('{count}')):text-matches('[0-9]')").wait_for()
    lab.moves_on()
    assert lab.button("Pause").is_visible()


def test_a_lab_outlives_an_interrupt(lab, two_labs):
    lab.button("Play").click()
    lab.moves_on()
    two_labs.menu("Kernel", "Interrupt Kernel")
    lab.moves_on()
    lab.sliders.first.press("End")
    lab.box.get_by_text("lr 1.2 · step 100").wait_for()
    assert two_labs.failures == []


def test_a_tab_can_be_closed_while_a_lab_plays_and_opened_again(lab, two_labs, browser, address):
    lab.button("Play").click()
    lab.moves_on()
    two_labs.menu("File", "Save Notebook")
    lab.moves_on()
    two_labs.page.close()
    again = Lesson(browser, address, "two_labs")
    again.page.locator(LAB).first.wait_for()
    again.labs[0].moves_on()
    again.run_all()
    assert again.failures == []
    lab = again.labs[0]
    lab.after(lambda: lab.sliders.first.press("End"))
    assert says(lab.status, lab.sliders.first)
    assert again.errors == []


def test_a_cell_that_fails_is_noticed(browser, address):
    lesson = Lesson(browser, address, "failing")
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        lesson.run_all()
    lesson.page.close()


# What labs must do


def says(status: str, slider) -> bool:
    """Whether the words of a lab name the value at which a slider stands."""
    value = slider.get_attribute("aria-valuetext")
    return re.search(rf"(?<![\w.-]){re.escape(value)}(?:\.0)?(?![\w.])", status) is not None


def step_of(status: str) -> int:
    return int(re.search(r"step (\d+)", status)[1])


def assert_line_gives_picture(lesson, lab):
    for slider in lab.sliders.all():
        key = "ArrowLeft" if int(slider.input_value()) else "ArrowRight"
        lab.after(lambda slider=slider, key=key: slider.press(key))
    lab.box.locator("code").click()
    lab.page.keyboard.press("Control+c")
    image = lesson.paste_and_run().locator(".jp-RenderedImage img")
    image.wait_for()
    ours, theirs = small(lab.picture), small(read_image(image))
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 32, lab.box.locator("code").inner_text()


def small(png: bytes) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(png)).convert("RGB").reduce(4), int)


def barriers(page, lab) -> list[str]:
    """What keeps people out of a lab: axe's serious and critical findings, JupyterLab's aside."""
    lab.box.evaluate("box => box.id = 'scanned'")
    found = Axe().run(page, "#scanned").response["violations"]
    lab.box.evaluate("box => box.removeAttribute('id')")
    return [
        f"{rule['id']}: {node['html']}"
        for rule in found
        for node in rule["nodes"]
        if rule["impact"] in ("serious", "critical")
    ]
