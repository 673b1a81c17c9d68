from itertools import product

import numpy as np
import pytest

from helpers import plots
from helpers.experiments.differences import PLACES

SETTINGS = [*product(PLACES.values(), ("float32", "float64"), (1e-16, 1e-8, 1.0))]


@pytest.fixture(scope="module")
def picture():
    return plots.microscope()


@pytest.mark.parametrize(("place", "dtype", "eps"), SETTINGS)
def test_nothing_leaves_the_microscope_for_any_eps(picture, place, dtype, eps):
    lines = picture.update([place._replace(eps=eps, dtype=dtype)]).moving
    drawn = [line for line in lines if line.get_gid() != "legend"]
    assert all(np.isfinite(line.get_xydata()).all() for line in drawn)


def test_what_moves_is_painted_in_the_order_in_which_it_lies(picture):
    moving = picture.update([PLACES["eˣ"]]).moving
    depths = [artist.get_zorder() for artist in moving]
    assert depths == sorted(depths)
    assert moving[-1].get_gid() == "legend"


@pytest.mark.parametrize(("dtype", "root"), [("float64", 1e-8), ("float32", 2e-4)])
def test_the_marks_stand_at_the_best_eps_of_the_precision(picture, dtype, root):
    picture.update([PLACES["eˣ"]._replace(dtype=dtype)])
    [mark], [legend] = picture.named("best, one-sided"), picture.named("legend")
    assert mark.get_xdata()[0] == pytest.approx(root, rel=0.5)
    assert f"one-sided, best near {root:.0e}" == legend.get_texts()[0].get_text()


def test_two_sides_and_the_complex_step_can_both_be_seen_where_their_errors_are_alike(picture):
    picture.update([PLACES["eˣ"]._replace(eps=0.1)])
    [wide], [thin] = map(picture.named, ("errors, two-sided", "errors, complex step"))
    alike = wide.get_xdata() > 1e-3
    assert thin.get_ydata()[alike] == pytest.approx(wide.get_ydata()[alike], rel=0.1)
    assert wide.get_linewidth() > 2 * thin.get_linewidth()
    assert wide.get_zorder() < thin.get_zorder()
    [wide], [thin] = map(picture.named, ("error, two-sided", "error, complex step"))
    assert wide.get_markersize() > 2 * thin.get_markersize()
