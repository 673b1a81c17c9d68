import numpy as np
import pytest

from helpers.beyond_adam import ScheduleFree
from helpers.companions import Average, clip_norm, placed
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import train
from tests import reference

TOLD = reference.load("companions")


@pytest.mark.parametrize("run", TOLD["averages"], ids=lambda run: str(run["beta"]))
def test_averages_of_weights_agree_with_pytorch(run):
    average = Average(run["beta"])
    for theta in np.array(TOLD["thetas"]):
        average.add(theta)
    np.testing.assert_allclose(average.theta, run["theta"], rtol=1e-12, atol=1e-12)


def test_the_average_of_all_is_their_mean_and_the_first_alone_is_itself():
    thetas, average = np.random.default_rng(0).standard_normal((9, 3)), Average()
    average.add(thetas[0])
    assert (average.theta == thetas[0]).all()
    for theta in thetas[1:]:
        average.add(theta)
    np.testing.assert_allclose(average.theta, thetas.mean(axis=0), rtol=1e-12)


def test_an_average_is_an_array_of_its_own_and_float32_stays_float32():
    theta, average = np.ones(3, np.float32), Average(0.9)
    average.add(theta)
    theta += 1
    average.add(theta)
    assert average.theta.dtype == np.float32
    assert average.theta == pytest.approx(1.1)


def test_a_theta_of_another_shape_is_refused():
    average = Average()
    average.add(np.ones(3))
    with pytest.raises(ValueError, match=r"^theta must have shape \(3,\), not \(2,\)$"):
        average.add(np.ones(2))
    assert average.count == 1


def test_a_network_is_evaluated_elsewhere_and_goes_on_where_it_was():
    net = MLP([3, 4, 2], rng=0, dtype=float)
    x, y = np.random.default_rng(0).standard_normal((20, 3)), np.arange(20) % 2
    before, here = net.theta.copy(), net.loss(x, y)
    with placed(net.theta, np.zeros(net.theta.size)):
        assert net.loss(x, y) == pytest.approx(np.log(2))
    assert (net.theta == before).all()
    assert net.loss(x, y) == here


def test_theta_comes_back_even_after_an_error():
    theta = np.ones(2)
    with pytest.raises(ZeroDivisionError), placed(theta, np.zeros(2)):
        raise ZeroDivisionError
    assert (theta == 1).all()


def test_schedule_free_evaluates_at_the_average_of_where_plain_sgd_would_go():
    opt, theta, z = ScheduleFree(lr=0.1, beta=0.5), np.ones(2), np.ones(2)
    seen = Average()
    for grad in np.random.default_rng(0).standard_normal((8, 2)):
        opt.step(theta, grad)
        z -= 0.1 * grad
        seen.add(z)
    np.testing.assert_allclose(opt.x, seen.theta, rtol=1e-12)
    np.testing.assert_allclose(theta, (opt.x + z) / 2, rtol=1e-12)


# Clipping


@pytest.mark.parametrize("case", TOLD["clipped"], ids=lambda case: str(case["longest"]))
def test_clipping_agrees_with_pytorch(case):
    grad = np.array(case["grad"])
    assert clip_norm(grad, case["longest"]) == pytest.approx(case["length"], rel=1e-12)
    np.testing.assert_allclose(grad, case["clipped"], rtol=1e-12)


def test_a_short_gradient_stays_and_a_long_one_keeps_its_direction():
    short, long = np.array([0.3, 0.4]), np.array([30.0, 40.0])
    assert clip_norm(short) == 0.5
    assert short.tolist() == [0.3, 0.4]
    assert clip_norm(long) == 50
    np.testing.assert_allclose(long, [0.6, 0.8], rtol=1e-6)


def test_no_warning_leaks_from_a_gradient_that_is_no_number():
    grad = np.array([np.inf, 1.0])
    assert clip_norm(grad) == np.inf
    assert np.isnan(grad[0])


def test_training_takes_no_step_longer_than_lr_times_clip():
    net = MLP([3, 4, 2], rng=0, dtype=float)
    x, y = 100 * np.random.default_rng(0).standard_normal((20, 3)), np.arange(20) % 2
    before = net.theta.copy()
    for _ in train(net, SGD(0.5), (x, y), 5, 20, clip=0.1):
        assert np.linalg.norm(net.theta - before) <= 0.05
        before = net.theta.copy()


def test_without_a_clip_training_is_what_it_was():
    x, y = np.random.default_rng(0).standard_normal((20, 3)), np.arange(20) % 2
    plain, wide = (
        [u.loss for u in train(MLP([3, 4, 2], rng=0), SGD(0.5), (x, y), 5, 5, clip=clip)]
        for clip in (None, 1e9)
    )
    assert plain == wide
