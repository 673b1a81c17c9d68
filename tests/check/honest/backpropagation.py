import numpy as np


def relu_with_where(da, x, W, b):
    dz = np.where(x @ W + b > 0, da, 0)
    return dz @ W.T, x.T @ dz, dz.sum(axis=0)


def relu_in_place_on_a_copy(da, x, W, b):
    dz = da.copy()
    dz[np.maximum(x @ W + b, 0) <= 0] = 0
    return np.dot(dz, np.transpose(W)), np.dot(x.T, dz), np.sum(dz, 0)


def relu_example_by_example(da, x, W, b):
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(len(b))
    for i in range(len(x)):
        dz = da[i] * (x[i] @ W + b > 0)
        dx[i] = W @ dz
        dW += np.outer(x[i], dz)
        db += dz
    return dx, dW, db


def relu_with_ones(da, x, W, b):
    dz = da * np.heaviside(x @ W + b, 0.0)
    return np.einsum("ij,kj->ik", dz, W), np.einsum("ij,ik->jk", x, dz), np.ones(len(x)) @ dz


def shares_of(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def blame_by_indexing(z, y, T, share):
    m, k = z.shape
    dz = shares_of(z / T) - share / k
    dz[np.arange(m), y] -= 1 - share
    return dz / T / m


def blame_by_targets(z, y, T, share):
    q = np.full(z.shape, share / z.shape[1])
    q[range(len(y)), y] += 1 - share
    return (shares_of(z / T) - q) / (len(y) * T)


def blame_as_a_mix(z, y, T, share):
    p, right = shares_of(z / T), np.eye(z.shape[1])[y]
    return ((1 - share) * (p - right) + share * (p - 1 / z.shape[1])) / T / len(z)


def blame_by_the_whole_slope_of_softmax(z, y, T, share):
    dz = np.zeros(z.shape)
    for i, p in enumerate(shares_of(z / T)):
        q = (1 - share) * (np.arange(len(p)) == y[i]) + share / len(p)
        slope = np.diag(p) - np.outer(p, p)
        dz[i] = slope @ (-q / np.maximum(p, 1e-300)) / T / len(z)
    return dz


def step_with_indexing(W1, b1, W2, b2, x, y, lr):
    h = np.maximum(x @ W1 + b1, 0)
    dz2 = shares_of(h @ W2 + b2)
    dz2[np.arange(len(y)), y] -= 1
    dz2 /= len(y)
    dz1 = np.where(h > 0, dz2 @ W2.T, 0)
    new = W1 - lr * x.T @ dz1, b1 - lr * dz1.sum(0), W2 - lr * h.T @ dz2, b2 - lr * dz2.sum(0)
    return new


def step_with_the_mean_taken_late(W1, b1, W2, b2, x, y, lr):
    z1 = x @ W1 + b1
    h = z1 * (z1 > 0)
    dz2 = shares_of(h @ W2 + b2) - np.eye(len(b2))[y]
    dz1 = (dz2 @ W2.T) * (z1 > 0)
    rate = lr / len(x)
    return (
        W1 - rate * x.T @ dz1,
        b1 - rate * dz1.sum(axis=0),
        W2 - rate * h.T @ dz2,
        b2 - rate * dz2.sum(axis=0),
    )


def step_with_means_of_biases(W1, b1, W2, b2, x, y, lr):
    h = np.maximum(x @ W1 + b1, 0)
    gap = shares_of(h @ W2 + b2) - np.eye(len(b2))[y]
    back = (gap @ W2.T) * (h > 0)
    W2, b2 = W2 - lr * h.T @ gap / len(x), b2 - lr * gap.mean(axis=0)
    return W1 - lr * x.T @ back / len(x), b1 - lr * back.mean(axis=0), W2, b2


HONEST = {
    "relu_backward": [
        relu_with_where,
        relu_in_place_on_a_copy,
        relu_example_by_example,
        relu_with_ones,
    ],
    "score_blame": [
        blame_by_indexing,
        blame_by_targets,
        blame_as_a_mix,
        blame_by_the_whole_slope_of_softmax,
    ],
    "network_step": [
        step_with_indexing,
        step_with_the_mean_taken_late,
        step_with_means_of_biases,
    ],
}
