import numpy as np
import pytest

from helpers.averages import ewma

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
    assert str(next(ewma([3.0], 0.5))) == "after 1 values 1.5"


@pytest.mark.parametrize("beta", [-0.1, 1.0, float("nan")])
def test_a_beta_outside_its_range_is_refused_at_once(beta):
    with pytest.raises(ValueError, match=r"beta must be in \[0, 1\), but is"):
        ewma(x, beta)
