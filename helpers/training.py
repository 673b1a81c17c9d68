"""Runs as generators: one small record per step, and no idea of plots."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import is_dataclass, replace
from math import isfinite
from typing import NamedTuple

import numpy as np

from helpers.surfaces import Surface


class Point(NamedTuple):
    """Where a descent stands after t steps: θ (..., n), loss (...) and gradient there."""

    t: int
    theta: np.ndarray
    loss: np.ndarray
    grad: np.ndarray
    opt: object

    @property
    def diverged(self) -> bool:
        """No experiment has a finite loss any more."""
        return not np.isfinite(self.loss).any()

    def __str__(self):
        return _sentence(self.t, self.loss, self.diverged)


class Update(NamedTuple):
    """The t-th update of a net: the loss of its batch just before, and the learning rate."""

    t: int
    epoch: int
    loss: float
    lr: float
    net: object

    @property
    def diverged(self) -> bool:
        return not isfinite(self.loss)

    def __str__(self):
        return _sentence(self.t, self.loss, self.diverged)


def _sentence(t, loss, diverged):
    return f"diverged at step {t}" if diverged else f"step {t} · loss {np.nanmin(loss):.4g}"


def descend(
    opt,
    surface: Surface,
    start,
    steps: int = 100,
    schedule: Callable[[int], float] | None = None,
) -> Iterator[Point]:
    """Points of a run from `start` (t = 0) to t = `steps`, with a fresh copy of `opt`.

    `start` (..., n) is broadcast against the hyperparameters of `opt`: learning rates (1, 100, 1)
    and betas (100, 1, 1) make 100 × 100 runs. `schedule(t)`, t = 0, 1, …, sets `opt.lr` before each
    step. Ends early when no run has a finite loss left.
    Raises ValueError for a start that is not finite or of the wrong shape.
    """
    theta = np.asarray(start)
    theta = theta.astype(theta.dtype if theta.dtype.kind == "f" else float)
    theta = np.array(np.broadcast_to(theta, _joint_shape(theta, opt)))
    if not np.isfinite(theta).all():
        raise ValueError("start holds NaN or infinity")
    surface(theta)  # refuses a wrong shape now, not at the first step
    fresh = replace(opt) if is_dataclass(opt) else deepcopy(opt)
    return _descend(fresh, surface, theta, steps, schedule)


def _joint_shape(theta, opt):
    try:
        return np.broadcast_shapes(theta.shape, getattr(opt, "shape", ()))
    except ValueError:
        raise ValueError(
            f"start {theta.shape} does not fit hyperparameters of shape {opt.shape}: "
            f"the last axis holds the coordinates, so K learning rates need shape (K, 1)"
        ) from None


def _descend(opt, surface, theta, steps, schedule):
    for t in range(steps + 1):
        with np.errstate(all="ignore"):
            loss, grad = surface(theta), surface.grad(theta)
        yield (point := Point(t, theta.copy(), loss, grad, opt))
        if point.diverged or t == steps:
            return
        if schedule:
            opt.lr = float(schedule(t))
        opt.step(theta, grad)


def minibatches(x: np.ndarray, y: np.ndarray, batch_size: int = 128, rng=0) -> Iterator[tuple]:
    """One epoch: the examples shuffled, then cut into batches, the last one perhaps shorter.

    `rng` is a seed or, to get another order in every epoch, one generator used for all of them.
    A batch size above the number of examples gives one batch.
    Raises ValueError for a batch size below 1, no examples, or x and y of different lengths.
    """
    _refuse_bad_data(x, y, batch_size)
    order = np.random.default_rng(rng).permutation(len(x))
    cuts = range(0, len(x), int(batch_size))
    return ((x[rows], y[rows]) for rows in (order[i : i + int(batch_size)] for i in cuts))


def _refuse_bad_data(x, y, batch_size):
    if batch_size < 1 or batch_size != int(batch_size):
        raise ValueError(f"batch_size must be a whole number of at least 1, but is {batch_size}")
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} examples, but y has {len(y)}")
    if len(x) == 0:
        raise ValueError("there are no examples to train on")


def train(
    net,
    opt,
    data: tuple[np.ndarray, np.ndarray],
    epochs: int = 1,
    batch_size: int = 128,
    rng: int | np.random.Generator = 0,
    schedule: Callable[[int], float] | None = None,
) -> Iterator[Update]:
    """Updates of `net` and `opt`, both in place, over `epochs` passes through data (x, y).

    Training goes on from where the two stand, with a new order of examples in every epoch.
    `schedule(t)`, t = 0, 1, …, sets `opt.lr` before each update. Ends early, without the update, at
    the first loss that is not finite.
    Raises ValueError like `minibatches`, and for an optimizer that already works for another θ.
    """
    if getattr(opt, "home", None) not in (None, id(net.theta)):
        raise ValueError(
            f"{opt!r} has taken {opt.t} steps with another network: give each network its own "
            f"optimizer, with dataclasses.replace(opt), or call opt.reset()"
        )
    x, y = data
    _refuse_bad_data(x, y, batch_size)
    return _train(net, opt, x, y, epochs, batch_size, np.random.default_rng(rng), schedule)


def _train(net, opt, x, y, epochs, batch_size, rng, schedule):
    t = 0
    for epoch in range(1, epochs + 1):
        for batch in minibatches(x, y, batch_size, rng):
            if schedule:
                opt.lr = float(schedule(t))
            t += 1
            loss = net.loss_and_grad(*batch)
            if isfinite(loss):
                opt.step(net.theta, net.grad)
            yield (update := Update(t, epoch, loss, getattr(opt, "lr", None), net))
            if update.diverged:
                return
