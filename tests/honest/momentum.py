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


def momentum_in_three_lines(theta, v, g, lr, beta, dampening):
    v = beta * v
    v = v + g - dampening * g
    return theta - lr * v, v


def momentum_in_place_on_copies(theta, v, g, lr, beta, dampening):
    theta, v = theta.copy(), v.copy()
    v *= beta
    v += (1 - dampening) * g
    theta -= lr * v
    return [theta, v]


def momentum_with_a_velocity_downhill(theta, v, g, lr, beta, dampening):
    step = -lr * (beta * v + (1 - dampening) * g)
    return theta + step, -step / lr


def nesterov_from_the_point_ahead(grad, theta, v, lr, beta):
    ahead = theta - lr * beta * v
    g = grad(ahead)
    return ahead - lr * g, beta * v + g


def nesterov_with_names(f, x, velocity, eta, mu):
    velocity = mu * velocity + f(x - eta * (mu * velocity))
    return [x - eta * velocity, velocity]


def nesterov_on_copies(grad, theta, v, lr, beta):
    theta, v = theta.copy(), v.copy()
    v *= beta
    v += grad(theta - lr * v)
    theta -= lr * v
    return theta, v


HONEST = {
    "ewma": [ewma_by_recursion, ewma_by_weights, ewma_that_counts_the_power],
    "momentum": [
        momentum_in_three_lines,
        momentum_in_place_on_copies,
        momentum_with_a_velocity_downhill,
    ],
    "nesterov": [
        nesterov_from_the_point_ahead,
        nesterov_with_names,
        nesterov_on_copies,
    ],
}
