import numpy as np
import pytest

from helpers.initializers import initialize
from tests import reference

MEASURED = reference.load("initializers")


@pytest.mark.parametrize("name", MEASURED["variance"])
def test_the_variance_is_the_one_pytorch_draws(name):
    init = 0.01 if name == "normal" else name
    W = initialize(init, *MEASURED["fans"], rng=0)
    # two samples of 131,072 normal weights: their variances differ by 0.4% (one sigma)
    assert W.var() == pytest.approx(MEASURED["variance"][name], rel=0.02)
    assert abs(W.mean()) <= 3 * W.std() / np.sqrt(W.size)


def test_the_rules_are_the_formulas_of_the_papers():
    from helpers.initializers import glorot, he, normal, xavier, zeros

    assert zeros(784, 100) == 0
    assert normal(0.01)(784, 100) == 0.01
    assert xavier(784, 100) ** 2 == pytest.approx(1 / 784)
    assert glorot(784, 100) ** 2 == pytest.approx(2 / 884)
    assert he(784, 100) ** 2 == pytest.approx(2 / 784)


def test_a_seed_gives_the_same_weights_and_a_rule_of_ones_own_is_welcome():
    assert (initialize("he", 4, 3, rng=5) == initialize("he", 4, 3, rng=5)).all()
    own = initialize(lambda fan_in, fan_out: fan_in * 10, 4, 3, rng=5)
    assert own == pytest.approx(initialize(40.0, 4, 3, rng=5))


BAD_DRAWS = [
    (("he", 0, 3), "fan_in must be at least 1, but is 0"),
    (("zeros", 4, -1), "fan_out must be at least 1, but is -1"),
    (("he", 2.5, 3), "fan_in must be a whole number, but is 2.5"),
    ((np.nan, 4, 3), "init: std must be 0 or above, and finite, but is nan"),
    ((lambda *fans: -1.0, 4, 3), "init: std must be 0 or above, and finite, but is -1.0"),
]


@pytest.mark.parametrize(("call", "sentence"), BAD_DRAWS)
def test_what_makes_no_weights_is_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        initialize(*call, rng=0)


def test_small_integers_do_not_overflow_in_a_rule():
    from helpers.initializers import glorot

    assert glorot(np.uint8(200), np.uint8(100)) ** 2 == pytest.approx(2 / 300)


def test_unknown_names_and_negative_widths_are_refused():
    sentence = "unknown initializer 'best': use one of zeros, xavier, glorot, he"
    with pytest.raises(ValueError, match=sentence):
        initialize("best", 4, 3, rng=0)
    with pytest.raises(ValueError, match="init: std must be 0 or above, and finite, but is -1"):
        initialize(-1.0, 4, 3, rng=0)
