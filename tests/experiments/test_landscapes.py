import pickle

import numpy as np
import pytest

from helpers.datasets import moons
from helpers.experiments.landscapes import (
    crossing,
    curvatures,
    directions,
    loss_slice,
    noisy,
    stretched,
    way_down,
)
from helpers.network import MLP
from helpers.optimizers import SGD, Adam
from helpers.surfaces import bowl, saddle
from helpers.training import descend, last


def test_a_crossing_takes_the_rate_that_is_home_soonest():
    starts = np.array([[-1.5, 0.01], [1.0, -0.1]])
    slow = crossing(SGD, saddle, starts, np.array([0.01]), starts)
    best = crossing(SGD, saddle, starts, np.array([0.01, 0.3, 5.0]), starts)
    assert best.lr == 0.3
    assert (best.home < slow.home).all()


def test_a_crossing_counts_the_steps_that_one_descent_takes():
    fresh = np.array([[-1.5, 0.001]])
    lr, away, home = crossing(SGD, saddle, np.array([[1.5, 0.1]]), np.array([0.1]), fresh)
    above = [p.loss + 1 for p in descend(SGD(lr), saddle, (-1.5, 0.001), 500)]
    assert away[0] == next(t for t, height in enumerate(above) if height < 0.5)
    assert home[0] == next(t for t, height in enumerate(above) if height < 0.01)


def test_a_crossing_from_home_takes_no_step():
    starts = np.array([[0.05, 0.0]])
    assert crossing(SGD, bowl, starts, np.array([0.1]), starts).home.tolist() == [0]


def test_home_means_for_good():
    starts = np.array([[0.05, 0.0]])  # at home already, but 1.01 leads away for a while
    with pytest.raises(ValueError, match="none of the 1 rates brings all starts home in 500 steps"):
        crossing(SGD, bowl, starts, np.array([1.01]), starts)


def test_away_means_for_good_as_well():
    starts = np.array([[-1.5, 1e-4]])
    leaping = crossing(Adam, saddle, starts, np.array([1.0]), starts)
    assert leaping.away == 6  # after one step it is away, but comes back


def test_noise_shakes_the_slope_of_each_position_but_not_the_height():
    shaken, places = noisy(bowl, 0.1), np.zeros((1000, 2))
    slopes = shaken.grad(places)
    assert slopes.std() == pytest.approx(0.1, rel=0.1)
    assert slopes.mean() == pytest.approx(0, abs=0.01)
    assert (shaken(places) == bowl(places)).all()
    assert np.array_equal(noisy(saddle, 0.0).grad(places), saddle.grad(places))


def test_noise_below_zero_is_refused():
    with pytest.raises(ValueError, match="size must be 0 or above, and finite, but is -1"):
        noisy(bowl, -1)


def test_curvatures_are_those_of_fixed_masks_and_spare_the_running_averages():
    net = MLP([2, 3, 2], "tanh", batchnorm=True, dropout=0.5)
    before = pickle.dumps(net)
    found = curvatures(net, moons(30, rng=0), h=1e-3)
    assert np.array_equal(found, curvatures(net, moons(30, rng=0), h=1e-3))
    assert pickle.dumps(net) == before


def test_curvatures_of_a_network_fit_its_loss_and_leave_it_alone():
    x, y = moons(30, rng=0)
    net = MLP([2, 3, 2], "tanh", init="xavier", dtype=float)
    before = net.theta.copy()
    found = curvatures(net, (x, y))
    assert np.array_equal(net.theta, before)
    assert (np.diff(found) >= 0).all()

    def loss(theta):
        net.theta[:] = theta
        return net.loss_and_grad(x, y)

    h, here = 1e-3, loss(before)
    second = [
        (loss(before + nudge) - 2 * here + loss(before - nudge)) / h**2
        for nudge in h * np.eye(before.size)
    ]
    assert found.sum() == pytest.approx(np.sum(second), rel=1e-4)  # both are the trace


NET, DATA = MLP([2, 3, 2], "tanh", rng=0, dtype=float), moons(40, rng=0)


def test_the_way_down_has_length_one_and_the_lowest_curvature():
    down, h = way_down(NET, DATA), 1e-3
    losses = [NET.loss(*DATA)]
    for side in (1, -1):
        moved = NET.astype(float)
        moved.theta += side * h * down
        losses.append(moved.loss(*DATA))
    bend = (losses[1] + losses[2] - 2 * losses[0]) / h**2
    assert np.linalg.norm(down) == pytest.approx(1)
    assert bend == pytest.approx(curvatures(NET, DATA)[0], rel=1e-3)


def test_relative_directions_are_as_long_as_the_parameters_that_they_move():
    own = [np.linalg.norm(part) for part in NET.params.values()]
    for direction in directions(NET, rng=1):
        lengths = [np.linalg.norm(part) for part in NET.views(direction).values()]
        assert lengths == pytest.approx(own)
    assert np.linalg.norm(directions(NET, 1, relative=False), axis=1) == pytest.approx(1)


def test_a_slice_has_the_network_in_its_middle_and_leaves_it_where_it_is():
    before, along = NET.theta.copy(), directions(NET, rng=2)
    square = last(loss_slice(NET, DATA, along, reach=0.5, resolution=5))
    moved = NET.astype(float)
    moved.theta += 0.5 * along[0] - 0.25 * along[1]
    assert square.losses[2, 2] == pytest.approx(NET.loss(*DATA))
    assert square.losses[1, 4] == pytest.approx(moved.loss(*DATA))
    assert (NET.theta == before).all()


def test_a_slice_fills_row_by_row():
    rows = [*loss_slice(NET, DATA, directions(NET), resolution=3)]
    assert [np.isfinite(square.losses).sum() for square in rows] == [3, 6, 9]


def test_a_stretched_network_predicts_the_same_and_its_relative_slice_is_the_same():
    x, y = moons(30, rng=0)
    net = MLP([2, 4, 2], rng=0, dtype=float)
    twin = stretched(net, 5)
    assert np.allclose(twin.predict_proba(x), net.predict_proba(x))
    assert not np.allclose(twin.theta, net.theta)

    def look(net, relative):
        return last(loss_slice(net, (x, y), directions(net, 1, relative), 0.5, 3)).losses

    assert np.allclose(look(net, True), look(twin, True))
    assert not np.allclose(look(net, False), look(twin, False))
