import numpy as np
import pytest

from helpers.datasets import moons
from helpers.heldout import Look, watch
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import train

DATA, HELD = moons(20, rng=0), moons(30, rng=1)


def run(lr=0.1, epochs=12, dropout=0.0):
    net = MLP([2, 4, 2], dropout=dropout, rng=0, dtype=float)
    return train(net, SGD(lr), DATA, epochs, batch_size=20)


def test_looks_come_after_the_first_update_and_then_after_every_so_many():
    assert [look.t for look in watch(run(), DATA, HELD, every=5)] == [1, 5, 10]


def test_a_look_tells_both_losses_with_all_units_at_work():
    *_, look = watch(run(dropout=0.5), DATA, HELD, every=1)
    assert look.loss == look.net.loss(*DATA)
    assert look.held == look.net.loss(*HELD)
    assert look.held != look.loss
    words = f"update 12 · training loss {look.loss:.2g} · held-out loss {look.held:.2g}"
    assert str(look) == words


def test_watching_does_not_change_the_run():
    *_, seen = watch(run(dropout=0.5), DATA, HELD, every=1)
    *_, unseen = run(dropout=0.5)
    assert np.array_equal(seen.net.theta, unseen.net.theta)


def test_a_run_that_diverges_says_so():
    look = Look(7, float("nan"), float("nan"), None)
    assert look.diverged
    assert str(look) == "diverged at update 7"


def test_looks_less_than_an_update_apart_are_refused():
    with pytest.raises(ValueError, match=r"^every must be at least 1 update, but is 0$"):
        watch(run(), DATA, HELD, every=0)
