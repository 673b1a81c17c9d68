import numpy as np
import pytest

from helpers.beyond_adam import BEYOND
from helpers.experiments import entrants
from helpers.experiments.entrants import Own, fault, made
from helpers.optimizers import OPTIMIZERS, Adam

MEMORY = {}


def averaged(theta, g, state, lr):
    m = state.setdefault("m", np.zeros_like(theta))
    m *= 0.9
    m += 0.1 * g
    theta -= lr * m


def rebinds(theta, g, state, lr):
    theta = theta - lr * g


def divides_by_nothing(theta, g, state, lr):
    theta -= lr * g / abs(g)


def leaps_to_infinity(theta, g, state, lr):
    theta -= np.inf * g


def keeps_a_global(theta, g, state, lr):
    m = MEMORY.setdefault("m", np.zeros(6))
    m += 0.1 * g
    theta -= lr * m


def draws_at_random(theta, g, state, lr, rng=np.random.default_rng(0)):  # noqa: B008
    theta -= lr * g * rng.random()


def keeps_float64(theta, g, state, lr):
    state["v"] = np.zeros(theta.shape) + g
    theta -= lr * state["v"]


def knows_one_shape(theta, g, state, lr):
    theta -= lr * g * np.ones(6)


def changes_the_gradient(theta, g, state, lr):
    g *= 2
    theta -= lr * g


def never_ends(theta, g, state, lr):
    while True:
        pass


def fails(theta, g, state, lr):
    raise RuntimeError("oh")


def takes_two(theta, g):
    theta -= g


def prints(theta, g, state, lr):
    print(theta)
    theta -= lr * g


FAULTS = {
    rebinds: "your rule does not change theta: write theta -= …, for theta = …",
    divides_by_nothing: "where the gradient is 0 theta is no number any more",
    leaps_to_infinity: "with a constant gradient theta is no number any more, after 20 steps",
    keeps_a_global: "one run comes out differently beside another: keep what you remember in state",
    draws_at_random: "one run comes out differently beside another",
    keeps_float64: "theta is float32, but your v is float64: begin with np.zeros_like(theta)",
    knows_one_shape: "your rule fails with a theta of another shape: ValueError: ",
    changes_the_gradient: "your rule changes the gradient g: work on a copy of it",
    never_ends: "20 small steps take more than 0.1 s: is there an endless loop?",
    fails: "your rule fails with a constant gradient: RuntimeError: oh",
    prints: "your rule prints: a race would print it thousands of times",
    takes_two: f"{entrants.NO_RULE}: your function takes other arguments",
    3: f"{entrants.NO_RULE}, but this is 3",
    int: f"{entrants.NO_RULE}, but this is <class 'int'>",
}


def name(rule):
    return getattr(rule, "__name__", repr(rule))


@pytest.mark.parametrize(("rule", "sentence"), FAULTS.items(), ids=map(name, FAULTS))
def test_every_fault_has_its_sentence(rule, sentence, monkeypatch):
    if rule is never_ends:  # all others may take their time on a busy machine
        monkeypatch.setattr(entrants, "PATIENCE", 0.1)
    MEMORY.clear()
    assert fault(rule).startswith(sentence)


@pytest.mark.parametrize("rule", [averaged, *(OPTIMIZERS | BEYOND).values(), Adam(0.1)], ids=name)
def test_an_honest_rule_may_enter(rule):
    assert fault(rule) == ""


def test_a_rule_is_made_afresh_at_any_rate():
    one, other = made(averaged, 0.1), made(averaged, 0.2)
    theta = np.ones(3)
    one.step(theta, np.ones(3))
    assert (repr(one), other.state) == ("averaged(lr=0.1)", {})
    assert theta == pytest.approx(0.99)
    assert repr(made(Adam(0.1, beta1=0.5), 0.3)) == repr(Adam(0.3, beta1=0.5))


def test_a_copy_of_a_function_with_its_state_goes_its_own_way():
    opt = Own(0.1, f=averaged)
    opt.step(np.ones(3), np.ones(3))
    twin = opt.__copy__()
    twin.step(np.ones(3), np.ones(3))
    assert opt.state["m"] == pytest.approx(0.1)
    assert twin.state["m"] == pytest.approx(0.19)
