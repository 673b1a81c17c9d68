import numpy as np


def he_by_loops(unit):
    n_in, n_out = unit.shape
    return [[(2 / n_in) ** 0.5 * unit[i, j] for j in range(n_out)] for i in range(n_in)]


def gain_by_loops(phi, z):
    before = after = 0.0
    for value in z:
        before += value**2
        after += phi(value) ** 2
    return before / after


def rescale_by_definition(W, x):
    out = x @ W
    return W / np.sqrt(((out - out.mean()) ** 2).mean())


HONEST = {
    "he_weights": [
        he_by_loops,
        lambda unit: unit / np.sqrt(unit.shape[0] / 2),
        lambda unit: np.sqrt(2) * unit / len(unit) ** 0.5,
    ],
    "gain": [
        gain_by_loops,
        lambda phi, z: (z @ z) / (phi(z) @ phi(z)),
        lambda phi, z: np.square(z).mean() / np.square(phi(z)).mean(),
    ],
    "rescale": [
        rescale_by_definition,
        lambda W, x: W / (x @ W).std(),
        lambda W, x: W / np.sqrt((x @ W).var()),
        lambda W, x: W * (1 / np.std(np.dot(x, W))),
    ],
}
