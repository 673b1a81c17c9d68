import warnings

import numpy as np
import pytest

from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.surfaces import SURFACES, parabola, quadratic, ravine, tilted_valley, valley

RAVINES = [ravine(20), ravine(2000, turn=np.pi / 4)]
every_surface = pytest.mark.parametrize("surface", [*SURFACES.values(), *RAVINES], ids=str)


def positions(surface, count=50):
    low, high = np.array(surface.window).T
    return np.random.default_rng(0).uniform(low, high, (count, len(low)))


@every_surface
def test_the_gradient_is_the_slope_of_the_loss(surface):
    for theta in positions(surface):
        differences = numerical_gradient(lambda theta=theta: surface(theta), theta, eps=1e-5)
        assert relative_difference(surface.grad(theta), differences) < 1e-6


@every_surface
def test_nothing_in_the_window_lies_below_the_minimum(surface):
    assert np.linalg.norm(surface.grad(surface.minimum)) < 1e-12
    assert surface(positions(surface, 20_000)).min() >= surface.lowest


@every_surface
def test_the_start_and_the_minimum_lie_inside_the_window(surface):
    low, high = np.array(surface.window).T
    for point in (surface.start, surface.minimum):
        assert (low < point).all()
        assert (point < high).all()


@every_surface
def test_many_positions_at_once_are_many_single_ones_bit_for_bit(surface):
    theta = positions(surface, 60).reshape(4, 15, -1)
    for i in np.ndindex(4, 15):
        assert surface(theta)[i] == surface(theta[i])
        assert (surface.grad(theta)[i] == surface.grad(theta[i])).all()


def test_the_valley_is_twenty_times_steeper_across_than_along():
    assert valley.curvatures(valley.start) == pytest.approx([0.1, 2.0])
    assert parabola.curvatures([2.0]) == pytest.approx([2.0])


@every_surface
def test_the_lowest_loss_is_that_at_the_minimum(surface):
    assert surface.lowest == surface(np.array(surface.minimum))


def test_the_hessian_is_the_matrix_of_second_derivatives():
    c = s = 0.5**0.5
    turned = [
        [0.1 * c * c + 2 * s * s, (0.1 - 2) * c * s],
        [(0.1 - 2) * c * s, 0.1 * s * s + 2 * c * c],
    ]
    np.testing.assert_allclose(tilted_valley.hessian(tilted_valley.start), turned, atol=1e-9)
    assert valley.hessian(np.array([1, 2], np.float32)) == pytest.approx(
        np.diag([0.1, 2]), abs=1e-9
    )
    with pytest.raises(ValueError, match="h must be above 0, and finite, but is 0"):
        valley.hessian(valley.start, h=0)


def test_bytes_do_not_overflow_on_a_surface():
    for dtype in (np.int8, np.uint8, np.int16):
        place = np.array([100, 100], dtype)
        assert valley(place) == 100**2 / 20 + 100**2
        assert valley.grad(place).tolist() == [10, 200]


def test_a_place_out_of_all_bounds_is_infinitely_high_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert SURFACES["rosenbrock"](np.array([1e200, 0])) == np.inf
        assert not np.isfinite(SURFACES["rosenbrock"].grad(np.array([1e200, 0]))).all()


def test_a_valley_that_is_none_is_refused():
    with pytest.raises(ValueError, match="condition must be above 0, and finite, but is 0"):
        ravine(0)
    with pytest.raises(ValueError, match="a curvature must be finite, but is nan"):
        quadratic(1.0, np.nan)
    with pytest.raises(ValueError, match="a quadratic needs at least one curvature"):
        quadratic()


def test_a_position_with_too_few_coordinates_is_refused():
    with pytest.raises(ValueError, match=r"must hold 2 coordinates, but theta has shape \(3,\)"):
        valley([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"must hold 1 coordinate, but theta has shape \(\)"):
        parabola(2.0)


def test_a_quadratic_has_the_curvatures_it_was_asked_for():
    f = quadratic(0.05, 1.0, 3.0)
    assert f.curvatures(np.zeros(3)) == pytest.approx([0.05, 1, 3])
    assert f(np.ones(3)) == pytest.approx(4.05 / 2)
    assert f.grad(np.array([2.0, -1.0, 1.0])) == pytest.approx([0.1, -1, 3])


def test_the_tilted_valley_is_the_valley_turned_by_45_degrees():
    turn = np.array([[1, -1], [1, 1]]) / 2**0.5
    theta = positions(valley)
    assert tilted_valley(theta @ turn.T) == pytest.approx(valley(theta))
    curvatures = tilted_valley.curvatures(np.zeros(2))
    assert curvatures == pytest.approx(valley.curvatures(np.zeros(2)), rel=1e-6)
    assert tilted_valley(tilted_valley.start) == pytest.approx(valley(valley.start))


def test_a_turned_ravine_has_the_same_curvatures_and_the_same_loss_at_its_start():
    for turn in (0.0, 0.3, np.pi / 4):
        surface = ravine(2000, turn)
        np.testing.assert_allclose(surface.curvatures(surface.start), [0.001, 2], rtol=1e-6)
        assert surface(surface.start) == pytest.approx(49 / 2000 + 4)
