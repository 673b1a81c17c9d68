from math import cos, pi, sin

import numpy as np


def cosine_by_half_angles(t, lr, steps, warmup, floor):
    if t < warmup:
        return (t + 1) * (lr / warmup)
    if t >= steps:
        return floor
    return lr - (lr - floor) * sin(pi / 2 * (t - warmup) / (steps - warmup)) ** 2


def cosine_with_arrays(t, lr, steps, warmup, floor):
    progress = np.clip((t - warmup) / (steps - warmup), 0, 1)
    down = (lr + floor) / 2 + (lr - floor) / 2 * np.cos(np.pi * progress)
    return np.where(t < warmup, lr * (t + 1) / max(warmup, 1), down)


def cosine_from_the_end(t, lr, steps, warmup, floor):
    if warmup > t:
        return lr - lr * (warmup - t - 1) / warmup
    left = max(steps - t, 0) / (steps - warmup)
    return floor + 0.5 * (lr - floor) * (1 - cos(pi * left))


def reduced_by_a_while(losses, lr, factor, patience):
    rates, best, bad = np.empty(len(losses)), float("inf"), 0
    i = 0
    while i < len(losses):
        bad = 0 if losses[i] < best else bad + 1
        best = min(best, losses[i])
        if bad >= patience:
            lr *= factor
            bad = 0
        rates[i] = lr
        i += 1
    return rates


def reduced_by_counting(losses, lr, factor, patience):
    since, count, out = 0, 0, []
    for i, loss in enumerate(losses):
        if i == 0 or loss < min(losses[:i]):
            since = i
        if i - since == patience:
            count, since = count + 1, i
        out.append(lr * factor**count)
    return out


def reduced_with_a_list(losses, lr, factor, patience):
    history, rates, wait = [], [], 0
    for loss in losses.tolist():
        better = not history or loss < min(history)
        history.append(loss)
        wait = 0 if better else wait + 1
        if wait and wait % patience == 0:
            lr, wait = factor * lr, 0
        rates.append(lr)
    return tuple(rates)


HONEST = {
    "cosine": [cosine_by_half_angles, cosine_with_arrays, cosine_from_the_end],
    "reduced": [reduced_by_a_while, reduced_by_counting, reduced_with_a_list],
}
