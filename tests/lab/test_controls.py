import pytest

from helpers.lab import Lab
from helpers.lab.controls import (
    beta,
    choice,
    integer,
    linear,
    log,
    point,
    seed,
    slider,
    switch,
)
from helpers.optimizers import SGD, Adam
from tests.labs import a_line

SQUARE = ((-1.0, 1.0), (0.0, 2.0))
CONTROLS = {
    "log": (lambda: log(0.123, 0.001, 2.5, limit=1.0), (0.001, 2.5), 0.123),
    "log at one point": (lambda: log(3, 3, 3), (3, 3), 3),
    "beta": (lambda: beta(0.9), (0.0, 0.999), 0.9),
    "beta near one": (lambda: beta(0.99, high=0.99995), (0.0, 0.99995), 0.99),
    "beta at zero": (lambda: beta(0.0, high=0.0), (0.0, 0.0), 0.0),
    "linear": (lambda: linear(0.33, 0, 1, 0.1), (0, 1), 0.33),
    "linear with a step that does not fit": (lambda: linear(0.6, 0, 1, 0.6), (0, 1), 0.6),
    "point": (lambda: point((0.5, 1.0), SQUARE, 0.5), ((-1.0, 0.0), (1.0, 2.0)), (0.5, 1.0)),
    "point off the grid": (lambda: point((0.3, 2), SQUARE, 1), ((-1, 0), (1, 2)), (0.3, 2)),
    "integer": (lambda: integer(3, -1, 7), (-1, 7), 3),
    "seed": (seed, (0, 49), 0),
    "slider": (lambda: slider(["a", "b"], "b"), ("a", "b"), "b"),
    "choice": (lambda: choice([SGD, Adam, None], Adam), (SGD, None), Adam),
    "switch": (lambda: switch(True), (False, True), True),
}
every_control = pytest.mark.parametrize(
    ("make", "ends", "default"), CONTROLS.values(), ids=CONTROLS
)


@every_control
def test_a_control_starts_at_its_default_and_reaches_its_ends_and_all_between(make, ends, default):
    control = make()
    assert control.value == default
    assert control.ends == ends
    assert len(set(control.options)) == len(control.options)
    for option in control.options:
        control.value = option
        assert control.value == option


@every_control
def test_a_control_takes_its_name_as_label_unless_it_has_one(make, ends, default):
    control = make()
    Lab(a_line(), lambda **values: iter([0]), named=control)
    assert control.label == control.widget.description == "named"
    control.label = "β"
    Lab(a_line(), lambda **values: iter([0]), named=control)
    assert control.widget.description == "β"


def test_numbers_are_in_order_and_have_distinct_words():
    for make, ends, _ in CONTROLS.values():
        control = make()
        if isinstance(ends[0], float):
            assert control.options == sorted(control.options)
            assert len(set(control.widget.stops)) == len(control.options)


def test_a_limit_is_a_marked_stop():
    control = log(0.4, 0.01, 1.2, limit=0.987)
    assert control.widget.stops[control.widget.limit] == "0.987"
    assert log(0.4, 0.01, 1.2).widget.limit == -1


def test_a_point_has_stops_with_names_for_both_of_its_coordinates():
    pad = point((0.5, 1.0), SQUARE, 0.5).widget
    assert pad.stops == [["-1", "-0.5", "0", "0.5", "1"], ["0", "0.5", "1", "1.5", "2"]]
    assert pad.window == [[-1.0, 1.0], [0.0, 2.0]]
    assert divmod(pad.index, 5) == (3, 2)


def test_a_control_through_decades_has_the_stops_that_are_asked_for():
    assert {0.1234, 0.567} <= {*log(0.4, 0.01, 1.2, also=[0.1234, 0.567]).options}
    assert {0.5, 0.98} <= {*beta(0.9, also=[0.5, 0.98]).options}
    assert beta(0.9, high=0.95, also=[0.98]).ends == (0, 0.95)


def test_a_value_that_is_no_stop_is_refused():
    control = log(0.4, 0.01, 1.2)
    with pytest.raises(ValueError, match="is not in list"):
        control.value = 7
    assert control.value == 0.4


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: log(0.1, 1, 0.01), "needs low ≤ value ≤ high, but got 1, 0.1, 0.01"),
        (lambda: log(5, 0.1, 1), "needs low ≤ value ≤ high, but got 0.1, 5, 1"),
        (lambda: log(0.1, 0, 1), "low end of this control must be above 0, but is 0"),
        (
            lambda: log(0.1, 0.01, 1, limit=3),
            "limit must be a stop from 0.01 to 1.0, not 3",
        ),
        (lambda: beta(0.9, high=1), "averaging factor must be below 1, but is 1"),
        (lambda: beta(-0.1), "needs low ≤ value ≤ high, but got 0, -0.1, 0.999"),
        (lambda: linear(2, 3, 1, 0.1), "needs low ≤ value ≤ high, but got 3, 2, 1"),
        (lambda: linear(2, 1, 3, 0), "step of a slider must be above 0, but is 0"),
        (lambda: point((2, 1), SQUARE), "needs low ≤ value ≤ high, but got -1.0, 2, 1.0"),
        (lambda: point((0, 1), SQUARE, 0), "step of a slider must be above 0, but is 0"),
        (lambda: integer(2, 3, 1), "needs low ≤ value ≤ high, but got 3, 2, 1"),
        (lambda: seed(50), "needs low ≤ value ≤ high, but got 0, 50, 49"),
        (lambda: choice(["a"], "b"), r"must start at one of \['a'\], but starts at 'b'"),
        (lambda: slider([], 1), r"must start at one of \[\], but starts at 1"),
    ],
)
def test_a_control_in_disorder_is_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()
