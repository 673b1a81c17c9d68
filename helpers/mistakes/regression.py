"""Lesson 01: one step of linear regression."""

import numpy as np

from helpers.exercise import exercise

rng = np.random.default_rng(1)


def gradients(W, b, x, y):
    """Of mean((xW + b − y)²)/2 with respect to W and to b."""
    residual = x @ W + b - y
    return x.T @ residual / len(x), residual.mean()


def regression(change):
    """A wrong step: `change` makes the two updates from the two gradients, x and lr."""

    def step(W, b, x, y, lr):
        dW, db = change(*gradients(W, b, x, y), x, lr)
        return W - dW, b - db

    return step


def bias_second(W, b, x, y, lr):
    W = W - lr * gradients(W, b, x, y)[0]
    return W, b - lr * gradients(W, b, x, y)[1]


def weights_second(W, b, x, y, lr):
    b = b - lr * gradients(W, b, x, y)[1]
    return W - lr * gradients(W, b, x, y)[0], b


def bias_left_out(W, b, x, y, lr):
    dW, db = gradients(W, 0, x, y)
    return W - lr * dW, b - lr * db


@exercise(
    cases=[
        (np.zeros(1), 0.0, np.array([[1.0], [2.0]]), np.array([3.0, 5.0]), 0.1),
        (rng.normal(size=2), 0.7, rng.normal(size=(3, 2)), rng.normal(size=3), 0.3),
        (rng.normal(size=3), -1.2, rng.normal(size=(8, 3)), rng.normal(size=8), 0.05),
    ],
    mistakes={
        "your b uses the residual after W has moved: "
        "compute both gradients first, then update both": bias_second,
        "your W uses the residual after b has moved: "
        "compute both gradients first, then update both": weights_second,
        "you climb: the gradient points uphill, so subtract it": (
            regression(lambda dW, db, x, lr: (-lr * dW, -lr * db))
        ),
        "W climbs while b descends: subtract both gradients": (
            regression(lambda dW, db, x, lr: (-lr * dW, lr * db))
        ),
        "b climbs while W descends: subtract both gradients": (
            regression(lambda dW, db, x, lr: (lr * dW, -lr * db))
        ),
        "both gradients are sums over the examples: the loss is a mean, so divide by m": (
            regression(lambda dW, db, x, lr: (lr * dW * len(x), lr * db * len(x)))
        ),
        "the gradient of W is a sum over the examples: divide it by m as well": (
            regression(lambda dW, db, x, lr: (lr * dW * len(x), lr * db))
        ),
        "the gradient of b is a sum over the examples: divide it by m as well": (
            regression(lambda dW, db, x, lr: (lr * dW, lr * db * len(x)))
        ),
        "both gradients are twice too large: the ½ in the loss cancels the 2": (
            regression(lambda dW, db, x, lr: (2 * lr * dW, 2 * lr * db))
        ),
        "both gradients are half of what they should be: the 2 of the square cancels the ½": (
            regression(lambda dW, db, x, lr: (lr * dW / 2, lr * db / 2))
        ),
        "you divide the gradient of W by x.size: divide it by the number of examples, len(x)": (
            regression(lambda dW, db, x, lr: (lr * dW / x.shape[1], lr * db))
        ),
        "b never moves: it has a gradient too": (
            regression(lambda dW, db, x, lr: (lr * dW, 0 * db))
        ),
        "W never moves: it has a gradient too": (
            regression(lambda dW, db, x, lr: (0 * dW, lr * db))
        ),
        "lr is missing from the step of b": regression(lambda dW, db, x, lr: (lr * dW, db)),
        "lr is missing from the step of W": regression(lambda dW, db, x, lr: (dW, lr * db)),
        "lr is missing from both steps": regression(lambda dW, db, x, lr: (dW, db)),
        "b is missing from the prediction: the residual is xW + b − y": bias_left_out,
        "you return the two gradients: the new W and b are wanted": (
            lambda W, b, x, y, lr: gradients(W, b, x, y)
        ),
        "W and b have changed places: return W first": (
            lambda W, b, x, y, lr: linear_step.reference(W, b, x, y, lr)[::-1]
        ),
    },
    returns=("W", "b"),
)
def linear_step(W, b, x, y, lr):
    dW, db = gradients(W, b, x, y)
    return W - lr * dW, b - lr * db
