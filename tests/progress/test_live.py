"""What a learner does in JupyterLab, in a browser, is what the row and the map say."""

import pytest
from playwright.sync_api import expect

from helpers.progress.place import VARIABLE
from helpers.progress.store import events
from tests.browser import CHROMIUM, OpenLesson, barriers, chromium, jupyterlab, write_notebook

QUESTION = "And along the valley"
CELLS = [
    """
from helpers import check
from helpers.lab import Guess
from helpers.progress import course_map""",
    """
def climb(theta, v, g, lr, beta, dampening):
    v = beta * v + (1 - dampening) * g
    return theta + lr * v, v

check.momentum(climb)""",
    """
def roll(theta, v, g, lr, beta, dampening):
    v = beta * v + (1 - dampening) * g
    return theta - lr * v, v

check.momentum(roll)""",
    f"""
Guess(
    "{QUESTION}",
    5.5,
)""",
    'check.so_far("momentum")',
    "course_map()",
]

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The file that progress is kept in."""
    return tmp_path_factory.mktemp("kept") / "progress.sqlite"


@pytest.fixture(scope="module")
def lesson(kept, tmp_path_factory):
    """A notebook with an exercise solved at the second try, a guess, the row and the map."""
    folder = tmp_path_factory.mktemp("course") / "notebooks"
    write_notebook(folder / "a_learner.ipynb", CELLS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(kept))
        with jupyterlab(folder) as address, chromium() as browser:
            lesson = OpenLesson(browser, address, "a_learner")
            lesson.run_all()
            yield lesson
            lesson.close()


def output(lesson, source):
    return lesson.page.locator(".jp-CodeCell", has_text=source).locator(".jp-OutputArea-output")


def test_the_row_and_the_map_say_what_was_done(lesson, kept):
    expect(output(lesson, "check.momentum(climb)")).to_contain_text("not yet: you climb")
    expect(output(lesson, "check.momentum(roll)")).to_contain_text("passed")
    asked = output(lesson, QUESTION)
    asked.locator("input").fill("5.4")
    asked.get_by_role("button", name="Guess").click()
    expect(asked.get_by_role("status")).to_have_text("Yes. It is 5.5.")
    for cell in CELLS[-2:]:
        lesson.run_again(cell)
        row = output(lesson, cell).get_by_role("row").filter(has_text="05 Momentum")
        expect(row.get_by_role("rowheader")).to_contain_text("begun")
        expect(row.get_by_role("cell")).to_contain_text(["1 of 2", "2", "1 of 1"])
        expect(output(lesson, cell)).to_contain_text("you climb: move against the velocity")
    expect(output(lesson, CELLS[-2])).to_contain_text("Still open: momentum_descent, 5 guesses.")
    assert [(event.kind, event.passed) for event in events(kept)] == [
        ("check", False),
        ("check", True),
        ("guess", True),
    ]
    assert lesson.errors == []


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_map_keeps_nobody_out(lesson, theme):
    lesson.page.get_by_role("menuitem", name="Settings", exact=True).click()
    lesson.page.locator(".lm-Menu-itemLabel").get_by_text("Theme", exact=True).hover()
    lesson.page.locator(".lm-Menu-itemLabel").get_by_text(theme, exact=True).click()
    expect(lesson.page.locator(f"body[data-jp-theme-name='{theme}']")).to_have_count(1)
    assert barriers(lesson.page, output(lesson, CELLS[-1])) == []
