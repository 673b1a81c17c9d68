import numpy as np


def rms_node_by_node(dy, x_hat, rms, gamma):
    n = dy.shape[1]
    x = x_hat * rms
    d_hat = dy * gamma
    d_rms = -(d_hat * x_hat).sum(axis=1, keepdims=True) / rms
    d_square = d_rms / (2 * rms) / n
    return d_hat / rms + 2 * x * d_square, np.sum(dy * x_hat, axis=0)


def rms_by_rows(dy, x_hat, rms, gamma):
    n, dx = dy.shape[1], np.empty_like(dy)
    for i in range(len(dy)):
        jacobian = np.eye(n) - np.outer(x_hat[i], x_hat[i]) / n
        dx[i] = jacobian @ (gamma * dy[i]) / rms[i]
    return dx, np.einsum("ij,ij->j", dy, x_hat)


def rms_with_einsum(dy, x_hat, rms, gamma):
    along = np.einsum("ij,ij,j->i", dy, x_hat, gamma) / dy.shape[1]
    return [(dy * gamma - x_hat * along[:, None]) / rms, (x_hat * dy).sum(0)]


def fold_by_matrices(W, b, gamma, beta, mean, var, eps):
    scale = np.diag(gamma * (var + eps) ** -0.5)
    return W @ scale, (b - mean) @ scale + beta


def fold_by_asking(W, b, gamma, beta, mean, var, eps):
    def layer(x):
        return gamma * (x @ W + b - mean) / np.sqrt(var + eps) + beta

    start = layer(np.zeros(len(W)))
    return layer(np.eye(len(W))) - start, start


def fold_by_columns(W, b, gamma, beta, mean, var, eps):
    new_W, new_b = W.copy(), b.copy()
    for j in range(len(b)):
        scale = gamma[j] / (var[j] + eps) ** 0.5
        new_W[:, j] *= scale
        new_b[j] = scale * (new_b[j] - mean[j]) + beta[j]
    return new_W, new_b


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
    "rms_norm_backward": [rms_node_by_node, rms_by_rows, rms_with_einsum],
    "fold_batchnorm": [fold_by_matrices, fold_by_asking, fold_by_columns],
    "evaluate": [evaluate_by_differences, evaluate_with_the_divisor, evaluate_by_weights],
}
