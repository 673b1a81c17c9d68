"""Initialization: He weights of a convolution, and a deep net whose layers data bring to size."""

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(7)


def scaled(variance):
    """Draws made as wide as the variance that `variance(out, n_in, height, width)` gives."""
    return lambda normal: np.sqrt(variance(*normal.shape)) * normal


def std_of(normal):
    return np.sqrt(2 / normal[0].size)


@exercise(
    cases=[
        (rng.standard_normal((4, 3, 2, 5)),),
        (rng.standard_normal((2, 6, 3, 3)),),
        (rng.standard_normal((5, 2, 1, 4)),),
    ],
    mistakes={
        "nothing is scaled: these are still the draws": lambda normal: normal.copy(),
        "2/n is the variance: the std is its root": lambda normal: 2 / normal[0].size * normal,
        "the window is missing: one output adds up n_in · height · width products": (
            scaled(lambda out, n_in, height, width: 2 / n_in)
        ),
        "the input channels are missing: one output adds up n_in · height · width products": (
            scaled(lambda out, n_in, height, width: 2 / (height * width))
        ),
        "that is the fan out, out · height · width: for the way up count the inputs": (
            scaled(lambda out, n_in, height, width: 2 / (out * height * width))
        ),
        "you count the output channels alone: the first axis is the one that is not summed": (
            scaled(lambda out, n_in, height, width: 2 / out)
        ),
        "you count all weights of the kernel: one output meets those of its own channel only": (
            scaled(lambda out, n_in, height, width: 2 / (out * n_in * height * width))
        ),
        "you count the last axis alone: one output adds up n_in · height · width products": (
            scaled(lambda out, n_in, height, width: 2 / width)
        ),
        "this kernel has its output channels first: you read it as (height, width, n_in, out)": (
            scaled(lambda out, n_in, height, width: 2 / (out * n_in * height))
        ),
        "you add the sizes of the axes: the number of products is n_in · height · width": (
            scaled(lambda out, n_in, height, width: 2 / (n_in + height + width))
        ),
        "you add channels and window: each channel has a whole window, n_in · height · width": (
            scaled(lambda out, n_in, height, width: 2 / (n_in + height * width))
        ),
        "that is Xavier, 1/n: ReLU halves the mean square, so He doubles the variance": (
            scaled(lambda out, n_in, height, width: 1 / (n_in * height * width))
        ),
        "that is Glorot's 2/(fan_in + fan_out): He takes 2/fan_in": (
            scaled(lambda out, n_in, height, width: 2 / ((n_in + out) * height * width))
        ),
        "the root covers only the 2: n belongs under it too": (
            lambda normal: np.sqrt(2) / normal[0].size * normal
        ),
        "the root covers only n: the 2 belongs under it too": (
            lambda normal: 2 / np.sqrt(normal[0].size) * normal
        ),
        "√(6/n) is the end of a uniform draw: these are normal, of variance 1": (
            scaled(lambda out, n_in, height, width: 6 / (n_in * height * width))
        ),
        "you divide by the std: standard normal draws are multiplied by it": (
            lambda normal: normal / std_of(normal)
        ),
        "you add the std to the draws: that moves them, multiply to widen them": (
            lambda normal: normal + std_of(normal)
        ),
        "you correct the draws to the std exactly: the rule is for what they are drawn from": (
            lambda normal: std_of(normal) * normal / normal.std()
        ),
        "you return the std alone: multiply the draws by it": std_of,
        "all your weights are equal, so all channels would be for ever: multiply the draws": (
            lambda normal: np.full(normal.shape, std_of(normal))
        ),
        "the kernel has become a matrix: return it in its own shape": (
            lambda normal: std_of(normal) * normal.reshape(len(normal), -1)
        ),
    },
)
def conv_he(normal):
    return std_of(normal) * normal


def relu(z):
    return np.maximum(z, 0)


def rms(values):
    return np.sqrt(np.mean(values**2))


def divided(size, onward=relu):
    """From the bottom up, W / size(what comes out, what comes in, W); then the signal goes on."""

    def corrected(weights, x):
        out = []
        for W in weights:
            out.append(W / size(x @ W, x, W))
            x = onward(x @ out[-1])
        return np.array(out)

    return corrected


def without_passing_on(weights, x):
    """Sizes of the layers as they come, each in the net that is not yet corrected."""
    out = []
    for W in weights:
        x = relu(x @ W)
        out.append(W / rms(x))
    return np.array(out)


def only_the_top(weights, x):
    signal = x
    for W in weights:
        signal = relu(signal @ W)
    return np.array([*weights[:-1], weights[-1] / rms(signal)])


def the_same_for_all(weights, x):
    signal = x
    for W in weights:
        signal = relu(signal @ W)
    return weights / rms(signal) ** (1 / len(weights))


def signals(weights, x):
    out = []
    for W in divided(lambda z, x, W: rms(relu(z)))(weights, x):
        x = relu(x @ W)
        out.append(x)
    return np.array(out)


def nets():
    """Weights (layers, n, n) from too narrow to too wide, and a batch (m, n)."""
    for layers, n, m, std in ((3, 4, 6, 0.1), (2, 5, 9, 1.0), (4, 6, 8, 3.0)):
        yield std * rng.standard_normal((layers, n, n)), rng.standard_normal((m, n))


@exercise(
    cases=[*nets()],
    mistakes={
        "weights times c make a mean square times c²: divide by its root": (
            divided(lambda z, x, W: np.mean(relu(z) ** 2))
        ),
        "the root was taken twice: divide by the root mean square itself": (
            divided(lambda z, x, W: np.sqrt(rms(relu(z))))
        ),
        "you multiply by the size: a layer that is too loud must become quieter": (
            divided(lambda z, x, W: 1 / rms(relu(z)))
        ),
        "you measure before ReLU: it is what the layer hands on that should have size 1": (
            divided(lambda z, x, W: rms(z))
        ),
        "you take the std: its mean is part of what a layer hands on, take the mean square": (
            divided(lambda z, x, W: np.std(relu(z)))
        ),
        "you take the std before ReLU: the mean square of what the layer hands on is asked": (
            divided(lambda z, x, W: np.std(z))
        ),
        "you take the mean size: the mean *square* should be 1": (
            divided(lambda z, x, W: np.mean(relu(z)))
        ),
        "you divide by the length, which grows with the batch: take the mean of the squares": (
            divided(lambda z, x, W: np.linalg.norm(relu(z)))
        ),
        "ReLU does not cut exactly one half of these data: measure after it": (
            divided(lambda z, x, W: rms(z) / np.sqrt(2))
        ),
        "ReLU does not cut exactly one half of these data, and a std leaves the mean out": (
            divided(lambda z, x, W: np.std(z) / np.sqrt(2))
        ),
        "you give every unit a size of its own: one number for the whole layer": (
            divided(lambda z, x, W: np.maximum(np.sqrt(np.mean(relu(z) ** 2, axis=0)), 1e-12))
        ),
        "the next layer must see what the corrected one hands on: pass the signal on anew": (
            without_passing_on
        ),
        "every layer is measured on x: it should be on what the layer below hands on": (
            lambda weights, x: np.array([W / rms(relu(x @ W)) for W in weights])
        ),
        "there is no ReLU between your layers": (
            divided(lambda z, x, W: rms(relu(z)), onward=lambda z: z)
        ),
        "there is no ReLU anywhere: a layer hands on relu(x @ W)": (
            divided(lambda z, x, W: rms(z), onward=lambda z: z)
        ),
        "you look at the size of the weights: it is what comes out that should have size 1": (
            divided(lambda z, x, W: rms(W))
        ),
        "you look at what comes in: it is what comes out that should have size 1": (
            divided(lambda z, x, W: rms(x))
        ),
        "you correct the top layer alone: every layer should have size 1": only_the_top,
        "you give all layers the same factor: each needs its own": the_same_for_all,
        "that is He's rule, on average over draws: here the data are asked": (
            lambda weights, x: np.sqrt(2 / weights.shape[1]) * weights
        ),
        "you return the factors: multiply each matrix by its own": (
            lambda weights, x: (divided(lambda z, x, W: rms(relu(z)))(weights, x) / weights)[
                :, 0, 0
            ]
        ),
        "you return the signals: the corrected weights are wanted": signals,
    },
)
def rescale(weights, x):
    """For each layer in turn W ← W / √E[relu(xW)²], where x comes out of the corrected layer below.

    (Mishkin & Matas 2016, https://arxiv.org/abs/1511.06422, on what comes out of ReLU)
    """
    return divided(lambda z, x, W: rms(relu(z)))(weights, x)
