import numpy as np
import pytest

from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.surfaces import SURFACES, parabola, ravine, valley

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
    assert surface(positions(surface, 20_000)).min() >= surface(surface.minimum)


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


def test_a_position_with_too_few_coordinates_is_refused():
    with pytest.raises(ValueError, match=r"must hold 2 coordinates, but theta has shape \(3,\)"):
        valley([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"must hold 1 coordinate, but theta has shape \(\)"):
        parabola(2.0)


def test_a_turned_ravine_has_the_same_curvatures_and_the_same_loss_at_its_start():
    for turn in (0.0, 0.3, np.pi / 4):
        surface = ravine(2000, turn)
        np.testing.assert_allclose(surface.curvatures(surface.start), [0.001, 2], rtol=1e-6)
        assert surface(surface.start) == pytest.approx(49 / 2000 + 4)
