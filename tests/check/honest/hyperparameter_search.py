from math import exp, log

import numpy as np


def by_exponents(u, low, high):
    a, b = np.log10([low, high])
    return 10 ** (a + u * (b - a))


def one_by_one(u, low, high):
    return [exp(log(low) + x * (log(high) - log(low))) for x in u]


def from_the_top(u, low, high):
    return 1 - np.exp(np.log1p(-high) + (1 - u) * (np.log1p(-low) - np.log1p(-high)))


def beta_by_exponents(u, low, high):
    return 1 - by_exponents(u, 1 - low, 1 - high)


def beta_one_by_one(u, low, high):
    return [1 - x for x in one_by_one(u, 1 - low, 1 - high)]


def with_a_list(curves, epochs):
    alive, done, spent = [*range(len(curves))], 0, 0
    while len(alive) > 1:
        spent += len(alive) * (epochs - done)
        scores = {i: np.nan_to_num(curves[i, epochs - 1], nan=-1) for i in alive}
        alive = sorted(alive, key=scores.get, reverse=True)[: max(1, len(alive) // 3)]
        done, epochs = epochs, 3 * epochs
    return alive[0], spent


def with_recursion(curves, epochs, done=0, alive=None):
    alive = np.arange(len(curves)) if alive is None else alive
    if len(alive) == 1:
        return int(alive[0]), 0
    now = np.nan_to_num(curves[alive, epochs - 1], nan=-1.0)
    best = alive[now.argsort()[::-1][: max(1, len(alive) // 3)]]
    winner, later = with_recursion(curves, 3 * epochs, epochs, best)
    return winner, later + len(alive) * (epochs - done)


def with_steps(curves, epochs):
    alive, spent = np.arange(len(curves)), len(curves) * epochs
    while True:
        now = np.where(np.isnan(curves[alive, epochs - 1]), -1, curves[alive, epochs - 1])
        alive = alive[np.argsort(-now)][: max(1, len(alive) // 3)]
        if len(alive) == 1:
            return alive.item(), spent
        spent += len(alive) * 2 * epochs
        epochs *= 3


def step_by_step(lr, scores, low, high, images):
    best = np.argsort(-np.nan_to_num(scores))
    if len({*lr.tolist()}) < len(lr) / 2:
        return 1
    if (lr > high / 10).sum() > len(lr) / 2:
        return 2
    share = np.log(lr[best[:5]] / low).mean() / np.log(high / low)
    if not 0.1 <= share <= 0.9:
        return 3
    p = scores[best[0]]
    return 4 if p - scores[best[9]] < 2 * np.sqrt(p * (1 - p) / images) else 0


def by_decades(lr, scores, low, high, images):
    lr, high, low = np.log10(lr), np.log10(high), np.log10(low)
    order = sorted(range(len(lr)), key=lambda i: -1 if scores[i] != scores[i] else scores[i])[::-1]
    centre, width, p = np.mean(lr[order[:5]]), high - low, scores[order[0]]
    faults = [
        2 * len(np.unique(lr)) < len(lr),
        np.mean(lr > high - 1) > 0.5,
        centre - low < 0.1 * width or high - centre < 0.1 * width,
        p - scores[order[9]] < 2 * (p * (1 - p) / images) ** 0.5,
    ]
    return faults.index(True) + 1 if True in faults else 0


def by_numbers(lr, scores, low, high, images):
    found = step_by_step(lr, scores, low, high, images)
    return np.int64(found)


HONEST = {
    "log_uniform": [by_exponents, one_by_one, lambda u, low, high: low ** (1 - u) * high**u],
    "one_minus": [from_the_top, beta_by_exponents, beta_one_by_one],
    "halving": [with_a_list, with_recursion, with_steps],
    "name_the_fault": [step_by_step, by_decades, by_numbers],
}
