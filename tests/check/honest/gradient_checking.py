import numpy as np

from helpers.gradcheck import numerical_gradient


def layer_in_place_and_put_back(forward, x, dy, eps):
    x = np.array(x, dtype=float)
    flat, grad = x.ravel(), np.empty(x.size)
    for i, kept in enumerate(flat.tolist()):
        flat[i] = kept + eps
        above = np.vdot(dy, forward(x))
        flat[i] = kept - eps
        below = np.vdot(dy, forward(x))
        flat[i] = kept
        grad[i] = (above - below) / (2 * eps)
    return grad.reshape(x.shape)


def layer_by_the_helper(forward, x, dy, eps):
    x = x.astype(float)
    return numerical_gradient(lambda: (dy * forward(x)).sum(), x, eps)


def layer_along_unit_vectors(forward, x, dy, eps):
    slopes = []
    for row in np.eye(x.size):
        e = eps * row.reshape(x.shape)
        slopes.append(((forward(x + e) - forward(x - e)) / 2 / eps * dy).sum())
    return np.reshape(slopes, x.shape).tolist()


def sideways_along_unit_vectors(f, theta):
    units = 1e-30j * np.eye(theta.size).reshape(-1, *theta.shape)
    return np.reshape([f(theta + unit).imag for unit in units], theta.shape) / 1e-30


def sideways_in_place(f, theta):
    z, grad = theta.astype(complex), np.empty(theta.shape)
    for i in np.ndindex(*theta.shape):
        z[i] += 1e-20j
        grad[i] = np.imag(f(z)) * 1e20
        z[i] = z[i].real
    return grad


def sideways_on_both_sides(f, theta):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(*theta.shape):
        e = np.zeros(theta.shape, dtype=complex)
        e[i] = 1e-12j
        grad[i] = ((f(theta + e) - f(theta - e)) / 2e-12j).real
    return grad


def tied_by_examples(W, b, c, x, l2):
    dW, db, dc = l2 * W, 0 * b, 0 * c
    for row in x:
        h = np.tanh(row @ W + b)
        e = (W @ h + c - row) / len(x)
        dz = (e @ W) / np.cosh(row @ W + b) ** 2
        dW, db, dc = dW + np.outer(row, dz) + np.outer(e, h), db + dz, dc + e
    return dW, db, dc


def tied_as_two_matrices(W, b, c, x, l2):
    h = np.tanh(x @ W + b)
    error = h @ W.T + c - x
    decoder = error.T @ h / len(x)
    dz = (error @ W) * (1 - h) * (1 + h) / len(x)
    encoder = x.T @ dz
    return [encoder + decoder + l2 * W, dz.sum(0), error.mean(0)]


def tied_by_einsum(W, b, c, x, l2):
    h = np.tanh(np.einsum("mi,ij->mj", x, W) + b)
    e = (np.einsum("mj,ij->mi", h, W) + c - x) / x.shape[0]
    d = np.einsum("mi,ij,mj->mj", e, W, 1 - h**2)
    dW = np.einsum("mi,mj->ij", x, d) + np.einsum("mi,mj->ij", e, h) + l2 * W
    return dW, d.sum(0), e.sum(0)


HONEST = {
    "layer_gradient": [layer_in_place_and_put_back, layer_by_the_helper, layer_along_unit_vectors],
    "complex_gradient": [
        sideways_along_unit_vectors,
        sideways_in_place,
        sideways_on_both_sides,
    ],
    "tied_backprop": [tied_by_examples, tied_as_two_matrices, tied_by_einsum],
}
