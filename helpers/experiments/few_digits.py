"""Few digits to learn from: 300 of MNIST, thousands held out, and what each remedy is worth."""

from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, number, pair, whole
from helpers.datasets import load_mnist
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.schedules import cosine
from helpers.stepping import check_optimizer
from helpers.training import minibatches, train

SIZES, BATCH = [784, 100, 100, 10], 50  # ReLU, He
UPDATES, EVALUATIONS = 600, 40
SIZE = "0 or above, and finite", lambda size: 0 <= size < np.inf
SHARE = "in [0, 1]", lambda share: 0 <= share <= 1


def split(seed: int = 0, count: int = 300, false: float = 0.0) -> dict[str, Pair]:
    """A draw of MNIST in three: `count` digits to fit, 2,000 to choose by, all 10,000 to judge.

    `false` is the share of the digits to fit whose label is drawn anew, so that nine in ten of
    those become wrong. Raises TypeError or ValueError for a count below 1, and for no share.
    """
    (x, y), judge = load_mnist()
    count, false = whole(count, "count", 1), number(false, "false", *SHARE)
    rng = np.random.default_rng(whole(seed, "seed"))
    order = rng.permutation(len(x))
    fit, choose = order[:count], order[count : count + 2000]
    drawn = np.where(rng.random(len(fit)) < false, rng.integers(10, size=len(fit)), y[fit])
    return {"fit": (x[fit], drawn), "choose": (x[choose], y[choose]), "judge": judge}


class Learned(NamedTuple):
    """Updates (n,), and after each of them losses and accuracies (n,) held out; the network."""

    updates: np.ndarray
    losses: np.ndarray
    accuracies: np.ndarray
    net: MLP


def learn(
    data: Pair,
    held: Pair,
    lr: float = 0.4,
    seed: int = 0,
    updates: int = UPDATES,
    only_last: bool = False,
    **settings,
) -> Learned:
    """Train on data in batches of 50, with a cosine's half for the lr, and evaluate 40 times.

    `only_last` leaves all evaluations but the last ten out. The seed sets weights and batches;
    `settings` are those of `MLP`, such as l2. A run that diverges evaluates to NaN from there on.
    """
    updates, seed = whole(updates, "updates", EVALUATIONS), whole(seed, "seed")
    held = pair(held, "held")
    net = MLP(SIZES, rng=seed, **settings)
    steps = train(net, SGD(lr), data, updates, BATCH, seed, cosine(lr, updates))
    at = np.linspace(0, updates, EVALUATIONS + 1).astype(int)[-10 if only_last else 1 :]
    found = np.full((2, len(at)), np.nan)
    for step in islice(steps, updates):
        if step.t in at and not step.diverged:
            found[:, at == step.t] = [[net.loss(*held)], [net.accuracy(*held)]]
    return Learned(at, *found, net)


def sure_of_mistakes(net: MLP, data: Pair) -> float:
    """The mean probability that a network gives to its wrong answers on data (x, y), NaN if none.

    Raises TypeError or ValueError for data that are none.
    """
    x, y = pair(data)
    chances = net.predict_proba(x)
    wrong = chances.argmax(axis=1) != y
    return float(chances[wrong].max(axis=1).mean()) if wrong.any() else np.nan


def unlit(net: MLP, opt, data: Pair, decay: float = 0.0, updates: int = 200) -> np.ndarray:
    """Length of the weights behind pixels that no digit of data lights, relative to the start.

    After each update, (updates,). `decay` is decoupled: W ← (1 − lr·decay)·W, apart from `opt`,
    which gets the gradient with the network's own l2. Raises TypeError or ValueError for data or
    numbers that are none, and for data that lights every pixel. (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101)
    """
    check_optimizer(opt, net.theta)
    x, y = pair(data)
    decay, updates = number(decay, "decay", *SIZE), whole(updates, "updates", 1)
    weights, dark = [net.params[name] for name in net.params if name[0] == "W"], ~x.any(axis=0)
    if not dark.any():
        raise ValueError("data lights every pixel, so no weight is without a gradient")
    lengths, rng = [float(np.linalg.norm(weights[0][dark]))], np.random.default_rng(0)
    epochs = (minibatches(x, y, BATCH, rng) for _ in range(updates))
    for batch in islice(chain.from_iterable(epochs), updates):
        net.loss_and_grad(*batch)
        for W in weights:
            W *= 1 - opt.lr * decay
        opt.step(net.theta, net.grad)
        lengths.append(float(np.linalg.norm(weights[0][dark])))
    return np.array(lengths[1:]) / lengths[0]
