"""Lesson 08: batch normalization forward, backward, and at test time."""

import numpy as np

from helpers.exercise import exercise

rng = np.random.default_rng(8)


def forward(mean=None, var=None, root=np.sqrt, finish=None):
    """A wrong forward pass: its mean (x), variance (x), √(σ² + ε) and ending can be replaced."""
    mean = mean or (lambda x: x.mean(axis=0))
    var = var or (lambda x: x.var(axis=0))
    finish = finish or (lambda x_hat, gamma, beta: gamma * x_hat + beta)

    def batchnorm(x, gamma, beta, eps):
        with np.errstate(all="ignore"):
            x_hat = (x - mean(x)) / root(var(x) + eps)
        return finish(x_hat, gamma, beta)

    return batchnorm


def eps_outside(x, gamma, beta, eps):
    return gamma * (x - x.mean(axis=0)) / (x.std(axis=0) + eps) + beta


def eps_forgotten(x, gamma, beta, eps):
    with np.errstate(all="ignore"):
        return gamma * (x - x.mean(axis=0)) / x.std(axis=0) + beta


@exercise(
    cases=[
        (np.array([[1.0, 10.0], [2.0, 30.0], [6.0, 20.0]]), np.ones(2), np.zeros(2), 1e-5),
        (rng.normal(3, 2, (8, 3)), rng.normal(1, 0.5, 3), rng.normal(size=3), 1e-5),
        (rng.normal(0, 0.01, (5, 4)), rng.normal(1, 0.5, 4), rng.normal(size=4), 1e-3),
        (rng.normal(3, 2, (4, 4)), rng.normal(1, 0.5, 4), rng.normal(size=4), 0.1),
    ],
    mistakes={
        "that is layer norm: you average over the units of an example (axis=1); "
        "batch norm averages over the examples, axis=0": forward(
            mean=lambda x: x.mean(axis=1, keepdims=True),
            var=lambda x: x.var(axis=1, keepdims=True),
        ),
        "you take one mean and one variance of all the numbers: each column has its own, axis=0": (
            forward(mean=np.mean, var=np.var)
        ),
        "you divide by the variance: divide by its root, √(σ² + ε)": forward(root=lambda v: v),
        "the variance is divided by m − 1: within the batch it is divided by m (no ddof)": (
            forward(var=lambda x: x.var(axis=0, ddof=1))
        ),
        "the mean is not subtracted": forward(mean=lambda x: 0.0),
        "your variance is the mean square of x: subtract the mean before squaring": (
            forward(var=lambda x: (x**2).mean(axis=0))
        ),
        "your variance is a sum: divide it by m": forward(var=lambda x: len(x) * x.var(axis=0)),
        "ε stands outside the root: √(σ² + ε), or a tiny variance is handled differently": (
            eps_outside
        ),
        "ε is missing: add it to the variance, under the root": eps_forgotten,
        "γ and β are missing: return γx̂ + β": forward(finish=lambda x_hat, gamma, beta: x_hat),
        "β is missing: return γx̂ + β": forward(finish=lambda x_hat, gamma, beta: gamma * x_hat),
        "γ is missing: return γx̂ + β": forward(finish=lambda x_hat, gamma, beta: x_hat + beta),
        "γ and β have changed places: γ scales, β shifts": (
            forward(finish=lambda x_hat, gamma, beta: beta * x_hat + gamma)
        ),
        "γ multiplies β as well: scale first, then shift, γx̂ + β": (
            forward(finish=lambda x_hat, gamma, beta: gamma * (x_hat + beta))
        ),
    },
)
def batchnorm(x, gamma, beta, eps):
    return forward()(x, gamma, beta, eps)


def backward(bracket, gains=None):
    """A wrong backward pass: dx = γ/std·bracket(dy, x_hat), and perhaps other dγ and dβ."""
    gains = gains or (lambda dy, x_hat: ((dy * x_hat).sum(axis=0), dy.sum(axis=0)))
    return lambda dy, x_hat, std, gamma: (
        gamma / std * bracket(dy, x_hat),
        *gains(dy, x_hat),
    )


def whole(dy, x_hat):
    return dy - dy.mean(axis=0) - x_hat * (dy * x_hat).mean(axis=0)


def scaled(factor):
    """dx with another factor than γ/std in front."""
    right = backward(whole)
    return lambda dy, x_hat, std, gamma: (
        factor(std, gamma) * whole(dy, x_hat),
        *right(dy, x_hat, std, gamma)[1:],
    )


@exercise(
    cases=[
        (
            np.array([[1.0], [0.0], [0.5]]),
            np.array([[-1.1], [-0.2], [1.3]]),
            np.array([2.0]),
            np.array([3.0]),
        ),
        *(
            (
                rng.normal(size=(m, n)),
                (lambda z: (z - z.mean(axis=0)) / z.std(axis=0))(rng.normal(size=(m, n))),
                rng.uniform(0.5, 3, n),
                rng.normal(1, 0.5, n),
            )
            for m, n in ((8, 3), (5, 4), (12, 2))
        ),
    ],
    mistakes={
        "μ and σ depend on x too: subtract from dy its mean and x̂ times the mean of dy·x̂": (
            backward(lambda dy, x_hat: dy)
        ),
        "the way through σ is missing: subtract x̂ times the mean of dy·x̂ as well": (
            backward(lambda dy, x_hat: dy - dy.mean(axis=0))
        ),
        "the way through μ is missing: subtract the mean of dy as well": (
            backward(lambda dy, x_hat: dy - x_hat * (dy * x_hat).mean(axis=0))
        ),
        "you subtract sums: μ and σ² are means, so divide dβ and x̂·dγ by m": (
            backward(lambda dy, x_hat: dy - dy.sum(axis=0) - x_hat * (dy * x_hat).sum(axis=0))
        ),
        "you add what goes through μ and σ: subtract it": (
            backward(lambda dy, x_hat: dy + dy.mean(axis=0) + x_hat * (dy * x_hat).mean(axis=0))
        ),
        "the way through σ needs the factor x̂: each example moves σ in its own measure": (
            backward(lambda dy, x_hat: dy - dy.mean(axis=0) - (dy * x_hat).mean(axis=0))
        ),
        "dγ and dβ are means: they are sums over the batch, for dy already holds the 1/m": (
            backward(whole, lambda dy, x_hat: ((dy * x_hat).mean(axis=0), dy.mean(axis=0)))
        ),
        "dγ is missing its factor x̂: γ multiplies x̂, so dγ = Σ dy·x̂": (
            backward(whole, lambda dy, x_hat: (dy.sum(axis=0), dy.sum(axis=0)))
        ),
        "dγ and dβ have changed places: return (dx, dgamma, dbeta)": (
            backward(whole, lambda dy, x_hat: (dy.sum(axis=0), (dy * x_hat).sum(axis=0)))
        ),
        "dγ and dβ are not summed: one number for each column, sum over axis 0": (
            backward(whole, lambda dy, x_hat: (dy * x_hat, dy))
        ),
        "γ is missing from dx: what goes back through y = γx̂ + β is multiplied by γ": (
            scaled(lambda std, gamma: 1 / std)
        ),
        "dx is not divided by std": scaled(lambda std, gamma: gamma),
        "you divide dx by the variance: x̂ divides by std, so its slope does": (
            scaled(lambda std, gamma: gamma / std**2)
        ),
        "you multiply dx by std: x̂ divides by std, so its slope does": (
            scaled(lambda std, gamma: gamma * std)
        ),
    },
    returns=("dx", "dgamma", "dbeta"),
)
def batchnorm_backward(dy, x_hat, std, gamma):
    return backward(whole)(dy, x_hat, std, gamma)


def at_test_time(share=lambda momentum: momentum, ddof=1, start=(0.0, 1.0), last=None):
    """A wrong test time: the new's share, the divisor m − ddof, the start, the normalization."""
    last = last or (lambda x, mean, var, eps: (x - mean) / np.sqrt(var + eps))

    def evaluate(batches, x, momentum, eps):
        (mean, var), new = start, share(momentum)
        for batch in batches:
            mean = (1 - new) * mean + new * batch.mean(axis=0)
            var = (1 - new) * var + new * batch.var(axis=0, ddof=ddof)
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
