"""Lesson 03: averages that forget, momentum in both dialects, Nesterov, the best β."""

import numpy as np

from helpers.exercise import exercise
from helpers.surfaces import double_well, parabola, valley

rng = np.random.default_rng(3)


def averages(recursion, correction, start=lambda x: 0.0):
    """A wrong answer: `recursion(v, x, beta)` makes v, `correction(v, beta, t)` what is stored."""

    def all_averages(x, beta):
        v, stored = start(x), []
        with np.errstate(all="ignore"):
            for t, value in enumerate(x, start=1):
                v = recursion(v, value, beta)
                stored.append(correction(v, beta, t))
        return np.array(stored)

    return all_averages


def right(v, x, beta):
    return beta * v + (1 - beta) * x


def unbiased(v, beta, t):
    return v / (1 - beta**t)


def fed_back(x, beta):
    v, stored = 0.0, []
    for t, value in enumerate(x, start=1):
        v = right(v, value, beta) / (1 - beta**t)
        stored.append(v)
    return np.array(stored)


def from_zero(x, beta):
    v, stored = 0.0, []
    for t, value in enumerate(x):
        v = right(v, float(value), beta)
        stored.append(v / (1 - beta**t))
    return np.array(stored)


@exercise(
    cases=[
        (np.array([8.0, 9.0, 4.0, 7.0, 12.0]), 0.9),
        (rng.normal(10, 5, size=12), 0.5),
        (rng.normal(10, 5, size=30), 0.98),
        (np.array([3.0]), 0.9),
        (np.array([3.0, -1.0, 2.0]), 0.0),
    ],
    mistakes={
        "the correction is missing: v starts at 0, so divide it by 1 − βᵗ": (
            averages(right, lambda v, beta, t: v)
        ),
        "you divide by βᵗ: the weights add up to 1 − βᵗ, so divide by that": (
            averages(right, lambda v, beta, t: np.divide(v, beta**t))
        ),
        "t counts from 0 in your correction, which divides by 1 − β⁰ = 0: "
        "after the first value t is 1": averages(
            right, lambda v, beta, t: np.divide(v, 1 - beta ** (t - 1))
        ),
        "t counts from 0 in your correction: 1 − β⁰ is 0, and nothing can be divided by it": (
            from_zero
        ),
        "t is one too large in your correction: after the first value t is 1": (
            averages(right, lambda v, beta, t: v / (1 - beta ** (t + 1)))
        ),
        "you feed the corrected average back into v: keep v itself, correct a copy": fed_back,
        "β and 1 − β have changed places: the old average keeps β": (
            averages(lambda v, x, beta: (1 - beta) * v + beta * x, unbiased)
        ),
        "the new value needs the weight 1 − β": (
            averages(lambda v, x, beta: beta * v + x, unbiased)
        ),
        "the old average needs the weight β: nothing is ever forgotten": (
            averages(lambda v, x, beta: v + (1 - beta) * x, unbiased)
        ),
        "v starts at the first value and is corrected as well: start at 0": (
            averages(right, unbiased, start=lambda x: x[0])
        ),
        "v starts at the first value: that takes the bias out another way, and gives the first day "
        "too much weight; start at 0 and divide by 1 − βᵗ": (
            averages(right, lambda v, beta, t: v, start=lambda x: x[0])
        ),
        "you divide every average by 1 − β: that is right on the first day, then it is 1 − βᵗ": (
            averages(right, lambda v, beta, t: v / (1 - beta))
        ),
        "you divide every average by the correction of the last day: each has its own t": (
            lambda x, beta: averages(right, lambda v, beta, t: v)(x, beta) / (1 - beta ** len(x))
        ),
        "you multiply by 1 − βᵗ: v is too small, so divide": (
            averages(right, lambda v, beta, t: v * (1 - beta**t))
        ),
        "that is the mean of all values so far: an average that forgets needs β": (
            lambda x, beta: np.cumsum(x) / np.arange(1, len(x) + 1)
        ),
        "you return only the last average: collect all of them": (
            lambda x, beta: ewma.reference(x, beta)[-1]
        ),
    },
)
def ewma(x, beta):
    return averages(right, unbiased)(x, beta)


def momentum_by(velocity, move=lambda theta, v, g, lr, beta: theta - lr * v):
    """A wrong step: `velocity` makes the new v, `move` takes θ there with it."""

    def step(theta, v, g, lr, beta, dampening):
        v = velocity(v, g, lr, beta, dampening)
        return move(theta, v, g, lr, beta), v

    return step


def new_velocity(v, g, lr, beta, dampening):
    return beta * v + (1 - dampening) * g


def moved_with_the_old_velocity(theta, v, g, lr, beta, dampening):
    return theta - lr * v, new_velocity(v, g, lr, beta, dampening)


@exercise(
    cases=[
        (np.array([-7.0, 2.0]), np.array([1.0, -3.0]), np.array([-0.7, 4.0]), 0.1, 0.9, 0.0),
        (np.array([-7.0, 2.0]), np.array([1.0, -3.0]), np.array([-0.7, 4.0]), 0.1, 0.9, 0.9),
        (*rng.normal(size=(3, 4)), 0.3, 0.5, 0.2),
        (*rng.normal(size=(3, 2, 3)), 0.05, 0.0, 0.0),
    ],
    mistakes={
        "theta moves with the old velocity: update v first, then move with it": (
            moved_with_the_old_velocity
        ),
        "you climb: move against the velocity": momentum_by(
            new_velocity, lambda theta, v, g, lr, beta: theta + lr * v
        ),
        "dampening is not used: the new slope counts 1 − dampening": (
            momentum_by(lambda v, g, lr, beta, d: beta * v + g)
        ),
        "you weight the slope with dampening: it counts 1 − dampening": (
            momentum_by(lambda v, g, lr, beta, d: beta * v + d * g)
        ),
        "you weight the slope with 1 − β whatever dampening is: that is only one of the dialects": (
            momentum_by(lambda v, g, lr, beta, d: beta * v + (1 - beta) * g)
        ),
        "the slope counts 1 − β and 1 − dampening: only 1 − dampening": (
            momentum_by(lambda v, g, lr, beta, d: beta * v + (1 - beta) * (1 - d) * g)
        ),
        "you dampen the old velocity too: 1 − dampening is for the slope alone": (
            momentum_by(lambda v, g, lr, beta, d: (1 - d) * (beta * v + g))
        ),
        "β is missing: without friction the velocity never fades": (
            momentum_by(lambda v, g, lr, beta, d: v + (1 - d) * g)
        ),
        "β and 1 − β have changed places: the old velocity keeps β": (
            momentum_by(lambda v, g, lr, beta, d: (1 - beta) * v + (1 - d) * g)
        ),
        "your velocity holds lr, as in Keras: the same path as long as lr never changes, but here "
        "v is made of slopes and lr belongs to the move": momentum_by(
            lambda v, g, lr, beta, d: beta * v + lr * (1 - d) * g,
            lambda theta, v, g, lr, beta: theta - v,
        ),
        "lr is there twice, in the velocity and in the move: only in the move": (
            momentum_by(lambda v, g, lr, beta, d: beta * v + lr * (1 - d) * g)
        ),
        "lr is missing from the move": momentum_by(
            new_velocity, lambda theta, v, g, lr, beta: theta - v
        ),
        "theta moves with the slope alone: move with the velocity": momentum_by(
            new_velocity, lambda theta, v, g, lr, beta: theta - lr * g
        ),
        "that is Nesterov's move, g + βv: plain momentum moves with v": momentum_by(
            new_velocity, lambda theta, v, g, lr, beta: theta - lr * (g + beta * v)
        ),
        "your velocity points downhill, βv − g: here v adds slopes and theta moves against it": (
            momentum_by(
                lambda v, g, lr, beta, d: beta * v - (1 - d) * g,
                lambda theta, v, g, lr, beta: theta + lr * v,
            )
        ),
        "you return the old v: the next step needs the new one": (
            lambda theta, v, *rest: (momentum.reference(theta, v, *rest)[0], v)
        ),
        "theta and v have changed places: return theta first": (
            lambda *given: momentum.reference(*given)[::-1]
        ),
    },
    returns=("theta", "v"),
)
def momentum(theta, v, g, lr, beta, dampening):
    return momentum_by(new_velocity)(theta, v, g, lr, beta, dampening)


def looking(ahead, speed=lambda v, g, beta: beta * v + g, sign=-1):
    """A wrong step: the slope is taken at `ahead`, `speed` makes the new v."""

    def step(grad, theta, v, lr, beta):
        v = speed(v, grad(ahead(theta, v, lr, beta)), beta)
        return theta + sign * lr * v, v

    return step


def here_or_there(theta, v, lr, beta):
    return theta - lr * beta * v


def from_the_point_ahead(grad, theta, v, lr, beta):
    ahead = here_or_there(theta, v, lr, beta)
    v = beta * v + grad(ahead)
    return ahead - lr * v, v


def as_in_pytorch(grad, theta, v, lr, beta):
    g = grad(theta)
    v = beta * v + g
    return theta - lr * (g + beta * v), v


def ahead_after_the_update(grad, theta, v, lr, beta):
    v = beta * v + grad(theta)
    return theta - lr * (beta * v + grad(theta - lr * v)), v


@exercise(
    cases=[
        (valley.grad, np.array([-7.0, 2.0]), np.array([-2.0, 3.0]), 0.1, 0.9),
        (double_well.grad, np.array([0.3, 1.0]), np.array([-0.5, 0.4]), 0.2, 0.5),
        (parabola.grad, np.array([2.0]), np.array([1.0]), 0.3, 0.7),
        (valley.grad, np.array([-7.0, 2.0]), np.zeros(2), 0.1, 0.9),
    ],
    mistakes={
        "you take the slope at theta: that is plain momentum; take it at theta − lr·β·v": (
            looking(lambda theta, v, lr, beta: theta)
        ),
        "you look back instead of ahead: the ball is about to move by −lr·β·v": (
            looking(lambda theta, v, lr, beta: theta + lr * beta * v)
        ),
        "lr is missing from the look ahead: the ball is about to move by lr·β·v": (
            looking(lambda theta, v, lr, beta: theta - beta * v)
        ),
        "β is missing from the look ahead: friction comes first, so look at theta − lr·β·v": (
            looking(lambda theta, v, lr, beta: theta - lr * v)
        ),
        "you move on from the point looked at, so βv counts twice: only the slope is from there": (
            from_the_point_ahead
        ),
        "that is the other form, whose theta is the point ahead itself: here take the slope at "
        "theta − lr·β·v, then move with v": as_in_pytorch,
        "you look ahead with the new velocity: first look, with the old one, then update it": (
            ahead_after_the_update
        ),
        "you climb: move against the velocity": looking(here_or_there, sign=1),
        "β is missing from the velocity: without friction it never fades": (
            looking(here_or_there, lambda v, g, beta: v + g)
        ),
        "the velocity is missing: you move with the slope alone": (
            looking(here_or_there, lambda v, g, beta: g)
        ),
        "you weight the slope with 1 − β: in this form it counts in full": (
            looking(here_or_there, lambda v, g, beta: beta * v + (1 - beta) * g)
        ),
        "you return the old v: the next step needs the new one": (
            lambda grad, theta, v, lr, beta: (nesterov.reference(grad, theta, v, lr, beta)[0], v)
        ),
        "theta moves with the old velocity: update v first, then move with it": (
            lambda grad, theta, v, lr, beta: (
                theta - lr * v,
                nesterov.reference(grad, theta, v, lr, beta)[1],
            )
        ),
        "theta and v have changed places: return theta first": (
            lambda *given: nesterov.reference(*given)[::-1]
        ),
    },
    returns=("theta", "v"),
)
def nesterov(grad, theta, v, lr, beta):
    return looking(here_or_there)(grad, theta, v, lr, beta)
