"""Gradient descent: a step, a whole descent, the largest learning rate, a linear fit."""

import numpy as np

from helpers.check.exercise import exercise
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


# The largest learning rate of a linear fit


def limit(curvature):
    """A wrong limit: 2 over what `curvature` makes of x and its curvatures, ascending."""
    return lambda x: 2 / curvature(x, curvatures(x))


def curvatures(x):
    return np.linalg.eigvalsh(x.T @ x / len(x))


ones = np.ones((6, 1))


@exercise(
    cases=[
        (np.array([[1.0], [2.0], [2.0]]),),
        (np.hstack([rng.normal(3, 1, (6, 1)), ones]),),
        (rng.normal(size=(5, 3)) * [1.0, 4.0, 0.3],),
        (np.hstack([rng.normal(20, 5, (6, 2)), ones]),),
        (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),),
    ],
    mistakes={
        "you divide by the smallest curvature: the most curved direction diverges first": (
            limit(lambda x, c: c[0])
        ),
        "1/λ jumps straight to the minimum: it may go as far again on the other side, so 2/λ": (
            limit(lambda x, c: 2 * c[-1])
        ),
        "that is the largest curvature: two over it is the limit": lambda x: curvatures(x)[-1],
        "the fraction is upside down: the more it curves, the shorter the step must be": (
            lambda x: curvatures(x)[-1] / 2
        ),
        "you have not divided by m: the loss is a mean over the examples": (
            limit(lambda x, c: c[-1] * len(x))
        ),
        "you divide by the number of inputs: divide by the number of examples, len(x)": (
            limit(lambda x, c: c[-1] * len(x) / x.shape[1])
        ),
        "you divide by x.size: divide by the number of examples, len(x)": (
            limit(lambda x, c: c[-1] / x.shape[1])
        ),
        "the largest mean square of one input is not enough: "
        "inputs that are large together curve more, so take the eigenvalues": (
            limit(lambda x, c: (x**2).mean(axis=0).max())
        ),
        "you add all curvatures up: that is safe, but each direction goes its own way": (
            limit(lambda x, c: c.sum())
        ),
        "you use the mean curvature: one direction that diverges is enough": (
            limit(lambda x, c: c.mean())
        ),
        "np.linalg.norm of a matrix adds up the squares of all curvatures: "
        "only the largest counts, so take ord=2 or the eigenvalues": (
            limit(lambda x, c: np.linalg.norm(c))
        ),
        "2/(λmin + λmax) is the fastest learning rate, not the largest that converges": (
            limit(lambda x, c: c[0] + c[-1])
        ),
        "λmax/λmin is the condition number: it says how slow, not how far": (
            lambda x: curvatures(x)[-1] / curvatures(x)[0]
        ),
        "that is a limit for each direction: the fit has one, the smallest of them": (
            limit(lambda x, c: c)
        ),
        "you take the mean off the inputs first: the fit uses them as they are": (
            limit(lambda x, c: curvatures(x - x.mean(axis=0))[-1])
        ),
        "np.cov takes the mean off the inputs and divides by m − 1: use x.T @ x / m": (
            limit(lambda x, c: np.linalg.eigvalsh(np.atleast_2d(np.cov(x.T)))[-1])
        ),
        "that is with a singular value of x: its square over m is the curvature": (
            limit(lambda x, c: np.linalg.norm(x, 2))
        ),
        "that is with a singular value over m: its square over m is the curvature": (
            limit(lambda x, c: np.linalg.norm(x, 2) / len(x))
        ),
    },
)
def safe_lr(x):
    return 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]


# One step of linear regression


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


def from_residual(gradient_of_w, of_residual=lambda r: r):
    """A wrong step: `gradient_of_w` makes the gradient of W from x and the residual."""

    def step(W, b, x, y, lr):
        r = of_residual(x @ W + b - y)
        return W - lr * gradient_of_w(x, r), b - lr * r.mean()

    return step


all_mixed = from_residual(lambda x, r: (x * r).mean())
one_for_all = from_residual(lambda x, r: (x * r[:, None]).mean())
mean_over_inputs = from_residual(lambda x, r: (x * r[:, None]).mean(axis=1))
squared = from_residual(lambda x, r: x.T @ r / len(x), np.square)
signs = from_residual(lambda x, r: x.T @ r / len(x), np.sign)


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
        "(x * residual).mean() mixes every input with every example, down to one number: "
        "the gradient of W is x.T @ residual / m": all_mixed,
        "your mean runs over the inputs too, and all weights get one number: "
        "the mean is over the examples, axis=0": one_for_all,
        "your mean runs over the inputs: it is over the examples, axis=0": mean_over_inputs,
        "you divide the gradient of W by the number of weights: it is a mean over the examples": (
            regression(lambda dW, db, x, lr: (lr * dW * len(x) / len(dW), lr * db))
        ),
        "the residual is squared: so it is in the loss, and not in the gradient": squared,
        "you keep only the sign of the residual: a larger miss should mean a longer step": signs,
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
