import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import plots
from helpers.experiments.sketches import SEVEN
from helpers.lab import Lab, sketch
from helpers.lab.controls import beta, choice, integer, linear, log, point, seed, slider, switch
from helpers.lab.state import LONGEST, MOST, read, write
from helpers.optimizers import SGD
from helpers.surfaces import valley
from helpers.training import descend
from tests.labs import a_line, assert_state_is_read_again, on_page, quick

CONTROLS = {
    "lr": log(0.4, 0.01, 1.2),
    "beta": beta(0.9),
    "angle": linear(45, 0, 90, 5),
    "start": point((-7.0, 2.0), ((-8.0, 8.0), (-3.0, 3.0)), step=0.5),
    "units": integer(10, 1, 20),
    "seed": seed(),
    "every": slider([0.5, 1, 2], 1),
    "surface": choice(["the valley", "a = b & 50%", "(lr·g)²", "+"], "the valley"),
    "on": switch(False),
    "drawn": sketch(),
}
FIRST = {name: control.value for name, control in CONTROLS.items()}
OLD = {  # texts as they were sent, and what they must mean for ever
    "lr=0.44": {"lr": 0.44},
    "lr=0.44&beta=0.9&start=-1.5,2": {"lr": 0.44, "beta": 0.9, "start": (-1.5, 2.0)},
    "lr=0.4&pin&lr=0.1&pin&lr=1.1&start=0,0": {},
    "": {},
    " &lr = 0.44& ": {"lr": 0.44},
    "lr=0.443": {"lr": 0.44},
    "lr=7": {"lr": 1.2},
    "lr=-1e300": {"lr": 0.01},
    "units=3.4": {"units": 3},
    "seed=1000": {"seed": 49},
    "start=-1.712,100": {"start": (-1.5, 3.0)},
    "start=−1.5, 2": {"start": (-1.5, 2.0)},
    "surface=the valley": {},
    "surface=The%20Valley": {},
    "surface=a = b %26 50%25": {"surface": "a = b & 50%"},
    "surface=(lr·g)²": {"surface": "(lr·g)²"},
    "surface=+": {"surface": "+"},
    "on=True": {"on": True},
    "on=true": {"on": True},
    f"drawn={SEVEN}": {"drawn": SEVEN},
}
WRONG = {
    "hello": "a state is made of name=value, but holds 'hello'",
    "momentum=0.9": "this lab has no control 'momentum', but lr, beta, angle, start",
    "lr=fast": "lr: a number must stand here, not 'fast'",
    "lr=nan": "lr: a number must stand here, not 'nan'",
    "lr=1e999": "lr: a number must stand here, not '1e999'",
    "lr=": "lr: a number must stand here, not ''",
    "lr=0.1,0.2": "lr: a number must stand here, not '0.1,0.2'",
    "start=1": "start: 2 numbers with commas between them must stand here, not '1'",
    "start=1,x": "start: 2 numbers with commas between them must stand here, not '1,x'",
    "surface=a hill": "surface: one of the valley, a = b & 50%, (lr·g)², + must stand here",
    "on=1": "on: one of False, True must stand here, not '1'",
    "drawn=7": "drawn: a drawing must be 196 hexadecimal digits, but is '7'",
    "lr=0.1&lr=0.2": "lr stands twice in this state",
    "lr=0.1&pin&lr=x": "lr: a number must stand here, not 'x'",
    "lr=0.1" + "&pin" * (MOST + 1): f"a state has {MOST} pins at most, but this has {MOST + 1}",
    "x" * (LONGEST + 1): "a state has 10,000 letters at most, but this has 10,001",
}


@given(st.data())
def test_what_is_written_is_read_again(data):
    assert_state_is_read_again(data, CONTROLS)


def test_a_state_is_short_and_names_all_controls_and_of_a_pin_what_was_different():
    controls = {name: CONTROLS[name] for name in ("lr", "start", "surface")}
    now = {"lr": 0.44, "start": (-1.5, 2.0), "surface": "the valley"}
    text = write(controls, now, [now | {"lr": 0.1}, now])
    assert text == "lr=0.44&start=-1.5,2&surface=the valley&pin&lr=0.1&pin"


@pytest.mark.parametrize(("text", "meant"), OLD.items())
def test_an_old_state_means_what_it_meant(text, meant):
    now, _ = read(text, CONTROLS, FIRST)
    assert now == FIRST | meant


def test_the_pins_of_an_old_state_are_what_it_says_now_but_for_what_was_different():
    _, pins = read("lr=0.4&beta=0.901&pin&lr=0.1&pin&lr=1.1&start=0,0", CONTROLS, FIRST)
    assert pins == [
        FIRST | {"beta": 0.9, "lr": 0.1},
        FIRST | {"beta": 0.9, "lr": 1.1, "start": (0.0, 0.0)},
    ]


def test_a_state_means_the_same_after_a_default_has_changed():
    text = write(CONTROLS, FIRST, [])
    assert read(text, CONTROLS, FIRST | {"lr": 1.0, "on": True})[0] == FIRST


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=lambda text: text[:30])
def test_what_is_no_state_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read(text, CONTROLS, FIRST)


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError, match="a state must be a text, not 5"):
        read(5, CONTROLS, FIRST)


# In a lab


def rolling(**more):
    return Lab(
        plots.descent(valley, steps=20),
        lambda lr, start: descend(SGD(lr), valley, start, steps=20),
        lr=log(0.4, 0.01, 1.2),
        start=point((-7.0, 2.0), valley.window),
        **more,
    )


def test_a_lab_with_a_state_looks_like_the_lab_that_wrote_it():
    lab = rolling().set(lr=0.1).settle()
    lab.pin()
    lab.set(lr=0.95, start=(-7.0, -1.5)).settle().pin()
    lab.set(lr=0.51).settle()
    assert lab.state == "lr=0.51&start=-7,-1.5&pin&lr=0.1&start=-7,2&pin&lr=0.95"
    other = rolling(state=lab.state).settle()
    assert (other.state, other.panel.status.value) == (lab.state, lab.panel.status.value)
    assert (on_page(other) == on_page(lab)).all()
    assert len(other.picture.ghosts) == len(lab.picture.ghosts) > 0


def test_a_lab_is_restored_whatever_it_was_and_its_pins_are_those_of_the_state():
    lab, begin = rolling(), rolling().settle()
    lab.set(lr=1.1).settle().pin()
    assert lab.restore("").settle().state == begin.state
    assert (on_page(lab) == on_page(begin)).all()


@pytest.mark.parametrize("wrong", ["hello", "lr=x", "beta=0.9", "x" * 10**6, None, 5])
def test_a_wrong_state_is_said_in_words_and_the_lab_stays(wrong):
    lab = rolling().set(lr=1.1).settle()
    lab.pin()
    before, words, state = on_page(lab), lab.words, lab.state
    lab.restore(wrong)
    assert lab.words.startswith(f"{words} · not restored: ")
    assert "not restored: " in lab.panel.status.value
    assert lab.state == lab.panel.field.state == state
    assert (on_page(lab) == before).all()
    assert lab.set(lr=0.51).settle().words.startswith("lr 0.51")
    assert "not restored" not in lab.words


def test_a_lab_that_begins_with_a_wrong_state_begins_as_without_and_says_so():
    lab = rolling(state="lr=0.44&momentum=0.9").settle()
    assert lab.state == rolling().state
    told = "not restored: this lab has no control 'momentum', but lr, start"
    assert lab.words.endswith(told)
    assert told in repr(lab)


def test_the_field_takes_a_state_and_shows_the_one_of_the_picture_at_rest():
    lab = quick().settle()
    assert lab.panel.field.state == "n=0"
    lab.panel.field._handle_custom_msg({"entered": "n=7"}, [])  # as the page does
    assert lab.words == "n 7 · 11"
    assert lab.panel.field.state == "n=7"


def test_the_field_rests_while_the_picture_moves():
    lab, changes = quick().settle(), []
    lab.panel.field.observe(changes.append, "state")
    lab.board.held = True
    lab.controls["n"].value = 3
    lab.start()
    lab.show()
    assert changes == []
    lab.show(sharp=True)
    assert [change.new for change in changes] == ["n=3"]


def test_a_drawing_is_part_of_a_state():
    def make(**more):
        return Lab(a_line(), lambda drawn: iter([len(drawn)]), drawn=sketch(), **more)

    lab = make()
    lab.controls["drawn"].value = SEVEN
    assert make(state=lab.state).values == {"drawn": SEVEN}
