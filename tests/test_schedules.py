import numpy as np
import pytest

from helpers import schedules
from tests import reference

MADE = {
    "constant": schedules.constant(0.1),
    "inverse_time": schedules.inverse_time(0.1, decay=1.0, per=10),
    "exponential": schedules.exponential(0.1, rate=0.95, per=10),
    "inverse_sqrt": schedules.inverse_sqrt(0.1),
    "staircase": schedules.staircase(schedules.exponential(0.1, 0.5, per=10), per=10),
    "cosine": schedules.cosine(0.1, steps=100),
}


@pytest.mark.parametrize("schedule", MADE.values(), ids=MADE)
def test_a_schedule_starts_at_its_rate_never_rises_and_takes_arrays(schedule):
    rates = schedule(np.arange(100))
    assert rates[0] == pytest.approx(0.1)
    assert (np.diff(rates) <= 0).all()
    assert [schedule(t) for t in range(100)] == pytest.approx(rates)


def test_the_formulas_hold_where_they_are_easy_to_see():
    assert MADE["constant"](99) == 0.1
    assert MADE["inverse_time"](10) == pytest.approx(0.05)
    assert MADE["exponential"](20) == pytest.approx(0.1 * 0.95**2)
    assert MADE["inverse_sqrt"](3) == pytest.approx(0.05)
    assert MADE["staircase"](np.array([9, 10, 19, 20])) == pytest.approx([0.1, 0.05, 0.05, 0.025])
    assert MADE["cosine"](50) == pytest.approx(0.05)
    assert MADE["cosine"](np.array([100, 150])) == pytest.approx([0, 0])


def test_cosine_warms_up_in_equal_steps():
    warm = schedules.cosine(0.1, steps=110, warmup=10)
    assert warm(np.arange(10)) == pytest.approx(np.arange(1, 11) / 100)
    assert warm(np.array([10, 60, 110])) == pytest.approx([0.1, 0.05, 0])


@pytest.mark.parametrize("run", reference.load("companions")["one_cycle"])
def test_one_cycle_agrees_with_pytorch(run):
    schedule = schedules.one_cycle(**run["hyperparameters"])
    rates = schedule(np.arange(len(run["rates"])))
    np.testing.assert_allclose(rates, run["rates"], rtol=1e-12)


def test_one_cycle_goes_up_then_down_and_then_stays():
    rates = schedules.one_cycle(0.1, steps=100)(np.arange(200))
    assert rates[0] == pytest.approx(0.1 / 25)
    assert rates.argmax() == 29
    assert rates.max() == pytest.approx(0.1)
    assert (np.diff(rates[:30]) > 0).all()
    assert (np.diff(rates[29:100]) < 0).all()
    np.testing.assert_allclose(rates[99:], 0.1 / 25 / 1e4, rtol=1e-9)


@pytest.mark.parametrize("schedule", MADE.values(), ids=MADE)
def test_steps_of_any_kind_of_number_give_the_rates_of_their_floats(schedule):
    rates = schedule(np.arange(200.0))
    assert (schedule(np.arange(200, dtype=np.uint8)) == rates).all()
    assert (schedule(range(200)) == rates).all()
    assert schedule(np.int8(100)) == rates[100]
    assert schedule([]).shape == (0,)


@pytest.mark.parametrize("schedule", MADE.values(), ids=MADE)
def test_a_schedule_has_no_rate_before_its_first_step_and_none_for_what_is_no_number(schedule):
    for t in (-1, [0, -1], np.nan):
        with pytest.raises(
            ValueError, match=r"^a schedule begins at t = 0, but t holds NaN or a n"
        ):
            schedule(t)
    for t in (None, "1", 1j):
        with pytest.raises(TypeError, match=r"^t must hold real numbers, but is "):
            schedule(t)


def test_rates_beyond_all_floats_are_zero_or_infinite_without_a_warning():
    assert schedules.exponential(0.1, rate=10)(400) == np.inf
    assert schedules.inverse_time(0.1, decay=1e300, per=1e-10)(9) == 0


NO_WAY = r"^one_cycle: there is no way up and down with up ="
UP, POSITIVE = "0 or above, and finite, but is", "above 0, and finite, but is"
OUT_OF_RANGE = [
    (lambda: schedules.constant(-0.1), f"lr must be {UP} -0.1"),
    (lambda: schedules.constant(np.nan), f"lr must be {UP} nan"),
    (lambda: schedules.inverse_time(0.1, -1), f"decay must be {UP} -1"),
    (lambda: schedules.inverse_time(0.1, 1, per=0), f"per must be {POSITIVE} 0"),
    (lambda: schedules.exponential(0.1, 0), f"rate must be {POSITIVE} 0"),
    (lambda: schedules.exponential(0.1, per=0), f"per must be {POSITIVE} 0"),
    (lambda: schedules.inverse_sqrt(0.1, per=-2), f"per must be {POSITIVE} -2"),
    (lambda: schedules.staircase(MADE["constant"], per=0), f"per must be {POSITIVE} 0"),
    (lambda: schedules.cosine(0.1, -5), "steps must be at least 0, but is -5"),
    (lambda: schedules.cosine(0.1, 9.5), "steps must be a whole number, but is 9.5"),
    (lambda: schedules.cosine(0.1, 5, -1), "warmup must be at least 0, but is -1"),
    (lambda: schedules.cosine(0.1, 0), r"warmup must be in \[0, steps\), but is 0 of 0"),
    (lambda: schedules.one_cycle(0.1, 3), rf"{NO_WAY} 0\.3 of 3 steps$"),
    (lambda: schedules.one_cycle(0.1, 10, up=1), rf"{NO_WAY} 1\.0 of 10 steps$"),
    (lambda: schedules.one_cycle(0.1, 10, start=0), f"start must be {POSITIVE} 0"),
    (lambda: schedules.cosine(0.1, 10, 10), r"warmup must be in \[0, steps\), but is 10 of 10"),
]


@pytest.mark.parametrize(("make", "sentence"), OUT_OF_RANGE, ids=[s for _, s in OUT_OF_RANGE])
def test_a_schedule_out_of_range_is_refused_when_it_is_made(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: schedules.constant("0.1"), "lr must be a number, but is '0.1'"),
        (lambda: schedules.exponential(0.1, True), "rate must be a number, but is True"),
        (lambda: schedules.cosine(0.1, "10"), "steps must be a whole number, but is '10'"),
        (lambda: schedules.staircase(0.1, 10), "schedule must be a function of the step t, but is"),
    ],
    ids=["lr", "rate", "steps", "schedule"],
)
def test_a_schedule_made_of_no_numbers_is_refused(make, sentence):
    with pytest.raises(TypeError, match=sentence):
        make()
