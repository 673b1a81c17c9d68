import numpy as np
import pytest

from helpers.experiments.bench import LANDS, RULES, bench, duel, gradients, lengths
from helpers.training import last


def test_gradients_have_their_size_and_sign():
    assert gradients(2.0, steps=4).tolist() == [2, 2, 2, 2]
    assert gradients(2.0, sign="−", steps=2).tolist() == [-2, -2]
    assert gradients(2.0, sign="turns halfway", steps=4).tolist() == [2, 2, -2, -2]
    assert np.std(gradients(2.0, 3.0, steps=4000)) == pytest.approx(6, rel=0.05)


def test_only_the_rules_without_a_scale_grow_with_the_gradient():
    small, large = lengths(bench(1.0)), lengths(bench(100.0))
    grown = [name for name in RULES if large[name] > 99 * small[name]]
    assert grown == ["SGD", "Momentum", "ScheduleFree"]


def test_noise_shortens_the_steps_of_adam_and_not_those_of_lion():
    steps = lengths(bench(noise=3.0))
    assert steps["Lion"] == pytest.approx(1)
    assert steps["Adam"] == pytest.approx(((1 + 9 * 0.1 / 1.9) / 10) ** 0.5, abs=0.01)


def test_a_step_downhill_has_the_sign_of_the_gradient():
    up, down = (last(bench(sign=sign)).moves for sign in "+−")
    assert (up > 0).all()
    assert down == pytest.approx(-up, rel=1e-4)


def test_a_run_without_records_has_no_lengths():
    with pytest.raises(ValueError, match="no steps to measure"):
        lengths([])


def test_two_rules_go_from_one_start_on_every_land():
    for land, surface in LANDS.items():
        one, other = (last(run) for run in duel(land, (1.0, 1.0), "SGD", 1e-4, "Lion", 1e-3, 5))
        assert (one.t, other.t, one.surface) == (5, 5, surface)
        assert (repr(one.opt), type(other.opt).__name__) == ("SGD(lr=0.0001)", "Lion")
