import numpy as np
import pytest

from helpers.experiments.translations import METHODS, MISTAKES, SoftmaxTwice, translated
from helpers.gradcheck import gradient_check
from helpers.network import MLP
from helpers.training import last


def parted(mistake, method="Adam", steps=20):
    """The largest gaps in training and on held-out digits."""
    run = [*translated(MISTAKES[mistake], method, steps=steps)]
    return np.max([record.gaps for record in run], axis=0)


@pytest.mark.parametrize("method", METHODS)
def test_without_a_mistake_only_rounding_parts_the_losses(method):
    assert (parted(0, method) < 1e-9).all()


@pytest.mark.parametrize("mistake", [2, 3, 4, 8, 9])
def test_most_mistakes_part_the_losses_of_the_first_batch(mistake):
    assert parted(mistake, steps=1)[0] > 1e-4


def test_float32_parts_them_in_its_seventh_digit():
    training, _ = parted(1)
    assert 1e-9 < training < 1e-5


def test_batch_norms_momentum_is_seen_on_held_out_digits_alone():
    training, held = parted(5)
    assert training < 1e-9
    assert held > 1e-2


def test_mistakes_of_a_method_are_those_of_that_method_alone():
    assert parted(6, "Adam").min() > 1e-5
    assert parted(6, "SGD").max() < 1e-9
    assert parted(7, "Momentum").min() > 1e-2
    assert parted(7, "Adam").max() < 1e-9


def test_a_sum_wrecks_sgd_and_leaves_adam_where_it_was():
    assert parted(2, "SGD")[1] > 100 * parted(2, "Adam")[1]


def test_a_softmax_twice_has_the_right_gradient_and_a_floor():
    net = MLP([4, 3], dtype=float)
    net.head = SoftmaxTwice()
    x, y = np.random.default_rng(0).normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 2])
    assert gradient_check(net, x, y).error < 1e-7
    sure = SoftmaxTwice().forward(1000 * np.eye(10), np.arange(10))
    assert sure == pytest.approx(np.log(np.e + 9) - 1)


def test_a_record_says_how_far_they_are_apart():
    told = str(last(translated(MISTAKES[5], steps=2)))
    assert told.startswith("update 2 · losses apart by ")
    assert told.endswith("held out")
