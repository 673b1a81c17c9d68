from bisect import bisect_right
from math import cos, pi, sin

import numpy as np


def drops_one_by_one(t, lr, factor, drops):
    for drop in drops:
        if t >= drop:
            lr = lr * factor
    return lr


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


HONEST = {
    "inverse_time": [
        lambda t, lr, decay, per: lr / (1 + decay * int(t / per)),
        lambda t, lr, decay, per: lr * (1 + decay * (t - t % per) / per) ** -1,
        lambda t, lr, decay, per: np.divide(lr, 1 + decay * np.floor(t / per)),
    ],
    "drops": [
        drops_one_by_one,
        lambda t, lr, factor, drops: lr * factor ** bisect_right(list(drops), t),
        lambda t, lr, factor, drops: lr * np.prod(np.where(np.array(drops) <= t, factor, 1.0)),
    ],
    "cosine": [cosine_by_half_angles, cosine_with_arrays, cosine_from_the_end],
}
