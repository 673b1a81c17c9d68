import numpy as np
import pytest

from helpers.experiments.blame import KINDS, SLIPS, Neuron, Shares, neuron, shares
from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.losses import softmax


def near(kind, nudged, t=0.3):
    return Neuron(-0.7, 1.5, 0.2, t, kind, nudged)


@pytest.mark.parametrize("nudged", "wxb")
@pytest.mark.parametrize("kind", KINDS)
def test_the_blame_of_what_is_nudged_equals_its_difference(kind, nudged):
    for t in (0.0, 0.3, 1.0):
        one = near(kind, nudged, t)
        assert one.blame[nudged] == pytest.approx(one.difference(), abs=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_blame_comes_back_times_the_slopes(kind):
    one = near(kind, "w")
    assert one.blame["a"] == one.slopes["a"]
    assert one.blame["z"] == one.blame["a"] * one.slopes["z"]
    assert one.blame["x"] == one.blame["z"] * one.w


def test_cross_entropy_cancels_the_slope_of_the_sigmoid():
    one = near("sigmoid · cross-entropy", "w", t=1.0)
    assert one.blame["z"] == pytest.approx(one.values["a"] - 1)


def test_a_neuron_says_its_loss_its_blame_and_the_difference():
    [one] = neuron(-0.6, 1.5, 0.3, 1.0)
    assert str(one) == "loss 1.181 · blame of w -1.6406, by a difference -1.6406"


def test_shares_are_a_softmax_at_a_temperature_whatever_is_added():
    z = (2.0, 1.0, 0.0, -1.0)
    for one in (Shares(z, 0.5), Shares(z, 0.5, added=300.0), Shares(z, 0.5, 300.0, stable=False)):
        assert one.at(one.T) == pytest.approx(softmax(np.array(z) / 0.5))
    assert Shares(z, 1.0).at(np.array([0.01, 1.0, 1e4])).shape == (3, 4)


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        (1000.0, "nan: e to the power of 1002 is too large for a number"),
        (-1000.0, "nan: e to the power of -998 is 0, and so are all others"),
        (0.0, "p = 0.644, 0.237, 0.087, 0.032"),
    ],
)
def test_shares_say_what_they_are_or_why_the_naive_formula_fails(added, sentence):
    [one] = shares((2.0, 1.0, 0.0, -1.0), 1.0, added, stable=False)
    assert str(one) == sentence


def a_network(hidden=3, classes=3, m=7):
    rng = np.random.default_rng(0)
    sizes = (2, hidden), (hidden,), (hidden, classes), (classes,), (m, 2)
    return [*map(rng.normal, [0] * 5, [1] * 5, sizes), np.arange(m) % classes]


def wrong(slip):
    """The parts whose gradient differs from differences."""
    network = a_network()
    gradient = SLIPS[slip]
    found = set()
    for name, part, own in zip(
        ("W1", "b1", "W2", "b2"), network, gradient(*network)[1], strict=False
    ):
        right = numerical_gradient(lambda: gradient(*network)[0], part)
        if np.shape(own) != part.shape or relative_difference(own, right) > 1e-7:
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("slip", "parts"),
    [("none", ""), ("dz2 @ W2", "W1 b1"), ("dz2.sum()", "b1 b2"), ("dz2", "b1 b2")],
)
def test_every_slip_spoils_what_it_is_known_for(slip, parts):
    assert wrong(slip) == {*parts.split()}


def test_summed_over_classes_too_the_blame_of_the_last_bias_is_nothing():
    assert abs(SLIPS["dz2.sum()"](*a_network())[1][3]) < 1e-15
