import numpy as np
import pytest

from helpers.datasets import load_records
from helpers.experiments.capstone import IDEAS, RECIPE, learn, settled, shifted
from helpers.experiments.race import split
from helpers.optimizers import SGD, Adam
from helpers.training import last

RECORDS = load_records("capstone")
FEW = tuple(part[:300] for part in split()["fit"])
SMALL = RECIPE._replace(sizes=(784, 20, 10), batch_size=50, epochs=2)


def test_the_records_are_of_every_idea_and_keep_their_promise():
    assert RECORDS["ideas"].tolist() == [*IDEAS]
    assert RECORDS["lr"][0] == pytest.approx(RECIPE.lr)
    assert (RECORDS["accuracy"][0] >= 0.983).all()
    assert (RECORDS["seconds"] < 60).all()
    assert RECORDS["answers"].shape == (3, 10000, 10)


def test_every_rate_was_the_best_of_its_search_and_not_at_the_edge():
    for lr, rates, sweep in zip(RECORDS["lr"], RECORDS["rates"], RECORDS["sweep"], strict=True):
        tried = np.isfinite(rates)
        assert lr == rates[np.nanargmin(sweep)]
        assert rates[tried].min() < lr < rates[tried].max()


def test_the_answers_of_the_record_are_those_that_were_counted():
    truth = split()["judge"][1]
    right = (RECORDS["answers"].argmax(axis=-1) == truth).mean(axis=-1)
    assert right == pytest.approx(RECORDS["accuracy"][0], abs=2e-3)


def test_a_training_depends_on_its_seed_and_on_nothing_else():
    first, again, other = (last(learn(SMALL, seed, FEW)).net.theta for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()


def test_updates_are_counted_through_all_epochs_and_the_schedule_goes_on():
    run = [*learn(SMALL, data=FEW)]
    assert [update.t for update in run] == [*range(1, 13)]
    assert [update.epoch for update in run] == [1] * 6 + [2] * 6
    rates = []

    def noted(lr):
        opt = SGD(lr)
        step = opt.step
        opt.step = lambda theta, grad: (rates.append(opt.lr), step(theta, grad))[1]
        return opt

    last(learn(SMALL._replace(method=noted), data=FEW))
    assert np.argmax(rates) == 2  # the warm-up of half an epoch ends
    assert rates[-1] < 0.1 * max(rates)
    assert rates == sorted(rates[:3]) + sorted(rates[3:], reverse=True)


def test_without_an_idea_the_rest_stays():
    assert RECIPE.without("dropout (15)") == RECIPE._replace(dropout=0.0)
    assert RECIPE.without("Adam (08)").method is SGD
    assert RECIPE.without("nothing") == RECIPE
    assert RECIPE.method is Adam


def test_a_run_that_diverges_has_an_infinite_loss(monkeypatch):
    few = {"fit": FEW, "tune": FEW, "judge": FEW}
    monkeypatch.setattr("helpers.experiments.capstone.split", lambda: few)
    wild = SMALL._replace(method=SGD, lr=1e30, batchnorm=False)
    assert settled(wild)[:2] == (np.inf, 0.0)
    loss, accuracy, net = settled(SMALL)
    assert loss > 0
    assert 0 < accuracy <= 1
    assert net.sizes == [784, 20, 10]


def test_digits_move_by_whole_pixels_and_as_far_as_allowed():
    spot = np.zeros((500, 28, 28), np.float32)
    spot[:, 10, 20] = 1
    moved = shifted(spot.reshape(500, -1), 2, rng=0)
    places = np.argwhere(moved.reshape(-1, 28, 28))[:, 1:]
    assert {*map(tuple, places)} == {(i, j) for i in range(8, 13) for j in range(18, 23)}
    assert moved.dtype == np.float32


def test_ink_that_leaves_is_lost_and_nothing_comes_back():
    corner = np.zeros((200, 28, 28))
    corner[:, 0, 0] = 1
    moved = shifted(corner.reshape(200, -1), 1, rng=0).reshape(-1, 28, 28)
    assert moved[:, 2:].sum() == moved[:, :, 2:].sum() == 0
    assert 0 < moved.sum() < 200


def test_without_a_shift_the_digits_are_the_same():
    assert shifted(FEW[0], 0) is FEW[0]
