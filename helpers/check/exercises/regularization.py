"""Regularization: when to stop, and weights that shrink by themselves."""

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(14)


def stopping(
    better=lambda loss, lowest: loss < lowest,
    full=lambda waited, patience: waited == patience,
    first=lambda losses: np.inf,
    reset=True,
    forget=False,
    found=lambda losses, stop, best: (stop, best),
):
    """A wrong answer: what is better, when patience is over, and what is returned then."""

    def stopped(losses, patience):
        lowest, waited, best = first(losses), 0, 0
        for stop, loss in enumerate(losses):
            if better(loss, lowest):
                lowest, best, waited = loss, stop, 0 if reset else waited
            else:
                lowest, waited = loss if forget else lowest, waited + 1
            if full(waited, patience):
                break
        return found(losses, stop, best)

    return stopped


def to_the_end(losses, patience):
    return len(losses) - 1, int(np.argmin(losses))


def peeking(losses, stop, best):
    return stop, int(np.argmin(losses))


def counted_back(losses, patience):
    stop, _ = early_stopping.reference(losses, patience)
    return stop, stop - patience


def past_the_end(losses, patience):
    stop, best = early_stopping.reference(losses, patience)
    return (len(losses) if stop - best < patience else stop), best


@exercise(
    cases=[
        (np.array([2.0, 1.5, 1.2, 1.3, 1.25, 1.1, 1.15, 1.2, 1.3, 0.9]), 3),
        (np.array([3.0, 2.0, 1.0, 1.0, 1.0, 0.5]), 2),
        (np.array([1.0, 0.8, 0.9, 0.7, 0.75, 0.6, 0.65]), 2),
        (np.array([1.0, 0.7, 0.9, 0.8, 0.75, 0.6]), 3),
        (rng.uniform(0.5, 1, size=30), 5),
        (np.array([0.5, 0.6, 0.4]), 1),
        (np.array([2e9, 1.5e9, 1.6e9, 1.7e9, 1.2e9]), 2),
        (np.array([1.0, 0.999999, 1.0, 0.9999985, 1.0, 0.5]), 3),
        (np.array([0.7]), 3),
    ],
    mistakes={
        "you keep the network of the end: the best one is that of the lowest loss": (
            stopping(found=lambda losses, stop, best: (stop, stop))
        ),
        "you look at losses after the stop, which a real run never sees": stopping(found=peeking),
        "you never stop: leave the loop when the count reaches patience": to_the_end,
        "an equal loss is no improvement: compare with <": (
            stopping(better=lambda loss, lowest: loss <= lowest)
        ),
        "you compare with the loss just before: compare with the lowest so far": (
            stopping(forget=True)
        ),
        "you are one evaluation too patient: stop when the count reaches patience": (
            stopping(full=lambda waited, patience: waited > patience)
        ),
        "you are one evaluation too hasty: stop when the count reaches patience": (
            stopping(full=lambda waited, patience: waited >= max(patience - 1, 1))
        ),
        "you stop at the first rise: wait for `patience` evaluations in a row": (
            stopping(full=lambda waited, patience: waited == 1)
        ),
        "a new lowest loss must set the count to 0: patience counts evaluations in a row": (
            stopping(reset=False)
        ),
        "the first loss counts as an improvement: the count begins with the one after it": (
            stopping(first=lambda losses: losses[0])
        ),
        "your first lowest loss is too low: start from the first loss, or from infinity": (
            stopping(first=lambda losses: 10.0)
        ),
        "a loss that is lower by a little is lower too: compare with <": (
            stopping(better=lambda loss, lowest: loss < lowest - 1e-4)
        ),
        "you look for the highest: these are losses, not accuracies": (
            stopping(better=lambda loss, lowest: loss > lowest, first=lambda losses: -np.inf)
        ),
        "you count evaluations from 1: the first has number 0": (
            stopping(found=lambda losses, stop, best: (stop + 1, best + 1))
        ),
        "where patience lasts, the run ends with its last evaluation, number len(losses) - 1": (
            past_the_end
        ),
        "the best is not always `patience` before the stop: patience may last to the end": (
            counted_back
        ),
        "you return the lowest loss: return the number of its evaluation": (
            stopping(found=lambda losses, stop, best: (stop, losses[best]))
        ),
        "you return the two the other way round: first stop, then best": (
            stopping(found=lambda losses, stop, best: (best, stop))
        ),
    },
    returns=("stop", "best"),
)
def early_stopping(losses, patience):
    return stopping()(losses, patience)


# Decoupled weight decay


def decayed(
    pull=lambda theta, weights, decay: decay * theta * weights,
    speed=lambda v, g, beta: beta * v + g,
    size=lambda lr: lr,
):
    """A wrong step: how the decay pulls, how v is made, and how long the pull is."""

    def step(theta, v, g, weights, lr, beta, decay):
        v = speed(v, g, beta)
        return theta - lr * v - size(lr) * pull(theta, weights, decay), v

    return step


def coupled(theta, v, g, weights, lr, beta, decay):
    v = beta * v + g + decay * theta * weights
    return theta - lr * v, v


def all_coupled(theta, v, g, weights, lr, beta, decay):
    return coupled(theta, v, g, np.ones_like(theta), lr, beta, decay)


def decayed_last(theta, v, g, weights, lr, beta, decay):
    v = beta * v + g
    theta = theta - lr * v
    return theta - lr * decay * theta * weights, v


def all_decayed_last(theta, v, g, weights, lr, beta, decay):
    return decayed_last(theta, v, g, np.ones_like(theta), lr, beta, decay)


def short(theta, v, g, weights, lr, beta, decay):
    v = beta * v + lr * g
    return theta - v - lr * decay * theta * weights, v


def exchanged(theta, v, g, weights, lr, beta, decay):
    return shrink.reference(theta, v, g, weights, lr, beta, decay)[::-1]


def slowed(theta, v, g, weights, lr, beta, decay):
    v = beta * v + g
    return theta - lr * v - lr * decay * theta * weights, v * (1 - lr * decay * weights)


def climbing(theta, v, g, weights, lr, beta, decay):
    v = beta * v + g
    return theta + lr * v - lr * decay * theta * weights, v


def late(theta, v, g, weights, lr, beta, decay):
    return theta - lr * v - lr * decay * theta * weights, beta * v + g


THETA, V = np.array([2.0, -1.0, 0.5, 0.0]), np.array([0.3, -0.2, 0.0, 0.1])
G, WEIGHTS = np.array([0.5, 0.0, -1.0, 0.0]), np.array([True, True, False, False])


@exercise(
    cases=[
        (THETA, V, G, WEIGHTS, 0.1, 0.9, 0.5),
        (THETA, np.zeros(4), np.zeros(4), WEIGHTS, 0.1, 0.9, 0.5),
        (3 * THETA, V, G, ~WEIGHTS, 0.05, 0.0, 2.0),
        (
            rng.normal(size=6),
            rng.normal(size=6),
            rng.normal(size=6),
            rng.random(6) < 0.5,
            0.2,
            0.5,
            0.3,
        ),
    ],
    mistakes={
        "you add decay·theta to the gradient: that is L2, whose pull goes through v": coupled,
        "you add decay·theta to the gradient, of biases too: that is L2, and biases do not decay": (
            all_coupled
        ),
        "you shrink everything: only where `weights` is True": (
            decayed(lambda theta, weights, decay: decay * theta)
        ),
        "you shrink what is no weight: `weights` is True where to shrink": (
            decayed(lambda theta, weights, decay: decay * theta * ~weights)
        ),
        "you do not shrink: subtract lr·decay·theta where `weights` is True": (
            decayed(lambda theta, weights, decay: 0.0)
        ),
        "the learning rate is missing: a weight loses lr·decay of itself": (
            decayed(size=lambda lr: 1.0)
        ),
        "the learning rate stands twice in the decay: a weight loses lr·decay of itself": (
            decayed(size=lambda lr: lr**2)
        ),
        "your weights grow: subtract lr·decay·theta": (
            decayed(lambda theta, weights, decay: -decay * theta * weights)
        ),
        "you subtract twice the decay: the slope of decay/2·w² is decay·w, and no 2 is left": (
            decayed(lambda theta, weights, decay: 2 * decay * theta * weights)
        ),
        "you subtract half the decay: the slope of decay/2·w² is decay·w": (
            decayed(lambda theta, weights, decay: decay / 2 * theta * weights)
        ),
        "you pull all weights with the same force: that is L1, leave the sign out": (
            decayed(lambda theta, weights, decay: decay * np.sign(theta) * weights)
        ),
        "you shrink theta after the step: the decay is of the theta that came in": decayed_last,
        "you shrink everything, after the step: only weights decay, by the theta that came in": (
            all_decayed_last
        ),
        "you shrink v as well: the decay is no part of the momentum": slowed,
        "v forgets its past: v = beta * v + g": decayed(speed=lambda v, g, beta: g),
        "your v is an average, (1 - beta)·g: take v = beta * v + g": (
            decayed(speed=lambda v, g, beta: beta * v + (1 - beta) * g)
        ),
        "you step along the old v: first v = beta * v + g": late,
        "the learning rate is inside of v: take v = beta * v + g, and step by lr·v": short,
        "you climb: subtract lr·v": climbing,
        "you return the two the other way round: first theta, then v": exchanged,
    },
    returns=("theta", "v"),
)
def shrink(theta, v, g, weights, lr, beta, decay):
    return decayed()(theta, v, g, weights, lr, beta, decay)
