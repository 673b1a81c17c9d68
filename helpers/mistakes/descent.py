"""Lessons 00 and 01: a step downhill, a whole descent, the critical learning rate."""

import numpy as np

from helpers.exercise import exercise
from helpers.surfaces import double_well, parabola, valley

rng = np.random.default_rng(0)


@exercise(
    cases=[
        (2.0, 4.0, 0.1),
        (np.array([-7.0, 2.0]), np.array([-0.7, 4.0]), 0.3),
        (rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), 0.05),
    ],
    mistakes={
        "you climb: the gradient points uphill, so subtract it": (
            lambda theta, grad, lr: theta + lr * grad
        ),
        "lr is missing: it says how far to go along the gradient": (
            lambda theta, grad, lr: theta - grad
        ),
        "you return the step alone: add it to theta": lambda theta, grad, lr: -lr * grad,
        "you return lr·g: the new theta is theta minus that": lambda theta, grad, lr: lr * grad,
        "you step by 0.1 whatever lr is: use the argument": (
            lambda theta, grad, lr: theta - 0.1 * grad
        ),
        "theta and grad have changed places": lambda theta, grad, lr: grad - lr * theta,
        "lr multiplies theta too: mind the parentheses": lambda theta, grad, lr: (
            lr * (theta - grad)
        ),
        "you divide by lr: multiply by it": lambda theta, grad, lr: theta - grad / lr,
        "the gradient is missing: you take lr times theta off theta": (
            lambda theta, grad, lr: theta - lr * theta
        ),
        "you take off the bare lr: the gradient is missing": lambda theta, grad, lr: theta - lr,
        "you keep only the sign of the gradient: steeper should mean a longer step": (
            lambda theta, grad, lr: theta - lr * np.sign(grad)
        ),
        "you scale the gradient to length 1: steeper should mean a longer step": (
            lambda theta, grad, lr: theta - lr * grad / np.linalg.norm(grad)
        ),
    },
)
def downhill_step(theta, grad, lr):
    return theta - lr * grad


def path(start, step, steps):
    """Positions from `start` on, each from the one before."""
    positions = [np.array(start, dtype=float)]
    for _ in range(steps):
        positions.append(step(positions[-1]))
    return np.array(positions)


def stale_gradient(grad, start, lr, steps):
    g = grad(start)
    return path(start, lambda theta: theta - lr * g, steps)


def one_array_many_times(grad, start, lr, steps):
    theta = np.array(start, dtype=float)
    positions = [theta]
    for _ in range(steps):
        theta -= lr * grad(theta)
        positions.append(theta)
    return np.array(positions)


def stored_among_integers(grad, start, lr, steps):
    positions = np.zeros((steps + 1, len(start)), dtype=start.dtype)
    positions[0] = start
    for t in range(steps):
        positions[t + 1] = positions[t] - lr * grad(positions[t])
    return positions


def in_place_among_integers(grad, start, lr, steps):
    theta = start.copy()
    positions = [theta.copy()]
    for _ in range(steps):
        theta -= lr * grad(theta)
        positions.append(theta.copy())
    return np.array(positions)


def stored_before_the_step(grad, start, lr, steps):
    return np.concatenate([[start], gradient_descent.reference(grad, start, lr, steps)[:-1]])


def returned_in_the_loop(grad, start, lr, steps):
    return gradient_descent.reference(grad, start, lr, min(steps, 1))


@exercise(
    cases=[
        (parabola.grad, np.array([2.0]), 0.1, 3),
        (valley.grad, np.array([-7.0, 2.0]), 0.9, 6),
        (double_well.grad, np.array([0.3, 1.0]), 0.2, 4),
        (valley.grad, np.array([-7, 2]), 0.3, 3),
    ],
    mistakes={
        "you climb: the gradient points uphill, so subtract it": (
            lambda grad, start, lr, steps: path(start, lambda t: t + lr * grad(t), steps)
        ),
        "lr is missing: it says how far to go along the gradient": (
            lambda grad, start, lr, steps: path(start, lambda t: t - grad(t), steps)
        ),
        "you use the gradient at the start for every step: ask for a new one where you stand": (
            stale_gradient
        ),
        "every step sets out from start again: go on from the last position": (
            lambda grad, start, lr, steps: path(start, lambda t: start - lr * grad(t), steps)
        ),
        "every row is the last position: the list holds one array many times, "
        "which -= moves under it; append theta.copy(), or write theta = theta - …": (
            one_array_many_times
        ),
        "the start is missing: it is the first row": (
            lambda grad, start, lr, steps: gradient_descent.reference(grad, start, lr, steps)[1:]
        ),
        "the last step is missing: from start, `steps` steps make steps + 1 rows": (
            lambda grad, start, lr, steps: gradient_descent.reference(grad, start, lr, steps - 1)
        ),
        "you take one step too many: from start, `steps` steps make steps + 1 rows": (
            lambda grad, start, lr, steps: gradient_descent.reference(grad, start, lr, steps + 1)
        ),
        "the start is there twice and the last position never: store theta after the step": (
            stored_before_the_step
        ),
        "you return only the last position: collect all of them": (
            lambda grad, start, lr, steps: gradient_descent.reference(grad, start, lr, steps)[-1]
        ),
        "rows and columns have changed places: one row per position": (
            lambda grad, start, lr, steps: gradient_descent.reference(grad, start, lr, steps).T
        ),
        "the rows run backwards: the start is the first, the last position the last": (
            lambda grad, start, lr, steps: gradient_descent.reference(grad, start, lr, steps)[::-1]
        ),
        "you return after the first step: move `return` out of the loop": returned_in_the_loop,
        "a start of integers gives an array of integers, which cuts off every fraction: "
        "begin with np.array(start, dtype=float)": stored_among_integers,
        "a start of integers has no room for fractions, and -= cannot make any: "
        "begin with np.array(start, dtype=float)": in_place_among_integers,
    },
)
def gradient_descent(grad, start, lr, steps):
    return path(start, lambda theta: theta - lr * grad(theta), steps)


@exercise(
    cases=[
        (np.array([0.1, 2.0]),),
        (np.array([1.0, 5.0, 0.5]),),
        (np.array([4.0, 3.0, 0.25]),),
        (np.array([0.8]),),
    ],
    mistakes={
        "you divide by the smallest curvature: the steepest direction diverges first": (
            lambda curvatures: 2 / curvatures.min()
        ),
        "1/λ jumps straight to the minimum: it may go as far again on the other side, so 2/λ": (
            lambda curvatures: 1 / curvatures.max()
        ),
        "that is the largest curvature: two over it is the limit": lambda curvatures: (
            curvatures.max()
        ),
        "you multiply by the curvature: the more it curves, the shorter the step must be": (
            lambda curvatures: 2 * curvatures.max()
        ),
        "the fraction is upside down: the more it curves, the shorter the step must be": (
            lambda curvatures: curvatures.max() / 2
        ),
        "you use the mean curvature: one direction that diverges is enough": (
            lambda curvatures: 2 / curvatures.mean()
        ),
        "you use the sum of the curvatures: each direction goes its own way": (
            lambda curvatures: 2 / curvatures.sum()
        ),
        "2/(λmin + λmax) is the fastest learning rate, not the largest that converges": (
            lambda curvatures: 2 / (curvatures.min() + curvatures.max())
        ),
        "λmax/λmin is the condition number: it says how slow, not how far": (
            lambda curvatures: curvatures.max() / curvatures.min()
        ),
        "that is a limit for each direction: the surface has one, the smallest of them": (
            lambda curvatures: 2 / curvatures
        ),
        "you take the last curvature: they come in any order": lambda curvatures: (
            2 / curvatures[-1]
        ),
        "you take the first curvature: they come in any order": lambda curvatures: (
            2 / curvatures[0]
        ),
    },
)
def critical_lr(curvatures):
    return 2 / curvatures.max()
