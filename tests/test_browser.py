import pytest

from tests.browser import CHROMIUM, Lesson, chromium, jupyterlab

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with jupyterlab(tmp_path_factory.mktemp("course") / "notebooks") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


def test_the_course_opens_and_its_first_lesson_runs(address, browser):
    lesson = Lesson(browser, address, "01_gradient_descent")
    lesson.run_all()
    assert lesson.page.locator(".jp-RenderedImage img").count() > 3
    assert lesson.page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    assert lesson.errors == []
