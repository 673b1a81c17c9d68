"""Deep networks on digits: how they end from different starts, and their first updates."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from helpers.arrays import number, one_of, quietly, whole
from helpers.datasets import load_mnist
from helpers.experiments import race
from helpers.experiments.signals import angle, level, mirrored
from helpers.initializers import he
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import train

STARTS = {"Xavier": "xavier", "He": "he", "He, mirrored": "he"}
UPDATES, EVERY, BATCH, JUDGES = 300, 15, 128, 1000
POSITIVE = "above 0, and finite", lambda value: 0 < value < np.inf


def deep_net(start: str, depth: int, seed: int = 0) -> MLP:
    """A network of `depth` hidden layers of 100 ReLU units for digits, from one of STARTS.

    Raises TypeError or ValueError for an unknown start, and for fewer than one layer.
    """
    init = STARTS[one_of(start, "start", STARTS)]
    net = MLP([784, *[100] * whole(depth, "depth", 1), 10], init=init, rng=seed)
    if start.endswith("mirrored"):
        weights = [net.params[f"W{layer}"] for layer in range(1, depth + 2)]
        for W, twin in zip(weights, mirrored(weights), strict=True):
            W[...] = twin
    return net


def deep_run(
    start: str, depth: int, lr: float, seed: int = 0, on: str = "judge", updates: int = UPDATES
) -> np.ndarray:
    """Losses on 1,000 images of a part of `race.split` after 0, 15, 30, … updates of plain SGD.

    The seed sets the weights and the batches. NaN from where a run has diverged.
    Raises TypeError or ValueError for an unknown start or part, a bad rate, negative updates.
    """
    parts = race.split()
    x, y = parts[one_of(on, "part of the data", parts)]
    held, net = (x[:JUDGES], y[:JUDGES]), deep_net(start, depth, seed)
    updates, opt = whole(updates, "updates"), SGD(number(lr, "lr", *POSITIVE))
    losses = np.full(1 + updates // EVERY, np.nan)
    losses[0] = net.loss(*held)
    steps = train(net, opt, parts["fit"], epochs=updates, batch_size=BATCH, rng=seed)
    for step in islice(steps, updates):
        if step.t % EVERY == 0 and not step.diverged:
            losses[step.t // EVERY] = net.loss(*held)
    return losses


class First(NamedTuple):
    """Batch t: its loss before the update; how long that is for W of each layer, ‖ΔW‖/‖W‖; and the
    level of the last hidden layer and the angle between inputs there, in degrees.
    """

    t: int
    loss: float
    ratios: np.ndarray
    level: float
    angle: float

    def __str__(self):
        if not np.isfinite(self.loss):
            return f"diverged at batch {self.t}"
        turned = round(self.angle, 6)  # below it there is only rounding
        top = f"level {self.level:.2g}, angle {turned:.2g}°" if self.level else "all units dead"
        return (
            f"batch {self.t}: loss {self.loss:.3g}, update / weights {np.median(self.ratios):.0e}"
            f" (median), last hidden layer: {top}"
        )


def first_updates(
    times: float, output: float, depth: int, lr: float, seed: int = 0, updates: int = 100
) -> Iterator[First]:
    """The first updates of SGD on digits, from `times` He's std; in the last layer `output` times.

    Raises TypeError or ValueError for factors or a rate not above 0, and counts that are none.
    """
    times = number(times, "times", *POSITIVE)
    output = number(output, "output", *POSITIVE)
    depth, updates = whole(depth, "depth", 1), whole(updates, "updates")
    opt = SGD(number(lr, "lr", *POSITIVE))
    net = MLP([784, *[100] * depth, 10], init=lambda *fans: times * he(*fans), rng=seed)
    net.params[f"W{depth + 1}"][...] *= output / times
    return _records(net, opt, updates, seed)


def _records(net, opt, updates, seed):
    names = [name for name in net.params if name.startswith("W")]
    before, data = _lengths(net.params, names), load_mnist()[0]
    for step in islice(train(net, opt, data, updates, BATCH, rng=seed), updates):
        ratios = _ratios(opt.lr, _lengths(net.grads, names), before)
        top = net.layers[-1].x
        yield First(step.t, step.loss, ratios, level(top), angle(top))
        before = _lengths(net.params, names)


@quietly
def _ratios(lr, slopes, lengths):
    return lr * slopes / lengths


@quietly
def _lengths(views, names):
    """The length of each of these parts, in float64, where no square overflows."""
    return np.array([np.linalg.norm(views[name].astype(float)) for name in names])
