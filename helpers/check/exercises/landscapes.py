"""Landscapes: a step that leaves a saddle."""

import numpy as np

from helpers.check.exercise import exercise


def kicked(flat):
    """A step that adds the kick where `flat(theta, g, small)`."""
    return lambda theta, g, lr, small, kick: theta - lr * g + kick * flat(theta, g, small)


def is_flat(g, small):
    return np.linalg.norm(g) < small


@exercise(
    cases=[
        (np.array([-1.5, -0.3]), np.array([-3.0, -0.5]), 0.1, 0.01, np.array([0.001, -0.002])),
        (np.array([0.3, 0.0]), np.array([0.0, 0.0]), 0.1, 0.01, np.array([0.001, -0.002])),
        (np.array([0.05, 0.1]), np.array([0.03, -0.04]), 0.3, 0.2, np.array([0.05, 0.02])),
        (np.array([0.05, 0.1]), np.array([0.3, 0.0]), 0.3, 0.2, np.array([0.05, 0.02])),
        (np.array([0.05, 0.1]), np.array([0.5, 0.0]), 0.3, 0.2, np.array([0.05, 0.02])),
        (np.array([0.05, 0.1]), np.array([0.3, -0.3]), 0.1, 0.2, np.array([0.05, 0.02])),
        (np.array([2.0, -1.0, 0.5]), np.array([0.15, -0.15, 0.15]), 0.5, 0.2, np.full(3, 0.01)),
    ],
    mistakes={
        "you never kick: where the gradient is zero the ball stays for ever": (
            kicked(lambda theta, g, small: False)
        ),
        "you kick everywhere: only where the gradient is shorter than `small`": (
            kicked(lambda theta, g, small: True)
        ),
        "your comparison is the wrong way round: kick where the gradient is *shorter*": (
            kicked(lambda theta, g, small: not is_flat(g, small))
        ),
        "you kick where a single slope is small: compare the length of the whole gradient": (
            kicked(lambda theta, g, small: (abs(g) < small).any())
        ),
        "you compare each slope with `small`: several small slopes make a long gradient": (
            kicked(lambda theta, g, small: (abs(g) < small).all())
        ),
        "a steep descent has a negative slope, which is below `small` too: compare the length": (
            kicked(lambda theta, g, small: (g < small).all())
        ),
        "you kick some coordinates and not others: compare the length of the whole gradient": (
            lambda theta, g, lr, small, kick: theta - lr * g + np.where(abs(g) < small, kick, 0)
        ),
        "g @ g is the square of the length: take its root": (
            kicked(lambda theta, g, small: g @ g < small)
        ),
        "you wait until the gradient is exactly zero: near a saddle it is only small": (
            kicked(lambda theta, g, small: not g.any())
        ),
        "you compare the length of theta: flat is where the gradient is short": (
            kicked(lambda theta, g, small: is_flat(theta, small))
        ),
        "you compare the length of the step, lr·g: leave lr out": (
            lambda theta, g, lr, small, kick: theta - lr * g + kick * is_flat(lr * g, small)
        ),
        "you kick instead of stepping: do both": (
            lambda theta, g, lr, small, kick: theta + kick if is_flat(g, small) else theta - lr * g
        ),
        "you multiply the kick by lr: add it as it is": (
            lambda theta, g, lr, small, kick: theta - lr * (g - kick * is_flat(g, small))
        ),
        "you add the kick to the gradient: it is a step of its own, added to theta": (
            lambda theta, g, lr, small, kick: theta - lr * (g + kick * is_flat(g, small))
        ),
        "you subtract the kick: add it": (
            lambda theta, g, lr, small, kick: theta - lr * g - kick * is_flat(g, small)
        ),
        "you climb: the gradient points uphill, so subtract it": (
            lambda theta, g, lr, small, kick: theta + lr * g + kick * is_flat(g, small)
        ),
    },
)
def escape_step(theta, g, lr, small, kick):
    return theta - lr * g + kick * is_flat(g, small)
