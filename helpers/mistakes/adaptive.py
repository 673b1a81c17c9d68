"""Lesson 04: one step of AdaGrad and one of RMSProp."""

import numpy as np

from helpers.exercise import exercise

rng = np.random.default_rng(4)

CLIMB = "you climb: the gradient points uphill, so subtract the step"
ORDER = "theta and h have changed places: return theta first"


def rule(average, step):
    """A step: h from average(h, g, lr), then θ − step(g, h, h before, lr, ε)."""

    def adagrad(theta, h, g, lr, eps):
        new = average(h, g, lr)
        return theta - step(g, new, h, lr, eps), new

    return adagrad


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
    },
    returns=("theta", "h"),
)
def adagrad(theta, h, g, lr, eps):
    h = h + g**2
    return theta - lr * g / (np.sqrt(h) + eps), h


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
    },
    returns=("theta", "h"),
)
def rmsprop(theta, h, g, lr, beta, eps):
    h = beta * h + (1 - beta) * g**2
    return theta - lr * g / (np.sqrt(h) + eps), h
