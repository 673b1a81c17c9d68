"""Momentum: momentum in both dialects, Nesterov."""

from itertools import product

import numpy as np

from helpers.check.exercise import exercise
from helpers.surfaces import double_well, parabola, valley

rng = np.random.default_rng(3)


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
        "your velocity holds −lr, and theta moves with it, as in Keras: the same path as long as "
        "lr never changes, but here v adds slopes and theta moves by −lr·v": momentum_by(
            lambda v, g, lr, beta, d: beta * v - lr * (1 - d) * g,
            lambda theta, v, g, lr, beta: theta + v,
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


# A descent with three bugs

BUGS = {
    "v starts from zero again in every step: set it before the loop": "forgets",
    "lr counts twice, in the velocity and in the move: only in the move": "twice",
    "you climb: let v add g, and move theta against v": "downhill",
}


def descent_with(forgets=False, twice=False, downhill=False):
    def momentum_descent(grad, theta, lr, beta, steps):
        v = np.zeros_like(theta)
        for _ in range(steps):
            g = (lr if twice else 1) * (-1 if downhill else 1) * grad(theta)
            v = (0 if forgets else beta * v) + g
            theta = theta - lr * v
        return theta

    return momentum_descent


def remaining():
    """A diagnosis for every set of bugs that are still there, the fewest first."""
    sets = sorted(product((False, True), repeat=len(BUGS)), key=sum)[1:]
    for chosen in sets:
        here = [pair for pair, there in zip(BUGS.items(), chosen, strict=True) if there]
        sentence = "; and ".join(sentence for sentence, _ in here)
        yield sentence, descent_with(**{name: True for _, name in here})


def descended(step):
    """A wrong descent: `step` takes θ, v, the slope function, lr and β, and returns θ and v."""

    def momentum_descent(grad, theta, lr, beta, steps):
        v = np.zeros_like(theta)
        for _ in range(steps):
            theta, v = step(theta, v, grad, lr, beta)
        return theta

    return momentum_descent


def aliased(theta, v, grad, lr, beta):
    g = grad(theta)
    return theta - lr * 2 * beta * g, g


def with_the_old_velocity(theta, v, grad, lr, beta):
    return theta - lr * v, beta * v + grad(theta)


@exercise(
    cases=[
        (valley.grad, np.array([-7.0, 2.0]), 0.1, 0.9, 2),
        (double_well.grad, np.array([0.3, 1.0]), 0.2, 0.5, 6),
        (valley.grad, np.array([-7.0, 2.0]), 0.3, 0.8, 5),
    ],
    mistakes={
        **dict(remaining()),
        "v is the gradient's own array, so the new slope overwrites the velocity: copy it": (
            descended(aliased)
        ),
        "theta moves with the old velocity: update v first, then move with it": (
            descended(with_the_old_velocity)
        ),
        "you weight the slope with 1 − β: here it counts in full": descended(
            lambda theta, v, grad, lr, beta: (
                theta - lr * (beta * v + (1 - beta) * grad(theta)),
                beta * v + (1 - beta) * grad(theta),
            )
        ),
        "β is missing: without friction the velocity never fades": descended(
            lambda theta, v, grad, lr, beta: (theta - lr * (v + grad(theta)), v + grad(theta))
        ),
        "you return inside the loop, after one step: return behind it": (
            lambda grad, theta, lr, beta, steps: descent_with()(grad, theta, lr, beta, 1)
        ),
    },
)
def momentum_descent(grad, theta, lr, beta, steps):
    return descent_with()(grad, theta, lr, beta, steps)
