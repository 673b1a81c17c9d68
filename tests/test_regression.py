import numpy as np
import pytest

from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.optimizers import SGD
from helpers.regression import estimates, fit, lately, on_batches, on_draws, squared_loss
from helpers.training import descend, minibatches

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 3))
Y = X @ [1.0, -2.0, 0.5] + rng.normal(size=50)
START = (3.0, 3.0, 3.0)
DATA = X, Y
loss = squared_loss(DATA, START)


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
    theta, few = np.array(START), on_batches(loss, DATA, 20, rng=7)
    for x, y in minibatches(X, Y, 20, rng=7):
        assert few.grad(theta) == pytest.approx(x.T @ (x @ theta - y) / len(x), rel=1e-12)


def test_every_epoch_of_batches_comes_in_another_order():
    few = on_batches(loss, DATA, 10)
    first, second = ([few.grad(loss.start) for _ in range(5)] for _ in range(2))
    assert not np.allclose(first, second)
    assert np.mean(first, axis=0) == pytest.approx(loss.grad(loss.start), rel=1e-12)
    assert np.mean(second, axis=0) == pytest.approx(loss.grad(loss.start), rel=1e-12)


def test_a_batch_of_all_examples_descends_like_the_surface_itself():
    *_, whole = descend(SGD(0.1), loss, START, 30)
    *_, batch = descend(SGD(0.1), on_batches(loss, DATA, 50), START, 30)
    assert batch.theta == pytest.approx(whole.theta, rel=1e-12)


def test_many_positions_share_each_batch():
    starts = rng.normal(size=(4, 3))
    *_, together = descend(SGD(0.1), on_batches(loss, DATA, 5), starts, 20)
    for start, end in zip(starts, together.theta, strict=True):
        *_, alone = descend(SGD(0.1), on_batches(loss, DATA, 5), start, 20)
        assert end == pytest.approx(alone.theta, rel=1e-12)


def test_a_fit_reads_all_examples_once_an_epoch_the_last_batch_being_shorter():
    readings = [*fit(SGD(0.1), loss, DATA, 20, epochs=2)]
    assert [r.t for r in readings] == [0, 1, 2, 3, 4, 5, 6]
    assert [r.epoch for r in readings] == pytest.approx([0, 0.4, 0.8, 1, 1.4, 1.8, 2])
    assert str(readings[-1]) == f"6 updates · loss {readings[-1].loss:.4g}"


def test_the_loss_lately_is_the_mean_of_the_last_epoch_or_of_a_part_of_it():
    readings = [*fit(SGD(0.1), loss, DATA, 20, epochs=2)]
    losses = [float(reading.loss) for reading in readings]
    assert lately(readings) == pytest.approx(np.mean(losses[4:]))
    assert lately(readings, 0.1) == losses[-1]
    assert lately(readings[:1]) == losses[0]
    assert str(readings[1]) == f"1 update · loss {losses[1]:.4g}"


def test_a_fit_is_a_descent_by_batches():
    *_, reading = fit(SGD(0.1), loss, DATA, 7, epochs=3, rng=4)
    *_, point = descend(SGD(0.1), on_batches(loss, DATA, 7, rng=4), START, 24)
    assert (reading.theta == point.theta).all()


def test_a_fit_may_start_anywhere_and_counts_its_epochs_all_the_same():
    first, *_, final = fit(SGD(0.1), loss, (X, Y), 10, epochs=2, start=loss.minimum)
    assert first.theta == pytest.approx(loss.minimum)
    assert final.epoch == 2


def test_a_reading_knows_the_examples_that_its_update_has_looked_at():
    start, *readings = fit(SGD(0.1), loss, (X, Y), 20, epochs=2, rng=3)
    assert [len(part) for part in start.seen] == [0, 0]
    rng = np.random.default_rng(3)
    batches = [batch for _ in range(2) for batch in minibatches(X, Y, 20, rng)]
    for reading, (x, y) in zip(readings, batches, strict=True):
        assert np.array_equal(reading.seen[0], x)
        assert np.array_equal(reading.seen[1], y)


def test_a_fit_follows_a_schedule_and_says_where_it_diverged():
    still = [*fit(SGD(0.1), loss, DATA, 10, epochs=1, schedule=lambda t: 1e-9)]
    assert still[-1].theta == pytest.approx(START, abs=1e-6)
    *_, last = fit(SGD(100.0), loss, DATA, 10, epochs=100)
    assert str(last) == f"diverged at update {last.t}"


def test_a_batch_size_above_the_number_of_examples_makes_one_update_an_epoch():
    assert [r.epoch for r in fit(SGD(0.1), loss, DATA, 80, epochs=2)] == [0, 1, 2]


def test_estimates_scatter_around_the_gradient_by_the_spread_over_the_root_of_the_batch_size():
    for B in (1, 4, 16):
        e = estimates(DATA, START, B, count=5000)
        assert e.grad == pytest.approx(loss.grad(START), rel=1e-12)
        assert e.noise == pytest.approx(e.spread / B**0.5, rel=0.05)
        assert e.batches.mean(axis=0) == pytest.approx(e.grad, abs=4 * e.noise / 5000**0.5)


def test_a_batch_that_is_enough_has_as_much_noise_as_gradient():
    e = estimates((X, Y), START, 1)
    assert e.spread / e.enough**0.5 == pytest.approx(np.linalg.norm(e.grad))
    assert estimates((X, Y), loss.minimum, 1).enough == np.inf


def test_at_the_minimum_no_estimate_goes_downhill():
    assert estimates(DATA, loss.minimum, 1).downhill == 0
    assert estimates(DATA, START, 50).downhill == 100


def test_fits_and_estimates_refuse_an_impossible_batch_size():
    for call in (lambda: fit(SGD(0.1), loss, DATA, 0), lambda: estimates(DATA, START, 0)):
        with pytest.raises(ValueError, match="batch_size must be at least 1, but is 0"):
            call()


def test_data_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="x has 50 examples, but y has 49"):
        squared_loss((X, Y[1:]), START)
    with pytest.raises(
        ValueError, match=r"start has 2 coordinates, so x must be \(m, 2\) and y \(m,\)"
    ):
        squared_loss(DATA, (0.0, 0.0))
    with pytest.raises(ValueError, match=r"but they are \(50, 3\) and \(50, 1\)"):
        squared_loss((X, Y[:, None]), START)
    with pytest.raises(ValueError, match="data holds NaN or infinity"):
        squared_loss((X, np.where(Y > 0, np.nan, Y)), START)
    with pytest.raises(
        ValueError, match=r"start must be one finite place \(n,\), but is an array of shape \(3,\)"
    ):
        squared_loss(DATA, (np.nan, 0.0, 0.0))
    with pytest.raises(ValueError, match="x has rank 1, but 2 features"):
        squared_loss((np.ones((50, 2)), Y), (0.0, 0.0))
    with pytest.raises(ValueError, match="batch_size must be at least 1, but is 0"):
        on_batches(loss, DATA, 0)


def test_bytes_do_not_overflow_in_a_regression():
    x, y = np.array([[100, 20], [3, 90], [50, 50]], np.uint8), np.array([200, 100, 250], np.uint8)
    small, wide = squared_loss((x, y), (0, 0)), squared_loss((x.astype(float), y), (0.0, 0.0))
    assert small([1, 2]) == wide([1, 2]) == pytest.approx((60**2 + 83**2 + 100**2) / 6)
    assert estimates((x, y), [1, 2], 1).grad == pytest.approx(wide.grad([1, 2]))


def test_data_for_another_surface_are_refused():
    for make in (on_draws, on_batches):
        with pytest.raises(ValueError, match=r"has 3 coordinates, so x must be \(m, 3\)"):
            make(loss, (X[:, :2], Y), 4)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="epochs must be at least 0, but is -1"):
        fit(SGD(0.1), loss, DATA, 10, epochs=-1)
    with pytest.raises(ValueError, match="count must be at least 1, but is 0"):
        estimates(DATA, START, 10, count=0)


def test_drawn_batches_have_the_gradient_of_the_surface_on_average():
    many = np.tile(START, (20_000, 1))
    drawn = on_draws(loss, DATA, 4, rng=0).grad(many)
    assert drawn.mean(axis=0) == pytest.approx(loss.grad(np.array(START)), abs=0.1)


def test_positions_side_by_side_draw_batches_of_their_own():
    noisy = on_draws(loss, DATA, 1, rng=0)
    assert len(np.unique(noisy.grad(np.tile(START, (50, 1))), axis=0)) > 10
    assert noisy.grad(np.zeros((3, 5, 3))).shape == (3, 5, 3)


def test_a_draw_from_no_examples_is_refused():
    with pytest.raises(ValueError, match="there are no examples"):
        on_draws(loss, (X[:0], Y[:0]), 4)
