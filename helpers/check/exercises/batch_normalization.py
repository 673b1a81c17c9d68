"""Batch normalization: RMSNorm backward, batch norm folded away, and batch norm at test time."""

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(8)


def rms_case(m, n):
    """dy, x̂ and √(mean square) of m examples of n units, and γ."""
    x = rng.normal(1, 2, (m, n))
    rms = np.sqrt((x**2).mean(axis=1, keepdims=True) + 0.01)
    return rng.normal(size=(m, n)), x / rms, rms, rng.normal(1, 0.5, n)


def rms_backward(along=None, dx=None, dgamma=None):
    """A wrong backward pass: what is taken away (g, x̂), dx (g, x̂, along, rms) or dγ (dy, x̂, γ)."""
    along = along or (lambda g, x_hat: x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    dx = dx or (lambda g, along, rms: (g - along) / rms)
    dgamma = dgamma or (lambda dy, x_hat, gamma: (dy * x_hat).sum(axis=0))

    def backward(dy, x_hat, rms, gamma):
        g = gamma * dy
        return dx(g, along(g, x_hat), rms), dgamma(dy, x_hat, gamma)

    return backward


def gamma_last(dy, x_hat, rms, gamma):
    along = x_hat * (dy * x_hat).mean(axis=1, keepdims=True)
    return gamma * (dy - along) / rms, (dy * x_hat).sum(axis=0)


def gamma_forgotten(dy, x_hat, rms, gamma):
    along = x_hat * (dy * x_hat).mean(axis=1, keepdims=True)
    return (dy - along) / rms, (dy * x_hat).sum(axis=0)


def of_batch_norm(dy, x_hat, rms, gamma):
    dgamma = (dy * x_hat).sum(axis=0)
    return gamma / rms * (dy - (dy.sum(axis=0) + x_hat * dgamma) / len(dy)), dgamma


def changed_places(dy, x_hat, rms, gamma):
    return rms_backward()(dy, x_hat, rms, gamma)[::-1]


@exercise(
    cases=[rms_case(3, 2), rms_case(4, 4), rms_case(2, 5)],
    mistakes={
        "the way through the root is missing: rms depends on x too, so take away "
        "x̂ times the mean of γ·dy·x̂": rms_backward(along=lambda g, x_hat: 0.0),
        "that is batch norm's way back: RMSNorm subtracts no mean, and has one rms for each "
        "example, so take the mean over its units, axis=1": of_batch_norm,
        "you average over the batch: RMSNorm has one rms for each example, so take the mean over "
        "its units, axis=1": rms_backward(along=lambda g, x_hat: x_hat * (g * x_hat).mean(axis=0)),
        "you average over everything: each example has an rms of its own, axis=1": rms_backward(
            along=lambda g, x_hat: x_hat * (g * x_hat).mean()
        ),
        "keepdims is missing: a mean over axis=1 needs keepdims=True to stay a column": (
            rms_backward(along=lambda g, x_hat: x_hat * (g * x_hat).mean(axis=1))
        ),
        "you take away a sum: rms² is a mean, so divide by the number of units": rms_backward(
            along=lambda g, x_hat: x_hat * (g * x_hat).sum(axis=1, keepdims=True)
        ),
        "you take away twice as much: the 2 of the square and the ½ of the root cancel": (
            rms_backward(along=lambda g, x_hat: 2 * x_hat * (g * x_hat).mean(axis=1, keepdims=True))
        ),
        "you divide by the batch size: the mean in rms² is over the units": rms_backward(
            along=lambda g, x_hat: x_hat * (g * x_hat).sum(axis=1, keepdims=True) / len(g)
        ),
        "that is layer norm: RMSNorm subtracts no mean, so none goes back": rms_backward(
            dx=lambda g, along, rms: (g - g.mean(axis=1, keepdims=True) - along) / rms
        ),
        "the factor x̂ is missing: each unit moves rms in its own measure": rms_backward(
            along=lambda g, x_hat: (g * x_hat).mean(axis=1, keepdims=True)
        ),
        "you add what goes through rms: rms divides, so subtract it": rms_backward(
            dx=lambda g, along, rms: (g + along) / rms
        ),
        "γ comes too late: it differs from unit to unit, so multiply dy by it before the mean": (
            gamma_last
        ),
        "γ is missing from dx: what goes back through y = γx̂ is multiplied by γ": gamma_forgotten,
        "dx is not divided by rms": rms_backward(dx=lambda g, along, rms: g - along),
        "you divide dx by rms²: x̂ divides by rms once, so its slope does": rms_backward(
            dx=lambda g, along, rms: (g - along) / rms**2
        ),
        "you multiply dx by rms: x̂ divides by rms, so its slope does": rms_backward(
            dx=lambda g, along, rms: (g - along) * rms
        ),
        "dγ is a mean: sum over the batch, for dy already holds the 1/m": rms_backward(
            dgamma=lambda dy, x_hat, gamma: (dy * x_hat).mean(axis=0)
        ),
        "dγ is missing its factor x̂: γ multiplies x̂, so dγ = Σ dy·x̂": rms_backward(
            dgamma=lambda dy, x_hat, gamma: dy.sum(axis=0)
        ),
        "dγ is summed over the units: γ has one number for each unit, sum over axis 0": (
            rms_backward(dgamma=lambda dy, x_hat, gamma: (dy * x_hat).sum(axis=1))
        ),
        "dγ is not summed: all examples share γ, sum over axis 0": rms_backward(
            dgamma=lambda dy, x_hat, gamma: dy * x_hat
        ),
        "dγ holds γ itself: y = γx̂ has the slope x̂ for γ, so dγ = Σ dy·x̂": rms_backward(
            dgamma=lambda dy, x_hat, gamma: (gamma * dy * x_hat).sum(axis=0)
        ),
        "dx and dγ have changed places: return (dx, dgamma)": changed_places,
    },
    returns=("dx", "dgamma"),
)
def rms_norm_backward(dy, x_hat, rms, gamma):
    return rms_backward()(dy, x_hat, rms, gamma)


def fold_case(n, units, eps):
    """W, b, γ, β, a mean and a variance for each unit, and ε."""
    W, *rows = rng.normal(size=(n, units)), *rng.normal(1, 0.5, (4, units))
    return W, *rows, rng.uniform(0.1, 4, units), eps


def folded(scale=None, W=None, b=None):
    """A wrong fold: the scale (γ, var, ε), the new W (W, scale) or b (b, mean, β, scale)."""
    scale = scale or (lambda gamma, var, eps: gamma / np.sqrt(var + eps))
    new_W = W or (lambda W, scale: W * scale)
    new_b = b or (lambda b, mean, beta, scale: (b - mean) * scale + beta)

    def fold(W, b, gamma, beta, mean, var, eps):
        with np.errstate(all="ignore"):
            factor = scale(gamma, var, eps)
            return new_W(W, factor), new_b(b, mean, beta, factor)

    return fold


def beta_scaled(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    return W * scale, (b - mean + beta) * scale


def mean_from_weights(W, b, gamma, beta, mean, var, eps):
    return folded()(W - mean, b + mean, gamma, beta, mean, var, eps)


def places_of_gamma_and_beta(W, b, gamma, beta, mean, var, eps):
    return folded()(W, b, beta, gamma, mean, var, eps)


@exercise(
    cases=[fold_case(3, 2, 1e-5), fold_case(4, 4, 0.1), fold_case(2, 5, 1e-3)],
    mistakes={
        "you divide by the variance: divide by its root, √(var + ε)": folded(
            scale=lambda gamma, var, eps: gamma / (var + eps)
        ),
        "ε is missing: add it to the variance, under the root": folded(
            scale=lambda gamma, var, eps: gamma / np.sqrt(var)
        ),
        "ε stands outside the root: √(var + ε)": folded(
            scale=lambda gamma, var, eps: gamma / (np.sqrt(var) + eps)
        ),
        "you multiply by the deviation: batch norm divides by it": folded(
            scale=lambda gamma, var, eps: gamma * np.sqrt(var + eps)
        ),
        "γ is missing: the scale of a unit is γ/√(var + ε)": folded(
            scale=lambda gamma, var, eps: 1 / np.sqrt(var + eps)
        ),
        "the deviation is missing: the scale of a unit is γ/√(var + ε)": folded(
            scale=lambda gamma, var, eps: gamma
        ),
        "W stays as it was: scale each of its columns": folded(W=lambda W, scale: W),
        "you scale the rows of W: units are its columns": folded(
            W=lambda W, scale: W * scale[:, None]
        ),
        "you subtract the mean from W: x @ W + b loses it only once, so it goes into b": (
            mean_from_weights
        ),
        "b is not scaled: it goes through batch norm as well, (b − mean)·scale + β": folded(
            b=lambda b, mean, beta, scale: b - mean * scale + beta
        ),
        "the mean is not scaled: (b − mean)·scale + β": folded(
            b=lambda b, mean, beta, scale: b * scale - mean + beta
        ),
        "nothing of b is scaled: (b − mean)·scale + β": folded(
            b=lambda b, mean, beta, scale: b - mean + beta
        ),
        "the mean is not subtracted: (b − mean)·scale + β": folded(
            b=lambda b, mean, beta, scale: b * scale + beta
        ),
        "the mean is added: subtract it, (b − mean)·scale + β": folded(
            b=lambda b, mean, beta, scale: (b + mean) * scale + beta
        ),
        "b is lost: batch statistics would take it away, but running averages are fixed": folded(
            b=lambda b, mean, beta, scale: beta - mean * scale
        ),
        "β is missing: add it last": folded(b=lambda b, mean, beta, scale: (b - mean) * scale),
        "β is scaled as well: it is added last, (b − mean)·scale + β": beta_scaled,
        "b stays as it was: (b − mean)·scale + β": folded(b=lambda b, mean, beta, scale: b),
        "γ and β have changed places: γ scales, β shifts": places_of_gamma_and_beta,
    },
    returns=("W", "b"),
)
def fold_batchnorm(W, b, gamma, beta, mean, var, eps):
    return folded()(W, b, gamma, beta, mean, var, eps)


def at_test_time(share=lambda momentum: momentum, ddof=1, start=(0.0, 1.0), last=None):
    """A wrong test time: the new's share (of mean, var), divisor m − ddof, start, normalization."""
    last = last or (lambda x, mean, var, eps: (x - mean) / np.sqrt(var + eps))

    def evaluate(batches, x, momentum, eps):
        (mean, var), (of_mean, of_var) = start, np.broadcast_to(share(momentum), 2)
        for batch in batches:
            mean = (1 - of_mean) * mean + of_mean * batch.mean(axis=0)
            var = (1 - of_var) * var + of_var * batch.var(axis=0, ddof=ddof)
        with np.errstate(all="ignore"):
            return last(x, mean, var, eps)

    return evaluate


def own_statistics(x, mean, var, eps):
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)


def of_the_last_batch(batches, x, momentum, eps):
    batch = batches[-1]
    return (x - batch.mean(axis=0)) / np.sqrt(batch.var(axis=0, ddof=1) + eps)


def averages_of_all(batches, x, momentum, eps):
    mean = np.mean([batch.mean(axis=0) for batch in batches], axis=0)
    var = np.mean([batch.var(axis=0, ddof=1) for batch in batches], axis=0)
    return (x - mean) / np.sqrt(var + eps)


@exercise(
    cases=[
        (rng.normal(5, 3, (4, 6, 2)), rng.normal(5, 3, (3, 2)), 0.1, 1e-5),
        (rng.normal(-2, 1, (3, 5, 3)), rng.normal(-2, 1, (1, 3)), 0.3, 1e-3),
        (rng.normal(0, 0.5, (10, 8, 2)), rng.normal(0, 0.5, (4, 2)), 0.01, 0.1),
    ],
    mistakes={
        "you normalize x with its own mean and variance: at test time use the running averages": (
            at_test_time(last=own_statistics)
        ),
        "two bugs are left: momentum is the share of the new, r ← (1 − momentum)·r + "
        "momentum·new, and the running variance divides by m − 1": (
            at_test_time(share=lambda momentum: 1 - momentum, ddof=0)
        ),
        "momentum is the share of the new here: r ← (1 − momentum)·r + momentum·new": (
            at_test_time(share=lambda momentum: 1 - momentum)
        ),
        "two bugs are left, both in the variance: momentum is the share of the new there too, and "
        "it divides by m − 1": at_test_time(
            share=lambda momentum: (momentum, 1 - momentum), ddof=0
        ),
        "the variance is left: momentum is the share of the new there too": at_test_time(
            share=lambda momentum: (momentum, 1 - momentum)
        ),
        "the mean is left: momentum is the share of the new there too": at_test_time(
            share=lambda momentum: (1 - momentum, momentum)
        ),
        "you divide by the deviation of x: use the running variance": at_test_time(
            last=lambda x, mean, var, eps: (x - mean) / np.sqrt(x.var(axis=0) + eps)
        ),
        "the running variance divides by m: for examples to come divide by m − 1 (ddof=1)": (
            at_test_time(ddof=0)
        ),
        "the running averages never move: update both with every batch": (
            at_test_time(share=lambda momentum: 0.0)
        ),
        "you keep only the last batch: mix each batch into the average": of_the_last_batch,
        "you average all batches alike: r ← (1 − momentum)·r + momentum·new": averages_of_all,
        "the running variance starts at 0: PyTorch starts it at 1": at_test_time(start=(0.0, 0.0)),
        "the running mean starts at 1: start the mean at 0, the variance at 1": (
            at_test_time(start=(1.0, 1.0))
        ),
        "you divide by the variance: divide by its root, √(var + ε)": (
            at_test_time(last=lambda x, mean, var, eps: (x - mean) / (var + eps))
        ),
        "ε is missing: add it to the variance, under the root": (
            at_test_time(last=lambda x, mean, var, eps: (x - mean) / np.sqrt(var))
        ),
        "the running mean is not subtracted": (
            at_test_time(last=lambda x, mean, var, eps: x / np.sqrt(var + eps))
        ),
    },
)
def evaluate(batches, x, momentum, eps):
    return at_test_time()(batches, x, momentum, eps)
