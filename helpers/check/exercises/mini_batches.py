"""Mini-batches: those of several epochs, gradients of parts added up, and how large is enough."""

from itertools import combinations
from math import ceil

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(2)


def data(m, n=2):
    """Examples whose labels tell them apart."""
    return rng.normal(size=(m, n)), rng.permutation(m)


def cut(x, y, batch_size, last=None):
    """Pairs of slices of x and y, in order; `last` is where the last of them may begin."""
    last = len(x) if last is None else last
    return [(x[i : i + batch_size], y[i : i + batch_size]) for i in range(0, last, batch_size)]


def whole(m, batch_size):
    """The examples that fill whole batches."""
    return m // batch_size * batch_size


def into_parts(x, y, order, batch_size):
    parts = np.array_split(order, batch_size)
    return [(x[rows], y[rows]) for rows in parts if len(rows)]


def padded(x, y, order, batch_size):
    order = np.resize(order, ceil(len(order) / batch_size) * batch_size)
    return cut(x[order], y[order], batch_size)


def an_empty_one_at_the_end(x, y, order, batch_size):
    batches = cut(x[order], y[order], batch_size)
    full = len(x) % batch_size == 0
    return [*batches, (x[:0], y[:0])] if full else batches


BUGS = {
    "first": "every batch is the first one, [0:B]: the k-th goes from k·B to (k + 1)·B",
    "labels": "x is shuffled and y is not, so the labels belong to other examples",
    "dropped": "the shorter last batch is lost, and with m < B there is none at all",
    "reseeded": "the order is the same in every epoch: make one generator before the loop, "
    "and draw a new order from it in each epoch",
}


def flawed(*bugs):
    """The copied epochs with some of its bugs left in."""

    def epochs(x, y, batch_size, epochs, seed):
        batches, draws = [], np.random.default_rng(seed)
        for _ in range(epochs):
            if "reseeded" in bugs:
                draws = np.random.default_rng(seed)
            order = draws.permutation(len(x))
            xs, ys = x[order], y if "labels" in bugs else y[order]
            last = whole(len(x), batch_size) if "dropped" in bugs else len(x)
            new = cut(xs, ys, batch_size, last)
            batches += [(xs[:batch_size], ys[:batch_size]) for _ in new] if "first" in bugs else new
        return batches

    return epochs


def seed_plus_epoch(x, y, batch_size, epochs, seed):
    batches = []
    for epoch in range(epochs):
        order = np.random.default_rng(seed + epoch).permutation(len(x))
        batches += cut(x[order], y[order], batch_size)
    return batches


def shuffled_again(x, y, batch_size, epochs, seed):
    batches, draws = [], np.random.default_rng(seed)
    for _ in range(epochs):
        order = draws.permutation(len(x))
        x, y = x[order], y[order]
        batches += cut(x, y, batch_size)
    return batches


def two_orders(x, y, batch_size, epochs, seed):
    batches, draws = [], np.random.default_rng(seed)
    for _ in range(epochs):
        batches += cut(x[draws.permutation(len(x))], y[draws.permutation(len(x))], batch_size)
    return batches


def every(epoch):
    """Epochs of which each is made by epoch(x, y, order, batch_size)."""

    def epochs(x, y, batch_size, epochs, seed):
        draws = np.random.default_rng(seed)
        orders = [draws.permutation(len(x)) for _ in range(epochs)]
        return [batch for order in orders for batch in epoch(x, y, order, batch_size)]

    return epochs


def left(bugs):
    """Names the bugs that are still there."""
    count = {1: "one bug is left", 2: "two bugs are left", 3: "three bugs are left"}
    said = count.get(len(bugs), "all four bugs are there")
    return f"{said}: {'; '.join(BUGS[bug] for bug in bugs)}"


@exercise(
    cases=[
        (*data(7), 3, 2, 0),
        (*data(8), 4, 3, 5),
        (*data(3), 5, 2, 1),
    ],
    mistakes={
        left(bugs): flawed(*bugs) for count in (1, 2, 3, 4) for bugs in combinations(BUGS, count)
    }
    | {
        "seed + epoch gives new orders too, but other ones: make one generator before the loop "
        "and draw every order from it": seed_plus_epoch,
        "the batches of all epochs are only those of the last: begin the list before the loop": (
            lambda x, y, batch_size, epochs, seed: flawed()(x, y, batch_size, epochs, seed)[
                -ceil(len(x) / batch_size) :
            ]
        ),
        "each epoch shuffles what the last one has shuffled: as random, but another order; "
        "index the x and y that you were given": shuffled_again,
        "x and y get two different orders: draw one for both": two_orders,
        "there is an empty batch at the end when the batches come out even": every(
            an_empty_one_at_the_end
        ),
        "y is shuffled and x is not, so the labels belong to other examples": every(
            lambda x, y, order, B: cut(x, y[order], B)
        ),
        "you cut without shuffling: take the rows in the order of the epoch": every(
            lambda x, y, order, B: cut(x, y, B)
        ),
        "you sort: order[k] says which row comes k-th, so x[order], not x[argsort(order)]": every(
            lambda x, y, order, B: cut(x[np.argsort(order)], y[np.argsort(order)], B)
        ),
        "you make batch_size batches: batch_size is the number of examples in each": (
            every(into_parts)
        ),
        "your batches overlap: step by batch_size, not by 1": every(
            lambda x, y, order, B: [
                (x[order][i : i + B], y[order][i : i + B]) for i in range(len(x))
            ]
        ),
        "your batches begin at 0, 1, 2, …, and the last is lost: batch k begins at k·B": every(
            lambda x, y, order, B: [
                (x[order][k : k + B], y[order][k : k + B]) for k in range(len(x) // B)
            ]
        ),
        "your batches overlap: batch k begins at k·B, not at k": every(
            lambda x, y, order, B: [
                (x[order][k : k + B], y[order][k : k + B]) for k in range(ceil(len(x) / B))
            ]
        ),
        "you fill the last batch up with examples that were already used: it may be shorter": (
            every(padded)
        ),
        "you return (y, x): each batch is the pair (x, y)": every(
            lambda x, y, order, B: cut(y[order], x[order], B)
        ),
        "you return after the first epoch: move `return` out of the loop": (
            lambda x, y, batch_size, epochs, seed: flawed()(x, y, batch_size, 1, seed)
        ),
    },
    returns=("x", "y"),
    each="batch",
)
def epochs_of_batches(x, y, batch_size, epochs, seed):
    return flawed()(x, y, batch_size, epochs, seed)


def memory(most):
    """The mean gradient of a line fitted to at most `most` examples, in one array used again."""
    grad = np.zeros(2)

    def gradient(x, y):
        if len(x) > most:
            raise ValueError(f"gradient was given {len(x)} examples, but memory holds {most}")
        grad[:] = x.T @ (x @ [1.0, -2.0] - y) / len(x)
        return grad

    return gradient


def parts(gradient, x, y, B):
    """The mean gradient of each batch and its size."""
    return [(gradient(bx, by).copy(), len(bx)) for bx, by in cut(x, y, B)]


def shares(weigh):
    """A wrong sum of the parts, by the weight of each, given its size, m, B and their number."""

    def wrong(gradient, x, y, B):
        found = parts(gradient, x, y, B)
        return sum(weigh(size, len(x), B, len(found)) * g for g, size in found)

    return wrong


def without_the_last(gradient, x, y, B):
    last = max(whole(len(x), B), 1)
    return accumulate.reference(gradient, x[:last], y[:last], B)


def one_array(gradient, x, y, B):
    """Adds to the array that is handed out, which the next call overwrites."""
    batches = cut(x, y, B)
    total = gradient(*batches[0])
    for batch in batches[1:]:
        total += gradient(*batch)
    return total / len(batches)


def one_array_weighed(gradient, x, y, B):
    """As above, with each part times its size."""
    batches = cut(x, y, B)
    total = gradient(*batches[0])
    total *= len(batches[0][0])
    for bx, by in batches[1:]:
        total += len(bx) * gradient(bx, by)
    return total / len(x)


def halves(gradient, x, y, B):
    (total, _), *rest = parts(gradient, x, y, B)
    for g, _ in rest:
        total = (total + g) / 2
    return total


@exercise(
    cases=[(memory(4), *data(10), 4), (memory(3), *data(7), 3), (memory(5), *data(16), 5)],
    mistakes={
        "every batch counts the same, although the last one is shorter: "
        "weigh each by its number of examples": shares(lambda size, m, B, k: 1 / k),
        "you add the means and do not divide: with twice as many batches the step would be "
        "twice as long": shares(lambda size, m, B, k: 1),
        "you add up the sums and do not divide by the number of examples": (
            shares(lambda size, m, B, k: size)
        ),
        "each part is a mean already: multiply it by its number of examples before you divide "
        "by m": shares(lambda size, m, B, k: 1 / m),
        "the last batch has fewer than batch_size examples: multiply its mean by as many as it "
        "has": shares(lambda size, m, B, k: B / m),
        "you divide by batch_size; there are m examples": shares(lambda size, m, B, k: size / B),
        "you divide by the number of whole batches: the shorter last one is a part too": (
            shares(lambda size, m, B, k: 1 / (m // B))
        ),
        "the last, shorter batch is not in it: step through all of the rows": without_the_last,
        "the last, shorter batch is not in the sum, but its examples are in what you divide by": (
            lambda gradient, x, y, B: (
                without_the_last(gradient, x, y, B) * whole(len(x), B) / len(x)
            )
        ),
        "that is the gradient of the last batch: add up the parts as they come, for the next call "
        "overwrites the last answer": lambda gradient, x, y, B: parts(gradient, x, y, B)[-1][0],
        "that is the gradient of the first batch: go on to the others": (
            lambda gradient, x, y, B: parts(gradient, x, y, B)[0][0]
        ),
        "you add to the array that gradient hands out, and the next call overwrites it: "
        "begin with a copy, or with zero": one_array,
        "your total is the array that gradient hands out, and the next call overwrites it: "
        "begin with a copy, or with zero": one_array_weighed,
        "(total + g)/2 forgets: the first parts count less and less": halves,
    },
)
def accumulate(gradient, x, y, batch_size):
    found = parts(gradient, x, y, batch_size)
    return sum(size * g for g, size in found) / len(x)


def squares(away):
    return (away**2).sum(axis=1)


def gradients(m, n, spread):
    return rng.normal(size=n) + spread * rng.normal(size=(m, n))


@exercise(
    cases=[(gradients(6, 2, 1.0),), (gradients(40, 3, 2.0),), (gradients(5, 4, 0.3),)],
    mistakes={
        "noise falls with the root of B, so the ratio of the lengths must be squared": (
            lambda g: np.sqrt(squares(g - g.mean(axis=0)).mean()) / np.linalg.norm(g.mean(axis=0))
        ),
        "upside down: the noise belongs above, the gradient below": lambda g: (
            (g.mean(axis=0) ** 2).sum() / squares(g - g.mean(axis=0)).mean()
        ),
        "that is how long single gradients are: noise is how far they are from their mean": (
            lambda g: squares(g).mean() / (g.mean(axis=0) ** 2).sum()
        ),
        "below stands the length of the mean gradient, not the mean length of single ones": (
            lambda g: squares(g - g.mean(axis=0)).mean() / squares(g).mean()
        ),
        "above a mean over the components, below a sum: add the components up in both": (
            lambda g: g.var(axis=0).mean() / (g.mean(axis=0) ** 2).sum()
        ),
        "above a sum over the components, below a mean: add the components up in both": (
            lambda g: g.var(axis=0).sum() / (g.mean(axis=0) ** 2).mean()
        ),
        "axis 0 goes through the examples, and that is where the mean belongs: you took axis 1": (
            lambda g: g.var(axis=1).sum() / (g.mean(axis=1) ** 2).sum()
        ),
        "you add up over the examples: noise is the mean over them": (
            lambda g: squares(g - g.mean(axis=0)).sum() / (g.mean(axis=0) ** 2).sum()
        ),
        "you divide by m - 1: these are all of the examples, so divide by m": (
            lambda g: g.var(axis=0, ddof=1).sum() / (g.mean(axis=0) ** 2).sum()
        ),
        "deviations of components add up as squares: sum the variances, not the deviations": (
            lambda g: g.std(axis=0).sum() ** 2 / (g.mean(axis=0) ** 2).sum()
        ),
        "you square the mean distance: take the mean of the squared distances": (
            lambda g: np.sqrt(squares(g - g.mean(axis=0))).mean() ** 2 / (g.mean(axis=0) ** 2).sum()
        ),
        "you divide component by component: the lengths of two vectors make one ratio": (
            lambda g: (g.var(axis=0) / g.mean(axis=0) ** 2).sum()
        ),
        "square before you add up: the length of g is not the sum of its components": (
            lambda g: g.var(axis=0).sum() / g.mean(axis=0).sum() ** 2
        ),
        "the squared noise belongs above the squared length: you divide by the length": (
            lambda g: g.var(axis=0).sum() / np.linalg.norm(g.mean(axis=0))
        ),
        "that is the noise of one example: divide by the length of the gradient, and square": (
            lambda g: np.sqrt(g.var(axis=0).sum())
        ),
        "that is the squared noise of one example: divide by the squared length of the gradient": (
            lambda g: g.var(axis=0).sum()
        ),
        "var() without an axis is one number for all components: take axis 0, and add them up": (
            lambda g: g.var() / (g.mean(axis=0) ** 2).sum()
        ),
        "one number is asked for: you gave one for each component": (
            lambda g: g.var(axis=0) / g.mean(axis=0) ** 2
        ),
        "without an axis mean and variance mix the components: both go over the examples, axis 0": (
            lambda g: g.var() / g.mean() ** 2
        ),
        "do not round: B may be any number here": lambda g: float(
            np.ceil(squares(g - g.mean(axis=0)).mean() / (g.mean(axis=0) ** 2).sum())
        ),
        "rounded to whole examples: B may be any number here": lambda g: float(
            np.round(squares(g - g.mean(axis=0)).mean() / (g.mean(axis=0) ** 2).sum())
        ),
    },
)
def enough(grads):
    mean = grads.mean(axis=0)
    return squares(grads - mean).mean() / (mean @ mean)
