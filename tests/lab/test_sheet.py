import pytest

from helpers.experiments.sketches import EIGHT, SEVEN
from helpers.lab import Lab, sketch
from tests.labs import a_line


def test_what_is_drawn_is_the_value_and_the_words_only_count_it():
    control = sketch()
    assert control.value == ""
    assert f"{control.value}" == "none"
    control.widget.drawn = SEVEN
    assert control.value == SEVEN
    assert f"{control.value}" == "of 68 cells"
    assert f"{control.value!r}" == repr(SEVEN)


def test_a_drawing_can_be_set_and_its_options_are_examples():
    control = sketch(SEVEN)
    assert control.options == ["", SEVEN, EIGHT] or control.options == [SEVEN, "", EIGHT]
    for option in control.options:
        control.value = option
        assert control.value == option
        assert control.widget.drawn == option


def test_what_is_no_drawing_is_refused_and_the_sheet_stays():
    control = sketch(SEVEN)
    with pytest.raises(ValueError, match="a drawing must be 196 hexadecimal digits"):
        control.value = "a seven"
    assert control.value == SEVEN
    with pytest.raises(ValueError, match="a drawing must be"):
        sketch("7")


def test_a_lab_runs_with_what_is_drawn():
    lab = Lab(a_line(), lambda drawn: iter([len(drawn)]), code="f({drawn!r})", drawn=sketch())
    assert lab.words == "drawn none · 0"
    lab.controls["drawn"].widget.drawn = SEVEN
    assert lab.words == "drawn of 68 cells · 196"
    assert f"f(&#x27;{SEVEN}&#x27;)" in lab.panel.line.value
