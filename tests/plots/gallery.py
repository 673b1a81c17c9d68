"""One picture of each kind, small and quick to draw: `PICTURES[name]()`."""

from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from helpers import plots
from helpers.datasets import blobs, line, load_temperatures, moons
from helpers.experiments import (
    arena,
    augmentation,
    bench,
    blame,
    deep,
    differences,
    doctor,
    false_labels,
    landscapes,
    noisy_moons,
    normalized,
    planted,
    race,
    removal,
    signals,
    translations,
    zoo,
)
from helpers.experiments.averages import bargain, ewma
from helpers.experiments.readings import Reading
from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS, SGD, AdaGrad, Adam, Momentum
from helpers.regression import estimates, fit, squared_loss
from helpers.sampling import log_uniform
from helpers.schedules import constant, exponential
from helpers.search import search
from helpers.surfaces import beale, double_well, parabola, quadratic, ravine, valley
from helpers.training import descend, train, watch

DATA = moons(20, rng=0)
BLOBS = blobs(8, classes=3, noise=0.3, rng=0)
DOTS = line(64)
LINE = squared_loss(DOTS, start=(-0.5, -1.0))
X = np.arange(1, 21)
RACERS = [*OPTIMIZERS]
RUNS = np.random.default_rng(0).random((3, 20)) + 0.1
FALSE = false_labels.examples(1.0, seed=0, m=3)
SPACE = {"lr": log_uniform(1e-3, 10), "decay": log_uniform(1e-6, 1)}
SEARCH = [*search(lambda seed, lr, decay: [0.2, 1 / (1 + lr)], SPACE, 9)]
READING = Reading(1, np.eye(28)[::-1].ravel(), np.linspace(0.02, 0.18, 10), 0.9)
NET = MLP([2, 4, 3], rng=0, dtype=float)


def run(opt, surface=valley, start=None, steps=20):
    return descend(opt, surface, start or surface.start, steps)


def training():
    return train(MLP([2, 4, 2], rng=0, dtype=float), SGD(0.1), DATA, epochs=20, batch_size=20)


def stack(depth=7):
    weights = 0.1 * np.random.default_rng(0).standard_normal((depth, 100, 100))
    return signals.propagate(np.random.default_rng(1).standard_normal((50, 100)), weights, "tanh")


def temperatures():
    days, celsius = load_temperatures(2014)
    return plots.average(days, celsius), [[*ewma(celsius, 0.9)][:60]]


def swarm():
    start = np.tile(valley.start, (5, 1))
    run = descend(SGD(), valley, start, 50, exponential(0.4, 0.99))
    return plots.swarm(valley, steps=50), [run]


def atlas():
    f, lr, beta = quadratic(0.2, 1), np.linspace(0.02, 4.4, 12), np.linspace(0, 0.9, 9)
    grid = Momentum(lr[:, None], beta[:, None, None])
    return plots.stability(), [descend(opt, f, f.start, 30) for opt in (grid, Momentum(1.0, 0.5))]


def square():
    along = landscapes.directions(NET, rng=0)
    return plots.sliced(resolution=5), [landscapes.loss_slice(NET, BLOBS, along, 1.0, 5)]


def of_a_digit():
    digits = np.random.default_rng(0).random((5, 784))
    return normalized.Company(digits[0], 3, digits[1:], False, np.linspace(0, 0.2, 10))


def checks():
    return plots.verdicts(NET), [planted.inspection(planted.plant(NET, "2·db"), *BLOBS)]


def removed(part):
    nets = [false_labels.network(width=width) for width in (25, 25)]
    run = removal.removal(nets, (FALSE.x, FALSE.true), part, 0.2)
    return plots.removal(["one", "other"], FALSE.x[0]), [run]


def moved_digits():
    x, y = np.random.default_rng(0).random((12, 784)), np.arange(12) % 10
    nets = [MLP([784, 10], rng=seed) for seed in (0, 1)]
    return plots.remade((x, y), ["one", "other"]), [augmentation.trial(nets, (x, y), right=3.0)]


def entry():
    curves = tuple(0.3 * RUNS.repeat(2, axis=1))
    return [arena.Standing("digits", "", ((0.1, curves[0][None]),), 0.1, curves, 9.0, ended=True)]


# Pictures in which something moves, before it has moved, and the runs to move to.
MOVING = {
    "arena": lambda: (plots.arena(), [entry()]),
    "average": temperatures,
    "bargain": lambda: (plots.bargain(), [bargain(0.9)]),
    "batches": lambda: (
        plots.batches(LINE, DOTS),
        [fit(SGD(0.1), LINE, DOTS, B, 4) for B in (1, 16)],
    ),
    "bench": lambda: (plots.bench(), [bench.bench(noise=1.0)]),
    "boundary": lambda: (plots.boundary(DATA, steps=20, resolution=20), [training()]),
    "budget": lambda: (plots.budget(RACERS), [race.tuning(2, draw=7)]),
    "ceiling": lambda: (plots.ceiling(resolution=20), [islice(noisy_moons.learn(0.5, 4), 3)]),
    "clinic": lambda: (
        plots.clinic(),
        [doctor.practice()(1, "variance", doctor.CASES["variance"], sure=True)],
    ),
    "descent": lambda: (
        plots.descent(valley, steps=20),
        [run(opt) for opt in (SGD(0.1), Momentum(0.1), SGD(0.6))],
    ),
    "descent in one dimension": lambda: (
        plots.descent(parabola, steps=20),
        [run(SGD(0.1), parabola)],
    ),
    "descents from two starts": lambda: (
        plots.descent(double_well, steps=20),
        [run(SGD(0.1), double_well, (x, 1.0)) for x in (0, 0.5)],
    ),
    "first_updates": lambda: (
        plots.first_updates(updates=3),
        [deep.first_updates(1.0, 1.0, 2, 0.1, updates=3)],
    ),
    "gradients": lambda: (plots.gradients(LINE), [[estimates(DOTS, LINE.start, 4)]]),
    "held_out": lambda: (
        plots.held_out(DATA, steps=20),
        [watch(training(), DATA, moons(20, rng=1), every=5)],
    ),
    "maps": lambda: (plots.maps([valley, beale]), [run(Adam(0.3)), run(Adam(0.3), beale)]),
    "microscope": lambda: (plots.microscope(), [[differences.PLACES["eˣ"]]]),
    "removal of pixels": lambda: removed("pixels"),
    "removal": lambda: removed("hidden units"),
    "range_test": lambda: (plots.range_test(exponential(0.01, 1.2), steps=20), [training()]),
    "remade": moved_digits,
    "parted": lambda: (
        plots.parted(steps=5),
        [translations.translated("softmax twice", "SGD", steps=5)],
    ),
    "reading": lambda: (plots.reading(), [[READING._replace(t=t) for t in (1, 20, 30)]]),
    "sliced": square,
    "company": lambda: (plots.company(), [[of_a_digit()]]),
    "graph": lambda: (plots.graph(), [normalized.graph(1.0, 2.0, 6.0, forgotten=True)]),
    "neuron": lambda: (plots.neuron(), [blame.neuron(-0.6, 1.5, 0.3, 1.0)]),
    "slope": lambda: (plots.slope(valley), [run(SGD(0.1), steps=3)]),
    "stability": atlas,
    "stack": lambda: (plots.stack(), [[stack()]]),
    "swarm": swarm,
    "trials": lambda: (plots.trials(), [SEARCH]),
    "turned": lambda: (plots.turned(steps=20), [run(AdaGrad(0.5), ravine(20, 0.5))]),
    "temperature": lambda: (plots.temperature(), [blame.shares([2, 1, 0, -1], 0.5)]),
    "verdicts": checks,
    "zoo_trial": lambda: (plots.zoo_trial(), [zoo.trial("no parentheses", 0.003, steps=3)]),
}
STILL = {
    "apart": lambda: plots.apart({"A": RUNS, "B": 2 * RUNS}, "x", "y"),
    "answers": lambda: plots.answers(FALSE, {"one": FALSE.told, "other": FALSE.true}),
    "again": lambda: plots.again([0.9, 0.8], RUNS.reshape(2, 15, 2), ["a", "b"]),
    "compared": lambda: plots.compared(
        {"one": SEARCH, "other": SEARCH[:3]}, ((1e-3, 10), (1e-6, 1))
    ),
    "draws": lambda: plots.draws({"lr": ("log", {"a": X, "b": X**2}), "n": ("linear", {"a": X})}),
    "enough": lambda: plots.enough(
        {"one": dict.fromkeys((1, 10), RUNS[:2]), "other": dict.fromkeys((1, 9), RUNS[:2])}
    ),
    "knobs": lambda: plots.knobs(SEARCH, {"lr": "log", "decay": "log"}),
    "rounds": lambda: plots.rounds([SEARCH[:4], SEARCH[1:2]]),
    "twenty": lambda: plots.twenty(SEARCH),
    "agreement": lambda: plots.agreement({"PyTorch": RUNS[0] * 1e-16, "Keras": RUNS[1] * 1e-7}),
    "confusion": lambda: plots.confusion(np.arange(100).reshape(10, 10)),
    "mistaken": lambda: plots.mistaken(np.eye(9, 784), [f"{i}, read as 3" for i in range(9)]),
    "worth": lambda: plots.worth(["nothing", "a (02)", "b (03)"], RUNS[:, :3], 100 * RUNS[:, :3]),
    "bands": lambda: plots.bands({"Adam": (X, RUNS), "mine": (X, 2 * RUNS)}, "x", "y", log="xy"),
    "bends": plots.bends,
    "carried": lambda: plots.carried(
        {name: [signals.profile(stack())] * 2 for name in ("one", "other")}
    ),
    "clouds": lambda: plots.clouds({"measured": (X, RUNS[0], 1 / X)}, "learning rate"),
    "crossings": lambda: plots.crossings({"now": (X, X**-0.5, 0.5), "later": (X, X**-0.5, 0.3)}),
    "curves": lambda: plots.curves(
        {"SGD": (X, 1 / X), "mine": (X, 2 / X)}, "step", "loss", log=True
    ),
    "cuts": lambda: plots.cuts(
        np.eye(3, 784), np.arange(3), {"whole": [(range(3), range(3))], "cut": [([0], [2])]}
    ),
    "digits": lambda: plots.digits(np.eye(4, 784), [7, 1, "8?", 2]),
    "ellipses": lambda: plots.ellipses({s.name: (s, run(SGD(0.1), s)) for s in (valley, LINE)}),
    "errors": lambda: plots.errors({n: (10.0**-X, RUNS[i] / X**9) for i, n in enumerate("abc")}),
    "closing": lambda: plots.closing(
        {"slow": (X + 1, 5 / (X + 1)), "fast": (X + 1, 0.1 / (X + 1))}, 0.04
    ),
    "factors": lambda: plots.factors(X / 20, abs(1 - X / 10), (0.1, 2.0)),
    "fingerprints": lambda: plots.fingerprints(zoo.BUGS[1:]),
    "learning_rates": lambda: plots.learning_rates(
        {"a": constant(0.5), "b": exponential(0.5, 0.9), "c": constant(0.1)}, steps=50
    ),
    "remedies": lambda: plots.remedies({"nothing": RUNS[0], "all": RUNS[1]}, "right"),
    "results": lambda: plots.results(["Adam", "SGD"], {"one": RUNS[:2], "other": RUNS[1:]}, "loss"),
    "regions": lambda: plots.regions({"a": (DATA, training())}, resolution=20),
    "settled": lambda: plots.settled(LINE, {"B 1": fit(SGD(0.1), LINE, DOTS, 1, 4)}, [0.3]),
    "smoothed": lambda: plots.smoothed(X, 1 / X, {"a": 2 / X, "b": 3 / X}, "day", "°C"),
    "shapes": plots.shapes,
    "starts": lambda: plots.starts(
        10.0 ** -np.arange(3),
        10.0 ** -np.arange(4, 0, -1),
        {n: RUNS[:, :12].reshape(3, 3, 4) for n in "ab"},
    ),
    "stacks": lambda: plots.stacks({"one": stack(), "other": stack()}),
    "rivals": lambda: plots.rivals({"SGD": (X, RUNS), "mine": (X, 2 * RUNS)}, "x", "y"),
    "sweeps": lambda: plots.sweeps({"Adam": (X, 1 / RUNS.T), "SGD": (X, RUNS.T)}, "lr", "loss"),
    "survivors": lambda: plots.survivors(["Adam", "Muon"], {"a": RUNS[:2], "b": RUNS[1:]}),
    "thinned": lambda: plots.thinned([[np.ones(2), np.eye(3)[1], np.ones(1)]] * 2, ["a", "b"]),
    "three_axes": lambda: plots.three_axes(
        {
            name: {"updates": X, "seconds": 2 * X, "loss": loss}
            for name, loss in zip("ab", RUNS[:2], strict=True)
        }
    ),
    "tuning": lambda: plots.tuning(
        X, {name: {"here": RUNS[0], "there": RUNS[1]} for name in ("SGD", "Adam", "AdaGrad")}
    ),
    "velocities": lambda: plots.velocities(run(Momentum(0.1, 0.8))),
}


def moved(name):
    picture, runs = MOVING[name]()
    return picture.show(*runs)


def pinned():
    picture = plots.descent(valley, run(SGD(0.1)))
    picture.pin()
    return picture.show(run(SGD(0.4)))


def grades():
    with TemporaryDirectory() as folder:
        path = Path(folder, "class.csv")
        path.write_text(
            "learner,lesson,notebook,swing,note\na,06,a,passed,\nb,06,b,not yet: x,\n",
            encoding="utf-8",
        )
        return plots.grades(path)


PICTURES = (
    STILL | {name: partial(moved, name) for name in MOVING} | {"grades": grades, "pinned": pinned}
)
