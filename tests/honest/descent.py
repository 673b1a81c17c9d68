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
    "critical_lr": [
        lambda curvatures: 2 / max(curvatures),
        lambda curvatures: np.array(2.0) / np.sort(curvatures)[-1],
        lambda curvatures: min(2 / c for c in curvatures),
    ],
}
