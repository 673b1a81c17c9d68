from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from helpers.datasets import moons
from helpers.network import MLP
from helpers.optimizers import SGD, Adam, Momentum
from helpers.schedules import exponential
from helpers.surfaces import parabola, valley
from helpers.training import Evaluation, descend, last, minibatches, train, watch

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
    end = last(descend(Momentum(lr=0.1), parabola, [2.0], steps=3))
    assert end.opt.t == end.t == 3


def test_a_point_keeps_the_averages_that_its_optimizer_had_there():
    run = [*descend(Momentum(lr=0.1, beta=0.5), valley, valley.start, steps=20)]
    assert [point.opt.t for point in run] == [*range(21)]
    for before, after in pairwise(run):
        assert before.theta - after.theta == pytest.approx(0.1 * after.opt.v)


def test_a_point_of_many_experiments_keeps_their_hyperparameters_without_averages():
    rates = np.array([[0.1], [0.2]])
    for point in descend(Momentum(lr=rates), valley, valley.start, steps=2):
        assert (point.opt.lr == rates).all()
        assert point.opt.v is None


def test_a_point_keeps_a_copy_also_of_an_optimizer_of_ones_own():
    class Slowing:
        def __init__(self):
            self.h = np.zeros(1)

        def step(self, theta, grad):
            self.h += grad**2
            theta -= grad / (1 + self.h)

    run = [*descend(Slowing(), parabola, [1.0], steps=3)]
    assert run[1].opt.h == 4
    assert (np.diff([point.opt.h[0] for point in run]) > 0).all()


def test_hyperparameters_of_many_experiments_spread_the_start():
    lr, beta = np.ones((1, 3, 1)) / 10, np.ones((2, 1, 1)) / 2
    for point in descend(Momentum(lr=lr, beta=beta), valley, valley.start, steps=1):
        assert point.theta.shape == (2, 3, 2)
        assert point.loss.shape == (2, 3)


def test_a_descent_stops_where_the_loss_is_no_longer_finite():
    end = last(descend(SGD(lr=3.0), valley, valley.start, steps=5000))
    assert end.diverged
    assert not np.isfinite(end.loss)
    assert str(end) == f"diverged at step {end.t}"
    assert end.t == pytest.approx(np.log(np.finfo(float).max / 4) / np.log(25), abs=2)


def test_a_batch_of_runs_goes_on_until_the_last_one_has_diverged():
    end = last(descend(SGD(lr=np.array([[0.1], [3.0]])), valley, valley.start, steps=500))
    assert end.t == 500
    assert np.isfinite(end.loss).tolist() == [True, False]
    assert str(end._replace(loss=np.array([2.0, np.nan]))) == "step 500 · loss 2"
    assert str(end._replace(loss=np.array([np.nan]))) == "diverged at step 500"


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
        (
            Momentum(lr=np.ones((5, 1)), beta=np.zeros((4, 1))),
            (1.0, 2.0),
            r"Momentum: these shapes do not broadcast together: lr \(5, 1\), beta \(4, 1\)",
        ),
    ],
)
def test_a_bad_start_is_refused_before_the_first_step(opt, start, sentence):
    with pytest.raises(ValueError, match=sentence):
        descend(opt, valley, start)


@pytest.mark.parametrize(
    "start", [(2, 1), np.array([2, 1], np.uint8), np.array([2, 1], np.float16)]
)
def test_a_start_of_other_real_numbers_is_made_of_floats(start):
    path = [p.theta for p in descend(SGD(0.1), valley, start, 5)]
    assert np.array_equal(path, [p.theta for p in descend(SGD(0.1), valley, (2.0, 1.0), 5)])
    assert path[0].dtype == np.float64


def test_a_descent_in_float32_stays_in_float32():
    assert last(descend(Adam(), valley, np.array([2, 1], np.float32))).theta.dtype == np.float32


@pytest.mark.parametrize("start", [(1j, 2.0), ("1", "2"), None], ids=repr)
def test_a_start_that_is_not_made_of_real_numbers_is_refused(start):
    with pytest.raises(TypeError, match=r"^start must hold real numbers, but"):
        descend(SGD(), valley, start)


def test_a_start_where_the_loss_is_out_of_all_bounds_has_diverged_without_a_warning():
    [only] = descend(SGD(), valley, (1e200, 1.0))
    assert str(only) == "diverged at step 0"


@pytest.mark.parametrize(
    ("steps", "error", "sentence"),
    [
        (-1, ValueError, "steps must be at least 0, but is -1"),
        (0.5, ValueError, "steps must be a whole number, but is 0.5"),
        (None, TypeError, "steps must be a whole number, but is None"),
    ],
)
def test_steps_that_cannot_be_counted_are_refused_at_once(steps, error, sentence):
    with pytest.raises(error, match=f"^{sentence}$"):
        descend(SGD(), valley, valley.start, steps)


def test_the_last_record_is_that_of_a_list_or_of_a_run_that_goes_on():
    assert last([1, 2, 3]) == last(iter([1, 2, 3])) == 3
    assert last(descend(SGD(0.1), parabola, [2.0], 7)).t == 7


def test_a_run_without_records_has_no_last_one():
    for run in ([], train(MLP([2, 3, 2]), SGD(), (X, Y), epochs=0)):
        with pytest.raises(ValueError, match=r"^the run has no last record, because it has none"):
            last(run)


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
        (X, Y, 0, "batch_size must be at least 1, but is 0"),
        (X, Y, 2.5, "batch_size must be a whole number, but is 2.5"),
        (X, Y, np.nan, "batch_size must be a whole number, but is nan"),
        (X, Y[:49], 8, "x has 50 examples, but y has 49"),
        (X[:0], Y[:0], 8, "there are no examples to train on"),
        (1.0, 2, 8, "there are no examples to train on"),
        (X, 1, 8, "x has 50 examples, but y has 0"),
        (np.full((50, 2), np.nan), Y, 8, "data holds NaN or infinity"),
        (X, np.full(50, np.inf), 8, "data holds NaN or infinity"),
    ],
)
def test_data_that_cannot_be_cut_into_batches_is_refused_at_once(x, y, batch_size, sentence):
    with pytest.raises(ValueError, match=sentence):
        minibatches(x, y, batch_size)
    with pytest.raises(ValueError, match=sentence):
        train(MLP([2, 3, 2]), SGD(), (x, y), batch_size=batch_size)


@pytest.mark.parametrize(
    ("x", "y", "batch_size", "sentence"),
    [
        (X, Y, "8", "batch_size must be a whole number, but is '8'"),
        (X, Y, None, "batch_size must be a whole number, but is None"),
        (X, Y, True, "batch_size must be a whole number, but is True"),
        (None, Y, 8, "x must hold real numbers, but is None"),
        (X * 1j, Y, 8, "x must hold real numbers, but is of type complex128"),
        ([[1.0, 2.0], [3.0]], [0, 1], 8, "x must be an array of numbers, not a ragged list"),
        (X, ["a"] * 50, 8, "y must hold real numbers, but holds text"),
    ],
)
def test_data_and_batch_sizes_that_are_no_numbers_are_refused_at_once(x, y, batch_size, sentence):
    with pytest.raises(TypeError, match=sentence):
        minibatches(x, y, batch_size)
    with pytest.raises(TypeError, match=sentence):
        train(MLP([2, 3, 2]), SGD(), (x, y), batch_size=batch_size)


def test_lists_tuples_and_bytes_are_data_too():
    def losses(x, y):
        return [update.loss for update in train(MLP([2, 3, 2]), SGD(), (x, y), 2, 20)]

    assert losses(X.tolist(), Y.tolist()) == losses(tuple(X), tuple(Y)) == losses(X, Y)
    pixels = np.arange(100, dtype=np.uint8).reshape(50, 2)
    assert losses(pixels, Y.astype(np.uint8)) == losses(pixels.astype(float), Y)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (((X, Y), (X[:9], Y[:9])), r"one pair \(x, y\), but holds pairs itself: give one of them"),
        ((X, Y, X), r"one pair \(x, y\), but holds 3 parts"),
        (X, r"one pair \(x, y\), but is of type ndarray"),
        (None, r"one pair \(x, y\), but is of type NoneType"),
    ],
)
def test_what_is_not_one_pair_is_refused_wherever_data_is_wanted(data, sentence):
    with pytest.raises(TypeError, match=f"^data must be {sentence}$"):
        train(MLP([2, 3, 2]), SGD(), data)
    with pytest.raises(TypeError, match=f"^data must be {sentence}$"):
        watch([], data, (X, Y))
    with pytest.raises(TypeError, match=f"^held must be {sentence}$"):
        watch([], (X, Y), data)


@pytest.mark.parametrize(
    ("epochs", "error", "sentence"),
    [
        (-1, ValueError, "epochs must be at least 0, but is -1"),
        (1.5, ValueError, "epochs must be a whole number, but is 1.5"),
        ("2", TypeError, "epochs must be a whole number, but is '2'"),
    ],
)
def test_epochs_that_cannot_be_counted_are_refused_at_once(epochs, error, sentence):
    with pytest.raises(error, match=f"^{sentence}$"):
        train(MLP([2, 3, 2]), SGD(), (X, Y), epochs)


def test_two_point_zero_epochs_are_two_and_none_are_none():
    assert len([*train(MLP([2, 3, 2]), SGD(), (X, Y), 2.0, 25.0)]) == 4
    assert [*train(MLP([2, 3, 2]), SGD(), (X, Y), 0)] == []


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


def test_a_point_knows_the_learning_rate_of_the_step_to_come():
    halving = exponential(0.4, 0.5)
    rates = [p.opt.lr for p in descend(SGD(), parabola, [1.0], 3, schedule=halving)]
    assert rates == [0.4, 0.2, 0.1, 0.05]
    assert [p.opt.lr for p in descend(SGD(0.3), parabola, [1.0], 1)] == [0.3, 0.3]


def test_a_schedule_sets_the_learning_rate_of_every_update():
    opt, schedule = SGD(), exponential(0.5, 0.9)
    rates = [opt.lr for _ in train(MLP([2, 3, 2]), opt, (X, Y), 2, 25, schedule=schedule)]
    assert rates == pytest.approx([0.5, 0.45, 0.405, 0.3645])


BAD_SCHEDULES = [
    (lambda t: None, TypeError, "the schedule's learning rate at t = 0 must be a number, but is N"),
    (lambda t: np.nan, ValueError, "at t = 0 must be 0 or above, and finite, but is nan"),
    (lambda t: 0.1 - t, ValueError, "at t = 1 must be 0 or above, and finite, but is -0.9"),
    (lambda t: "0.1", TypeError, "at t = 0 must be a number, but is '0.1'"),
    (lambda t: np.array([0.1]), TypeError, r"must be a number, but is an array of shape \(1,\)"),
]


@pytest.mark.parametrize(("schedule", "error", "sentence"), BAD_SCHEDULES)
def test_a_schedule_that_gives_no_learning_rate_is_refused(schedule, error, sentence):
    with pytest.raises(error, match=sentence):
        [*descend(SGD(), parabola, [1.0], 3, schedule)]
    with pytest.raises(error, match=sentence):
        [*train(MLP([2, 3, 2]), SGD(), (X, Y), 3, schedule=schedule)]


def test_a_schedule_that_ends_before_the_run_is_refused():
    rates = iter([0.1, 0.2])
    with pytest.raises(ValueError, match=r"^the schedule ends before t = 2$"):
        [*descend(SGD(), parabola, [1.0], 3, lambda t: next(rates))]


def test_a_schedule_that_is_no_function_is_refused_at_once():
    with pytest.raises(TypeError, match=r"^schedule must be a function of the step t, but is 0.1$"):
        descend(SGD(), parabola, [1.0], 3, 0.1)
    with pytest.raises(TypeError, match=r"^schedule must be a function of the step t, but is 0.1$"):
        train(MLP([2, 3, 2]), SGD(), (X, Y), schedule=0.1)


def test_a_learning_rate_may_come_as_an_array_without_axes():
    run = descend(SGD(), parabola, [1.0], 1, lambda t: np.where(t < 1, 0.1, 0.2))
    assert [point.opt.lr for point in run] == [0.1, 0.2]


def test_training_stops_at_the_first_loss_that_is_not_finite():
    end = last(train(MLP([2, 5, 2]), SGD(lr=1e30), (X, Y), epochs=100))
    assert end.diverged
    assert end.t < 10
    assert str(end) == f"diverged at update {end.t}"


def test_an_optimizer_shared_by_two_networks_is_refused():
    first, second, opt = MLP([2, 3, 2]), MLP([2, 3, 2], rng=1), Adam()
    [*train(first, opt, (X, Y))]
    with pytest.raises(ValueError, match=r"with another network: give each network its own"):
        train(second, opt, (X, Y))
    [*train(second, replace(opt), (X, Y))]
    [*train(first, opt, (X, Y))]


def test_two_runs_that_began_with_one_fresh_optimizer_cannot_both_go_on():
    opt = Adam()
    first, second = (train(MLP([2, 3, 2]), opt, (X, Y)) for _ in range(2))
    next(first)
    with pytest.raises(ValueError, match="with another network: give each network its own"):
        next(second)


@pytest.mark.parametrize("opt", [Adam, None, "Adam"], ids=repr)
def test_what_is_no_optimizer_is_refused_at_once(opt):
    with pytest.raises(TypeError, match=r"^opt must be an optimizer, "):
        train(MLP([2, 3, 2]), opt, (X, Y))
    with pytest.raises(TypeError, match=r"^opt must be an optimizer, "):
        descend(opt, valley, valley.start)


def test_an_optimizer_of_ones_own_needs_only_a_step():
    class Halving:
        def step(self, theta, grad):
            theta -= grad / 2

    assert [p.theta.item() for p in descend(Halving(), parabola, [2.0], 1)] == [2, 0]
    assert len([*train(MLP([2, 3, 2]), Halving(), (X, Y))]) == 1


# Watched

DATA, HELD = moons(20, rng=0), moons(30, rng=1)


def watched_run(lr=0.1, epochs=12, dropout=0.0):
    net = MLP([2, 4, 2], dropout=dropout, rng=0, dtype=float)
    return train(net, SGD(lr), DATA, epochs, batch_size=20)


def test_evaluations_come_after_the_first_update_and_then_after_every_so_many():
    assert [evaluation.t for evaluation in watch(watched_run(), DATA, HELD, every=5)] == [1, 5, 10]


def test_an_evaluation_tells_both_losses_with_all_units_at_work():
    evaluation = last(watch(watched_run(dropout=0.5), DATA, HELD, every=1))
    assert evaluation.loss == evaluation.net.loss(*DATA)
    assert evaluation.held == evaluation.net.loss(*HELD)
    assert evaluation.held != evaluation.loss
    words = f"update 12 · training loss {evaluation.loss:.2g} · held-out loss {evaluation.held:.2g}"
    assert str(evaluation) == words


def test_watching_does_not_change_the_watched_run():
    seen = last(watch(watched_run(dropout=0.5), DATA, HELD, every=1))
    unseen = last(watched_run(dropout=0.5))
    assert np.array_equal(seen.net.theta, unseen.net.theta)


def test_a_run_that_diverges_says_so():
    evaluation = Evaluation(7, float("nan"), float("nan"), None)
    assert evaluation.diverged
    assert str(evaluation) == "diverged at update 7"


def test_evaluations_less_than_an_update_apart_are_refused():
    with pytest.raises(ValueError, match=r"^every must be at least 1, but is 0$"):
        watch(watched_run(), DATA, HELD, every=0)
