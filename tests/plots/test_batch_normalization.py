import numpy as np
import pytest

from helpers import plots
from helpers.experiments.normalized import Company
from helpers.optimizers import SGD
from helpers.plots.batch_normalization import mosaic
from helpers.regression import squared_loss
from helpers.training import descend


def test_ellipses_show_a_path_on_each_surface_to_equal_scale():
    surface = squared_loss((np.eye(2), [1.0, 2.0]), (-1.0, -1.0))
    run = [*descend(SGD(0.1), surface, surface.start, 5)]
    picture = plots.ellipses({"a": (surface, run), "b": (surface, run)})
    assert [axis.get_title(loc="left") for axis in picture.fig.axes] == ["a, lr 0.1", "b, lr 0.1"]
    assert picture.fig.axes[0].get_aspect() == 1
    assert (picture.fig.axes[0].lines[0].get_xydata() == [p.theta for p in run]).all()


def test_a_mosaic_holds_the_first_digits_row_by_row_and_nothing_else():
    digits = np.arange(1, 41)[:, None] * np.ones(784)
    page = mosaic(digits)
    assert page.shape == (140, 168)
    assert page[0, ::28].tolist() == [1, 2, 3, 4, 5, 6]
    assert page[::28, 0].tolist() == [1, 7, 13, 19, 25]
    assert mosaic(digits[:1]).sum() == 784
    assert not mosaic(digits[:0]).any()


def of_a_digit(evaluation, others=2):
    p = np.linspace(0, 0.2, 10)
    return Company(np.full(784, 0.5), 3, np.ones((others, 784)), evaluation, p)


@pytest.mark.parametrize("evaluation", [False, True])
def test_the_ten_probabilities_are_bars_and_a_mark_stands_at_the_right_class(evaluation):
    picture = plots.company([of_a_digit(evaluation)])
    heights = [picture.named(f"bar {k}")[0].get_ydata()[1] for k in range(10)]
    assert heights == pytest.approx(np.linspace(0, 0.2, 10))
    assert picture.named("right class")[0].get_xdata() == [3]
    assert np.unique(picture.named("the digit")[0].get_array()).tolist() == [0.5]


def test_a_bar_of_one_mode_stands_beside_the_ghost_of_the_other():
    picture = plots.company([of_a_digit(True)])
    picture.pin()
    picture.show([of_a_digit(False)])
    [bar] = picture.named("bar 4")
    beside = [ghost.get_xdata()[0] for ghost in picture.ghosts]
    assert bar.get_xdata()[0] == pytest.approx(3.8)
    assert 4.2 in beside


def test_the_company_fades_in_evaluation_mode_where_it_does_not_matter():
    alphas = [plots.company([of_a_digit(on)]).named("its company")[0].get_alpha() for on in (0, 1)]
    assert alphas[0] == 1 > alphas[1]


def test_the_map_of_starts_shows_medians_over_the_seeds_and_frames_a_row():
    stds, rates = np.logspace(0, -2, 3), np.geomspace(0.001, 0.1, 3)
    shares = np.random.default_rng(0).random((5, 3, 3))
    picture = plots.starts(stds, rates, {"without": shares, "with": 1 - shares}, book=0.01)
    one, other, bar = picture.fig.axes
    assert np.allclose(one.collections[0].get_array(), np.median(shares, axis=0).T)
    assert other.get_title(loc="left") == "with"
    heights = one.collections[1].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((0.01 / 10**0.5, 0.01 * 10**0.5))
    assert "5 seeds" in bar.get_ylabel()
