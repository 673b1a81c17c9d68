"""Runs as generators: one small record per step, and no idea of plots."""

from collections import deque
from collections.abc import Iterable, Iterator
from copy import copy, deepcopy
from dataclasses import is_dataclass, replace
from math import isfinite
from typing import NamedTuple, TypeVar

import numpy as np

from helpers.arrays import Pair, floats, number, pair, whole
from helpers.companions import clip_norm
from helpers.schedules import Schedule, check_schedule, rate
from helpers.stepping import SIZE, Optimizer, check_optimizer
from helpers.surfaces import Surface

Record = TypeVar("Record")


class Point(NamedTuple):
    """Where a descent on a surface stands after t steps: θ (..., n), loss (...), gradient there.

    `opt` is a copy of the optimizer as it stands: its averages after t steps, its lr for the next.
    Of many experiments at once it has the hyperparameters only: averages would take much memory.
    """

    t: int
    theta: np.ndarray
    loss: np.ndarray
    grad: np.ndarray
    opt: object
    surface: Surface | None = None

    @property
    def diverged(self) -> bool:
        """No experiment has a finite loss any more."""
        return not np.isfinite(self.loss).any()

    def __str__(self):
        if self.diverged:
            return f"diverged at step {self.t}"
        return f"step {self.t} · loss {np.nanmin(self.loss):.4g}"


class Update(NamedTuple):
    """The t-th update of a net: the epoch it belongs to, the loss of its batch just before."""

    t: int
    epoch: int
    loss: float
    net: object

    @property
    def diverged(self) -> bool:
        return not isfinite(self.loss)

    def __str__(self):
        if self.diverged:
            return f"diverged at update {self.t}"
        return f"update {self.t} · loss {self.loss:.4g}"


def last(run: Iterable[Record]) -> Record:
    """The last record of a run, or of any iterable. Raises ValueError when there is none."""
    records = deque(run, maxlen=1)
    if not records:
        raise ValueError("the run has no last record, because it has none at all")
    return records.pop()


def descend(
    opt, surface: Surface, start, steps: int = 100, schedule: Schedule | None = None
) -> Iterator[Point]:
    """Points of a run from `start` (t = 0) to t = `steps`; `opt` itself stays as it is.

    A copy of `opt` that remembers nothing takes the steps. `start` (..., n) is broadcast against
    the hyperparameters: learning rates (1, 100, 1) and betas (100, 1, 1) make 100 × 100 runs.
    `schedule(t)`, t = 0, 1, …, sets the copy's lr before each step. Ends early when no run has a
    finite loss left. Raises TypeError or ValueError for what cannot start, and for a schedule that
    gives no learning rate.
    """
    check_optimizer(opt)
    check_schedule(schedule)
    theta = floats(start, "start")
    theta = np.array(np.broadcast_to(theta, _joint_shape(theta, opt)))
    if not np.isfinite(theta).all():
        raise ValueError("start holds NaN or infinity")
    with np.errstate(all="ignore"):
        surface(theta)  # refuses a wrong shape now, not at the first step
    fresh = replace(opt) if is_dataclass(opt) else deepcopy(opt)
    return _descend(fresh, surface, theta, whole(steps, "steps"), schedule)


def _joint_shape(theta, opt):
    shape = getattr(opt, "shape", ())
    try:
        return np.broadcast_shapes(theta.shape, shape)
    except ValueError:
        raise ValueError(
            f"start {theta.shape} does not fit hyperparameters of shape {shape}: "
            f"the last axis holds the coordinates, so K learning rates need shape (K, 1)"
        ) from None


def _descend(opt, surface, theta, steps, schedule):
    as_it_stands = _copier(opt)
    for t in range(steps + 1):
        with np.errstate(all="ignore"):
            loss, grad = surface(theta), surface.grad(theta)
        if schedule:
            opt.lr = rate(schedule, t)
        yield (point := Point(t, theta.copy(), loss, grad, as_it_stands(opt), surface))
        if point.diverged or t == steps:
            return
        opt.step(theta, grad)


def _copier(opt):
    if not isinstance(opt, Optimizer):
        return deepcopy
    return replace if opt.shape else copy


def minibatches(x: np.ndarray, y: np.ndarray, batch_size: int = 128, rng=0) -> Iterator[Pair]:
    """One epoch: the examples shuffled, then cut into batches, the last one perhaps shorter.

    `rng` is a seed or, to get another order in every epoch, one generator used for all of them.
    A batch size above the number of examples gives one batch.
    Raises TypeError or ValueError for x or y that are not finite real numbers, no examples, x and y
    of different lengths, or a batch size below 1.
    """
    return _cut(*pair((x, y)), whole(batch_size, "batch_size", 1), np.random.default_rng(rng))


def _cut(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    cuts = (order[i : i + batch_size] for i in range(0, len(x), batch_size))
    return ((x[rows], y[rows]) for rows in cuts)


def train(
    net,
    opt,
    data: Pair,
    epochs: int = 1,
    batch_size: int = 128,
    rng: int | np.random.Generator = 0,
    schedule: Schedule | None = None,
    clip: float | None = None,
) -> Iterator[Update]:
    """Updates over `epochs` passes through data (x, y), which change `net` and `opt` themselves.

    Training goes on from where the two stand, with a new order of examples in every epoch.
    `schedule(t)`, t = 0, 1, …, sets `opt.lr` before each update; a gradient longer than `clip` is
    shortened to it. Ends early, without the update, at the first loss that is not finite.
    Raises TypeError or ValueError like `minibatches`, for negative epochs, for an optimizer that
    has stepped another network, for a schedule that gives no learning rate, and for a bad `clip`.
    """
    check_optimizer(opt, net.theta)
    check_schedule(schedule)
    clip = np.inf if clip is None else number(clip, "clip", *SIZE)
    x, y = pair(data)
    epochs, batch_size = whole(epochs, "epochs"), whole(batch_size, "batch_size", 1)
    rng = np.random.default_rng(rng)
    batches = ((e, batch) for e in range(1, epochs + 1) for batch in _cut(x, y, batch_size, rng))
    return _train(net, opt, batches, schedule, clip)


def _train(net, opt, batches, schedule, clip):
    for t, (epoch, batch) in enumerate(batches, start=1):
        check_optimizer(opt, net.theta)  # another run may have taken it meanwhile
        if schedule:
            opt.lr = rate(schedule, t - 1)
        loss = net.loss_and_grad(*batch)
        if isfinite(loss):
            if clip < np.inf:
                clip_norm(net.grad, clip)
            opt.step(net.theta, net.grad)
        yield (update := Update(t, epoch, loss, net))
        if update.diverged:
            return


# Watched from outside: the loss on what is learned from, and on what is held out


class Evaluation(NamedTuple):
    """After t updates of a net: its loss, in evaluation mode, on training and held-out data."""

    t: int
    loss: float
    held: float
    net: object

    @property
    def diverged(self) -> bool:
        return not isfinite(self.loss)

    def __str__(self):
        if self.diverged:
            return f"diverged at update {self.t}"
        return f"update {self.t} · training loss {self.loss:.2g} · held-out loss {self.held:.2g}"


def watch(run: Iterable[Update], data: Pair, held: Pair, every: int = 10) -> Iterator[Evaluation]:
    """Evaluations of a run of `train`: after the first update, then after every `every` of them.

    Raises TypeError or ValueError for data like `train`, and for `every` below 1.
    """
    return _watch(run, pair(data), pair(held, "held"), whole(every, "every", 1))


def _watch(run, data, held, every):
    for update in run:
        if update.t == 1 or update.t % every == 0 or update.diverged:
            net = update.net
            yield Evaluation(update.t, net.loss(*data), net.loss(*held), net)
