"""Lesson 02: batches of one epoch, batches of several, and how many updates they make."""

from itertools import combinations
from math import ceil

import numpy as np

from helpers.exercise import exercise

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


def own_order(x, y, order, batch_size):
    order = np.random.default_rng(0).permutation(len(x))
    return cut(x[order], y[order], batch_size)


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


@exercise(
    cases=[
        (*data(8), rng.permutation(8), 4),
        (*data(7), rng.permutation(7), 3),
        (*data(3), rng.permutation(3), 5),
        (*data(10, 3), rng.permutation(10), 1),
    ],
    mistakes={
        "every batch is the first one, [:B] again and again: "
        "the k-th batch goes from k·B to (k + 1)·B": lambda x, y, order, B: (
            [(x[order][:B], y[order][:B])] * ceil(len(x) / B)
        ),
        "every batch is the first one, [:B], and the shorter last batch is lost: "
        "cut from k·B to (k + 1)·B, as long as there are rows": lambda x, y, order, B: (
            [(x[order][:B], y[order][:B])] * (len(x) // B)
        ),
        "you shuffle x but not y, so the labels belong to other examples: "
        "use order for both": lambda x, y, order, B: cut(x[order], y, B),
        "you shuffle y but not x, so the labels belong to other examples: "
        "use order for both": lambda x, y, order, B: cut(x, y[order], B),
        "you shuffle x and y in two different orders: use the one given for both": (
            lambda x, y, order, B: cut(x[order], y[order[::-1]], B)
        ),
        "you drop the last, shorter batch: its examples are lost, and with fewer examples than "
        "batch_size there is no batch at all": lambda x, y, order, B: cut(
            x[order], y[order], B, whole(len(x), B)
        ),
        "you cut without shuffling: take the rows in the given order": (
            lambda x, y, order, B: cut(x, y, B)
        ),
        "you draw an order of your own, with a seed, so it is the same in every epoch: "
        "use the order that is given": own_order,
        "you sort: order[k] says which row comes k-th, so x[order], not x[argsort(order)]": (
            lambda x, y, order, B: cut(x[np.argsort(order)], y[np.argsort(order)], B)
        ),
        "you make batch_size batches: batch_size is the number of examples in each": into_parts,
        "your batches overlap: step by batch_size, not by 1": lambda x, y, order, B: (
            [(x[order][i : i + B], y[order][i : i + B]) for i in range(len(x))]
        ),
        "you fill the last batch up with examples that were already used: "
        "it may be shorter": padded,
        "there is an empty batch at the end when the batches come out even": (
            an_empty_one_at_the_end
        ),
        "you return (y, x): each batch is the pair (x, y)": lambda x, y, order, B: cut(
            y[order], x[order], B
        ),
    },
    returns=("x", "y"),
    each="batch",
)
def minibatches(x, y, order, batch_size):
    return cut(x[order], y[order], batch_size)


BUGS = {
    "first": "every batch is the first one, [0:B]: the k-th goes from k·B to (k + 1)·B",
    "labels": "x is shuffled and y is not, so the labels belong to other examples",
    "dropped": "the shorter last batch is lost, and with m < B there is none at all",
    "reseeded": "the seed is used anew in every epoch, so the order never changes",
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


def one_batch_too_many(x, y, batch_size, epochs, seed):
    batches, draws = [], np.random.default_rng(seed)
    for _ in range(epochs):
        batches += an_empty_one_at_the_end(x, y, draws.permutation(len(x)), batch_size)
    return batches


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
        "there is an empty batch at the end when the batches come out even": one_batch_too_many,
        "you return after the first epoch: move `return` out of the loop": (
            lambda x, y, batch_size, epochs, seed: flawed()(x, y, batch_size, 1, seed)
        ),
    },
    returns=("x", "y"),
    each="batch",
)
def epochs_of_batches(x, y, batch_size, epochs, seed):
    return flawed()(x, y, batch_size, epochs, seed)


@exercise(
    cases=[(60_000, 128, 1), (1000, 300, 3), (10, 16, 4), (4096, 64, 2), (7, 1, 5)],
    mistakes={
        "you round down: the shorter last batch makes an update too": lambda m, B, epochs: (
            m // B * epochs
        ),
        "you round once, at the end: every epoch ends with a batch of its own": (
            lambda m, B, epochs: ceil(m * epochs / B)
        ),
        "you always add one: there is no shorter batch when m is a multiple of B": (
            lambda m, B, epochs: (m // B + 1) * epochs
        ),
        "there are no fractions of an update: round up within each epoch": (
            lambda m, B, epochs: m / B * epochs
        ),
        "you round to the nearest: the shorter last batch makes an update, however short": (
            lambda m, B, epochs: round(m / B) * epochs
        ),
        "you round once and add one: each epoch rounds for itself, and not when B divides m": (
            lambda m, B, epochs: epochs * m // B + 1
        ),
        "that is for one epoch: multiply by the number of epochs": lambda m, B, epochs: ceil(m / B),
        "that is the number of examples read: one update takes B of them": (
            lambda m, B, epochs: m * epochs
        ),
        "a larger batch makes fewer updates: divide by B": lambda m, B, epochs: m * B * epochs,
        "at least one update is right, but the last batch counts in every epoch": (
            lambda m, B, epochs: max(1, m // B) * epochs
        ),
    },
)
def updates(m, batch_size, epochs):
    return ceil(m / batch_size) * epochs
