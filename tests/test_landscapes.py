import numpy as np
import pytest

from helpers.datasets import moons
from helpers.landscapes import crossing, curvatures, shaken
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.surfaces import bowl, saddle
from helpers.training import descend


def test_a_crossing_takes_the_rate_that_is_home_soonest():
    starts = np.array([[-1.5, 0.01], [1.0, -0.1]])
    slow = crossing(SGD, saddle, starts, np.array([0.01]))
    best = crossing(SGD, saddle, starts, np.array([0.01, 0.3, 5.0]))
    assert best.lr == 0.3
    assert (best.home < slow.home).all()


def test_a_crossing_counts_the_steps_that_one_descent_takes():
    lr, away, home = crossing(SGD, saddle, np.array([[-1.5, 0.001]]), np.array([0.1]))
    above = [p.loss + 1 for p in descend(SGD(lr), saddle, (-1.5, 0.001), 500)]
    assert away[0] == next(t for t, height in enumerate(above) if height < 0.5)
    assert home[0] == next(t for t, height in enumerate(above) if height < 0.01)


def test_home_means_for_good():
    starts = np.array([[0.05, 0.0]])  # at home already, but 1.01 leads away for a while
    with pytest.raises(ValueError, match="none of the 1 rates brings all starts home in 500 steps"):
        crossing(SGD, bowl, starts, np.array([1.01]))


def test_noise_shakes_the_slope_of_each_position_but_not_the_height():
    noisy, places = shaken(bowl, 0.1), np.zeros((1000, 2))
    slopes = noisy.grad(places)
    assert slopes.std() == pytest.approx(0.1, rel=0.1)
    assert slopes.mean() == pytest.approx(0, abs=0.01)
    assert (noisy(places) == bowl(places)).all()
    assert np.array_equal(shaken(saddle, 0.0).grad(places), saddle.grad(places))


def test_curvatures_of_a_network_fit_its_loss_and_leave_it_alone():
    x, y = moons(30, rng=0)
    net = MLP([2, 3, 2], "tanh", init="xavier", dtype=float)
    before = net.theta.copy()
    found = curvatures(net, x, y)
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
