from dataclasses import replace

import numpy as np
import pytest

from helpers.datasets import moons
from helpers.network import MLP
from helpers.optimizers import SGD, Adam, Momentum
from helpers.schedules import exponential
from helpers.surfaces import parabola, valley
from helpers.training import descend, minibatches, train

X, Y = moons(50, rng=0)


def test_a_descent_on_the_parabola_is_two_times_point_eight_to_the_n():
    path = [*descend(SGD(lr=0.1), parabola, [2.0], steps=100)]
    assert [p.t for p in path] == [*range(101)]
    assert [p.theta.item() for p in path] == pytest.approx(2 * 0.8 ** np.arange(101), rel=1e-13)
    assert path[0].loss == 4
    assert path[0].grad == 4
    assert str(path[1]) == "step 1 · loss 2.56"


def test_a_descent_changes_neither_its_start_nor_its_optimizer():
    start, opt = np.array([-7.0, 2.0]), Momentum(lr=0.1)
    first = [p.theta for p in descend(opt, valley, start)]
    again = [p.theta for p in descend(opt, valley, start)]
    assert np.array_equal(first, again)
    assert opt.t == 0
    assert (start == [-7, 2]).all()
    assert np.array_equal(first, [p.theta for p in descend(opt, valley, (-7, 2))])


def test_two_descents_with_one_optimizer_do_not_mix():
    opt = Momentum(lr=0.1)
    alone = [p.loss for p in descend(opt, valley, valley.start, 20)]
    pairs = zip(*(descend(opt, valley, valley.start, 20) for _ in range(2)), strict=True)
    assert [a.loss for a, b in pairs] == alone


def test_a_descent_takes_no_step_that_it_does_not_show():
    *_, last = descend(Momentum(lr=0.1), parabola, [2.0], steps=3)
    assert last.opt.t == last.t == 3


def test_hyperparameters_of_many_experiments_spread_the_start():
    lr, beta = np.ones((1, 3, 1)) / 10, np.ones((2, 1, 1)) / 2
    for point in descend(Momentum(lr=lr, beta=beta), valley, valley.start, steps=1):
        assert point.theta.shape == (2, 3, 2)
        assert point.loss.shape == (2, 3)


def test_a_descent_stops_where_the_loss_is_no_longer_finite():
    *_, last = descend(SGD(lr=3.0), valley, valley.start, steps=5000)
    assert last.diverged
    assert not np.isfinite(last.loss)
    assert str(last) == f"diverged at step {last.t}"
    assert last.t == pytest.approx(np.log(np.finfo(float).max / 4) / np.log(25), abs=2)


def test_a_batch_of_runs_goes_on_until_the_last_one_has_diverged():
    *_, last = descend(SGD(lr=np.array([[0.1], [3.0]])), valley, valley.start, steps=500)
    assert last.t == 500
    assert np.isfinite(last.loss).tolist() == [True, False]
    assert str(last._replace(loss=np.array([2.0, np.nan]))) == "step 500 · loss 2"


@pytest.mark.parametrize(
    ("opt", "start", "sentence"),
    [
        (SGD(), (np.nan, 1.0), "start holds NaN or infinity"),
        (
            SGD(),
            (1.0,),
            r"the last axis of theta must hold 2 coordinates, but theta has shape \(1,\)",
        ),
        (SGD(lr=np.ones(5)), (1.0, 2.0), r"so K learning rates need shape \(K, 1\)"),
    ],
)
def test_a_bad_start_is_refused_before_the_first_step(opt, start, sentence):
    with pytest.raises(ValueError, match=sentence):
        descend(opt, valley, start)


def test_minibatches_visit_every_example_once_and_keep_labels_with_them():
    x = np.arange(50.0)[:, None]
    batches = [*minibatches(x, np.arange(50), 8, rng=0)]
    assert [len(x) for x, y in batches] == [8] * 6 + [2]
    assert all((x[:, 0] == y).all() for x, y in batches)
    order = np.concatenate([y for x, y in batches])
    assert sorted(order) == [*range(50)]
    assert (order != np.arange(50)).any()


def test_a_generator_gives_every_epoch_its_own_order_and_a_seed_the_same():
    def order(rng):
        return [*np.concatenate([y for _, y in minibatches(X, np.arange(50), 8, rng)])]

    rng = np.random.default_rng(0)
    assert order(rng) != order(rng)
    assert order(0) == order(0)


def test_a_batch_size_above_the_number_of_examples_gives_one_batch():
    assert [len(y) for _, y in minibatches(X, Y, 1000)] == [50]


@pytest.mark.parametrize(
    ("x", "y", "batch_size", "sentence"),
    [
        (X, Y, 0, "batch_size must be a whole number of at least 1, but is 0"),
        (X, Y, 2.5, "batch_size must be a whole number of at least 1, but is 2.5"),
        (X, Y[:49], 8, "x has 50 examples, but y has 49"),
        (X[:0], Y[:0], 8, "there are no examples to train on"),
    ],
)
def test_data_that_cannot_be_cut_into_batches_is_refused_at_once(x, y, batch_size, sentence):
    with pytest.raises(ValueError, match=sentence):
        minibatches(x, y, batch_size)
    with pytest.raises(ValueError, match=sentence):
        train(MLP([2, 3, 2]), SGD(), (x, y), batch_size=batch_size)


def test_training_yields_one_record_per_update():
    records = [*train(MLP([2, 8, 2]), Adam(lr=0.03), (X, Y), epochs=40, batch_size=8)]
    assert [r.t for r in records] == [*range(1, 281)]
    assert [r.epoch for r in records] == [*np.repeat(range(1, 41), 7)]
    assert np.mean([r.loss for r in records[-7:]]) < records[0].loss / 2


def test_training_is_the_loop_one_would_write_by_hand():
    net, opt, rng = MLP([2, 5, 2]), Adam(), np.random.default_rng(7)
    losses = []
    for _ in range(3):
        for batch in minibatches(X, Y, 16, rng):
            losses.append(net.loss_and_grad(*batch))
            opt.step(net.theta, net.grad)
    other = MLP([2, 5, 2])
    assert [r.loss for r in train(other, Adam(), (X, Y), 3, 16, rng=7)] == losses
    assert (other.theta == net.theta).all()


def test_training_in_two_parts_is_training_in_one():
    whole, parts = MLP([2, 5, 2]), MLP([2, 5, 2])
    [*train(whole, Adam(), (X, Y), 4, 16, np.random.default_rng(0))]
    opt, rng = Adam(), np.random.default_rng(0)
    for _ in range(4):
        [*train(parts, opt, (X, Y), 1, 16, rng)]
    assert (whole.theta == parts.theta).all()


def test_a_schedule_sets_the_learning_rate_of_every_step_of_a_descent():
    halving = exponential(0.4, 0.5)
    path = [p.theta[0] for p in descend(SGD(), parabola, [1.0], 3, schedule=halving)]
    assert path == pytest.approx([1, 1 - 2 * 0.4, 0.2 * (1 - 2 * 0.2), 0.12 * (1 - 2 * 0.1)])


def test_a_schedule_sets_the_learning_rate_of_every_update():
    schedule = exponential(0.5, 0.9)
    records = [*train(MLP([2, 3, 2]), SGD(), (X, Y), 2, 25, schedule=schedule)]
    assert [r.lr for r in records] == pytest.approx([0.5, 0.45, 0.405, 0.3645])


def test_training_stops_at_the_first_loss_that_is_not_finite():
    *_, last = train(MLP([2, 5, 2]), SGD(lr=1e30), (X, Y), epochs=100)
    assert last.diverged
    assert last.t < 10
    assert str(last) == f"diverged at step {last.t}"


def test_an_optimizer_shared_by_two_networks_is_refused():
    first, second, opt = MLP([2, 3, 2]), MLP([2, 3, 2], rng=1), Adam()
    [*train(first, opt, (X, Y))]
    with pytest.raises(ValueError, match=r"with another network: give each network its own"):
        train(second, opt, (X, Y))
    [*train(second, replace(opt), (X, Y))]
    [*train(first, opt, (X, Y))]


def test_an_optimizer_of_ones_own_needs_only_a_step():
    class Halving:
        def step(self, theta, grad):
            theta -= grad / 2

    assert [p.theta.item() for p in descend(Halving(), parabola, [2.0], 1)] == [2, 0]
    assert len([*train(MLP([2, 3, 2]), Halving(), (X, Y))]) == 1
