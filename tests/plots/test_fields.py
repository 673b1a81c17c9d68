import numpy as np
import pytest
from matplotlib.figure import Figure

from helpers.plots.fields import contours, far_corners, lattice, level, painted
from helpers.surfaces import SURFACES, beale, saddle, valley


@pytest.mark.parametrize("surface", [s for s in SURFACES.values() if len(s.window) == 2], ids=str)
def test_the_map_shows_the_window_and_the_minimum_of_every_surface(surface):
    axis = Figure().subplots()
    contours(axis, surface, resolution=30)
    assert (axis.get_xlim(), axis.get_ylim()) == surface.window
    assert [*axis.lines[0].get_xydata()[0]] == [*surface.minimum]


def test_a_level_is_as_high_as_its_place():
    x, y = level(valley, np.array([-3.0, 0.5]))
    heights = valley(np.stack([x, y], axis=-1)[np.isfinite(x)])
    assert heights == pytest.approx(np.full(len(heights), valley([-3.0, 0.5])), rel=0.01)


def test_a_level_in_several_pieces_is_broken_between_them():
    x, _ = level(saddle, np.array([0.0, 1.0]))
    assert np.isnan(x).sum() == 3  # two pieces


def test_far_corners_are_nine_windows_away():
    low, high = far_corners(beale)
    assert low.tolist() == [-4.5 - 9 * 9, -2 - 9 * 4]
    assert high.tolist() == [4.5 + 9 * 9, 2 + 9 * 4]


def test_a_lattice_is_painted_where_its_points_are():
    low, high = np.array([0.0, 10.0]), np.array([1.0, 12.0])
    points = lattice(low, high, 3)
    assert points.shape == (9, 2)
    axis = Figure().subplots()
    image = painted(axis, points[:, 1].reshape(3, 3), low, high)
    assert image.get_extent() == [0, 1, 10, 12]
    assert image.get_array()[0].tolist() == [10, 10, 10]  # the lowest row first
    assert image.origin == "lower"
