import numpy as np
import pytest

from helpers.sampling import choice, draw, integer, log_uniform, one_minus, uniform


def sample(sampler, count=4000):
    rng = np.random.default_rng(0)
    return np.array([sampler(rng) for _ in range(count)])


def test_uniform_gives_equal_halves_equal_chances():
    drawn = sample(uniform(-1, 3))
    assert -1 <= drawn.min() < -0.99
    assert 2.99 < drawn.max() < 3
    assert abs((drawn < 1).mean() - 0.5) < 0.03


def test_log_uniform_gives_every_decade_equal_chances():
    drawn = np.log10(sample(log_uniform(1e-6, 1e-2)))
    shares, _ = np.histogram(drawn, bins=[-6, -5, -4, -3, -2])
    assert shares.sum() == 4000
    assert np.abs(shares / 4000 - 0.25).max() < 0.03


def test_one_minus_gives_every_decade_below_1_equal_chances():
    drawn = sample(one_minus(0.9, 0.999))
    assert drawn.min() >= 0.9
    assert drawn.max() <= 0.999
    assert abs((drawn < 0.99).mean() - 0.5) < 0.03


def test_integer_includes_both_ends():
    assert {*sample(integer(2, 4)).tolist()} == {2, 3, 4}


def test_choice_gives_the_options_themselves():
    assert {*sample(choice(["relu", "tanh"])).tolist()} == {"relu", "tanh"}


def test_a_trial_draws_the_same_however_many_others_there_are():
    space = {"lr": log_uniform(1e-4, 1), "units": integer(1, 9)}
    values, seed = draw(space, 7, rng=3)
    assert draw(space, 7, rng=3) == (values, seed)
    assert draw(space, 8, rng=3) != (values, seed)
    assert draw(space, 7, rng=4) != (values, seed)


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: uniform(1, 1), ValueError, "high must be above 1 and finite, but is 1"),
        (lambda: uniform("0", 1), TypeError, "low must be a number, but is '0'"),
        (lambda: uniform(float("nan"), 1), ValueError, "low must be finite, but is nan"),
        (lambda: log_uniform(0, 1), ValueError, "low must be above 0, but is 0"),
        (lambda: log_uniform(1, float("inf")), ValueError, "high must be above 1 and finite"),
        (lambda: one_minus(0.9, 1), ValueError, "high must be below 1, but is 1"),
        (lambda: integer(3, 2), ValueError, "low must be at most high, but is 3 and high is 2"),
        (lambda: integer(0.5, 2), ValueError, "low must be a whole number, but is 0.5"),
        (lambda: choice([]), ValueError, "options must hold at least one thing to choose"),
        (lambda: choice(3), TypeError, "options must be a list of things to choose, but is 3"),
        (lambda: draw([1], 0), TypeError, "space must be a dict of samplers"),
        (lambda: draw({"lr": 0.1}, 0), TypeError, "space must be a dict of samplers"),
    ],
)
def test_what_is_no_range_is_refused(make, error, says):
    with pytest.raises(error, match=says):
        make()
