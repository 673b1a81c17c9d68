import numpy as np


def adagrad_one_by_one(theta, h, g, lr, eps):
    flat = zip(np.ravel(theta), np.ravel(h), np.ravel(g), strict=True)
    pairs = [(t - lr * s / ((a + s * s) ** 0.5 + eps), a + s * s) for t, a, s in flat]
    return tuple(np.reshape(part, np.shape(theta)) for part in zip(*pairs, strict=True))


def adagrad_in_place_on_copies(theta, h, g, lr, eps):
    theta, h = theta.copy(), h.copy()
    h += np.square(g)
    theta -= g * (lr / (h**0.5 + eps))
    return [theta, h]


def norm_by_a_dot_product(theta, h, g, lr, eps):
    h = h + g @ g
    return [theta - lr / (h**0.5 + eps) * g, h]


def norm_in_an_array(theta, h, g, lr, eps):
    h = np.array(h) + np.linalg.norm(g) ** 2
    return theta - g * lr / (np.sqrt(h) + eps), h


def norm_in_pure_python(theta, h, g, lr, eps):
    for slope in g:
        h += slope * slope
    return np.array([t - lr * s / (h**0.5 + eps) for t, s in zip(theta, g, strict=True)]), h


def rmsprop_as_a_correction(theta, h, g, lr, beta, eps):
    h = h + (1 - beta) * (g * g - h)
    return theta - g / (np.sqrt(h) + eps) * lr, h


def rmsprop_in_place_on_copies(theta, h, g, lr, beta, eps):
    new = np.array(h)
    new *= beta
    new += np.multiply(g, g) * (1 - beta)
    return np.subtract(theta, lr * g / (new**0.5 + eps)), new


def adadelta_with_rms(theta, h, d, g, lr, beta, eps):
    def rms(x):
        return (x + eps) ** 0.5

    h = beta * h + (1 - beta) * g * g
    delta = -rms(d) / rms(h) * g
    return theta + lr * delta, h, beta * d + (1 - beta) * delta * delta


def adadelta_under_one_root(theta, h, d, g, lr, beta, eps):
    h = h + (1 - beta) * (g**2 - h)
    delta = np.sqrt((d + eps) / (h + eps)) * g
    return [theta - lr * delta, h, d + (1 - beta) * (delta**2 - d)]


def adadelta_in_place_on_copies(theta, h, d, g, lr, beta, eps):
    theta, h, d = theta.copy(), h.copy(), d.copy()
    h *= beta
    h += (1 - beta) * g**2
    delta = g * np.sqrt(d + eps) / np.sqrt(h + eps)
    theta -= lr * delta
    d *= beta
    d += (1 - beta) * delta**2
    return theta, h, d


def descent_in_place(grad, theta, lr, steps, eps):
    theta, h = theta.copy(), 0 * theta
    for _ in range(steps):
        g = grad(theta)
        h += g * g
        theta -= lr * g / (np.sqrt(h) + eps)
    return theta


def descent_by_recursion(grad, theta, lr, steps, eps, h=0.0):
    if steps == 0:
        return list(theta)
    g = grad(theta)
    h = h + g**2
    return descent_by_recursion(grad, theta - lr * g / (h**0.5 + eps), lr, steps - 1, eps, h)


def descent_that_keeps_all_gradients(grad, theta, lr, steps, eps):
    seen = []
    for _ in range(steps):
        seen.append(grad(theta))
        theta = theta - lr * seen[-1] / (np.sqrt(np.sum(np.square(seen), axis=0)) + eps)
    return theta


HONEST = {
    "adagrad": [
        adagrad_one_by_one,
        adagrad_in_place_on_copies,
        lambda theta, h, g, lr, eps: (theta - lr * g / ((h + g**2) ** 0.5 + eps), g * g + h),
    ],
    "adagrad_norm": [norm_by_a_dot_product, norm_in_an_array, norm_in_pure_python],
    "rmsprop": [
        rmsprop_as_a_correction,
        rmsprop_in_place_on_copies,
        lambda t, h, g, lr, b, e: (
            t - lr * g / (np.sqrt(b * h + (1 - b) * g**2) + e),
            b * h + (1 - b) * g**2,
        ),
    ],
    "adadelta": [adadelta_with_rms, adadelta_under_one_root, adadelta_in_place_on_copies],
    "adagrad_descent": [descent_in_place, descent_by_recursion, descent_that_keeps_all_gradients],
}
