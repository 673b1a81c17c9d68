import numpy as np
import pytest

from helpers.experiments.averages import WINDOWS, bargain, ewma

x = np.random.default_rng(0).normal(10, 5, size=40)


def test_the_recursion_equals_the_weights_written_out():
    for corrected in (False, True):
        for record in ewma(x, 0.9, corrected):
            assert record.value == pytest.approx(record.weights @ x[: record.t][::-1], rel=1e-12)


def test_corrected_weights_add_up_to_one_and_others_to_one_minus_beta_to_the_t():
    for plain, corrected in zip(ewma(x, 0.8), ewma(x, 0.8, corrected=True), strict=True):
        assert plain.weights.sum() == pytest.approx(1 - 0.8**plain.t)
        assert corrected.weights.sum() == pytest.approx(1)


def test_the_first_corrected_average_is_the_first_value_and_beta_0_remembers_nothing():
    assert next(ewma(x, 0.98, corrected=True)).value == pytest.approx(x[0])
    assert [record.value for record in ewma(x, 0)] == x.tolist()


def test_an_average_says_where_it_stands():
    assert str(next(ewma([3.0], 0.5))) == "after 1 value 1.5"


@pytest.mark.parametrize("beta", [-0.1, 1.0, float("nan")])
def test_a_beta_outside_its_range_is_refused_at_once(beta):
    with pytest.raises(ValueError, match=r"beta must be in \[0, 1\), but is"):
        ewma(x, beta)


@pytest.mark.parametrize("beta", ["0.9", None, True, 0.9j])
def test_a_beta_that_is_no_number_is_refused_at_once(beta):
    with pytest.raises(TypeError, match="beta must be a number, but is"):
        ewma(x, beta)


def test_bytes_are_averaged_without_overflow_and_what_is_no_number_is_refused_when_it_comes():
    assert [a.v for a in ewma(np.array([200, 100], np.uint8), 0.5)] == [100, 100]
    averages = ewma([1.0, "2"], 0.5)
    assert next(averages).v == 0.5
    with pytest.raises(TypeError, match="value 2 must hold real numbers, but is '2'"):
        next(averages)


def test_a_bargain_is_the_corrected_average_of_what_is_seen():
    [record] = bargain(0.9, noise=0.5, every=40)
    again = [one.value for one in ewma(record.x, 0.9, corrected=True)]
    assert record.averages == pytest.approx(again)
    assert record.own[2] == pytest.approx(np.sqrt(np.mean((again - record.truth) ** 2)))


def test_a_bargain_on_the_grid_is_as_far_off_as_by_itself():
    for i in (0, 20, 40):
        [record] = bargain(1 - 1 / WINDOWS[i], noise=2.0, every=100)
        assert record.own == pytest.approx(record.parts[:, i])


def test_without_memory_nothing_is_late_and_noise_is_cut_as_the_formula_says():
    [record] = bargain(0.0, noise=0.5)
    assert record.own == pytest.approx([0, 0.5, 0.5], abs=0.02)
    [record] = bargain(0.9, noise=0.5)
    assert record.own[1] == pytest.approx(0.5 * np.sqrt(0.1 / 1.9), rel=0.05)


def test_a_bargain_says_how_far_it_is_off():
    [record] = bargain(0.9)
    assert str(record) == ("off by 0.22: 0.21 late, 0.12 noisy · least off at a window of 5.6")
