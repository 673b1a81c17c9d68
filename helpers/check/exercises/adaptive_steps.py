"""Adaptive steps: one step of AdaGrad, RMSProp and Adadelta, and a descent with three bugs."""

from itertools import product

import numpy as np

from helpers.check.exercise import exercise
from helpers.surfaces import tilted_valley, valley

rng = np.random.default_rng(4)

CLIMB = "you climb: the gradient points uphill, so subtract the step"
ORDER = "theta and h have changed places: return theta first"
ALONE = "you return the step alone: subtract it from theta"


def rule(average, step):
    """A step: h from average(h, g, lr), then θ − step(g, h, h before, lr, ε)."""

    def adagrad(theta, h, g, lr, eps):
        new = average(h, g, lr)
        return theta - step(g, new, h, lr, eps), new

    return adagrad


def alone(right):
    """A step from θ, of which θ is left out."""

    def step_alone(theta, *given):
        new, h = right(theta, *given)
        return theta - new, h

    return step_alone


def total(h, g, lr):
    return h + g**2


def divided(g, h, before, lr, eps):
    return lr * g / (np.sqrt(h) + eps)


# What can go wrong in θ − lr·g / (√h + ε), whatever h is.
DIVISIONS = {
    "the root is missing: divide by √h, which has the units of g, not by h": (
        lambda g, h, before, lr, eps: lr * g / (h + eps)
    ),
    "eps stands outside the division: divide by (√h + eps), in parentheses": (
        lambda g, h, before, lr, eps: lr * (g / np.sqrt(h) + eps)
    ),
    "eps is added to the step: divide by (√h + eps), in parentheses": (
        lambda g, h, before, lr, eps: lr * g / np.sqrt(h) + eps
    ),
    "/ np.sqrt(h) + eps divides by the root alone and then adds eps to theta: "
    "divide by (√h + eps), in parentheses": (
        lambda g, h, before, lr, eps: lr * g / np.sqrt(h) - eps
    ),
    "g is missing: lr / (√h + eps) is only the rate, multiply it by g": (
        lambda g, h, before, lr, eps: lr / (np.sqrt(h) + eps)
    ),
    "eps is missing: a weight without any gradient so far divides 0 by 0": (
        lambda g, h, before, lr, eps: lr * g / np.sqrt(h)
    ),
    "eps stands inside the root, where it counts as its own root: √h + eps": (
        lambda g, h, before, lr, eps: lr * g / np.sqrt(h + eps)
    ),
    "lr is missing: it says how long a typical step is": (
        lambda g, h, before, lr, eps: g / (np.sqrt(h) + eps)
    ),
    CLIMB: lambda *given: -divided(*given),
}


@exercise(
    cases=[
        (np.array([-7.0, 2.0]), np.zeros(2), np.array([-0.7, 4.0]), 1.5, 1e-8),
        (rng.normal(size=3), rng.uniform(1, 2, 3), rng.normal(size=3), 0.1, 0.01),
        (rng.normal(size=2), np.zeros(2), np.array([0.0, 0.3]), 0.2, 1e-3),
        (rng.normal(size=(3, 2)), rng.uniform(0, 1, (3, 2)), rng.normal(size=(3, 2)), 0.3, 0.1),
    ],
    mistakes={
        "lr stands inside h, so that only its root is left of it: add g² alone": (
            rule(lambda h, g, lr: h + lr * g**2, divided)
        ),
        "lr stands squared inside h, where it cancels the lr of the step: add g² alone": (
            rule(lambda h, g, lr: h + (lr * g) ** 2, divided)
        ),
        "the step divides by the old h, which is 0 at first: add g² before you divide": (
            rule(total, lambda g, h, before, lr, eps: divided(g, before, before, lr, eps))
        ),
        "h forgets all but the last gradient: add g² to h, do not replace it": (
            rule(lambda h, g, lr: g**2, divided)
        ),
        "h adds up |g|: add up the squares": rule(lambda h, g, lr: h + abs(g), divided),
        "h adds up g, whose signs cancel: add up the squares": (
            rule(lambda h, g, lr: h + g, divided)
        ),
        "h is one number for all weights: keep a sum for each, without np.sum": (
            rule(lambda h, g, lr: h + np.sum(g**2), divided)
        ),
        "you return the h from before: the next step needs the new one": (
            lambda theta, h, g, lr, eps: (adagrad.reference(theta, h, g, lr, eps)[0], h)
        ),
        **{text: rule(total, step) for text, step in DIVISIONS.items()},
        ORDER: lambda theta, h, g, lr, eps: adagrad.reference(theta, h, g, lr, eps)[::-1],
        ALONE: alone(lambda *given: adagrad.reference(*given)),
    },
    returns=("theta", "h"),
)
def adagrad(theta, h, g, lr, eps):
    h = h + g**2
    return theta - lr * g / (np.sqrt(h) + eps), h


# One h for all weights


def total_length(theta, h, g, lr, eps):
    h = h + np.sum(g**2)
    return theta - lr * g / (np.sqrt(h) + eps), h


@exercise(
    cases=[
        (np.array([-7.0, 2.0]), 0.0, np.array([-0.7, 4.0]), 1.5, 1e-8),
        (rng.normal(size=3), 1.7, rng.normal(size=3), 0.1, 0.01),
        (rng.normal(size=2), 0.0, np.zeros(2), 0.2, 1e-3),
        (rng.normal(size=4), 0.4, np.array([0.0, 0.3, -0.1, 0.2]), 0.3, 0.1),
    ],
    mistakes={
        "h is an array, one sum for each weight: add up the squares of all weights in one number": (
            rule(total, divided)
        ),
        "h adds up the mean of g²: the squared length is the sum": (
            rule(lambda h, g, lr: h + np.mean(g**2), divided)
        ),
        "h adds up the length of g: add up its square": (
            rule(lambda h, g, lr: h + np.sqrt(np.sum(g**2)), divided)
        ),
        "you square the sum of g, where signs cancel: sum the squares": (
            rule(lambda h, g, lr: h + np.sum(g) ** 2, divided)
        ),
        "h adds up |g|: add up the squares": (rule(lambda h, g, lr: h + np.sum(abs(g)), divided)),
        "you square the sum of |g|: sum the squares": (
            rule(lambda h, g, lr: h + np.sum(abs(g)) ** 2, divided)
        ),
        "h takes the largest square only: sum them all": (
            rule(lambda h, g, lr: h + np.max(g**2), divided)
        ),
        "lr stands inside h, so that only its root is left of it: add the squares alone": (
            rule(lambda h, g, lr: h + lr * np.sum(g**2), divided)
        ),
        "h forgets all but the last gradient: add to h, do not replace it": (
            rule(lambda h, g, lr: np.sum(g**2), divided)
        ),
        "the step divides by the old h, which is 0 at first: add to h before you divide": (
            rule(
                lambda h, g, lr: h + np.sum(g**2),
                lambda g, h, before, lr, eps: divided(g, before, before, lr, eps),
            )
        ),
        "you return the h from before: the next step needs the new one": (
            lambda theta, h, g, lr, eps: (total_length(theta, h, g, lr, eps)[0], h)
        ),
        **{text: rule(lambda h, g, lr: h + np.sum(g**2), step) for text, step in DIVISIONS.items()},
        "np.sum counts the old h once for each weight: sum the squares of g alone": (
            rule(lambda h, g, lr: np.sum(h + g**2), divided)
        ),
        "the length of g stands on top, so that all weights move alike: multiply by g": (
            rule(
                lambda h, g, lr: h + np.sum(g**2),
                lambda g, *rest: divided(np.linalg.norm(g), *rest),
            )
        ),
        ORDER: lambda *given: total_length(*given)[::-1],
        ALONE: alone(total_length),
    },
    returns=("theta", "h"),
)
def adagrad_norm(theta, h, g, lr, eps):
    return total_length(theta, h, g, lr, eps)


def leaky(average, step=divided):
    """RMSProp with h from average(h, g, β) and θ − step(g, h, h before, lr, ε)."""

    def rmsprop(theta, h, g, lr, beta, eps):
        new = average(h, g, beta)
        return theta - step(g, new, h, lr, eps), new

    return rmsprop


def forgetting(h, g, beta):
    return beta * h + (1 - beta) * g**2


@exercise(
    cases=[
        (np.array([-7.0, 2.0]), np.zeros(2), np.array([-0.7, 4.0]), 0.1, 0.9, 1e-8),
        (rng.normal(size=3), rng.uniform(1, 2, 3), rng.normal(size=3), 0.2, 0.8, 0.01),
        (rng.normal(size=2), np.zeros(2), np.array([0.0, 0.3]), 0.3, 0.99, 1e-3),
    ],
    mistakes={
        "the += of AdaGrad is left over, so h only grows: multiply the old h by beta": (
            leaky(lambda h, g, beta: h + (1 - beta) * g**2)
        ),
        "this is AdaGrad, which never forgets: h ← beta·h + (1 − beta)·g²": (
            leaky(lambda h, g, beta: h + g**2)
        ),
        "g² enters whole: its share is 1 − beta, or h is no average": (
            leaky(lambda h, g, beta: beta * h + g**2)
        ),
        "beta and 1 − beta have changed places: most of h is the old h": (
            leaky(lambda h, g, beta: (1 - beta) * h + beta * g**2)
        ),
        "h averages g: average its square": leaky(lambda h, g, beta: beta * h + (1 - beta) * g),
        "h averages |g|: average its square": (
            leaky(lambda h, g, beta: beta * h + (1 - beta) * abs(g))
        ),
        "the share is squared too: (1 − beta)·g², not ((1 − beta)·g)²": (
            leaky(lambda h, g, beta: beta * h + ((1 - beta) * g) ** 2)
        ),
        "the step divides by the old h, which is 0 at first: average before you divide": (
            leaky(forgetting, lambda g, h, before, lr, eps: divided(g, before, 0, lr, eps))
        ),
        "you return the h from before: the next step needs the new one": (
            lambda theta, h, g, lr, beta, eps: (
                rmsprop.reference(theta, h, g, lr, beta, eps)[0],
                h,
            )
        ),
        **{text: leaky(forgetting, step) for text, step in DIVISIONS.items()},
        ORDER: lambda *given: rmsprop.reference(*given)[::-1],
        ALONE: alone(lambda *given: rmsprop.reference(*given)),
    },
    returns=("theta", "h"),
)
def rmsprop(theta, h, g, lr, beta, eps):
    h = beta * h + (1 - beta) * g**2
    return theta - lr * g / (np.sqrt(h) + eps), h


# One step of Adadelta


def average(old, new, beta):
    return beta * old + (1 - beta) * new


def stretched(g, h, d, eps):
    return np.sqrt(d + eps) / np.sqrt(h + eps) * g


def delta_rule(step=stretched, sizes=lambda delta, g, lr: delta**2, squares=np.square):
    """Adadelta with Δ from `step`, what d averages from `sizes`, what h averages from `squares`."""

    def adadelta(theta, h, d, g, lr, beta, eps):
        h = average(h, squares(g), beta)
        delta = step(g, h, d, eps)
        return theta - lr * delta, h, average(d, sizes(delta, g, lr), beta)

    return adadelta


def from_the_old_h(theta, h, d, g, lr, beta, eps):
    delta = stretched(g, h, d, eps)
    return theta - lr * delta, average(h, g**2, beta), average(d, delta**2, beta)


def returned(change):
    """The right step, of which `change` spoils what is returned."""

    def adadelta_(theta, h, d, g, lr, beta, eps):
        return change(theta, h, d, lr, *adadelta.reference(theta, h, d, g, lr, beta, eps))

    return adadelta_


@exercise(
    cases=[
        (np.array([-7.0, 2.0]), *np.zeros((2, 2)), np.array([-0.7, 4.0]), 1.0, 0.9, 1e-6),
        (rng.normal(size=3), *rng.uniform(1, 2, (2, 3)), rng.normal(size=3), 0.5, 0.8, 0.01),
        (rng.normal(size=2), *rng.uniform(0, 1, (2, 2)), np.array([0.0, 0.3]), 2.0, 0.95, 1e-3),
    ],
    mistakes={
        "the roots are missing: Δ = √(d + eps) / √(h + eps) · g": (
            delta_rule(lambda g, h, d, eps: (d + eps) / (h + eps) * g)
        ),
        "the fraction is upside down: √(d + eps) stands on top": (
            delta_rule(lambda g, h, d, eps: np.sqrt(h + eps) / np.sqrt(d + eps) * g)
        ),
        "eps is missing on top: d starts at 0, so nothing would ever move": (
            delta_rule(lambda g, h, d, eps: np.sqrt(d) / np.sqrt(h + eps) * g)
        ),
        "eps stands outside both roots: here it belongs inside": (
            delta_rule(lambda g, h, d, eps: (np.sqrt(d) + eps) / (np.sqrt(h) + eps) * g)
        ),
        "the top is missing, this is RMSProp: multiply by √(d + eps)": (
            delta_rule(lambda g, h, d, eps: g / np.sqrt(h + eps))
        ),
        "d averages g²: it averages Δ²": delta_rule(sizes=lambda delta, g, lr: g**2),
        "d averages Δ: it averages Δ²": delta_rule(sizes=lambda delta, g, lr: delta),
        "d averages (lr·Δ)²: Δ alone, without lr": (
            delta_rule(sizes=lambda delta, g, lr: (lr * delta) ** 2)
        ),
        "h averages g: average its square": delta_rule(squares=lambda g: g),
        "Δ uses the old h: average g² into it first": from_the_old_h,
        "you return the d from before: the next step needs the new one": (
            returned(lambda theta, h, d, lr, *new: (new[0], new[1], d))
        ),
        "you return the h from before: the next step needs the new one": (
            returned(lambda theta, h, d, lr, *new: (new[0], h, new[2]))
        ),
        "lr is missing: theta moves by lr·Δ": (
            returned(lambda theta, h, d, lr, *new: (theta + (new[0] - theta) / lr, *new[1:]))
        ),
        CLIMB: returned(lambda theta, h, d, lr, *new: (2 * theta - new[0], *new[1:])),
        "h and d have changed places: return theta, h, d": (
            returned(lambda theta, h, d, lr, *new: (new[0], new[2], new[1]))
        ),
    },
    returns=("theta", "h", "d"),
)
def adadelta(theta, h, d, g, lr, beta, eps):
    h = beta * h + (1 - beta) * g**2
    delta = np.sqrt(d + eps) / np.sqrt(h + eps) * g
    return theta - lr * delta, h, beta * d + (1 - beta) * delta**2


# A descent with three bugs

BUGS = {
    "h starts from zero again in every step: set it before the loop": "forgets",
    "lr stands inside h, so that only its root is left of it: add g² alone": "inside",
    "eps stands outside the division: divide by (√h + eps), in parentheses": "outside",
}


def descent_with(forgets=False, inside=False, outside=False):
    def adagrad_descent(grad, theta, lr, steps, eps):
        h = np.zeros_like(theta)
        for _ in range(steps):
            g = grad(theta)
            h = (0 if forgets else h) + (lr if inside else 1) * g * g
            theta = theta - (
                lr * (g / np.sqrt(h) + eps) if outside else lr * g / (np.sqrt(h) + eps)
            )
        return theta

    return adagrad_descent


def dividing(step):
    """The descent without the three bugs, which moves by step(g, h, h before, lr, ε)."""

    def adagrad_descent(grad, theta, lr, steps, eps):
        h = np.zeros_like(theta)
        for _ in range(steps):
            g = grad(theta)
            h = h + g * g
            theta = theta - step(g, h, h, lr, eps)
        return theta

    return adagrad_descent


def once(grad, theta, lr, steps, eps):
    return theta - divided(grad(theta), steps * grad(theta) ** 2, None, lr, eps)


def remaining():
    """A diagnosis for every set of bugs that are still there, the fewest first."""
    sets = sorted(product((False, True), repeat=len(BUGS)), key=sum)[1:]
    for chosen in sets:
        sentences = [sentence for sentence, here in zip(BUGS, chosen, strict=True) if here]
        names = [name for name, here in zip(BUGS.values(), chosen, strict=True) if here]
        yield "; and ".join(sentences), descent_with(**dict.fromkeys(names, True))


@exercise(
    cases=[
        (valley.grad, np.array([-7.0, 2.0]), 1.5, 2, 0.01),
        (tilted_valley.grad, np.array([-3.0, -6.0]), 0.7, 6, 0.1),
        (valley.grad, np.array([-7.0, 0.0]), 0.5, 4, 1e-3),
    ],
    mistakes={
        **{text: dividing(step) for text, step in DIVISIONS.items()},
        **dict(remaining()),
        "theta moves only once, after the loop: move its line into the loop": once,
        "you return after the first step: move `return` out of the loop": (
            lambda grad, theta, lr, steps, eps: descent_with()(grad, theta, lr, 1, eps)
        ),
    },
)
def adagrad_descent(grad, theta, lr, steps, eps):
    return descent_with()(grad, theta, lr, steps, eps)
