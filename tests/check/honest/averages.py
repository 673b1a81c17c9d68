import numpy as np


def ewma_by_recursion(x, beta):
    v, out = 0, np.zeros(len(x))
    for i in range(len(x)):
        v = v + (1 - beta) * (x[i] - v)
        out[i] = v / (1 - beta ** (i + 1))
    return out


def ewma_by_weights(x, beta):
    out = []
    for t in range(1, len(x) + 1):
        weights = beta ** np.arange(t)[::-1]
        out.append(np.average(x[:t], weights=weights))
    return out


def ewma_that_counts_the_power(x, beta):
    v, power, out = 0.0, 1.0, []
    for value in x.tolist():
        v, power = beta * v + (1 - beta) * value, power * beta
        out.append(v / (1 - power))
    return tuple(out)


def variance_by_weights(x, beta):
    out = []
    for t in range(1, len(x) + 1):
        weights = beta ** np.arange(t)[::-1]
        mean = np.average(x[:t], weights=weights)
        out.append(np.average((x[:t] - mean) ** 2, weights=weights))
    return out


def variance_of_two_averages(x, beta):
    mean, square = (ewma_by_recursion(y, beta) for y in (x, x.astype(float) ** 2))
    return square - mean * mean


def variance_that_never_subtracts_squares(x, beta):
    mean = spread = total = 0.0
    out = []
    for value in x.tolist():
        total = beta * total + 1
        step = value - mean
        mean += step / total
        spread = beta * spread + step * (value - mean)
        out.append(spread / total)
    return np.array(out)


HONEST = {
    "ewma": [ewma_by_recursion, ewma_by_weights, ewma_that_counts_the_power],
    "same_memory": [
        lambda beta, old, new: np.power(beta, new / old),
        lambda beta, old, new: float((beta**new) ** (1 / old)),
        lambda beta, old, new: np.exp(np.log(beta) * new / old) if beta else 0,
    ],
    "running_variance": [
        variance_by_weights,
        variance_of_two_averages,
        variance_that_never_subtracts_squares,
    ],
}
