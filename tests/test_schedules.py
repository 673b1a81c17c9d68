import numpy as np
import pytest

from helpers import schedules

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


def test_a_warm_up_that_never_ends_is_refused():
    with pytest.raises(ValueError, match=r"warmup must be in \[0, steps\), but is 10 of 10"):
        schedules.cosine(0.1, steps=10, warmup=10)
