import asyncio
import itertools
import threading
from contextlib import contextmanager
from dataclasses import replace

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import plots
from helpers.lab import Lab
from helpers.lab import run as runs
from helpers.lab.controls import integer, point, slider
from helpers.optimizers import SGD, Adam, Momentum
from helpers.plots.picture import SHARP
from helpers.surfaces import valley
from helpers.training import descend
from tests.labs import (
    OURS,
    a_line,
    assert_state_is_read_again,
    blank,
    in_notebooks,
    made_by,
    on_page,
    on_the_valley,
    quick,
    race,
    the_end_of,
    told,
    until,
)
from tests.refresh import WIDGET

LABS = [pytest.param(make, id=name) for name, make in OURS.items()]
LABS += [
    pytest.param(lambda book=book, i=i: made_by(book)[i], id=f"{book.stem} lab {i + 1}")
    for book, i in in_notebooks()
]
every_lab = pytest.mark.parametrize("make", LABS)


def at(lab, values):
    """The lab at the beginning of a run with these values, in a loop that ends there."""

    async def begin():
        return lab.set(**values)

    return asyncio.run(begin())


def at_random(lab, rng):
    return {name: c.options[rng.choice(len(c.options))] for name, c in lab.controls.items()}


# Frames


def assert_frames_are_full_redraws(lab, *scales):
    for scale in scales:
        assert np.array_equal(lab.painter.pixels(scale), lab.picture.pixels(scale))


@every_lab
def test_a_frame_equals_a_full_redraw(make, thorough):
    lab = make()
    first = lab.values
    scales, seconds = ((1, SHARP), runs.LONGEST) if thorough else ((1,), 0.2)
    lab.run.advance(seconds)
    lab.picture.update(*lab.run.records)
    if thorough:
        assert_frames_are_full_redraws(lab, *scales)
    lab.picture.pin()
    at(lab, at_random(lab, np.random.default_rng(0))).run.advance(seconds)
    lab.picture.update(*lab.run.records)
    assert_frames_are_full_redraws(lab, *scales)
    lab.picture.unpin()
    at(lab, first)


def test_beyond_the_mark_the_words_say_that_the_run_diverges():
    lab = on_the_valley()
    [control] = lab.controls.values()
    control.value = control.limit
    assert "diverges" not in lab.words
    control.value = control.ends[1]
    assert lab.words.endswith(f"diverges: lr is above {control.limit:g}")


def test_a_lab_at_its_defaults_is_the_static_figure():
    static = plots.descent(valley, descend(SGD(0.4), valley, valley.start))
    assert np.array_equal(on_the_valley().settle().picture.pixels(SHARP), static.pixels(SHARP))
    opts = SGD(0.1), Momentum(0.1), Adam(0.1)
    static = plots.descent(valley, *(descend(opt, valley, valley.start) for opt in opts))
    assert np.array_equal(race().settle().picture.pixels(SHARP), static.pixels(SHARP))


# Every lab under every setting


def ends_alone(lab):
    return [{name: end} for name, control in lab.controls.items() for end in control.ends]


def ends_in_pairs(lab):
    """The ends of every two controls."""
    pairs = itertools.combinations(ends_alone(lab), 2)
    return [one | other for one, other in pairs if one.keys() != other.keys()]


@every_lab
def test_no_setting_breaks_a_lab(make, thorough):
    lab, rng = make(), np.random.default_rng(1)
    first, settings, seconds = lab.values, ends_alone(lab), 0.3
    if thorough:
        seconds = 1.0
        settings += ends_in_pairs(lab) + [at_random(lab, rng) for _ in range(300)]
    for values in settings:
        at(lab, first | values).run.advance(seconds / len(settings))
        lab.show()
        assert lab.run.trouble == "", values
        assert lab.words, values
        assert not blank(on_page(lab)), values
    at(lab, first)


@every_lab
def test_the_state_of_a_lab_is_read_again(make):
    controls = make().controls

    @settings(max_examples=10)
    @given(st.data())
    def read_again(data):
        assert_state_is_read_again(data, controls)

    read_again()


def test_the_labs_of_a_notebook_are_found_and_made(tmp_path):
    cells = [
        "from helpers import plots\nfrom helpers.lab import Lab, controls",
        "from helpers.optimizers import SGD\nfrom helpers.surfaces import valley",
        "from helpers.training import descend\n# Lab( in a comment is none",
        "import warnings\nwarnings.warn('kernels only print this')",
        "lr = controls.log(0.1, 0.01, 1)\n"
        "Lab(plots.descent(valley), lambda lr: descend(SGD(lr), valley, valley.start), lr=lr)",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(book, tmp_path / "99_a_lesson.ipynb")
    assert in_notebooks(tmp_path) == [(tmp_path / "99_a_lesson.ipynb", 0)]
    [lab] = made_by(tmp_path / "99_a_lesson.ipynb")
    assert lab.values == {"lr": 0.1}


def test_every_lab_of_every_notebook_is_found():
    for book, in_book in itertools.groupby(in_notebooks(), key=lambda found: found[0]):
        assert len(made_by(book)) == len([*in_book])


# Buttons


def click(lab, name):
    lab.panel.buttons[name].click()


def words_on(lab):
    return lab.panel.buttons["play"].description


def test_play_shows_one_record_after_the_other_and_pause_stops_it():
    async def play():
        lab = quick(records=10_000)
        lab.pace, words = 1000, told(lab)
        click(lab, "play")
        await until(lambda: len(words) == 4)
        assert words == [f"n 0 · {t}" for t in range(1, 5)]
        assert words_on(lab) == "Pause"
        click(lab, "play")
        await until(lambda: words_on(lab) == "Play")
        stands = len(lab.run.records[0])
        await the_end_of(lab)
        assert len(lab.run.records[0]) == stands
        click(lab, "play")  # and on
        await until(lambda: len(lab.run.records[0]) > stands)
        click(lab, "play")
        click(lab, "play")
        assert lab.player.playing
        lab.close()

    asyncio.run(play())


def test_play_after_the_end_starts_again():
    async def play():
        lab = quick().settle()
        assert lab.words == "n 0 · 4"
        lab.pace = 1000
        lab.play()
        assert lab.words == "n 0 · 0"
        await the_end_of(lab)
        assert lab.words == "n 0 · 4"
        assert words_on(lab) == "Play"

    asyncio.run(play())


def test_step_goes_one_record_on_and_reset_goes_back():
    async def step():
        lab = quick(records=3)
        words = [lab.words]
        for name in ("step", "step", "step", "step", "step", "reset"):
            click(lab, name)
            await asyncio.sleep(0)
            assert words_on(lab) == "Play"
            words.append(lab.words)
        return words

    assert asyncio.run(step()) == [f"n 0 · {t}" for t in (0, 1, 2, 2, 1, 2, 0)]


def test_buttons_that_need_time_are_hidden_where_a_run_is_one_record_long():
    for records, display in ((1, "none"), (2, None)):
        lab = quick(records)
        lab._repr_mimebundle_()
        buttons = lab.panel.buttons
        assert {buttons[name].layout.display for name in ("play", "step", "reset")} == {display}
        assert {buttons[name].layout.display for name in ("pin", "unpin")} == {None}


def test_pin_is_hidden_where_no_line_moves_to_leave_a_ghost():
    fig, [axis] = plots.panels(1)
    words = axis.text(0.5, 0.5, "", zorder=plots.OVER)

    def write(run):
        words.set_text(str(run[-1]))
        return [words]

    lab = Lab(plots.Picture(fig, "a number", write), lambda n: iter([n]), n=integer(0, 0, 5))
    lab._repr_mimebundle_()
    assert {lab.panel.buttons[name].layout.display for name in ("pin", "unpin")} == {"none"}


def test_the_words_call_a_control_by_its_label():
    lab = Lab(a_line(), lambda n: iter([n]), n=slider([1, 2], 2, label="patient", limit=1))
    assert lab.words == "patient 2 · 2 · diverges: patient is above 1"


def test_without_a_loop_a_change_is_shown_to_its_end_at_once():
    lab = quick()
    lab.controls["n"].value = 3
    assert lab.words == "n 3 · 7"
    assert lab.panel.image.source.startswith("data:image/png")


def test_controls_that_are_set_together_begin_one_run():
    begun = []
    lab = Lab(
        a_line(),
        lambda a, b: iter([begun.append((a, b))]),
        a=integer(0, 0, 5),
        b=integer(0, 0, 5),
    )
    lab.set(a=1, b=2)
    assert begun == [(0, 0), (1, 2)]
    assert lab.values == {"a": 1, "b": 2}


def test_what_a_lab_cannot_be_set_to_is_refused():
    lab = quick()
    with pytest.raises(TypeError, match="this lab has the controls n, but was asked to set lr, m"):
        lab.set(n=1, m=2, lr=3)
    with pytest.raises(ValueError, match="is not in list"):
        lab.set(n=-1)
    assert lab.words == "n 0 · 4"


def test_a_frame_comes_before_its_words_and_the_picture_at_rest_after_them():
    lab, order = quick(), []
    lab.panel.image.observe(lambda _: order.append("picture"), "source")
    lab.panel.status.observe(lambda _: order.append("words"), "value")
    lab.set(n=500)  # where no loop turns, a run goes to its end here and now
    lab.start()
    lab.show()
    lab.pin()
    assert order == ["words", "picture", "picture", "words", "words", "picture"]


def test_pin_leaves_a_ghost_and_its_words_and_unpin_lets_them_go():
    lab = quick().settle()
    before = lab.painter.pixels()
    click(lab, "pin")
    assert len(lab.picture.ghosts) == 1
    assert "<br>pinned: n 0 · 4</div>" in lab.panel.status.value
    lab.set(n=500)
    moved = lab.painter.pixels()
    click(lab, "unpin")
    assert "pinned" not in lab.panel.status.value
    assert not np.array_equal(lab.painter.pixels(), moved)
    lab.set(n=0)
    assert np.array_equal(lab.painter.pixels(), before)


def test_the_line_of_code_has_the_values_of_now():
    lab = on_the_valley().set(lr=1.0)
    assert ">descend(SGD(1.0), valley, valley.start)</code>" in lab.panel.line.value


# Whatever goes wrong


ALARM = threading.Event()


def loops(n):
    while n:
        pass
    yield n


def loops_later(n):
    yield n
    while n:
        pass


def swallows_every_exception(n):
    while n:
        try:
            len([])
        except BaseException:
            continue
    yield n


def sleeps(n):
    if n:
        ALARM.wait()
    yield n


def never_yields(n):
    return (i for i in itertools.count() if i < 0) if n else iter([n])


def falls_into_itself(n):
    return falls_into_itself(n) if n else iter([n])


def takes_all_memory(n):
    yield n
    if n:
        yield np.ones((10**8, 10**8))


def raises_at_once(n):
    if n:
        raise ValueError("no such run")
    return iter([n])


def raises_midway(n):
    yield n
    if n:
        yield n
        raise ZeroDivisionError("oh")


def yields_nothing(n):
    return iter([] if n else [n])


def one_of_two_yields_nothing(n):
    return [iter([n]), yields_nothing(n)]


def exits(n):
    yield n
    if n:
        raise SystemExit


def is_interrupted(n):
    yield n
    if n:
        raise KeyboardInterrupt


def is_no_run(n):
    return n if n else iter([n])


HUNG = "stopped: a step of this run took more than 0.1 s"
NOTHING = "this run yields no records, so there is nothing to show"
WRONG = {
    loops: HUNG,
    loops_later: f"1 · {HUNG}",
    swallows_every_exception: HUNG,
    sleeps: HUNG,
    never_yields: HUNG,
    falls_into_itself: "stopped: RecursionError: maximum recursion depth exceeded",
    takes_all_memory: "1 · stopped: MemoryError: Unable to allocate",
    raises_at_once: "stopped: ValueError: no such run",
    raises_midway: "1 · stopped: ZeroDivisionError: oh",
    yields_nothing: NOTHING,
    one_of_two_yields_nothing: NOTHING,
    exits: "1 · stopped: SystemExit: ",
    is_interrupted: "1 · interrupted",
    is_no_run: "stopped: TypeError: 'int' object is not iterable",
}


@pytest.mark.parametrize(("run", "sentence"), WRONG.items(), ids=[run.__name__ for run in WRONG])
@pytest.mark.parametrize("watched", [True, False], ids=["in a loop", "alone"])
def test_a_run_that_goes_wrong_says_so_and_the_lab_goes_on(run, sentence, watched, monkeypatch):
    monkeypatch.setattr(runs, "PATIENCE", 0.1)
    lab = Lab(a_line(), run, n=integer(0, 0, 5))

    async def go_wrong_and_back():
        lab.set(n=1)
        if watched:
            await the_end_of(lab)
        assert lab.words.startswith(f"n 1 · {sentence}")
        assert f">n 1 · {sentence}" in lab.panel.status.value.replace("&#x27;", "'")
        lab.set(n=0)
        assert lab.run.trouble == ""
        lab.close()

    with waking_sleepers():
        asyncio.run(go_wrong_and_back()) if watched else at_once(go_wrong_and_back())


@contextmanager
def waking_sleepers():
    ALARM.clear()
    yield
    ALARM.set()


def at_once(steps):
    """A coroutine that never waits, in no loop."""
    with pytest.raises(StopIteration):
        steps.send(None)


def test_a_run_without_records_shows_no_curve_of_another_one():
    lab = Lab(a_line(), yields_nothing, n=integer(1, 0, 1))
    empty = lab.painter.pixels()
    lab = Lab(a_line(), lambda n: iter([300, 900] if n else []), n=integer(1, 0, 1)).settle()
    assert not np.array_equal(lab.painter.pixels(), empty)
    lab.set(n=0)
    assert np.array_equal(lab.painter.pixels(), empty)


def test_a_run_that_diverges_at_once_is_no_trouble():
    lab = Lab(
        plots.descent(valley),
        lambda lr: descend(SGD(lr), valley, valley.start),
        lr=slider([0.1, 1e300], 1e300),
    ).settle()
    assert lab.words == "lr 1e+300 · diverged at step 1"
    assert lab.run.trouble == ""
    assert not blank(lab.painter.pixels())


def fail(*arguments):
    raise ValueError("no")


def test_a_picture_with_nothing_that_moves_says_so():
    fig, _ = plots.panels(1)
    lab = Lab(plots.Picture(fig, "a still"), lambda n: iter([n]), n=integer(0, 0, 1)).settle()
    assert lab.words.endswith("this picture has nothing that moves: give it a move(*runs)")
    assert not blank(lab.painter.pixels())


def test_a_remark_or_a_drawing_that_fails_says_so_and_the_lab_goes_on():
    lab = Lab(a_line(), lambda n: iter([n]), say=fail, n=integer(0, 0, 1)).settle()
    assert lab.words == "n 0 · 0 · the remark failed: ValueError: no"
    lab.say = None
    lab.painter.sharp = fail
    lab.set(n=1)
    assert "n 1 · 1 · the drawing failed: ValueError: no" in lab.panel.status.value
    del lab.painter.sharp
    lab.set(n=0)
    assert lab.words == "n 0 · 0"


def test_a_control_that_is_none_is_refused():
    with pytest.raises(TypeError, match=r"lr must be a control, like log\(0.1, 0.01, 1\), not 0.1"):
        Lab(a_line(), lambda lr: iter([lr]), lr=0.1)


# What a notebook keeps


def test_the_saved_output_is_a_picture_stable_words_and_a_live_view():
    first, again = (on_the_valley()._repr_mimebundle_() for _ in range(2))
    for data, width in (first, again):
        assert set(data) == {"text/plain", "image/png", WIDGET}
        assert data["image/png"].startswith(b"\x89PNG")
        assert width == {"image/png": {"width": 900}}
    assert first[0]["image/png"] == again[0]["image/png"]
    assert (
        first[0]["text/plain"]
        == again[0]["text/plain"]
        == (
            "Live lab. Descent on the valley. lr 0.4 · step 100 · loss 0.0006973. "
            "Run the cell to play with it."
        )
    )


# Points


@pytest.mark.parametrize("make", [plots.descent, plots.slope])
def test_a_pad_covers_its_window_on_the_first_panel(make):
    picture = make(replace(valley, window=((-4.0, 4.0), (-3.0, 3.0))))
    lab = Lab(
        picture,
        lambda start: descend(SGD(0.4), valley, start, steps=5),
        start=point((-2.0, 2.0), ((-2.0, 4.0), (0.0, 3.0))),
    ).settle()
    left, top, width, height = lab.controls["start"].widget.place
    fig = picture.fig
    size, pixels = fig.bbox.size, fig.axes[0].transData.transform
    assert size * [left, 1 - top - height] == pytest.approx(pixels((-2.0, 0.0)))
    assert size * [left + width, 1 - top] == pytest.approx(pixels((4.0, 3.0)))


def test_a_point_that_moves_starts_another_run_and_stands_in_words_and_code():
    lab = Lab(
        plots.descent(valley),
        lambda start: descend(SGD(0.4), valley, start, steps=5),
        code="descend(SGD(0.4), valley, {start}, steps=5)",
        start=point((-7.0, 2.0), valley.window),
    ).settle()
    lab.controls["start"].widget.index += 1  # as the page does
    assert lab.run.records[0][0].theta.tolist() == [-7.0, 2.1]
    assert lab.words.startswith("start (-7.0, 2.1) · step 5")
    assert "valley, (-7.0, 2.1), steps=5)" in lab.panel.line.value


def test_only_what_is_no_pad_stands_in_the_row_of_sliders():
    lab = Lab(
        plots.descent(valley),
        lambda start, lr: descend(SGD(lr), valley, start),
        start=point((-7.0, 2.0), valley.window),
        lr=slider([0.1, 0.2], 0.1),
    )
    row, picture, *_ = lab.panel.box.children
    assert row.children == (lab.controls["lr"].widget,)
    assert picture.children == (lab.panel.image, lab.controls["start"].widget)
