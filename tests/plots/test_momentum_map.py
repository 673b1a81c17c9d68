import numpy as np
import pytest

from helpers import plots
from helpers.experiments.convergence import predicted
from helpers.optimizers import Momentum, Nesterov
from helpers.surfaces import quadratic
from helpers.training import descend

GRID = np.linspace(0.02, 4.4, 12)[:, None], np.linspace(0, 0.9, 9)[:, None, None]


def atlas(make, kappa, lr=1.0, beta=0.5, steps=90):
    f = quadratic(1 / kappa, 1)
    return [[*descend(opt, f, f.start, steps)] for opt in (make(*GRID), make(lr, beta))]


@pytest.mark.parametrize("make", [Momentum, Nesterov])
def test_the_map_of_stability_diverges_where_theory_says(make):
    [image] = plots.stability(*atlas(make, kappa=5)).named("map")
    factor = predicted(make(GRID[0][:, 0], GRID[1][:, 0]), 1.0)
    sure = abs(factor - 1) > 0.02
    shown = np.ma.filled(np.ma.masked_invalid(image.get_array()), np.inf) < np.inf
    assert (shown == (factor < 1))[sure].all()
    assert sure.mean() > 0.8


def star_of(make, kappa, picture):
    [star] = picture.update(*atlas(make, kappa)).named("star")
    [lr], [beta] = star.get_data()
    return lr, beta


def test_the_star_of_the_map_is_the_best_pair_and_moves_with_the_condition_number():
    picture, stars = plots.stability(), {}
    for kappa in (20, 1000):
        lr, beta = stars[kappa] = star_of(Momentum, kappa, picture)
        rate = max(predicted(Momentum(lr, beta), [1 / kappa, 1]))
        assert rate == pytest.approx((kappa**0.5 - 1) / (kappa**0.5 + 1), abs=1e-6)
    assert stars[1000] > stars[20]


def test_the_star_of_nesterov_is_better_than_any_place_around_it():
    lr, beta = star_of(Nesterov, 20, plots.stability())
    rates = {
        (a, b): max(predicted(Nesterov(lr + a, beta + b), [1 / 20, 1]))
        for a in (-0.01, 0, 0.01)
        for b in (-0.01, 0, 0.01)
    }
    assert min(rates, key=rates.get) == (0, 0)
    assert rates[0, 0] == pytest.approx(1 - 2 / 61**0.5)


def test_a_map_can_be_moved_by_a_run_of_one_step():
    picture = plots.stability()
    assert picture.update(*([first] for first, *_ in atlas(Momentum, 20))).pixels(0.5).std() > 0


def test_the_map_of_one_record_says_of_no_place_that_it_diverges():
    [image] = plots.stability(*([first] for first, *_ in atlas(Momentum, 20))).named("map")
    assert np.isfinite(np.ma.filled(image.get_array(), np.inf)).all()


def test_a_run_that_flies_away_is_seen_to_leave():
    picture = plots.stability(*atlas(Momentum, 20, lr=4.4, beta=0.9))
    [curved] = picture.named("position, curved direction")
    assert [*np.isfinite(curved.get_ydata())[:3]] == [True, True, False]


def test_a_pinned_dot_on_the_edge_of_the_map_leaves_no_half_of_itself_outside():
    picture = plots.stability(*atlas(Momentum, 20, beta=0.0))
    picture.pin()
    assert picture.ghosts
    assert all(ghost.get_clip_on() for ghost in picture.ghosts)
