import numpy as np

from helpers.beyond_adam import Lion
from helpers.optimizers import Adam


def shrunk_in_place(theta, m, v, g, t, lr, weight_decay, decays):
    theta = theta.copy()
    theta *= 1 - lr * weight_decay * decays
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    theta -= lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return theta, m, v


def decay_in_the_step(theta, m, v, g, t, lr, weight_decay, decays):
    m, v = m + 0.1 * (g - m), v + 0.001 * (g**2 - v)
    adam = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return theta - lr * (adam + weight_decay * decays * theta), m, v


def one_by_one(theta, m, v, g, t, lr, weight_decay, decays):
    rows = []
    for x, a, b, slope, which in zip(theta, m, v, g, decays, strict=True):
        if which:
            x *= 1 - lr * weight_decay
        a, b = 0.9 * a + 0.1 * slope, 0.999 * b + 0.001 * slope**2
        rows.append((x - lr * a / (1 - 0.9**t) / ((b / (1 - 0.999**t)) ** 0.5 + 1e-8), a, b))
    return tuple(np.array(rows).T)


def ratio_with_the_course(g):
    lengths = []
    for opt in (Lion(1.0), Adam(1.0)):
        theta, places = np.zeros_like(g[0]), []
        for now in g:
            places.append(theta.copy())
            opt.step(theta, now)
        steps = np.diff([*places, theta], axis=0)[len(g) // 2 :]
        lengths.append(np.sqrt(np.mean(steps**2)))
    return lengths[0] / lengths[1]


def ratio_that_knows_lion(g):
    m, v, squares = 0, 0, []
    for t, now in enumerate(g, start=1):
        m, v = 0.9 * m + 0.1 * now, 0.999 * v + 0.001 * now**2
        squares.append((m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)) ** 2)
    return 1 / np.mean(squares[len(g) // 2 :]) ** 0.5


def ratio_by_norms(g):
    first = len(g) // 2
    adam, theta, squares = Adam(0.5), np.zeros(g.shape[1]), 0.0
    for t, now in enumerate(g):
        before = theta.copy()
        adam.step(theta, now)
        squares += np.sum((theta - before) ** 2) * (t >= first)
    return 0.5 * np.sqrt(g[first:].size) / np.sqrt(squares)


def heavy_ball(grad, start, steps):
    theta, v = start, 0
    for _ in range(steps):
        v = 0.9 * v + grad(theta)
        theta = theta - 0.4 * v
    return theta


def newton_from_gradients(grad, start, steps):
    here = grad(start)
    H = np.array([grad(start + nudge) - here for nudge in np.eye(2)]).T
    return start - np.linalg.solve(H, here)


def chebyshevs_rates(grad, start, steps):
    theta = start.copy()
    for t in range(steps):
        angle = np.pi * (t + 0.5) / steps
        theta -= grad(theta) / (1.01 + 0.99 * np.cos(angle if t % 2 else np.pi - angle))
    return theta


def barzilai_and_borwein(grad, start, steps):
    theta, g = start, grad(start)
    move = -0.1 * g
    for _ in range(steps - 1):
        if not move.any():
            break
        theta, before = theta + move, g
        g = grad(theta)
        turn = g - before
        move = -g * (move @ move) / (move @ turn) if move @ turn else 0 * g
    return theta


HONEST = {
    "adamw": [shrunk_in_place, decay_in_the_step, one_by_one],
    "lion_ratio": [ratio_with_the_course, ratio_that_knows_lion, ratio_by_norms],
    "beat_sgd": [heavy_ball, newton_from_gradients, chebyshevs_rates, barzilai_and_borwein],
}
