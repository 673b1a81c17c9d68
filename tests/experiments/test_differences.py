import numpy as np
import pytest

from helpers.experiments.differences import METHODS, PLACES, complex_step, one_sided, two_sided

EPS = np.geomspace(1e-4, 1e-2, 9)


@pytest.mark.parametrize(("difference", "order"), [(one_sided, 1), (two_sided, 2)])
def test_the_error_falls_with_the_order_of_the_difference(difference, order):
    error = abs(difference(np.exp, 1.0, EPS) / np.e - 1)
    assert np.polyfit(np.log(EPS), np.log(error), 1)[0] == pytest.approx(order, rel=0.05)
    assert error == pytest.approx(EPS**order / (2 if order == 1 else 6), rel=0.01)


def test_the_complex_step_is_right_down_to_the_smallest_numbers():
    eps = 10.0 ** -np.arange(8, 301)
    assert complex_step(np.exp, 1.0, eps) == pytest.approx(np.e, rel=1e-15)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_every_place_knows_its_slope(place):
    assert place.slope == pytest.approx(complex_step(place.f, place.x, 1e-20), rel=1e-15)
    assert place.slope == pytest.approx(two_sided(place.f, place.x, 1e-5), rel=1e-7)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_best_eps_is_where_theory_puts_it(dtype):
    eps, u = np.geomspace(1e-12, 1, 1201), np.finfo(dtype).eps / 2
    errors = PLACES["eˣ"]._replace(dtype=dtype).errors(eps)
    assert errors.keys() == METHODS.keys()
    for name, power in (("one-sided", 1 / 2), ("two-sided", 1 / 3)):
        smooth = np.convolve(np.log(errors[name] + u * u), np.ones(50) / 50, "same")
        assert 0.1 < eps[smooth[50:-50].argmin() + 50] / u**power < 10


@pytest.mark.parametrize("eps", [0, -1e-5, np.nan])
def test_a_step_that_is_not_above_zero_is_refused(eps):
    for difference in METHODS.values():
        with pytest.raises(ValueError, match="eps must be above 0, and finite, but is"):
            difference(np.exp, 1.0, eps)


def test_bytes_do_not_overflow_in_a_difference():
    assert two_sided(np.square, np.int8(100), 0.5) == 200


def test_a_place_says_its_errors():
    assert str(PLACES["eˣ"]._replace(eps=0.3)) == (
        "errors one-sided 2e-01, two-sided 2e-02, complex step 1e-02"
    )
