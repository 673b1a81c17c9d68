from math import ceil

import numpy as np


def batches_in_a_loop(x, y, order, batch_size):
    batches, start = [], 0
    while start < len(order):
        rows = order[start : start + batch_size]
        batches.append((x[rows], y[rows]))
        start += batch_size
    return batches


def batches_by_counting(x, y, order, batch_size):
    xs, ys = x[order], y[order]
    full = [
        (xs[k * batch_size : (k + 1) * batch_size], ys[k * batch_size : (k + 1) * batch_size])
        for k in range(len(x) // batch_size)
    ]
    rest = len(x) % batch_size
    return [*full, (xs[-rest:], ys[-rest:])] if rest else full


def batches_by_splitting(x, y, order, batch_size):
    cuts = np.arange(batch_size, len(x), batch_size)
    return [[x[rows].tolist(), list(y[rows])] for rows in np.split(order, cuts)]


def epochs_in_a_loop(x, y, batch_size, epochs, seed):
    rng, batches = np.random.default_rng(seed), []
    for _ in range(epochs):
        batches += batches_in_a_loop(x, y, rng.permutation(len(x)), batch_size)
    return batches


def epochs_shuffled_in_place(x, y, batch_size, epochs, seed):
    rng, batches = np.random.default_rng(seed), []
    for _ in range(epochs):
        order = np.arange(len(x))
        rng.shuffle(order)
        batches.extend(batches_by_counting(x, y, order, batch_size))
    return batches


def epochs_in_one_line(x, y, batch_size, epochs, seed):
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(x)) for _ in range(epochs)]
    return [batch for order in orders for batch in batches_by_splitting(x, y, order, batch_size)]


HONEST = {
    "minibatches": [batches_in_a_loop, batches_by_counting, batches_by_splitting],
    "epochs_of_batches": [epochs_in_a_loop, epochs_shuffled_in_place, epochs_in_one_line],
    "updates": [
        lambda m, B, epochs: -(-m // B) * epochs,
        lambda m, B, epochs: sum(len(range(0, m, B)) for _ in range(epochs)),
        lambda m, B, epochs: epochs * ((m + B - 1) // B),
        lambda m, B, epochs: np.ceil(m / B) * epochs,
        lambda m, B, epochs: sum(ceil(m / B) for _ in range(epochs)),
    ],
}
