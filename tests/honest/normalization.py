import numpy as np


def batchnorm_in_steps(x, gamma, beta, eps):
    m = x.shape[0]
    mu = x.sum(axis=0) / m
    centred = x - mu
    var = np.sum(centred**2, axis=0) / m
    return centred * (var + eps) ** -0.5 * gamma + beta


def batchnorm_by_columns(x, gamma, beta, eps):
    columns = [
        g * (c - np.mean(c)) / np.sqrt(np.var(c) + eps) + b
        for c, g, b in zip(x.T, gamma, beta, strict=True)
    ]
    return np.stack(columns, axis=1)


def batchnorm_with_a_list(x, gamma, beta, eps):
    scale = gamma / np.sqrt(x.var(0) + eps)
    return (x * scale + (beta - x.mean(0) * scale)).tolist()


def backward_node_by_node(dy, x_hat, std, gamma):
    m = len(dy)
    centred = x_hat * std
    dx_hat = dy * gamma
    dvar = (dx_hat * centred).sum(axis=0) * -0.5 * std**-3
    dmean = -(dx_hat / std).sum(axis=0) - 2 * dvar * centred.mean(axis=0)
    dx = dx_hat / std + dvar * 2 * centred / m + dmean / m
    return dx, np.sum(dy * x_hat, axis=0), np.sum(dy, axis=0)


def backward_folded(dy, x_hat, std, gamma):
    m = dy.shape[0]
    dbeta, dgamma = dy.sum(0), np.einsum("ij,ij->j", dy, x_hat)
    return gamma / (m * std) * (m * dy - dbeta - x_hat * dgamma), dgamma, dbeta


def backward_by_projection(dy, x_hat, std, gamma):
    m = len(dy)
    dx = np.empty_like(dy)
    for j in range(dy.shape[1]):
        h = x_hat[:, j]
        jacobian = np.eye(m) - 1 / m - np.outer(h, h) / m
        dx[:, j] = gamma[j] / std[j] * jacobian @ dy[:, j]
    return [dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)]


def evaluate_by_differences(batches, x, momentum, eps):
    mean, var = np.zeros(x.shape[1]), np.ones(x.shape[1])
    for batch in batches:
        mean += momentum * (batch.mean(axis=0) - mean)
        var += momentum * (np.var(batch, axis=0, ddof=1) - var)
    return (x - mean) / np.sqrt(var + eps)


def evaluate_with_the_divisor(batches, x, momentum, eps):
    mean, var, keep = 0, 1, 1 - momentum
    for batch in batches:
        m = len(batch)
        mean = keep * mean + momentum * batch.mean(0)
        var = keep * var + momentum * batch.var(0) * m / (m - 1)
    return (x - mean) * (var + eps) ** -0.5


def evaluate_by_weights(batches, x, momentum, eps):
    k = len(batches)
    weights = momentum * (1 - momentum) ** np.arange(k)[::-1]
    mean = weights @ np.array([b.mean(axis=0) for b in batches])
    var = weights @ np.array([b.var(axis=0, ddof=1) for b in batches]) + (1 - momentum) ** k
    return (x - mean) / np.sqrt(var + eps)


HONEST = {
    "batchnorm": [batchnorm_in_steps, batchnorm_by_columns, batchnorm_with_a_list],
    "batchnorm_backward": [backward_node_by_node, backward_folded, backward_by_projection],
    "evaluate": [evaluate_by_differences, evaluate_with_the_divisor, evaluate_by_weights],
}
