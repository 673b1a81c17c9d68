"""Lesson 04: one step of Adadelta, and a descent with three bugs of published AdaGrads."""

from itertools import product

import numpy as np

from helpers.exercise import exercise
from helpers.mistakes.adaptive import CLIMB
from helpers.surfaces import tilted_valley, valley

rng = np.random.default_rng(5)


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
        **dict(remaining()),
        "you climb: the gradient points uphill, so subtract the step": (
            lambda grad, theta, lr, steps, eps: descent_with()(
                lambda t: -grad(t), theta, lr, steps, eps
            )
        ),
        "you return after the first step: move `return` out of the loop": (
            lambda grad, theta, lr, steps, eps: descent_with()(grad, theta, lr, 1, eps)
        ),
    },
)
def adagrad_descent(grad, theta, lr, steps, eps):
    return descent_with()(grad, theta, lr, steps, eps)
