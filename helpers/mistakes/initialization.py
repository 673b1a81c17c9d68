"""Lesson 07: He weights, the gain of an activation, weights corrected by what comes out."""

import numpy as np

from helpers.exercise import exercise

rng = np.random.default_rng(7)


@exercise(
    cases=[
        (rng.standard_normal((4, 3)),),
        (rng.standard_normal((2, 6)),),
        (rng.standard_normal((5, 5)),),
    ],
    mistakes={
        "the root is missing: 2/n is the variance, and weights are multiplied by the std": (
            lambda unit: 2 / len(unit) * unit
        ),
        "that is Xavier, √(1/n): ReLU silences half of the signal, so He doubles the variance": (
            lambda unit: np.sqrt(1 / len(unit)) * unit
        ),
        "√(2/n_out) is what the gradient wants: He counts the inputs, unit.shape[0]": (
            lambda unit: np.sqrt(2 / unit.shape[1]) * unit
        ),
        "√(2/(n_in + n_out)) is Glorot's compromise: He counts the inputs alone": (
            lambda unit: np.sqrt(2 / sum(unit.shape)) * unit
        ),
        "you count all the weights, unit.size: count the inputs of one unit, unit.shape[0]": (
            lambda unit: np.sqrt(2 / unit.size) * unit
        ),
        "the root covers only the 2: n belongs under it too": (
            lambda unit: np.sqrt(2) / len(unit) * unit
        ),
        "the root covers only n: the 2 belongs under it too": (
            lambda unit: 2 / np.sqrt(len(unit)) * unit
        ),
        "you divide by the std: standard normal draws are multiplied by it": (
            lambda unit: unit / np.sqrt(2 / len(unit))
        ),
        "√6 is for uniform draws: these are normal, of variance 1 already": (
            lambda unit: np.sqrt(6 / len(unit)) * unit
        ),
        "you add the std to the draws: that moves them, multiply to widen them": (
            lambda unit: unit + np.sqrt(2 / len(unit))
        ),
        "you return the std alone: multiply the draws by it": lambda unit: np.sqrt(2 / len(unit)),
        "all your weights are equal, so all units would be for ever: multiply the draws": (
            lambda unit: np.full(unit.shape, np.sqrt(2 / len(unit)))
        ),
        "rows and columns have changed places: weights are (n_in, n_out)": (
            lambda unit: (np.sqrt(2 / len(unit)) * unit).T
        ),
    },
)
def he_weights(unit):
    return np.sqrt(2 / len(unit)) * unit


def relu(z):
    return np.maximum(z, 0)


def leaky_relu(z):
    return np.maximum(z, 0.1 * z)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


half = rng.standard_normal(50)
symmetric = np.concatenate([half, -half])


@exercise(
    cases=[
        (relu, symmetric),
        (np.tanh, 2 * symmetric),
        (sigmoid, symmetric + 0.5),
        (leaky_relu, 3 * rng.standard_normal(40)),
    ],
    mistakes={
        "the fraction is upside down: what the activation takes away, the weights must give": (
            lambda phi, z: np.mean(phi(z) ** 2) / np.mean(z**2)
        ),
        "you use the variance of phi(z): its mean is part of the signal, take the mean square": (
            lambda phi, z: np.mean(z**2) / np.var(phi(z))
        ),
        "you use variances: the mean square counts the mean too": (
            lambda phi, z: np.var(z) / np.var(phi(z))
        ),
        "that is the factor for the std: leave out the root": (
            lambda phi, z: np.sqrt(np.mean(z**2) / np.mean(phi(z) ** 2))
        ),
        "you divide two stds: the variance wants mean squares": (
            lambda phi, z: np.std(z) / np.std(phi(z))
        ),
        "E[z²] is not 1 for these samples: divide it by E[φ(z)²]": (
            lambda phi, z: 1 / np.mean(phi(z) ** 2)
        ),
        "you square before you bend: phi gets z, and what comes out is squared": (
            lambda phi, z: np.mean(z**2) / np.mean(phi(z**2))
        ),
        "the squares are missing: means of z and of phi(z) say nothing of the size": (
            lambda phi, z: np.mean(z) / np.mean(phi(z))
        ),
        "you square the means: take the mean of the squares": (
            lambda phi, z: np.mean(z) ** 2 / np.mean(phi(z)) ** 2
        ),
        "you take the absolute size: the variance wants squares": (
            lambda phi, z: np.mean(abs(z)) / np.mean(abs(phi(z)))
        ),
        "2 is the answer for ReLU alone: phi says how it bends": lambda phi, z: 2.0,
        "you average the ratios: divide the two averages": (
            lambda phi, z: np.mean(z**2 / phi(z) ** 2)
        ),
    },
)
def gain(phi, z):
    return np.mean(z**2) / np.mean(phi(z) ** 2)


@exercise(
    cases=[
        (rng.standard_normal((4, 3)), rng.standard_normal((6, 4))),
        (0.1 * rng.standard_normal((5, 2)), 1 + rng.standard_normal((8, 5))),
        (3 * rng.standard_normal((3, 3)), rng.random((5, 3))),
    ],
    mistakes={
        "weights times c make a variance times c²: divide by the std, not by the variance": (
            lambda W, x: W / np.var(x @ W)
        ),
        "you multiply by the std: a spread that is too wide must become narrower": (
            lambda W, x: W * np.std(x @ W)
        ),
        "you look at the spread of the weights: it is the output x @ W that should have std 1": (
            lambda W, x: W / np.std(W)
        ),
        "you look at the spread of the inputs: it is the output x @ W that should have std 1": (
            lambda W, x: W / np.std(x)
        ),
        "you give every unit a spread of its own: one number for the whole layer": (
            lambda W, x: W / np.std(x @ W, axis=0)
        ),
        "you return the corrected output: the weights are wanted": (
            lambda W, x: x @ W / np.std(x @ W)
        ),
        "you return the spread: divide the weights by it": lambda W, x: np.std(x @ W),
        "you divide by the root of the mean square: that is the std only where the mean is 0": (
            lambda W, x: W / np.sqrt(np.mean((x @ W) ** 2))
        ),
        "the root was taken twice: std is a root already": (
            lambda W, x: W / np.sqrt(np.std(x @ W))
        ),
        "ddof=1 is for guessing beyond the batch: this batch should have std 1 itself": (
            lambda W, x: W / np.std(x @ W, ddof=1)
        ),
        "you shift the weights too: only their size should change": (
            lambda W, x: (W - np.mean(W)) / np.std(x @ W)
        ),
    },
)
def rescale(W, x):
    return W / np.std(x @ W)
