"""Lessons and labs as a learner meets them: in JupyterLab, in a browser, by mouse and keyboard."""

import io
import re

import nbformat
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import (
    CHROMIUM,
    LAB,
    ROOT,
    OpenLesson,
    barriers,
    chromium,
    drag,
    jupyterlab,
    read_image,
    write_notebook,
)
from tests.tiers import some

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium")

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
TWO_LABS = [
    """
from helpers import plots
from helpers.lab import Lab, controls
from helpers.optimizers import SGD, Momentum
from helpers.surfaces import valley
from helpers.training import descend""",
    """
Lab(
    plots.descent(valley),
    lambda lr: descend(SGD(lr), valley, valley.start),
    code="plots.descent(valley, descend(SGD({lr}), valley, valley.start))",
    lr=controls.log(0.4, 0.01, 1.2, limit=1.0),
)""",
    """
Lab(
    plots.descent(valley),
    lambda lr, beta, start: descend(Momentum(lr, beta), valley, start),
    code="plots.descent(valley, descend(Momentum({lr}, {beta}), valley, {start}))",
    lr=controls.log(0.1, 0.01, 4.0),
    beta=controls.beta(0.9),
    start=controls.point(valley.start, valley.window),
)""",
    "6 * 7",
]
A_SHEET = [
    """
from helpers import plots
from helpers.experiments.sketches import cells
from helpers.lab import Lab, sketch""",
    """
fig, [axis] = plots.panels(1)
image = axis.imshow(cells(""), vmin=0, vmax=1, cmap="gray_r", zorder=plots.OVER, gid="cells")

def move(drawings):
    image.set_data(cells(drawings[-1]))
    return [image]

picture = plots.Picture(fig, "what is drawn", move)
Lab(picture, lambda drawn: iter([drawn]), code="cells({drawn!r})", drawn=sketch())""",
]
A_PLANE = [
    """
from helpers import plots
from helpers.datasets import moons
from helpers.experiments import own_points
from helpers.lab import Lab, scatter
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import train""",
    """
def learn(points):
    data = own_points.drawn(points, moons(20))
    return [[data], train(MLP([2, 3, 2], dtype=float), SGD(0.1), data, epochs=20)]

Lab(
    plots.boundary(moons(20), steps=20, window=own_points.WINDOW),
    learn,
    code="plots.boundary(moons(20), *learn({points!r}), steps=20, window=own_points.WINDOW)",
    points=scatter(),
)""",
]
ENDLESS = [  # whoever looks, however late, finds the first lab still playing
    TWO_LABS[0] + "\nfrom time import sleep",
    """
fig, [axis] = plots.panels(1)
[line] = axis.plot([], [], zorder=plots.OVER, gid="count")
axis.set(xlim=(0, 10), ylim=(0, 10))

def move(counted):
    line.set_data([0, len(counted) % 10], [0, 10])
    return [line]

def count(more):
    for i in range(5 + 10**9 * more):
        sleep(0.001)
        yield i

Lab(plots.Picture(fig, "a count", move), count, more=controls.integer(0, 0, 1))""",
    *TWO_LABS[1:],
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A folder with the lessons and notebooks of the tests' own."""
    folder = tmp_path_factory.mktemp("course") / "notebooks"
    write_notebook(folder / "two_labs.ipynb", TWO_LABS)
    write_notebook(folder / "restored.ipynb", TWO_LABS)
    write_notebook(folder / "endless.ipynb", ENDLESS)
    write_notebook(folder / "a_sheet.ipynb", A_SHEET)
    write_notebook(folder / "a_plane.ipynb", A_PLANE)
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


@pytest.fixture(scope="module", params=some(LESSONS, LESSONS[:1]))
def opened(request, browser, address):
    """Each lesson as it opens, before anything runs."""
    lesson = OpenLesson(browser, address, request.param)
    yield lesson
    lesson.close()


@pytest.fixture(scope="module")
def lesson(opened):
    """Each lesson after all its cells have run."""
    opened.run_all()
    return opened


@pytest.fixture(scope="module")
def two_labs(browser, address):
    lesson = OpenLesson(browser, address, "two_labs")
    lesson.run_all()
    return lesson


@pytest.fixture
def lab(two_labs):
    """The first of two labs, made anew, at the first step with its lowest learning rate."""
    two_labs.run_again("SGD(lr)")
    lab = two_labs.labs[0]
    lab.after(lambda: lab.sliders.first.press("Home"))
    lab.after(lambda: lab.button("Reset").click())
    yield lab
    assert two_labs.errors == []


@pytest.fixture(scope="module")
def endless(browser, address):
    lesson = OpenLesson(browser, address, "endless")
    lesson.run_all()
    return lesson


@pytest.fixture
def playing(endless):
    """A lab that plays on until it is told otherwise."""
    endless.run_again("count")
    lab = endless.labs[0]
    lab.sliders.first.press("End")
    lab.button("Reset").click()
    lab.follows(lab.sliders.first)
    lab.button("Play").click()
    lab.moves_on()
    yield lab
    assert endless.errors == []


# Every lesson


@pytest.mark.thorough
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
            assert lab.says(slider), f"{key}: {lab.status}"
            pictures.add(lab.picture)
            words.add(lab.status)
        assert len(words) == 4
        assert len(pictures) > 2  # two mysteries may look the same
    assert lesson.errors == []


@pytest.mark.thorough
def test_the_line_below_a_lab_of_a_lesson_gives_the_picture_in_it(lesson):
    for lab in lesson.labs:
        assert_line_gives_picture(lesson, lab)


def test_labs_of_a_lesson_are_accessible(lesson):
    for lab in lesson.labs:
        assert barriers(lesson.page, lab.box) == []


# A lab


def test_a_slider_follows_the_mouse_and_the_picture_follows_the_slider(lab):
    slider, start = lab.sliders.first, lab.picture
    lab.after(lambda: lab.drag(slider, 0.05, 0.8, ticks=20)).follows(slider)
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
    lab.after(lambda: lab.button("Step").click())
    assert step_of(lab.status) == step_of(paused) + 1
    lab.button("Play").click()
    lab.moves_on()
    assert step_of(lab.status) > step_of(paused) + 1


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


@pytest.mark.thorough
def test_a_lab_is_restored_from_its_state_on_a_page_that_is_opened_again(browser, address):
    lesson = OpenLesson(browser, address, "restored")
    lesson.run_all()
    lab = lesson.labs[1]
    lab.after(lambda: lab.button("Pin").click())
    lab.after(lambda: lab.click(0.75, 0.25))
    lab.after(lambda: lab.sliders.first.press("ArrowRight"))
    picture, status, state = lab.picture, lab.status, lab.state.input_value()
    assert state.count("pin&") == 1
    lab.state.click()  # which selects all of it
    lesson.page.keyboard.press("Control+c")
    lesson.close()
    lesson = OpenLesson(browser, address, "restored")
    lesson.run_all()
    lab = lesson.labs[1]
    lab.state.click()
    lesson.page.keyboard.press("Control+v")
    lab.after(lambda: lab.state.press("Enter"))
    expect(lab.state).to_have_value(state)
    assert lab.rests().picture == picture
    assert lab.status == status
    lab.state.fill("lr=fast")
    lab.state.press("Enter")
    lab.box.get_by_text("not restored: lr: a number must stand here, not 'fast'").wait_for()
    assert lab.picture == picture
    lab.state.press("Escape")
    expect(lab.state).to_have_value(state)
    assert lesson.errors == []
    lesson.close()


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
    assert barriers(lab.page, lab.box) == []


def test_a_click_on_the_map_chooses_the_start_and_arrow_keys_nudge_it(two_labs):
    two_labs.run_again("Momentum(lr, beta)")
    lab, keyboard = two_labs.labs[1], two_labs.page.keyboard
    lab.after(lambda: lab.click(0.75, 0.25))
    assert "start (4.0, 1.5) · " in lab.status
    there = lab.picture
    lab.after(lambda: keyboard.press("ArrowUp"))
    lab.after(lambda: keyboard.press("ArrowLeft"))
    assert "start (3.9, 1.6) · " in lab.status
    assert lab.picture != there
    lab.after(lambda: keyboard.press("ArrowDown"))
    lab.after(lambda: keyboard.press("ArrowRight"))
    assert lab.picture == there
    assert barriers(lab.page, lab.box) == []


@pytest.mark.thorough
def test_a_digit_is_drawn_with_the_mouse_or_with_keys_and_cleared(browser, address):
    lesson = OpenLesson(browser, address, "a_sheet")
    lesson.run_all()
    lab, keyboard = lesson.labs[0], lesson.page.keyboard
    blank, sheet = lab.picture, lab.box.locator("canvas")
    lab.after(lambda: drag(lesson.page, sheet, 0.2, 0.8, ticks=10))
    drawn = re.compile(r"drawn of (3[1-9]|4[01]) cells")  # a busy page rests also on the way there
    expect(lab.box.get_by_role("status").first).to_contain_text(drawn)
    assert lab.rests().picture != blank
    lab.after(lambda: keyboard.press("Delete"))
    assert "drawn none" in lab.status
    assert lab.picture == blank
    for key, there_are in (("Space", 4), ("ArrowUp", 6), ("ArrowUp", 8), ("ArrowRight", 10)):
        lab.after(lambda key=key: keyboard.press(key))
        assert f"drawn of {there_are} cells" in lab.status
    keyboard.press("Space")
    keyboard.press("ArrowRight")
    assert "drawn: pen up at row 11, column 23;" in sheet.get_attribute("aria-label")
    lab.after(lambda: lab.button("Clear").click())
    assert "drawn none" in lab.status
    assert barriers(lesson.page, lab.box) == []
    assert lesson.errors == []


@pytest.mark.thorough
def test_points_are_drawn_with_the_mouse_or_with_keys_or_loaded(browser, address):
    lesson = OpenLesson(browser, address, "a_plane")
    lesson.run_all()
    lab, keyboard = lesson.labs[0], lesson.page.keyboard
    moons = lab.picture
    lab.after(lambda: lab.click(0.5, 0.25))
    assert "points 1 of your own" in lab.status
    assert lab.picture != moons
    keyboard.press("1")
    keyboard.press("ArrowLeft")
    lab.after(lambda: keyboard.press("Space"))
    expect(lab.state).to_have_value(re.compile(r"^points=-?0\S*,1\.5\d*,0;-0\.1\S*,1\.5\d*,1$"))
    assert barriers(lesson.page, lab.box) == []
    lab.after(lambda: keyboard.press("Delete"))
    assert "points 1 of your own" in lab.status
    loaded = lab.box.locator("input[type=file]")
    table = {"name": "mine.csv", "mimeType": "text/csv"}
    content = b"x;y;Klasse\r\n1,5;-2;0\r\n0,25;2;1\r\n-1;0,5;1\r\n2;1;0\r\n"
    lab.after(lambda: loaded.set_input_files(table | {"buffer": content}))
    expect(lab.state).to_have_value("points=1.5,-2,0;0.25,2,1;-1,0.5,1;2,1,0")
    before = lab.picture
    loaded.set_input_files(table | {"buffer": content.replace(b"0,5", b"")})
    lab.box.get_by_text("not loaded: line 4: y is missing").wait_for()
    assert lab.picture == before
    lab.after(lambda: lab.button("Clear").click())
    assert "points none of your own" in lab.status
    assert lab.picture == moons
    assert_line_gives_picture(lesson, lab)
    assert lesson.errors == []


# More than one lab, and what else goes on


@pytest.mark.thorough
def test_two_labs_and_a_cell_run_at_once(playing, endless):
    other = endless.labs[1]
    other.after(lambda: other.sliders.first.press("ArrowRight"))
    assert other.says(other.sliders.first)
    playing.moves_on()
    endless.run_again("6 * 7")
    playing.moves_on()
    assert playing.button("Pause").is_visible()


@pytest.mark.thorough
def test_a_lab_outlives_an_interrupt(playing, endless):
    endless.menu("Kernel", "Interrupt Kernel")
    playing.moves_on()
    playing.sliders.first.press("Home")
    playing.box.get_by_text("more 0 · 4").wait_for()
    assert endless.failures == []


@pytest.mark.thorough
def test_a_tab_can_be_closed_while_a_lab_plays_and_opened_again(playing, endless, browser, address):
    endless.menu("File", "Save Notebook")
    playing.moves_on()
    endless.page.close()
    again = OpenLesson(browser, address, "endless")
    again.page.locator(LAB).first.wait_for()
    again.labs[0].moves_on()
    again.run_all()
    assert again.failures == []
    lab = again.labs[1]
    lab.after(lambda: lab.sliders.first.press("End"))
    assert lab.says(lab.sliders.first)
    assert again.errors == []


@pytest.mark.thorough
def test_a_cell_that_fails_is_noticed(browser, address):
    lesson = OpenLesson(browser, address, "failing")
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        lesson.run_all()
    lesson.page.close()


# What labs must do


def step_of(status: str) -> int:
    return int(re.search(r"step (\d+)", status)[1])


def assert_line_gives_picture(lesson, lab):
    if "pinned: " in lab.told:  # the line knows of no ghosts
        lab.after(lambda: lab.button("Unpin").click())
    for slider in lab.sliders.all():
        key = "ArrowLeft" if int(slider.input_value()) else "ArrowRight"
        lab.after(lambda slider=slider, key=key: slider.press(key))
    lab.box.locator("code").click()
    lab.page.keyboard.press("Control+c")
    image = lesson.paste_and_run().locator(".jp-RenderedImage img")
    image.wait_for()
    ours, theirs = small(lab.picture), small(read_image(image))
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 32, lab.box.locator("code").text_content()


def small(png: bytes) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(png)).convert("RGB").reduce(4), int)
