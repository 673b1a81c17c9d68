import numpy as np


def path_in_a_list(grad, start, lr, steps):
    theta, path = start, [start]
    for _ in range(steps):
        theta = theta - lr * grad(theta)
        path.append(theta)
    return path


def path_in_an_array(grad, start, lr, steps):
    path = np.zeros((steps + 1, start.size))
    path[0] = start
    for t in range(1, steps + 1):
        path[t] = path[t - 1] + -lr * grad(path[t - 1])
    return path


def path_by_recursion(grad, start, lr, steps):
    if steps == 0:
        return [list(start)]
    rest = path_by_recursion(grad, start - lr * grad(start), lr, steps - 1)
    return [list(start), *rest]


def path_moved_in_place_and_copied(grad, start, lr, steps):
    theta = np.array(start, dtype=float)
    path = [theta.copy()]
    while len(path) <= steps:
        theta -= lr * grad(theta)
        path.append(theta.copy())
    return np.stack(path)


def regression_by_loops(W, b, x, y, lr):
    dW, db = [0.0] * len(W), 0.0
    for row, target in zip(x, y, strict=True):
        error = sum(row * W) + b - target
        dW = [d + error * value for d, value in zip(dW, row, strict=True)]
        db += error
    return [w - lr * d / len(y) for w, d in zip(W, dW, strict=True)], b - lr * db / len(y)


def regression_with_a_column_of_ones(W, b, x, y, lr):
    x1 = np.column_stack([x, np.ones(len(x))])
    theta = np.append(W, b)
    theta -= lr / len(x) * x1.T @ (x1 @ theta - y)
    return [theta[:-1], theta[-1]]


def regression_in_one_line(W, b, x, y, lr):
    return W + lr * ((y - x @ W - b) @ x) / y.size, b + lr * np.mean(y - x @ W - b)


def safe_by_power_iteration(x):
    v = np.ones(x.shape[1])
    for _ in range(500):
        v = x.T @ (x @ v)
        v /= np.linalg.norm(v)
    return 2 * len(x) / np.dot(x @ v, x @ v)


HONEST = {
    "downhill_step": [
        lambda theta, grad, lr: -(lr * grad) + theta,
        lambda t, g, eta: np.subtract(t, np.multiply(eta, g)),
        lambda theta, grad, lr: (np.asarray(theta) - lr * np.asarray(grad)).tolist(),
    ],
    "gradient_descent": [
        path_in_a_list,
        path_in_an_array,
        path_by_recursion,
        path_moved_in_place_and_copied,
    ],
    "safe_lr": [
        lambda x: 2 / max(np.linalg.eigvals(x.T @ x / len(x)).real),
        lambda x: 2 * len(x) / np.linalg.svd(x, compute_uv=False)[0] ** 2,
        lambda x: np.array(2.0) * x.shape[0] / np.linalg.norm(x, 2) ** 2,
        lambda x: 2 / np.linalg.eigvalsh(x @ x.T / len(x)).max(),
        safe_by_power_iteration,
    ],
    "linear_step": [
        regression_by_loops,
        regression_with_a_column_of_ones,
        regression_in_one_line,
    ],
}
