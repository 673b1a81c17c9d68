"""Gradient checking: one layer alone, the complex step, and weights that are used twice."""

import numpy as np

from helpers.check.exercise import exercise
from helpers.losses import softmax

rng = np.random.default_rng(16)


def nudged(x, i, eps):
    """A copy of x with one entry moved, in the type that this needs."""
    x = np.array(x, dtype=np.result_type(x, type(eps), float))
    x[i] += eps
    return x


def each(slope):
    """An answer from `slope(i)` for every place i of x."""

    def answer(x, slope_at):
        grad = np.zeros(np.shape(x))
        for i in np.ndindex(grad.shape):
            grad[i] = slope_at(i)
        return grad

    return lambda f, x, *rest: answer(x, lambda i: slope(f, x, *rest, i))


# One layer alone


def a_tanh_layer(x):
    return np.tanh(x @ np.array([[0.5, -1.0, 0.3], [0.2, 0.4, -0.7]]) + 0.1)


def by_the_mean(x):
    return x * x.mean(axis=0)


def gated(x):
    return x * softmax(x)


def rise(forward, x, dy, i, eps):
    """How much Σ dy·y rises from x − ε to x + ε, rounded as in a learner's answer."""
    return (dy * forward(nudged(x, i, eps))).sum() - (dy * forward(nudged(x, i, -eps))).sum()


def by_layer(change):
    """A wrong answer from `change(forward, x, dy, eps, i)` for each entry."""
    return each(change)


def left_at(shift):
    """x is a copy that stays moved by `shift`·ε after each entry."""

    def answer(forward, x, dy, eps):
        x, grad = np.array(x, dtype=float), np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            grad[i] = rise(forward, x, dy, i, eps) / (2 * eps)
            x[i] += shift * eps
        return grad

    return answer


def among_integers(forward, x, dy, eps):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] = above[i] + eps
        below[i] = below[i] - eps
        grad[i] = (dy * (forward(above) - forward(below))).sum() / (2 * eps)
    return grad


def integers_in_place(forward, x, dy, eps):
    x = x.copy()
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + eps
        above = (dy * forward(x)).sum()
        x[i] = kept - eps
        grad[i] = (above - (dy * forward(x)).sum()) / (2 * eps)
        x[i] = kept
    return grad


def a_row_at_once(forward, x, dy, eps):
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        grad[i] = rise(forward, x, dy, i, eps) / (2 * eps)
    return grad


def all_at_once(forward, x, dy, eps):
    rises = dy * (forward(x + eps) - forward(x - eps)) / (2 * eps)
    return np.full(x.shape, rises.sum())


def with_dy(weigh):
    """A wrong answer with another dy: `weigh(dy)`."""
    return by_layer(lambda f, x, dy, eps, i: rise(f, x, weigh(dy), i, eps) / (2 * eps))


@exercise(
    cases=[
        (a_tanh_layer, rng.normal(size=(2, 2)), rng.normal(size=(2, 3)), 0.1),
        (by_the_mean, rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), 1e-2),
        (gated, rng.normal(size=(2, 4)), rng.normal(size=(2, 4)), 1e-3),
        (gated, np.array([[1, 0, 2]]), rng.normal(size=(1, 3)), 1e-2),
    ],
    mistakes={
        "that is the one-sided difference: go to x + ε and to x − ε, over 2ε": by_layer(
            lambda f, x, dy, eps, i: (dy * (f(nudged(x, i, eps)) - f(x))).sum() / eps
        ),
        "that is one-sided, to the left: go to x + ε and to x − ε, over 2ε": by_layer(
            lambda f, x, dy, eps, i: (dy * (f(x) - f(nudged(x, i, -eps)))).sum() / eps
        ),
        "your gradient is twice too large: between x − ε and x + ε lie 2ε, not ε": by_layer(
            lambda f, x, dy, eps, i: rise(f, x, dy, i, eps) / eps
        ),
        "/ 2 * eps divides by 2 and then multiplies by ε: write / (2 * eps)": by_layer(
            lambda f, x, dy, eps, i: rise(f, x, dy, i, eps) / 2 * eps
        ),
        "the sign is wrong: forward at x + ε comes first": by_layer(
            lambda f, x, dy, eps, i: -rise(f, x, dy, i, eps) / (2 * eps)
        ),
        "you do not divide: the rise over 2ε is the slope": by_layer(
            lambda f, x, dy, eps, i: rise(f, x, dy, i, eps)
        ),
        "dy is not used: the loss is the sum of dy * forward(x), with dy's numbers as weights": (
            with_dy(np.ones_like)
        ),
        "the loss is a sum of dy * forward(x), not a mean: backward adds up, too": with_dy(
            lambda dy: dy / dy.size
        ),
        "you divide by the number of examples: dy has its 1/m already, if there is one": with_dy(
            lambda dy: dy / len(dy)
        ),
        "you take the size of dy: its signs count": with_dy(abs),
        "each entry stays at x + ε when you go on to the next: put it back": left_at(1),
        "each entry stays at x − ε when you go on to the next: put it back": left_at(-1),
        "you nudge all entries at once: every slope must come from a nudge of its own": all_at_once,
        "you nudge a whole row at once: go through np.ndindex(x.shape)": a_row_at_once,
        "your gradient is flat: give it the shape of x": lambda f, x, dy, eps: (
            layer_gradient.reference(f, x, dy, eps).ravel()
        ),
        "an x of integers cuts the nudge off: begin with np.array(x, dtype=float)": among_integers,
        "an x of integers holds no nudge and no slope: begin with np.array(x, dtype=float)": (
            integers_in_place
        ),
        "your slopes are all 0: you nudge another array than the x that forward gets": by_layer(
            lambda f, x, dy, eps, i: 0.0
        ),
        "you nudge by 1e-5 whatever eps is: use the argument": by_layer(
            lambda f, x, dy, eps, i: rise(f, x, dy, i, 1e-5) / 2e-5
        ),
    },
)
def layer_gradient(forward, x, dy, eps):
    return by_layer(lambda f, x, dy, eps, i: rise(f, x, dy, i, eps) / (2 * eps))(
        forward, x, dy, eps
    )


# Sideways


def cubes(theta):
    return (theta**3).sum()


def product(theta):
    return np.prod(theta + 2.0)


def waves(theta):
    return np.exp(np.sin(theta)).sum() + theta.ravel()[0] * theta.ravel()[-1]


def lifted(theta):
    """Its constant costs a difference most of the digits, and the complex step none."""
    return (theta**3).sum() + 1e6


TINY = 1e-20


def sideways(change, step=1j * TINY):
    """A wrong answer from `change(f(θ + step·eᵢ), f, θ)` for each entry."""
    return each(lambda f, theta, i: change(f(nudged(theta, i, step)), f, theta))


def across(f, theta, i):
    """A two-sided difference, at the best ε for f near 1."""
    return (f(nudged(theta, i, 1e-5)) - f(nudged(theta, i, -1e-5))) / 2e-5


def stays_sideways(f, theta):
    theta, grad = np.array(theta, dtype=complex), np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        theta[i] += 1j * TINY
        grad[i] = f(theta).imag / TINY
    return grad


def a_row_sideways(f, theta):
    grad = np.zeros(theta.shape)
    for i in range(len(theta)):
        grad[i] = f(nudged(theta, i, 1j * TINY)).imag / TINY
    return grad


def still_complex(f, theta):
    theta, grad = np.array(theta, dtype=complex), np.zeros(theta.shape, dtype=complex)
    for i in np.ndindex(theta.shape):
        kept = theta[i]
        theta[i] += 1j * TINY
        grad[i] = f(theta) / TINY
        theta[i] = kept
    return grad


def integers_as_slopes(f, theta):
    return complex_gradient.reference(f, theta).astype(theta.dtype)


@exercise(
    cases=[
        (cubes, np.array([1.0, -2.0, 0.5])),
        (product, rng.normal(size=4)),
        (waves, rng.normal(size=(2, 3))),
        (waves, np.array([1, 2, 3])),
        (lifted, np.array([0.5, -1.0])),
    ],
    mistakes={
        "that is the real part, which is f itself: the slope is in the imaginary part": sideways(
            lambda z, f, theta: z.real / TINY
        ),
        "you do not divide: the imaginary part is ε times the slope": sideways(
            lambda z, f, theta: z.imag
        ),
        "you divide by iε, which turns the imaginary part into the real one: divide .imag by ε": (
            sideways(lambda z, f, theta: (z / (1j * TINY)).imag)
        ),
        "you go back down by half: there is one nudge, so divide by ε, not by 2ε": sideways(
            lambda z, f, theta: z.imag / (2 * TINY)
        ),
        "the sign is wrong: you go to θ − iε, or take off what f(θ + iε) has": sideways(
            lambda z, f, theta: -z.imag / TINY
        ),
        "abs takes the length of a complex number, in which 1e-20 is lost: take .imag": sideways(
            lambda z, f, theta: abs(z) / TINY
        ),
        "your slopes are all 0, the nudge is lost: theta must be complex (begin with "
        "np.array(theta, dtype=complex)), the nudge 1e-20j, and .imag taken, before 1j is "
        "divided out; the real part did not move": each(lambda f, theta, i: 0.0),
        "that is a two-sided difference: it subtracts, and loses digits; go sideways, by 1e-20j": (
            each(across)
        ),
        "ε is too large: an error of ε² is left, and nothing stops you from taking 1e-20": sideways(
            lambda z, f, theta: z.imag / 1e-3, step=1e-3j
        ),
        "ε of 1e-4 leaves an error of 1e-8: nothing stops you from taking 1e-20": sideways(
            lambda z, f, theta: z.imag / 1e-4, step=1e-4j
        ),
        "each entry stays sideways when you go on to the next: put it back": stays_sideways,
        "you move all entries at once: one at a time, for one slope each": lambda f, theta: np.full(
            theta.shape, f(theta + 1j * TINY).imag / TINY
        ),
        "you move a whole row at once: go through np.ndindex(theta.shape)": a_row_sideways,
        "your answer is complex still: take .imag of f": still_complex,
        "the slopes of integers are no integers: fill np.zeros(theta.shape), not "
        "np.zeros_like(theta)": integers_as_slopes,
        "your gradient is flat: give it the shape of theta": lambda f, theta: (
            complex_gradient.reference(f, theta).ravel()
        ),
    },
)
def complex_gradient(f, theta):
    return sideways(lambda z, f, theta: z.imag / TINY)(f, theta)


# Weights that are used twice


def tied(
    slope=lambda h: 1 - h**2,
    first=lambda dW: dW,
    second=lambda dW: dW,
    change=lambda dW, db, dc, m, l2: (dW, db, dc),
    decay=1,
):
    """A gradient of the tied autoencoder in which the learner's mistakes come in.

    `first` and `second` are what reaches W through h and through out.
    """

    def backprop(W, b, c, x, l2):
        h = np.tanh(x @ W + b)
        e = (h @ W.T + c - x) / len(x)
        dz = e @ W * slope(h)
        dW = first(x.T @ dz) + second(e.T @ h)
        dW, db, dc = change(dW, dz.sum(axis=0), e.sum(axis=0), len(x), l2)
        return dW + decay * l2 * W, db, dc

    return backprop


def none_of_it(dW):
    return 0 * dW


def decayed_biases(W, b, c, x, l2):
    dW, db, dc = tied()(W, b, c, x, l2)
    return dW, db + l2 * b, dc + l2 * c


def second_use_transposed(W, b, c, x, l2):
    h = np.tanh(x @ W + b)
    e = (h @ W.T + c - x) / len(x)
    dz = e @ W * (1 - h**2)
    return x.T @ dz + h.T @ e + l2 * W, dz.sum(axis=0), e.sum(axis=0)


def an_autoencoder(m, n, hidden):
    shapes = (n, hidden), hidden, n, (m, n)
    return tuple(rng.normal(size=shape) for shape in shapes)


@exercise(
    cases=[(*an_autoencoder(5, 3, 3), 0.1), (*an_autoencoder(6, 4, 2), 0.03)],
    mistakes={
        "both bugs are still in: c is right, b is wrong, so look at what lies between them; "
        "then count where W is used": tied(lambda h: 1 - h, second=none_of_it),
        "b is right now, W is not: W is used twice, and dW is the sum over both uses": tied(
            second=none_of_it
        ),
        "the second use of W is there now, but b is still wrong: tanh has the slope 1 − h²": tied(
            lambda h: 1 - h
        ),
        "the first use of W is gone: dW is the sum over both uses": tied(first=none_of_it),
        "twice the first use is not both: the second, in h @ W.T, has a gradient of its own": tied(
            first=lambda dW: 2 * dW, second=none_of_it
        ),
        "you average over the two uses of W: their gradients add up": tied(
            first=lambda dW: dW / 2, second=lambda dW: dW / 2
        ),
        "the sign of one use is wrong: both are added": tied(second=lambda dW: -dW),
        "h.T @ e has the shape of W.T: the second use gives e.T @ h": second_use_transposed,
        "the slope of tanh is missing: it is 1 − h²": tied(lambda h: h**0),
        "h(1 − h) is the slope of the sigmoid: that of tanh is 1 − h²": tied(lambda h: h * (1 - h)),
        "h is tanh already: its slope is 1 − h², not 1 − tanh²(h)": tied(
            lambda h: 1 - np.tanh(h) ** 2
        ),
        "the slope of tanh is upside down: it is 1 − h², not 1 + h²": tied(lambda h: 1 + h**2),
        "L2 is gone: the loss still has it": tied(decay=0),
        "L2 comes once for each use of W: the loss has it once": tied(decay=2),
        "L2 is on the biases too: the loss spares them": decayed_biases,
        "1/m is gone: the loss is a mean over the examples": tied(
            change=lambda dW, db, dc, m, l2: (m * dW, m * db, m * dc)
        ),
        "the biases are divided by m once more: e has its 1/m already": tied(
            change=lambda dW, db, dc, m, l2: (dW, db / m, dc / m)
        ),
        "everything but L2 is twice too large: the loss has a half before the square": tied(
            change=lambda dW, db, dc, m, l2: (2 * dW, 2 * db, 2 * dc)
        ),
        "the sign of e is wrong, it is out − x: L2 alone is right": tied(
            change=lambda dW, db, dc, m, l2: (-dW, -db, -dc)
        ),
    },
    returns=("dW", "db", "dc"),
)
def tied_backprop(W, b, c, x, l2):
    return tied()(W, b, c, x, l2)
