"""Adam: one step of Adam, and naming the bug of a run."""

import numpy as np

from helpers.check.exercise import exercise
from helpers.experiments import zoo

rng = np.random.default_rng(5)
FIRST = (np.array([1.0, -2.0]), np.zeros(2), np.zeros(2), np.array([0.3, -40.0]), 1)
LATER = (*rng.normal(size=(2, 3)), rng.uniform(0.1, 2, 3), rng.normal(size=3), 7)
NETWORK = (*rng.normal(size=(2, 2, 4)), rng.uniform(0, 1, (2, 4)), rng.normal(size=(2, 4)), 150)


def step(m=None, v=None, m_hat=None, v_hat=None, move=None):
    """A wrong step: one of the five lines of Adam replaced by another."""

    def wrong(theta, m0, v0, g, t, lr, beta1, beta2, eps):
        m1 = (m or (lambda m, g, b: b * m + (1 - b) * g))(m0, g, beta1)
        v1 = (v or (lambda v, g, b: b * v + (1 - b) * g**2))(v0, g, beta2)
        m2 = (m_hat or (lambda m, b, t: m / (1 - b**t)))(m1, beta1, t)
        v2 = (v_hat or (lambda v, b, t: v / (1 - b**t)))(v1, beta2, t)
        shift = move or (lambda m, v, lr, eps, g: lr * m / (np.sqrt(v) + eps))
        return theta - shift(m2, v2, lr, eps, g), m1, v1

    return wrong


def corrections_swapped(theta, m, v, g, t, lr, beta1, beta2, eps):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def handed_on(theta, m, v, g, t, lr, beta1, beta2, eps):
    theta, m, v = zoo.adam(theta, m, v, g, t, lr, beta1, beta2, eps)
    return theta, m / (1 - beta1**t), v / (1 - beta2**t)


def betas_swapped(theta, m, v, g, t, lr, beta1, beta2, eps):
    return zoo.adam(theta, m, v, g, t, lr, beta2, beta1, eps)


def moved_by_the_old_averages(theta, m, v, g, t, lr, beta1, beta2, eps):
    new = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), *new


def nothing_remembered(theta, m, v, g, t, lr, beta1, beta2, eps):
    return zoo.adam(theta, m, v, g, t, lr, beta1, beta2, eps)[0], m, v


def folded(theta, m, v, g, t, lr, beta1, beta2, eps):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return theta - rate * m / (np.sqrt(v) + eps), m, v


@exercise(
    cases=[
        (*FIRST, 0.1, 0.9, 0.999, 1e-2),
        (*LATER, 0.3, 0.8, 0.99, 1e-3),
        (*NETWORK, 0.001, 0.9, 0.999, 1e-8),
    ],
    mistakes={
        "nothing is corrected: m and v start at zero and are still near it, so divide them by "
        "1 − β₁ᵗ and 1 − β₂ᵗ": zoo.no_correction,
        "m is not corrected: divide it by 1 − β₁ᵗ": step(m_hat=lambda m, b, t: m),
        "v is not corrected: divide it by 1 − β₂ᵗ": step(v_hat=lambda v, b, t: v),
        "the corrections stand still at t = 1: 1 − β where 1 − βᵗ should be": zoo.t_stands_still,
        "you multiply β by t: βᵗ is beta**t": step(
            m_hat=lambda m, b, t: m / (1 - b * t), v_hat=lambda v, b, t: v / (1 - b * t)
        ),
        "(1 − β)ᵗ raises the difference to the power: 1 − βᵗ is 1 - beta**t": step(
            m_hat=lambda m, b, t: m / (1 - b) ** t, v_hat=lambda v, b, t: v / (1 - b) ** t
        ),
        "m / 1 - beta**t divides by 1 and then subtracts βᵗ: put 1 - beta**t in parentheses": step(
            m_hat=lambda m, b, t: m / 1 - b**t, v_hat=lambda v, b, t: v / 1 - b**t
        ),
        "you correct with t + 1: t is already 1 at the first step": step(
            m_hat=lambda m, b, t: m / (1 - b ** (t + 1)),
            v_hat=lambda v, b, t: v / (1 - b ** (t + 1)),
        ),
        "you correct with t − 1, which divides by 0 at the first step: t is already 1 there": step(
            m_hat=lambda m, b, t: m / (1 - b ** (t - 1.0)),
            v_hat=lambda v, b, t: v / (1 - b ** (t - 1.0)),
        ),
        "v is a sum, as in AdaGrad, and never forgets: v = beta2·v + (1 − beta2)·g²": (
            zoo.sum_of_squares
        ),
        "m is a sum and never forgets: m = beta1·m + (1 − beta1)·g": step(
            m=lambda m, g, b: m + (1 - b) * g
        ),
        "/ sqrt(v) + eps divides by the root alone and then adds eps to theta: "
        "put sqrt(v) + eps in parentheses": step(
            move=lambda m, v, lr, eps, g: lr * m / np.sqrt(v) - eps
        ),
        "-= … / sqrt(v) + eps divides by the root alone and takes eps off theta: "
        "put sqrt(v) + eps in parentheses": zoo.no_parentheses,
        "eps stands inside the root: there 1e-8 acts like 1e-4; add it after the root": (
            zoo.eps_in_the_root
        ),
        "eps is missing: a weight whose gradient was always 0 would be 0/0": step(
            move=lambda m, v, lr, eps, g: lr * m / np.sqrt(v)
        ),
        "this is the folded form: its eps is not corrected, so it acts more strongly; "
        "divide m and v first": folded,
        "the root is missing: divide by √v, not by v": step(
            move=lambda m, v, lr, eps, g: lr * m / (v + eps)
        ),
        "you step along g: that is RMSProp, Adam steps along m": step(
            move=lambda m, v, lr, eps, g: lr * g / (np.sqrt(v) + eps)
        ),
        "you do not divide by √v at all: that is momentum": step(
            move=lambda m, v, lr, eps, g: lr * m
        ),
        "v averages g: it should average g²": step(v=lambda v, g, b: b * v + (1 - b) * g),
        "v averages |g|: it should average g²": step(v=lambda v, g, b: b * v + (1 - b) * abs(g)),
        "1 − beta1 is missing: m adds the whole gradient": step(m=lambda m, g, b: b * m + g),
        "1 − beta2 is missing: v adds the whole g²": step(v=lambda v, g, b: b * v + g**2),
        "beta1 and 1 − beta1 have changed places": step(m=lambda m, g, b: (1 - b) * m + b * g),
        "beta2 and 1 − beta2 have changed places": step(v=lambda v, g, b: (1 - b) * v + b * g**2),
        "beta1 and beta2 have changed places": betas_swapped,
        "the corrections have changed places: m takes 1 − β₁ᵗ and v takes 1 − β₂ᵗ": (
            corrections_swapped
        ),
        "you climb: subtract the step": step(
            move=lambda m, v, lr, eps, g: -lr * m / (np.sqrt(v) + eps)
        ),
        "lr is missing": step(move=lambda m, v, lr, eps, g: m / (np.sqrt(v) + eps)),
        "you return the corrected averages: the next step would correct them once more; "
        "return m and v as they were": handed_on,
        "you move by the m and v of before: update them first": moved_by_the_old_averages,
        "m and v come back as they went in: return the new ones": nothing_remembered,
    },
    returns=("theta", "m", "v"),
)
def adam(theta, m, v, g, t, lr, beta1, beta2, eps):
    return zoo.adam(theta, m, v, g, t, lr, beta1, beta2, eps)


SUSPECTS = len(zoo.BUGS) - 1  # whose step can be replayed: all but the shared state


def replayed(theta, g, lr, number, start=1, m=0.0, v=0.0):
    """The path of suspect `number` from the same start along the same gradients; its m and v."""
    path, suspect = [theta[0]], zoo.STEPS[zoo.BUGS[number]]
    with np.errstate(all="ignore"):
        for t, slope in enumerate(g, start):
            new, m, v = suspect(path[-1], m, v, slope, t, lr)
            path.append(new)
    return np.array(path), m, v


def detective(
    theta, g, lr, suspects=range(SUSPECTS), steps=None, nan=True, within=1e-9, start=1, cleared=True
):
    """The first suspect whose path over so many steps is the one given; or the shared state."""
    state = 0.0, 0.0
    for number in suspects:
        path, *left = replayed(theta, g[:steps], lr, number, start, *state)
        if np.allclose(path, theta[: len(path)], rtol=within, atol=within, equal_nan=nan):
            return number
        state = state if cleared else left
    return SUSPECTS


def renamed(change):
    return lambda theta, g, lr: change.get(detective(theta, g, lr), detective(theta, g, lr))


ORDER = [4, 0, 6, 2, 5, 1, 3]


@exercise(
    cases=[zoo.mystery(zoo.BUGS[number], seed) for seed, number in enumerate(ORDER)],
    mistakes={
        "you call a healthy run buggy: 0 stands for nothing wrong": (
            lambda theta, g, lr: detective(theta, g, lr, range(1, SUSPECTS))
        ),
        "you miss the run that is NaN: NaN equals nothing, not even itself; use equal_nan=True": (
            lambda theta, g, lr: detective(theta, g, lr, nan=False)
        ),
        "you look at the first step only, where t stands still and the sum of squares are right: "
        "compare whole paths": lambda theta, g, lr: detective(theta, g, lr, steps=1),
        "you take the sum of squares for a healthy run: over few steps they differ by a percent, "
        "so compare more closely": lambda theta, g, lr: detective(theta, g, lr, within=0.1),
        "you take eps in the root for a healthy run: look at the weight with the tiny gradient": (
            lambda theta, g, lr: detective(theta[:, ::2], g[:, ::2], lr, within=1e-6)
        ),
        "you call the shared state healthy: when no suspect fits, something outside the step "
        "has touched m and v": renamed({6: 0}),
        "you count t from 0, and divide by 1 − β⁰ = 0: the first step has t = 1": (
            lambda theta, g, lr: detective(theta, g, lr, start=0)
        ),
        "a suspect begins with the m and v that the last one left: each begins with zeros": (
            lambda theta, g, lr: detective(theta, g, lr, cleared=False)
        ),
        "you return number + 1 where a suspect fits: return its place in zoo.BUGS": renamed(
            {number: number + 1 for number in range(SUSPECTS)}
        ),
        "your numbers begin at 1: zoo.BUGS begins with 0, nothing wrong": (
            lambda theta, g, lr: 1 + detective(theta, g, lr)
        ),
        "you count the bugs from 0: 0 is nothing wrong, and the first bug is 1": (
            lambda theta, g, lr: max(detective(theta, g, lr) - 1, 0)
        ),
        "you take no correction and t stands still for each other": renamed({2: 5, 5: 2}),
        "the same answer for every run: it depends on theta and g": lambda theta, g, lr: 0,
        "you always accuse the shared state: a replay of some suspect should fit": (
            lambda theta, g, lr: SUSPECTS
        ),
    },
)
def name_the_bug(theta, g, lr):
    return detective(theta, g, lr)
