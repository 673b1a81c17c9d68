"""The race of what came after Adam: three trainings, one budget for all."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import islice
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, floats, number, one_of, whole
from helpers.beyond_adam import BEYOND
from helpers.companions import placed
from helpers.experiments import false_labels, race
from helpers.muon import ByPart
from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS, SGD
from helpers.schedules import cosine
from helpers.stepping import Optimizer
from helpers.training import last, train

OLD = ("SGD", "Momentum", "Adam")
FIELD = (*OLD, *BEYOND, "Muon")
EVALUATIONS, WARM, JUDGES = 40, 0.05, 5000  # a run; the share of updates; images to judge by


class Problem(NamedTuple):
    """A network and its data, of a seed each; the held-out parts; and what is measured on them."""

    net: Callable[[int], MLP]
    data: Callable[[int], Pair]
    held: Callable[[], dict[str, Pair]]
    measure: Callable[[MLP, np.ndarray, np.ndarray], float]
    updates: int
    batch: int


def _digits(seed):
    return race.split()["fit"]


def _held_digits():
    return {part: (x[:JUDGES], y[:JUDGES]) for part, (x, y) in race.split().items()}


def _wrong(net, x, y):
    return 1 - net.accuracy(x, y)


PROBLEMS = {
    "digits": Problem(
        lambda seed: MLP(race.SIZES, rng=seed), _digits, _held_digits, MLP.loss, 1000, 128
    ),
    "false labels": Problem(
        lambda seed: MLP([100, 200, 200, 10], rng=seed),
        lambda seed: false_labels.examples(0.4, seed)[:2],
        false_labels.unseen,
        _wrong,
        1000,
        50,
    ),
    "20 layers": Problem(
        lambda seed: MLP([784, *[100] * 20, 10], rng=seed),
        _digits,
        _held_digits,
        MLP.loss,
        400,
        128,
    ),
}


def entrant(name: str, lr: float, net: MLP, **settings: float) -> Optimizer:
    """The optimizer of that name, ready for a network. Raises ValueError for an unknown name."""
    if one_of(name, "optimizer", FIELD) == "Muon":
        return ByPart(lr, shapes=net.shapes, **settings)
    return (OPTIMIZERS | BEYOND)[name](lr, **settings)


def plan(name: str, lr: float, updates: int):
    """Up in a twentieth of all updates; then down to 0 like a cosine, or flat for schedule-free.

    Raises ValueError for an unknown name, TypeError or ValueError for a bad rate or count.
    """
    one_of(name, "optimizer", FIELD)
    warm = round(WARM * whole(updates, "updates", 1))
    down = cosine(lr, updates, warm)
    return (lambda t: down(min(t, warm))) if name.startswith("ScheduleFree") else down


def entry(
    problem: str,
    name: str,
    lr: float,
    seed: int = 0,
    on: str = "judge",
    updates: int | None = None,
    **settings: float,
) -> np.ndarray:
    """What is measured (40,) on a held-out part, "tune" or "judge", along one run; lower is better.

    The seed sets the weights, the batches and, of the false labels, the digits and lies: the same
    for every optimizer. NaN from where a run has diverged. `updates` other than the problem's
    stretch its plan; `settings` are hyperparameters beside lr.
    Raises TypeError or ValueError for names that there are not, a bad rate, and under 40 updates.
    """
    task = PROBLEMS[one_of(problem, "problem", PROBLEMS)]
    one_of(on, "part of the data", task.held())
    number(lr, "lr", "above 0, and finite", lambda lr: 0 < lr < np.inf)
    if updates is not None:
        task = task._replace(updates=whole(updates, "updates", EVALUATIONS))
    net = task.net(seed)
    opt = entrant(name, lr, net, **settings)
    return last(grown(task, net, opt, plan(name, lr, task.updates), seed, on))


def grown(
    task: Problem, net: MLP, opt: Optimizer, schedule: Callable, seed: int, on: str
) -> Iterator[np.ndarray]:
    """The curve (40,) of one run as it grows, NaN where it has not come to, each update anew."""
    held, found, every = task.held()[on], np.full(EVALUATIONS, np.nan), task.updates // EVALUATIONS
    steps = train(net, opt, task.data(seed), task.updates, task.batch, seed, schedule)
    for step in islice(steps, task.updates):
        if step.t % every == 0 and not step.diverged:
            with placed(net.theta, opt.x) if hasattr(opt, "x") else nullcontext():
                found[step.t // every - 1] = task.measure(net, *held)
        yield found.copy()


def early_momentum() -> np.ndarray:
    """Momentum (100, 100) of the weights W3, with β 0.95, after 20 updates of SGD on the digits."""
    task, average = PROBLEMS["digits"], 0.0
    steps = train(task.net(0), SGD(0.1), task.data(0), batch_size=task.batch)
    for update in islice(steps, 20):
        average = 0.95 * average + 0.05 * update.net.grads["W3"]
    return average


def cost(curves: np.ndarray, target: float, draws: int = 400) -> float:
    """Budgets spent until a run reaches the target, with rates tried in random order; inf if none.

    `curves` (rates, seeds, evaluations) are those of a sweep: a rate is tried with one of its
    seeds. A run that misses costs 1, one that reaches the target the part of it until then.
    Raises TypeError or ValueError for curves, a target or draws that are none.
    """
    curves, draws = floats(curves, "curves"), whole(draws, "draws", 1)
    if curves.ndim != 3 or curves.size == 0:
        raise ValueError(f"curves must be (rates, seeds, evaluations), but have {curves.shape}")
    there = curves <= number(target, "target", "a number", lambda size: size == size)
    part = np.where(there.any(-1), (there.argmax(-1) + 1) / curves.shape[-1], np.inf)
    rng, rates, spent = np.random.default_rng(0), np.arange(len(curves)), []
    for _ in range(draws):
        order = rng.permutation(rates)
        tried = part[order, rng.integers(curves.shape[1], size=len(order))]
        first = np.isfinite(tried).argmax()
        spent.append(first + tried[first])
    return float(np.mean(spent))
