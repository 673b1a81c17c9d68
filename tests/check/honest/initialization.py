import numpy as np


def conv_by_loops(unit):
    n_in, height, width = unit.shape[1:]
    weights = np.zeros(unit.shape)
    for place in np.ndindex(*unit.shape):
        weights[place] = (2 / (n_in * height * width)) ** 0.5 * unit[place]
    return weights.tolist()


def conv_through_a_matrix(unit):
    flat = unit.reshape(len(unit), -1)
    return (flat * np.sqrt(2 / flat.shape[1])).reshape(unit.shape)


def rescale_in_a_copy(weights, x):
    weights, a = weights.copy(), x
    for W in weights:
        W /= np.sqrt((np.maximum(a @ W, 0) ** 2).mean())
        a = np.maximum(a @ W, 0)
    return weights


def rescale_by_dividing_the_signal(weights, x):
    out, signal = [], x
    for W in weights:
        signal = (signal @ W).clip(min=0)
        size = np.linalg.norm(signal) / signal.size**0.5
        signal = signal / size
        out.append(W / size)
    return out


def rescale_by_search(weights, x):
    out = []
    for W in weights:
        factor = 1.0
        for _ in range(3):
            factor /= np.mean(np.maximum(x @ (factor * W), 0) ** 2) ** 0.5
        out.append(factor * W)
        x = np.maximum(x @ out[-1], 0)
    return np.stack(out)


HONEST = {
    "conv_he": [
        conv_by_loops,
        conv_through_a_matrix,
        lambda unit: unit / np.sqrt(np.prod(unit.shape[1:]) / 2),
    ],
    "rescale": [rescale_in_a_copy, rescale_by_dividing_the_signal, rescale_by_search],
}
