"""Lesson 11: numerical gradients, the relative difference, and a backprop with two bugs."""

import numpy as np

from helpers.exercise import exercise
from helpers.layers import softmax

rng = np.random.default_rng(11)


def cubes(theta):
    return (theta**3).sum()


def product(theta):
    return np.prod(theta + 2.0)


def waves(theta):
    return np.exp(np.sin(theta)).sum() + theta.ravel()[0] * theta.ravel()[-1]


def nudged(theta, i, eps):
    """A copy of θ in floating point with one entry moved."""
    theta = np.array(theta, dtype=float)
    theta[i] += eps
    return theta


def each(difference):
    """A gradient from `difference(f, theta, i, eps)`, entry by entry."""

    def numerical(f, theta, eps):
        grad = np.zeros(theta.shape)
        for i in np.ndindex(theta.shape):
            grad[i] = difference(f, theta, i, eps)
        return grad

    return numerical


def rise(f, theta, i, eps):
    return f(nudged(theta, i, eps)) - f(nudged(theta, i, -eps))


def left_at(shift):
    """θ is a copy that stays moved by `shift`·ε after each entry."""

    def numerical(f, theta, eps):
        theta, grad = np.array(theta, dtype=float), np.zeros(theta.shape)
        for i in np.ndindex(theta.shape):
            grad[i] = rise(f, theta, i, eps) / (2 * eps)
            theta[i] += shift * eps
        return grad

    return numerical


def minus_from_plus(f, theta, eps):
    theta, grad = np.array(theta, dtype=float), np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        theta[i] += eps
        above = f(theta)
        theta[i] -= eps
        grad[i] = (above - f(theta)) / (2 * eps)
    return grad


def among_integers(f, theta, eps):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        above, below = theta.copy(), theta.copy()
        above[i] = above[i] + eps
        below[i] = below[i] - eps
        grad[i] = (f(above) - f(below)) / (2 * eps)
    return grad


def stored_among_integers(f, theta, eps):
    return numerical_gradient.reference(f, theta, eps).astype(theta.dtype)


def all_among_integers(f, theta, eps):
    return among_integers(f, theta, eps).astype(theta.dtype)


def up_to_size(f, theta, eps):
    grad = np.zeros(theta.shape)
    for i in range(theta.size):
        grad[i] = rise(f, theta, i, eps) / (2 * eps)
    return grad


def row_by_row(f, theta, eps):
    grad = np.zeros(theta.shape)
    for i in range(len(theta)):
        grad[i] = rise(f, theta, i, eps) / (2 * eps)
    return grad


@exercise(
    cases=[
        (cubes, np.array([1.0, -2.0, 0.5]), 0.1),
        (product, rng.normal(size=4), 1e-3),
        (waves, rng.normal(size=(2, 3)), 1e-2),
        (waves, np.array([1, 2, 3]), 1e-2),
    ],
    mistakes={
        "that is the one-sided difference: take (f(θ + ε) − f(θ − ε)) / 2ε": each(
            lambda f, theta, i, eps: (f(nudged(theta, i, eps)) - f(theta)) / eps
        ),
        "that is one-sided, to the left: take (f(θ + ε) − f(θ − ε)) / 2ε": each(
            lambda f, theta, i, eps: (f(theta) - f(nudged(theta, i, -eps))) / eps
        ),
        "your gradient is twice too large: between θ − ε and θ + ε lie 2ε, not ε": each(
            lambda f, theta, i, eps: rise(f, theta, i, eps) / eps
        ),
        "/ 2 * eps divides by 2 and then multiplies by ε: write / (2 * eps)": each(
            lambda f, theta, i, eps: rise(f, theta, i, eps) / 2 * eps
        ),
        "the sign is wrong: f at θ + ε comes first": each(
            lambda f, theta, i, eps: -rise(f, theta, i, eps) / (2 * eps)
        ),
        "you do not divide: the difference of the losses over 2ε is the slope": each(rise),
        "θ − ε is one ε below θ, but you take one ε off θ + ε, which is θ again: "
        "half the gradient": minus_from_plus,
        "each entry stays at θ + ε when you go on to the next: put it back": left_at(1),
        "each entry stays at θ − ε when you go on to the next: put it back": left_at(-1),
        "each entry ends at θ + 2ε: after −ε put back what was there": left_at(2),
        "you nudge all entries at once, which gives one number: "
        "nudge one at a time, for one slope each": lambda f, theta, eps: (
            (f(theta + eps) - f(theta - eps)) / (2 * eps)
        ),
        "you nudge all entries at once: every slope must come from a nudge of its own": each(
            lambda f, theta, i, eps: (f(theta + eps) - f(theta - eps)) / (2 * eps)
        ),
        "you nudge a whole row of a matrix at once: go through np.ndindex(theta.shape)": row_by_row,
        "your gradient is flat: give it the shape of theta": lambda f, theta, eps: (
            numerical_gradient.reference(f, theta, eps).ravel()
        ),
        "θ may have rows and columns: loop over np.ndindex(theta.shape)": up_to_size,
        "a θ of integers cuts off the nudges and the slopes: begin with "
        "np.array(theta, dtype=float)": all_among_integers,
        "a θ of integers cuts the nudge off: begin with np.array(theta, dtype=float)": (
            among_integers
        ),
        "a θ of integers makes np.zeros_like(theta) integers too, which cuts the slopes off: "
        "use np.zeros(theta.shape)": stored_among_integers,
        "you nudge by 1e-5 whatever eps is: use the argument": each(
            lambda f, theta, i, eps: rise(f, theta, i, 1e-5) / 2e-5
        ),
    },
)
def numerical_gradient(f, theta, eps):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        grad[i] = rise(f, theta, i, eps) / (2 * eps)
    return grad


norm = np.linalg.norm


def over(scale):
    """‖a − b‖ over another scale, and 0 where that is 0."""

    def difference(a, b):
        size = scale(a, b)
        return norm(a - b) / size if size else 0.0

    return difference


@exercise(
    cases=[
        (np.array([3.0, 4.0]), np.array([3.0, 4.1])),
        (rng.normal(size=5), rng.normal(size=5)),
        (1e-6 * np.array([1.0, -2.0, 2.0]), 2e-6 * np.array([1.0, -2.0, 2.0])),
        (np.array([1.0, -1.0]), np.array([-1.0, 1.0])),
        (np.zeros(3), np.zeros(3)),
    ],
    mistakes={
        "that is the absolute difference: divide it by ‖a‖ + ‖b‖": lambda a, b: norm(a - b),
        "you divide by ‖a + b‖, which is 0 for opposite gradients: take ‖a‖ + ‖b‖": (
            over(lambda a, b: norm(a + b))
        ),
        "you divide by ‖a‖ alone: take ‖a‖ + ‖b‖, so that it is the same from both sides": (
            over(lambda a, b: norm(a))
        ),
        "you divide by ‖b‖ alone: take ‖a‖ + ‖b‖, so that it is the same from both sides": (
            over(lambda a, b: norm(b))
        ),
        "you divide by the larger norm: take the sum of both": (
            over(lambda a, b: max(norm(a), norm(b)))
        ),
        "the roots are missing: a norm is the root of the sum of squares": (
            lambda a, b: (
                ((a - b) ** 2).sum() / ((a**2).sum() + (b**2).sum()) if a.any() or b.any() else 0.0
            )
        ),
        "you compare the lengths of the gradients, ‖a‖ − ‖b‖, which says nothing of directions: "
        "take ‖a − b‖": lambda a, b: (
            abs(norm(a) - norm(b)) / (norm(a) + norm(b)) if norm(a) else 0.0
        ),
        "two zero gradients are equal, but 0/0 is NaN: answer 0 for them": lambda a, b: np.divide(
            norm(a - b), norm(a) + norm(b)
        ),
        "you add up sizes |a| instead of squares: a norm is the root of the sum of squares": (
            lambda a, b: abs(a - b).sum() / (abs(a).sum() + abs(b).sum()) if a.any() else 0.0
        ),
        "you take the worst entry: small entries that are all rounding would fail every check": (
            lambda a, b: (abs(a - b) / (abs(a) + abs(b))).max() if a.any() else 0.0
        ),
        "you have an answer for each entry: one number for all of them is wanted": (
            lambda a, b: abs(a - b) / np.maximum(abs(a) + abs(b), 1e-300)
        ),
    },
)
def relative_difference(a, b):
    scale = norm(a) + norm(b)
    return norm(a - b) / scale if scale else 0.0


def backward(W1, b1, W2, b2, x, y, l2, slope, change=lambda *grads: grads):
    """The gradients of two layers; `slope(h)` of tanh and `change` are where mistakes come in."""
    h = np.tanh(x @ W1 + b1)
    dz = (softmax(h @ W2 + b2) - np.eye(len(b2))[y]) / len(x)
    dh = dz @ W2.T * slope(h)
    return change(x.T @ dh + l2 * W1, dh.sum(axis=0), h.T @ dz + l2 * W2, dz.sum(axis=0))


def repaired(slope=lambda h: 1 - h**2, change=lambda *grads: grads):
    def step(W1, b1, W2, b2, x, y, l2):
        return backward(
            W1, b1, W2, b2, x, y, l2, slope, lambda *grads: change(*grads, W1, W2, x, l2)[:4]
        )

    return step


def mean_of_bias(dW1, db1, dW2, db2, W1, W2, x, l2):
    return dW1, db1 / len(x), dW2, db2


def a_network(m, sizes, seed):
    draw = np.random.default_rng(seed)
    n, hidden, classes = sizes
    weights = draw.normal(size=(n, hidden)), draw.normal(size=hidden)
    return (
        *weights,
        draw.normal(size=(hidden, classes)),
        draw.normal(size=classes),
        draw.normal(size=(m, n)),
        draw.integers(0, classes, m),
    )


@exercise(
    cases=[(*a_network(5, (2, 3, 3), 0), 0.1), (*a_network(8, (4, 5, 3), 1), 0.03)],
    mistakes={
        "both bugs are still in: W1 and b1 fail, W2 and b2 are right, so look at "
        "what lies between them": repaired(lambda h: 1 - h, mean_of_bias),
        "b1 is right now, but W1 and b1 both still carry the slope of tanh, which is 1 − h²": (
            repaired(lambda h: 1 - h)
        ),
        "W1 is right now, b1 is not: the mean over examples was taken in dz already, "
        "so b1 needs the sum": repaired(change=mean_of_bias),
        "the slope of tanh is missing: it is 1 − h²": repaired(lambda h: h**0),
        "h(1 − h) is the slope of the sigmoid: that of tanh is 1 − h²": (
            repaired(lambda h: h * (1 - h))
        ),
        "h is tanh already: its slope is 1 − h², not 1 − tanh²(h)": (
            repaired(lambda h: 1 - np.tanh(h) ** 2)
        ),
        "the slope of tanh is upside down: it is 1 − h², not 1 + h²": (
            repaired(lambda h: 1 + h**2)
        ),
        "L2 is gone from the weights: the loss still has it": repaired(
            change=lambda dW1, db1, dW2, db2, W1, W2, x, l2: (
                (dW1 - l2 * W1, db1, dW2 - l2 * W2, db2)
            )
        ),
        "L2 is gone from W1: the loss still has it": repaired(
            change=lambda dW1, db1, dW2, db2, W1, W2, x, l2: (dW1 - l2 * W1, db1, dW2, db2)
        ),
        "both biases are divided by m once more: dz has its 1/m already": repaired(
            change=lambda dW1, db1, dW2, db2, W1, W2, x, l2: (dW1, db1 / len(x), dW2, db2 / len(x))
        ),
        "1/m is gone from all gradients: the loss is a mean": repaired(
            change=lambda dW1, db1, dW2, db2, W1, W2, x, l2: (
                len(x) * (dW1 - l2 * W1) + l2 * W1,
                len(x) * db1,
                len(x) * (dW2 - l2 * W2) + l2 * W2,
                len(x) * db2,
            )
        ),
        "the parts have changed places: return dW1, db1, dW2, db2": repaired(
            change=lambda dW1, db1, dW2, db2, W1, W2, x, l2: (dW2, db2, dW1, db1)
        ),
    },
    returns=("dW1", "db1", "dW2", "db2"),
)
def backprop(W1, b1, W2, b2, x, y, l2):
    return backward(W1, b1, W2, b2, x, y, l2, lambda h: 1 - h**2)
