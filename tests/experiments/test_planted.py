import numpy as np
import pytest

from helpers.datasets import blobs
from helpers.experiments.planted import BUGS, hidden, inspection, learning, plant
from helpers.gradcheck import BUG, GOOD, gradient_check
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import train

X, Y = blobs(8, classes=3, noise=0.3, rng=0)
GUILTY = {  # the parameters that a bug spoils, and of them the nearest to the loss
    "no ReLU mask": ("W1 gamma1 beta1 W2 gamma2 beta2", "beta2"),
    "2·db": ("b3", "b3"),
    "W2 transposed": ("W1 gamma1 beta1", "beta1"),
    "L2 forgotten": ("W1 W2 W3", "W3"),
    "1/m lost": ("W1 gamma1 beta1 W2 gamma2 beta2 W3 b3", "b3"),
    "σ held constant": ("W1 gamma1 beta1 W2", "W2"),
    "L2 on b too": ("b3", "b3"),
}


def small(updates, seed=0):
    net = MLP([2, 4, 4, 3], batchnorm=True, l2=0.1, rng=seed, dtype=float)
    for _ in train(net, SGD(lr=0.1), (X, Y), epochs=updates, batch_size=8):
        pass
    return net


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("bug", BUGS)
def test_every_bug_is_found_in_the_parameters_that_it_spoils_and_in_no_other(bug, seed):
    wrong, nearest = GUILTY[bug]
    report = gradient_check(plant(small(10, seed), bug), X, Y)
    assert [p for p, error in report.by_parameter.items() if error >= BUG] == wrong.split()
    assert [p for p, error in report.by_parameter.items() if error > GOOD] == wrong.split()
    assert report.suspect == nearest


def test_without_a_bug_nobody_is_suspected():
    for updates in (0, 1, 10, 100):
        report = gradient_check(plant(small(updates), "none"), X, Y)
        assert (report.verdict, report.suspect) == ("good", None)


def test_one_bug_hides_until_the_biases_have_moved():
    assert gradient_check(plant(small(0), "L2 on b too"), X, Y).verdict == "good"
    assert gradient_check(plant(small(1), "L2 on b too"), X, Y).suspect == "b3"


def test_planting_leaves_the_network_and_its_loss_alone():
    net = small(10)
    before = net.theta.copy()
    for bug in BUGS:
        assert plant(net, bug).training_loss(X, Y) == pytest.approx(net.training_loss(X, Y))
    assert gradient_check(net, X, Y).verdict == "good"
    assert np.array_equal(net.theta, before)


def test_what_cannot_be_planted_is_refused():
    with pytest.raises(ValueError, match="unknown bug 'moth': use one of none, no ReLU mask, 2"):
        plant(small(0), "moth")
    with pytest.raises(ValueError, match="'W2 transposed' needs a square W2, but it is 4 × 3"):
        plant(MLP([2, 4, 3]), "W2 transposed")
    with pytest.raises(ValueError, match="'L2 forgotten' needs a network with l2 above 0"):
        plant(MLP([2, 4, 3]), "L2 forgotten")
    with pytest.raises(ValueError, match="'σ held constant' needs a network with a BatchNorm"):
        plant(MLP([2, 4, 3]), "σ held constant")


def test_an_inspection_says_what_it_came_to():
    [record] = inspection(plant(small(0), "W2 transposed"), X, Y)
    assert str(record) == "a bug: largest difference in gamma1; red: W1, gamma1, beta1"
    [record] = inspection(small(0), X, Y)
    assert str(record) == "good"


def test_mysteries_hide_each_kind_more_than_once_and_always_the_same():
    drawn = [hidden(seed) for seed in range(50)]
    assert {*drawn} == {"none", *BUGS}
    assert min(map(drawn.count, drawn)) > 1
    assert drawn == [hidden(seed) for seed in range(50)]


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(50))
def test_every_mystery_can_be_named_from_its_bars(seed):
    report, bug = gradient_check(plant(small(20, seed), hidden(seed)), X, Y), hidden(seed)
    wrong, _ = GUILTY.get(bug, ("", ""))
    assert [p for p, error in report.by_parameter.items() if error >= BUG] == wrong.split()
    assert (report.by_parameter["b3"] == pytest.approx(1 / 3, abs=1e-6)) is (bug == "2·db")


def test_a_network_with_a_bug_learns_all_the_same():
    losses, share = learning("W2 transposed", seed=0)
    right, most = learning("none", seed=0)
    assert len(losses) == len(right) == 284
    assert losses[-1] < 0.3 * losses[0]
    assert 0.8 < share < most - 0.01
