import numpy as np
import pytest

from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.optimizers import SGD
from helpers.regression import estimates, fit, on_batches, squared_loss
from helpers.training import descend, minibatches

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 3))
Y = X @ [1.0, -2.0, 0.5] + rng.normal(size=50)
START = (3.0, 3.0, 3.0)
loss = squared_loss(X, Y, START)


def test_the_surface_is_half_the_mean_square_of_the_residuals():
    for theta in rng.normal(size=(5, 3)):
        assert loss(theta) == pytest.approx(((X @ theta - Y) ** 2).mean() / 2, rel=1e-12)


def test_its_gradient_is_the_slope_of_the_loss():
    for theta in rng.normal(size=(5, 3)):
        differences = numerical_gradient(lambda theta=theta: loss(theta), theta, eps=1e-5)
        assert relative_difference(loss.grad(theta), differences) < 1e-8


def test_its_minimum_is_the_least_squares_solution():
    assert np.abs(loss.grad(loss.minimum)).max() < 1e-12
    assert np.allclose(loss.minimum, np.linalg.solve(X.T @ X, X.T @ Y), rtol=1e-12)


def test_its_window_shows_the_start_and_the_minimum():
    low, high = np.array(loss.window).T
    for place in (loss.start, loss.minimum):
        assert (low < place).all()
        assert (place < high).all()


def test_its_curvatures_are_the_eigenvalues_of_the_inputs_mean_square():
    assert loss.curvatures(START) == pytest.approx(np.linalg.eigvalsh(X.T @ X / 50), rel=1e-6)


def test_the_gradients_of_an_epoch_of_batches_are_those_of_the_same_minibatches():
    theta, few = np.array(START), on_batches(loss, X, Y, 20, rng=7)
    for x, y in minibatches(X, Y, 20, rng=7):
        assert few.grad(theta) == pytest.approx(x.T @ (x @ theta - y) / len(x), rel=1e-12)


def test_every_epoch_of_batches_comes_in_another_order():
    few = on_batches(loss, X, Y, 10)
    first, second = ([few.grad(loss.start) for _ in range(5)] for _ in range(2))
    assert not np.allclose(first, second)
    assert np.mean(first, axis=0) == pytest.approx(loss.grad(loss.start), rel=1e-12)
    assert np.mean(second, axis=0) == pytest.approx(loss.grad(loss.start), rel=1e-12)


def test_a_batch_of_all_examples_descends_like_the_surface_itself():
    *_, whole = descend(SGD(0.1), loss, START, 30)
    *_, batch = descend(SGD(0.1), on_batches(loss, X, Y, 50), START, 30)
    assert batch.theta == pytest.approx(whole.theta, rel=1e-12)


def test_many_positions_share_each_batch():
    starts = rng.normal(size=(4, 3))
    *_, together = descend(SGD(0.1), on_batches(loss, X, Y, 5), starts, 20)
    for start, end in zip(starts, together.theta, strict=True):
        *_, alone = descend(SGD(0.1), on_batches(loss, X, Y, 5), start, 20)
        assert end == pytest.approx(alone.theta, rel=1e-12)


def test_a_fit_reads_all_examples_once_an_epoch_the_last_batch_being_shorter():
    readings = [*fit(SGD(0.1), loss, (X, Y), 20, epochs=2)]
    assert [r.t for r in readings] == [0, 1, 2, 3, 4, 5, 6]
    assert [r.epoch for r in readings] == pytest.approx([0, 0.4, 0.8, 1, 1.4, 1.8, 2])
    assert str(readings[-1]) == f"6 updates · loss {readings[-1].loss:.4g}"


def test_a_fit_is_a_descent_by_batches():
    *_, reading = fit(SGD(0.1), loss, (X, Y), 7, epochs=3, rng=4)
    *_, point = descend(SGD(0.1), on_batches(loss, X, Y, 7, rng=4), START, 24)
    assert (reading.theta == point.theta).all()


def test_a_fit_follows_a_schedule_and_says_where_it_diverged():
    still = [*fit(SGD(0.1), loss, (X, Y), 10, epochs=1, schedule=lambda t: 1e-9)]
    assert still[-1].theta == pytest.approx(START, abs=1e-6)
    *_, last = fit(SGD(100.0), loss, (X, Y), 10, epochs=100)
    assert str(last) == f"diverged at update {last.t}"


def test_a_batch_size_above_the_number_of_examples_makes_one_update_an_epoch():
    assert [r.epoch for r in fit(SGD(0.1), loss, (X, Y), 80, epochs=2)] == [0, 1, 2]


def test_estimates_scatter_around_the_gradient_by_the_spread_over_the_root_of_the_batch_size():
    for B in (1, 4, 16):
        e = estimates((X, Y), START, B, count=5000)
        assert e.grad == pytest.approx(loss.grad(START), rel=1e-12)
        assert e.noise == pytest.approx(e.spread / B**0.5, rel=0.05)
        assert e.batches.mean(axis=0) == pytest.approx(e.grad, abs=4 * e.noise / 5000**0.5)


def test_at_the_minimum_no_estimate_goes_downhill():
    assert estimates((X, Y), loss.minimum, 1).downhill == 0
    assert estimates((X, Y), START, 50).downhill == 100


def test_fits_and_estimates_refuse_an_impossible_batch_size():
    for call in (lambda: fit(SGD(0.1), loss, (X, Y), 0), lambda: estimates((X, Y), START, 0)):
        with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1"):
            call()


def test_data_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"needs y \(50,\) and start \(3,\), not \(49,\)"):
        squared_loss(X, Y[1:], START)
    with pytest.raises(ValueError, match="x has rank 1, but 2 features"):
        squared_loss(np.ones((50, 2)), Y, (0.0, 0.0))
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1"):
        on_batches(loss, X, Y, 0)
