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


def accumulate_in_a_loop(gradient, x, y, batch_size):
    total = 0.0
    for start in range(0, len(x), batch_size):
        rows = slice(start, start + batch_size)
        total = total + gradient(x[rows], y[rows]) * len(x[rows]) / len(x)
    return total


def accumulate_into_zeros(gradient, x, y, batch_size):
    total, seen = np.zeros(2), 0
    while seen < len(x):
        part = x[seen : seen + batch_size]
        total += len(part) * gradient(part, y[seen : seen + batch_size])
        seen += len(part)
    return (total / seen).tolist()


def accumulate_as_a_running_mean(gradient, x, y, batch_size):
    mean, seen = 0.0, 0
    for px, py in batches_in_a_loop(x, y, np.arange(len(x)), batch_size):
        seen += len(px)
        mean = mean + (gradient(px, py) - mean) * len(px) / seen
    return mean


def accumulate_with_np_average(gradient, x, y, batch_size):
    batches = batches_by_splitting(x, y, np.arange(len(x)), batch_size)
    grads = [gradient(np.array(px), np.array(py)).copy() for px, py in batches]
    return np.average(grads, axis=0, weights=[len(py) for _, py in batches])


def enough_in_lengths(grads):
    mean = grads.mean(axis=0)
    away = np.linalg.norm(grads - mean, axis=1)
    return (np.sqrt(np.mean(away**2)) / np.linalg.norm(mean)) ** 2


HONEST = {
    "epochs_of_batches": [epochs_in_a_loop, epochs_shuffled_in_place, epochs_in_one_line],
    "accumulate": [
        accumulate_in_a_loop,
        accumulate_into_zeros,
        accumulate_as_a_running_mean,
        accumulate_with_np_average,
    ],
    "enough": [
        enough_in_lengths,
        lambda grads: grads.var(axis=0).sum() / (grads.mean(axis=0) ** 2).sum(),
        lambda grads: grads.var(axis=0).mean() / (grads.mean(axis=0) ** 2).mean(),
        lambda grads: (grads**2).sum(axis=1).mean() / (grads.mean(axis=0) ** 2).sum() - 1,
        lambda grads: np.trace(np.cov(grads.T, bias=True)) / np.sum(np.mean(grads, axis=0) ** 2),
    ],
}
