import math

import numpy as np

from helpers.experiments import zoo


def adam_by_increments(theta, m, v, g, t, lr, beta1, beta2, eps):
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    bias1, bias2 = 1 - beta1**t, 1 - beta2**t
    return theta - lr / bias1 * m / (np.sqrt(v) / math.sqrt(bias2) + eps), m, v


def adam_folded_with_its_eps_folded_too(theta, m, v, g, t, lr, beta1, beta2, eps):
    m = np.add(beta1 * m, (1 - beta1) * g)
    v = np.add(beta2 * v, (1 - beta2) * np.square(g))
    root = (1 - beta2**t) ** 0.5
    return [theta - lr * root / (1 - beta1**t) * m / (v**0.5 + eps * root), m, v]


def adam_weight_by_weight(theta, m, v, g, t, lr, beta1, beta2, eps):
    out = np.empty((3, theta.size))
    for i, (w, a, b, slope) in enumerate(zip(theta.flat, m.flat, v.flat, g.flat, strict=True)):
        a, b = beta1 * a + (1 - beta1) * slope, beta2 * b + (1 - beta2) * slope**2
        a_hat, b_hat = a / (1 - beta1**t), b / (1 - beta2**t)
        out[:, i] = w - lr * a_hat / (math.sqrt(b_hat) + eps), a, b
    return tuple(part.reshape(theta.shape) for part in out)


def by_replay(theta, g, lr):
    for number, name in enumerate(zoo.BUGS[:-1]):
        place, m, v, path = theta[0], 0.0, 0.0, [theta[0]]
        for t in range(1, len(theta)):
            place, m, v = zoo.STEPS[name](place, m, v, g[t - 1], t, lr)
            path.append(place)
        if np.allclose(path, theta, rtol=1e-9, atol=0, equal_nan=True):
            return number
    return 6


def by_replay_of_each_step(theta, g, lr):
    suspects = dict.fromkeys(range(6), (0.0, 0.0))
    for t, slope in enumerate(g, 1):
        for number, (m, v) in list(suspects.items()):
            step = zoo.STEPS[zoo.BUGS[number]]
            new, m, v = step(theta[t - 1], m, v, slope, t, lr)
            suspects[number] = m, v
            if not np.allclose(new, theta[t], rtol=1e-10, equal_nan=True):
                del suspects[number]
    return min(suspects, default=6)


def by_clues(theta, g, lr):
    """The first step tells four of the seven; the second one the rest."""
    with np.errstate(invalid="ignore"):
        size = abs(np.diff(theta, axis=0)) / lr
        if np.isnan(theta).any():
            return 3
        if size[0, 0] > 3:
            return 5
        if size[0, 1] < 0.5:
            return 4
    paths = {n: by_replay_path(theta, g, lr, n) for n in (0, 1, 2)}
    fits = [n for n, path in paths.items() if np.allclose(path, theta, rtol=1e-9)]
    return np.array(fits[0] if fits else 6)


def by_replay_path(theta, g, lr, number):
    path, m, v = [theta[0]], 0.0, 0.0
    for t, slope in enumerate(g, 1):
        new, m, v = zoo.STEPS[zoo.BUGS[number]](path[-1], m, v, slope, t, lr)
        path.append(new)
    return path


HONEST = {
    "adam": [adam_by_increments, adam_folded_with_its_eps_folded_too, adam_weight_by_weight],
    "name_the_bug": [by_replay, by_replay_of_each_step, by_clues],
}
