import asyncio
import itertools
import time

import nbformat
import numpy as np
import pytest

from helpers import live, plots, runs
from helpers.controls import integer, slider
from helpers.live import Lab
from helpers.optimizers import SGD, Adam, Momentum
from helpers.picture import SHARP
from helpers.surfaces import valley
from helpers.training import descend
from tests.labs import OURS, a_line, blank, forever, in_notebooks, made_by, on_the_valley, race
from tests.refresh import WIDGET

LABS = [pytest.param(make, id=name) for name, make in OURS.items()]
LABS += [
    pytest.param(lambda book=book, i=i: made_by(book)[i], id=f"{book.stem} lab {i + 1}")
    for book, i in in_notebooks()
]
every_lab = pytest.mark.parametrize("make", LABS)


def move(lab, **values):
    """Move controls as a learner does."""
    for name, value in values.items():
        lab.controls[name].value = value


def put(lab, **values):
    """Move controls, and begin the run of where they are at last."""
    lab._then = lambda frames, going=False: frames.close()
    move(lab, **values)
    del lab._then
    return lab


def at_random(lab, rng):
    return {name: c.options[rng.choice(len(c.options))] for name, c in lab.controls.items()}


# Frames


def assert_frames_are_full_redraws(lab):
    for scale in (1, SHARP):
        assert np.array_equal(lab.painter.pixels(scale), lab.picture.pixels(scale))


@every_lab
def test_a_frame_equals_a_full_redraw(make):
    lab, first = make().settle(), make().values
    assert_frames_are_full_redraws(lab)
    lab.pin()
    put(lab, **at_random(lab, np.random.default_rng(0))).settle()
    assert_frames_are_full_redraws(lab)
    lab.unpin()
    put(lab, **first)


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


def ends_alone_and_in_pairs(lab):
    ends = [[(name, end) for end in control.ends] for name, control in lab.controls.items()]
    singles = [{name: end} for name, end in itertools.chain(*ends)]
    pairs = [
        dict(pair) for a, b in itertools.combinations(ends, 2) for pair in itertools.product(a, b)
    ]
    return singles + pairs


@every_lab
def test_no_setting_breaks_a_lab(make, request):
    lab, rng = make(), np.random.default_rng(1)
    first = lab.values
    count = 300 if request.config.getoption("--long-fuzz") else 10
    settings = [first, *ends_alone_and_in_pairs(lab), *(at_random(lab, rng) for _ in range(count))]
    for values in settings:
        put(lab, **first | values)
        lab.run.advance(1.0 / len(settings))
        lab._frame()
        assert lab.run.trouble == "", values
        assert lab.words, values
        assert not blank(lab.painter.pixels()), values
    put(lab, **first)


def test_the_labs_of_a_notebook_are_found_and_made(tmp_path):
    cells = [
        "from helpers import plots\nfrom helpers.controls import log\nfrom helpers.live import Lab",
        "from helpers.optimizers import SGD\nfrom helpers.surfaces import valley",
        "from helpers.training import descend\n# Lab( in a comment is none",
        "import warnings\nwarnings.warn('kernels only print this')",
        "lr = log(0.1, 0.01, 1)\n"
        "Lab(plots.descent(valley), lambda lr: descend(SGD(lr), valley, valley.start), lr=lr)",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(book, tmp_path / "99_a_lesson.ipynb")
    assert in_notebooks(tmp_path) == [(tmp_path / "99_a_lesson.ipynb", 0)]
    [lab] = made_by(tmp_path / "99_a_lesson.ipynb")
    assert lab.values == {"lr": 0.1}
    assert lab.run.ended


def test_every_lab_of_every_notebook_is_found():
    for book, in_book in itertools.groupby(in_notebooks(), key=lambda found: found[0]):
        assert len(made_by(book)) == len([*in_book])


# One run at a time, and a free loop


def slow(records=200, seconds=0.005):
    """A lab whose run takes its time: a record is a number that grows."""

    def run(n):
        for t in range(records):
            time.sleep(seconds)
            yield n + t

    return Lab(a_line(), run, n=integer(0, 0, 1000))


def counting_frames(lab):
    """What was on show each time that the lab painted."""
    shown, paint = [], lab._paint
    lab._paint = lambda frame: (shown.append(lab.words), paint(frame))
    return shown


async def the_end_of(*labs):
    await asyncio.wait_for(asyncio.gather(*(lab.task for lab in labs)), timeout=60)


def test_a_storm_of_changes_ends_at_the_last_value_with_one_task_and_few_frames():
    async def storm():
        lab = slow(records=20, seconds=0.001)
        shown = counting_frames(lab)
        for n in range(1, 501):
            lab.controls["n"].value = n
            if n % 10 == 0:
                await asyncio.sleep(0)
                alive = asyncio.all_tasks() - {asyncio.current_task()}
                assert len(alive) <= 2  # one of them has been cancelled and has yet to end
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task(), lab.task}
        await the_end_of(lab)
        return lab, shown

    lab, shown = asyncio.run(storm())
    assert lab.words == shown[-1] == "n 500 · 519"
    assert lab.run.ended
    assert len(shown) < 80


def test_a_run_that_a_change_replaces_is_never_shown_again():
    async def change():
        lab = slow()
        move(lab, n=1)
        await asyncio.sleep(0.2)
        assert not lab.run.ended
        shown = counting_frames(lab)
        move(lab, n=2)
        await the_end_of(lab)
        return shown

    assert all(words.startswith("n 2 · ") for words in asyncio.run(change()))


def test_two_labs_run_side_by_side():
    async def both():
        labs = slow(), slow()
        order = []
        for lab in labs:
            lab._paint = lambda frame, lab=lab: order.append(lab)
            move(lab, n=7)
        await the_end_of(*labs)
        return labs, order

    labs, order = asyncio.run(both())
    assert [lab.words for lab in labs] == ["n 7 · 206"] * 2
    turns = [lab for lab, _ in itertools.groupby(order)]
    assert len(turns) > 10


def test_a_change_that_arrives_in_another_thread_runs_on_the_loop_that_made_the_lab():
    async def change(lab):
        move(lab, n=1)

    async def both():
        lab = slow()
        await asyncio.to_thread(asyncio.run, change(lab))
        await asyncio.sleep(0)
        assert lab.task.get_loop() is asyncio.get_running_loop()
        await the_end_of(lab)
        return lab

    assert asyncio.run(both()).words == "n 1 · 200"


def test_the_loop_stays_free_while_a_long_run_streams():
    async def watch():
        lab, waits = slow(), []
        move(lab, n=1)
        while not lab.task.done():
            start = time.perf_counter()
            await asyncio.sleep(0)
            waits.append(time.perf_counter() - start)
        return waits

    waits = asyncio.run(watch())
    assert len(waits) > 10
    assert np.median(waits) < 0.2
    assert max(waits) < 2


# Buttons


def words_on(lab):
    return lab.buttons["play"].description


def test_play_shows_one_record_after_the_other_and_pause_stops_it():
    async def play():
        lab = slow(seconds=0)
        lab.pace = 100
        shown = counting_frames(lab)
        lab.buttons["play"].click()
        while len(shown) < 5:
            await asyncio.sleep(0.01)
        assert lab.playing
        assert words_on(lab) == "Pause"
        lab.buttons["play"].click()
        assert not lab.playing
        await asyncio.sleep(0)
        assert words_on(lab) == "Play"
        stands = len(lab.run.records[0])
        assert shown[:4] == [f"n 0 · {t}" for t in range(1, 5)]
        await the_end_of(lab)
        assert len(lab.run.records[0]) == stands
        lab.buttons["play"].click()  # and on
        await asyncio.sleep(0.1)
        assert len(lab.run.records[0]) > stands
        lab.buttons["play"].click()
        lab.buttons["play"].click()
        assert lab.playing

    asyncio.run(play())


def test_play_after_the_end_starts_again():
    async def play():
        lab = slow(records=5, seconds=0).settle()
        assert lab.words == "n 0 · 4"
        lab.pace = 100
        lab.play()
        assert lab.words == "n 0 · 0"
        await the_end_of(lab)
        assert lab.words == "n 0 · 4"
        assert words_on(lab) == "Play"

    asyncio.run(play())


def test_step_goes_one_record_on_and_reset_goes_back():
    async def step():
        lab = slow(records=3, seconds=0)
        words = [lab.words]
        for button in ("step", "step", "step", "step", "step", "reset"):
            lab.buttons[button].click()
            await asyncio.sleep(0)
            assert words_on(lab) == "Play"
            words.append(lab.words)
        return words

    assert asyncio.run(step()) == [f"n 0 · {t}" for t in (0, 1, 2, 2, 0, 1, 0)]


def test_without_a_loop_a_change_is_shown_to_its_end_at_once():
    lab = slow(records=5, seconds=0)
    move(lab, n=3)
    assert lab.words == "n 3 · 7"
    assert lab.image.source.startswith("data:image/png")


def test_pin_leaves_a_ghost_and_its_words_and_unpin_lets_them_go():
    lab = slow(records=5, seconds=0).settle()
    before = lab.painter.pixels()
    lab.buttons["pin"].click()
    assert len(lab.picture.ghosts) == 1
    assert "<br>pinned: n 0 · 4</div>" in lab.status.value
    move(lab, n=500)
    moved = lab.painter.pixels()
    lab.buttons["unpin"].click()
    assert "pinned" not in lab.status.value
    assert not np.array_equal(lab.painter.pixels(), moved)
    move(lab, n=0)
    assert np.array_equal(lab.painter.pixels(), before)


def test_the_line_of_code_has_the_values_of_now():
    lab = on_the_valley()
    move(lab, lr=1.0)
    assert ">descend(SGD(1.0), valley, valley.start)</code>" in lab.line.value


# Whatever goes wrong


def hangs(n):
    if n:
        forever()
    yield n


def hangs_later(n):
    yield n
    if n:
        forever()


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


def is_interrupted(n):
    yield n
    if n:
        raise KeyboardInterrupt


def is_no_run(n):
    return n if n else iter([n])


HUNG = "n 1 · {}stopped: a step of this run took more than 0.2 s"
NOTHING = "n 1 · this run yields no records, so there is nothing to show"
WRONG = [
    (hangs, HUNG.format("")),
    (hangs_later, HUNG.format("1 · ")),
    (raises_at_once, "n 1 · stopped: ValueError: no such run"),
    (raises_midway, "n 1 · 1 · stopped: ZeroDivisionError: oh"),
    (yields_nothing, NOTHING),
    (one_of_two_yields_nothing, NOTHING),
    (is_interrupted, "n 1 · 1 · interrupted"),
    (is_no_run, "n 1 · stopped: TypeError: 'int' object is not iterable"),
]


@pytest.mark.parametrize(("run", "sentence"), WRONG, ids=[run.__name__ for run, _ in WRONG])
@pytest.mark.parametrize("watched", [True, False], ids=["in a loop", "alone"])
def test_a_run_that_goes_wrong_says_so_and_the_lab_goes_on(run, sentence, watched, monkeypatch):
    monkeypatch.setattr(runs, "PATIENCE", 0.2)
    lab = Lab(a_line(), run, n=integer(0, 0, 5)).settle()

    async def go_wrong_and_back():
        move(lab, n=1)
        await asyncio.sleep(0) if not lab.task else await the_end_of(lab)
        assert lab.words == sentence
        assert f">{sentence}</div>" in lab.status.value.replace("&#x27;", "'")
        move(lab, n=0)
        await the_end_of(lab)
        assert lab.run.trouble == ""

    if watched:
        asyncio.run(go_wrong_and_back())
    start = time.perf_counter()
    move(lab, n=1)
    assert lab.words == sentence
    assert time.perf_counter() - start < 3
    move(lab, n=0)
    assert lab.run.trouble == ""


def test_a_run_without_records_shows_no_curve_of_another_one():
    lab = Lab(a_line(), yields_nothing, n=integer(1, 0, 1))
    empty = lab.painter.pixels()
    lab = Lab(a_line(), lambda n: iter([300, 900] if n else []), n=integer(1, 0, 1)).settle()
    assert not np.array_equal(lab.painter.pixels(), empty)
    move(lab, n=0)
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
    move(lab, n=1)
    assert "n 1 · 1 · the drawing failed: ValueError: no" in lab.status.value
    del lab.painter.sharp
    move(lab, n=0)
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


class Kernel:
    """What a lab asks of IPython: which cell runs, and for the how manieth time."""

    def __init__(self):
        self.execution_count, self.parent_header = 0, {}

    def run(self, cell, *labs):
        self.execution_count += 1
        self.parent_header = {"metadata": {"cellId": cell}}
        for lab in labs:
            lab._repr_mimebundle_()


@pytest.fixture
def kernel(monkeypatch):
    kernel = Kernel()
    monkeypatch.setattr(live, "get_ipython", lambda: kernel)
    monkeypatch.setattr(Lab, "shown", {})
    return kernel


def is_open(lab):
    parts = lab.box, lab.image, lab.status, lab.controls["n"].widget, lab.buttons["play"]
    [state] = {part.comm is not None for part in parts}
    return state


def a_lab():
    return slow(records=2, seconds=0)


def test_a_cell_that_runs_again_closes_the_labs_it_showed_before(kernel):
    first, second, elsewhere, again = (a_lab() for _ in range(4))
    kernel.run("a", first, second)
    kernel.run("b", elsewhere)
    assert all(map(is_open, (first, second, elsewhere)))
    kernel.run("a", again)
    assert [is_open(lab) for lab in (first, second, elsewhere, again)] == [0, 0, 1, 1]


def test_a_lab_that_a_cell_shows_again_stays_open(kernel):
    lab = a_lab()
    kernel.run("a", lab)
    kernel.run("a", lab, lab)
    assert is_open(lab)
    kernel.run("a")
    kernel.run("a", a_lab())
    assert not is_open(lab)


def test_a_lab_that_is_closed_while_it_runs_stops():
    async def close():
        lab = slow()
        move(lab, n=1)
        await asyncio.sleep(0.05)
        lab.close()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert not lab.run.ended

    asyncio.run(close())
