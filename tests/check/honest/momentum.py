import numpy as np


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


def descent_by_steps(grad, theta, lr, beta, steps):
    v = 0 * theta
    for _ in range(steps):
        v = grad(theta) + beta * v
        theta = theta - v * lr
    return theta


def descent_with_lr_in_the_velocity(grad, theta, lr, beta, steps):
    theta, move = theta.copy(), np.zeros(len(theta))
    for _ in range(steps):
        move = beta * move - lr * grad(theta)
        theta += move
    return theta


def descent_from_two_places(grad, theta, lr, beta, steps):
    before = theta
    for _ in range(steps):
        theta, before = theta - lr * grad(theta) + beta * (theta - before), theta
    return theta


HONEST = {
    "momentum": [
        momentum_in_three_lines,
        momentum_in_place_on_copies,
        momentum_with_a_velocity_downhill,
    ],
    "momentum_descent": [
        descent_by_steps,
        descent_with_lr_in_the_velocity,
        descent_from_two_places,
    ],
    "nesterov": [
        nesterov_from_the_point_ahead,
        nesterov_with_names,
        nesterov_on_copies,
    ],
}
