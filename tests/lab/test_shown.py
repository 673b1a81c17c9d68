from types import SimpleNamespace

import pytest

from helpers.lab import Lab, shown
from helpers.lab.controls import integer
from tests.labs import a_line, quick


@pytest.fixture(params=["ids", "sources"])
def kernel(request, monkeypatch):
    """Runs a cell that shows labs; its page tells cells apart by their ids, or sends none."""
    kernel, runs = SimpleNamespace(), iter(range(100))

    def run(cell, *labs, kind="execute_request"):
        content = {"code": f"# {cell}"} if kind == "execute_request" else {}
        metadata = {"cellId": cell} if content and request.param == "ids" else {}
        header = {"msg_id": next(runs), "msg_type": kind}
        kernel.parent_header = {"header": header, "metadata": metadata, "content": content}
        for lab in labs:
            lab._repr_mimebundle_()

    monkeypatch.setattr(shown, "get_ipython", lambda: kernel)
    monkeypatch.setattr(shown, "labs", {})
    kernel.run = run
    return kernel


def widgets_of(lab):
    panel = lab.panel
    box, button, [slider] = panel.box, panel.buttons["play"], lab.controls.values()
    parts = [panel.image, panel.status, button, slider.widget]
    return [box, *parts, *(part.layout for part in parts), button.style, panel.status.style]


def is_open(widgets):
    [state] = {widget.comm is not None for widget in widgets}
    return state


def test_a_cell_that_runs_again_closes_the_labs_it_showed_before(kernel):
    labs = first, second, elsewhere, again = [quick() for _ in range(4)]
    widgets = [*map(widgets_of, labs)]
    kernel.run("a", first, second)
    kernel.run("b", elsewhere)
    assert [*map(is_open, widgets)] == [True] * 4
    kernel.run("a", again)
    assert [*map(is_open, widgets)] == [False, False, True, True]
    assert [lab.closed for lab in labs] == [True, True, False, False]


def test_a_lab_that_a_cell_shows_again_stays_open(kernel):
    lab = quick()
    kernel.run("a", lab)
    kernel.run("a", lab, lab)
    assert not lab.closed
    kernel.run("a")
    kernel.run("a", quick())
    assert lab.closed


def test_a_lab_that_is_shown_by_no_cell_closes_none(kernel):
    first, second = quick(), quick()
    kernel.run("a", first)
    kernel.run("a", second, kind="comm_msg")
    assert not first.closed
    assert not second.closed


def test_outside_of_a_kernel_every_lab_stays_open(monkeypatch):
    monkeypatch.setattr(shown, "get_ipython", lambda: None)
    first, second = quick(), quick()
    for lab in (first, second):
        lab._repr_mimebundle_()
    assert not first.closed


def test_a_control_that_goes_to_a_new_lab_is_not_closed_with_the_old_one(kernel):
    n = integer(0, 0, 5)
    first, second = (Lab(a_line(), lambda n: iter([n]), n=n) for _ in range(2))
    kernel.run("a", first)
    kernel.run("a", second)
    assert first.closed
    assert is_open(widgets_of(second))
    n.value = 3
    assert second.words == "n 3 · 3"


def test_a_closed_lab_says_so_wherever_it_is_shown():
    lab = quick()
    lab.close()
    lab.close()
    closed = "A lab that is closed, for its cell has run again."
    assert repr(lab) == closed
    assert lab._repr_mimebundle_() == {"text/plain": closed}


def test_a_picture_outlives_its_lab():
    picture = a_line()
    Lab(picture, lambda n: iter([0, 500]), n=integer(0, 0, 1)).settle().close()
    lab = Lab(picture, lambda n: iter([0, 500]), n=integer(0, 0, 1)).settle()
    assert (lab.painter.pixels() == picture.pixels()).all()
