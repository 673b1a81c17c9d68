"""What comes into the modules of experiments."""

from functools import partial

import numpy as np

from helpers.experiments import (
    arena,
    augmentation,
    averages,
    bench,
    blame,
    capstone,
    cluster,
    convergence,
    deep,
    differences,
    directions,
    doctor,
    elsewhere,
    entrants,
    false_labels,
    few_digits,
    frameworks,
    ghosts,
    landscapes,
    newcomers,
    noisy_moons,
    normalized,
    on_surfaces,
    own_points,
    parabolas,
    planted,
    race,
    readings,
    regret,
    removal,
    signals,
    sketches,
    starts,
    tracks,
    translations,
    trials,
    verdicts,
    zoo,
)
from helpers.layers import BatchNorm
from helpers.network import MLP
from helpers.optimizers import SGD, Momentum
from helpers.surfaces import quadratic, valley
from helpers.training import descend, last
from tests.inputs import NO_DTYPE, NO_NAME, NO_PAIR, Array, Number, Other, labels
from tests.inputs.course import X, Y, at, back, classified, stepped

SQUARE = np.ones((1, 4, 4))
SPOT = (1.0, 2.0)


def net():
    return MLP([4, 3, 3], "tanh", batchnorm=True, dtype=float)


def bets(**settings):
    return [bet[1:] for bet in regret.online(SGD(0.5), **{"rounds": 9} | settings)]


def measured(**settings):
    return [one.moves for one in bench.bench(**{"steps": 9} | settings)]


def duelled(land="valley", start=SPOT, one="SGD", other="Adam", **settings):
    settings = {"lr_one": 0.1, "lr_other": 0.1, "steps": 3} | settings
    runs = bench.duel(land, start, one=one, other=other, **settings)
    return [[point.theta for point in run] for run in runs]


def weighed(beta=0.5, **settings):
    [record] = averages.bargain(beta, **settings)
    return record.own, record.averages[:9]


def eps_of(net):
    return [layer.eps for layer in net.layers if isinstance(layer, BatchNorm)]


def ghosted(data=(X, Y), size=3, steps=1):
    return ghosts.ghost_batches(net(), SGD(0.1), data, size, steps).theta


def graphed(x1=1.0, x2=2.0, x3=6.0, **settings):
    [one] = normalized.graph(x1, x2, x3, **settings)
    return one.values, one.gradients


def accompanied(data=(X, Y), digit=1, size=2, **settings):
    [one] = normalized.company(net(), data, digit, size, **settings)
    return one.p


def small():
    return MLP([784, 5, 10], rng=0)


def turns(std=0.5, lr=0.1, B=2):
    return [step.loss for step in starts.spiral(std, lr, True, B, updates=2)]


PLACES = ((1.0, 0.1), (2.0, 1.0))


def crossed(starts=PLACES, rates=(0.1, 0.5), fresh=PLACES, steps=60):
    return landscapes.crossing(SGD, quadratic(0.5, 1.0), starts, rates, fresh, steps)


def curved(data=(X, Y), h=0.5):
    return landscapes.curvatures(MLP([4, 3], dtype=float), data, h)


def bowed(data=(X, Y), h=0.5):
    return landscapes.way_down(MLP([4, 3], dtype=float), data, h) ** 2  # of either sign


ALONG = np.ones((2, 15))


def cut(data=(X, Y), along=ALONG, reach=0.5, resolution=3):
    squares = landscapes.loss_slice(MLP([4, 3], dtype=float), data, along, reach, resolution)
    return last(squares).losses


def inspected(x=X, y=Y, eps=0.5, dtype=float):
    small = MLP([4, 3], dtype=float)
    return [record.report.backprop for record in planted.inspection(small, x, y, eps, dtype)]


def sent(x=X, weights=SQUARE, activation="relu", biases=()):
    passed = signals.propagate(x, weights, activation, biases=biases)
    return passed.activations, passed.gradients


def deepened(start="He", depth=1, lr=0.1, **settings):
    return deep.deep_run(start, depth, lr, **{"updates": 0} | settings)


def begun(times=1, output=1, depth=1, lr=0.1, updates=1):
    return [first[1:] for first in deep.first_updates(times, output, depth, lr, updates=updates)]


def raced(opt=None, **settings):
    at, losses, _ = race.fair_run(opt or SGD(0.1), **{"updates": 0} | settings)
    return at, losses


THREE = np.zeros((3, 784)), np.arange(3)


def taught(x=THREE[0], y=THREE[1]):
    recipe = capstone.Recipe((784, 3), epochs=1, batchnorm=False, dropout=0.0)
    return last(capstone.learn(recipe, 0, (x, y))).net.theta


def heard(digits=THREE, others=THREE, every=1):
    return [*readings.reader(iter(()), digits, others, every)()]


def parting(**settings):
    return [record.held for record in translations.translated(**{"steps": 1} | settings)]


SCORES = np.ones((6, 3))


def twice(z=SCORES, y=Y):
    return translations.SoftmaxTwice().forward(z, y)


def tuned(**settings):
    return [record[1:] for record in race.tuning(**settings)]


def tried(bug="no correction", lr=0.1, beta2=0.9, steps=1):
    return [trial[:3] for trial in zoo.trial(bug, lr, beta2, steps)]


def neuron(w=0.5, x=1, b=0, t=1, kind="tanh · squared", nudged="w"):
    return [(one.values, one.blame) for one in blame.neuron(w, x, b, t, kind, nudged)]


def lied_to(**settings):
    return [update.loss for update in false_labels.learn(**{"epochs": 2, "width": 3} | settings)]


def first(**settings):
    """Losses and shares of the first record on the moons."""
    return next(noisy_moons.learn(**{"width": 3} | settings))[:5]


def parts_gone(data=(X, Y), **settings):
    return [record.right for record in removal.removal([net()], data, **{"gone": 0.2} | settings)]


DIGITS = np.eye(3, 784), np.array([0, 1, 2])


def shifted(x=DIGITS[0], **how):
    return augmentation.moved(x, **how)


def tries(data=DIGITS, **how):
    return [record[:] for record in augmentation.trial([MLP([784, 10], dtype=float)], data, **how)]


def copied(data=DIGITS, copies=2, **how):
    return augmentation.augmented(data, copies, **how)


def learned(data=DIGITS, held=DIGITS, lr=0.1, updates=40, seed=0):
    return few_digits.learn(data, held, lr, seed, updates)[:3]


def lasting(data=DIGITS, decay=0.5, updates=1, **chosen):
    opt = chosen.get("opt", SGD(0.1))
    return few_digits.unlit(MLP([784, 10], dtype=float), opt, data, decay, updates)


def _of_step(step):
    """θ, m, v and g of one step of the zoo, and its t."""

    def taken(t=3, **changed):
        arrays = {name: np.arange(3) for name in ("theta", "m", "v", "g")} | changed
        return step(*arrays.values(), t)

    cases = [Array(n, (3,), lambda v, n=n: taken(**{n: v})) for n in ("theta", "m", "v", "g")]
    return [*cases, Number("t", 3, taken)]


def once(trial=trials.small, **settings):
    try:
        return trial(**{"seed": 3, "lr": 0.5, "decay": 0.0, "epochs": 1} | settings)
    except FloatingPointError:
        return [0.0]


def boxed(**settings):
    space = trials.box(**{"lr": 0.5, "lr_wide": 1, "decay": 0.5, "decay_wide": 1} | settings)
    return [sampler(np.random.default_rng(0)) for sampler in space.values()]


EXPERIMENTS = {
    "augmentation.moved": [
        Array("x", (2, 784), shifted),
        *(
            Array(name, (3,), lambda value, name=name: shifted(**{name: value}))
            for name in ("right", "down", "degrees", "mirrored")
        ),
    ],
    "augmentation.augmented": [
        Other("data", NO_PAIR, copied),
        Number("copies", 2, lambda copies: copied(copies=copies)),
        Number("shift", 2, lambda shift: copied(shift=shift)),
        Number("turn", 2, lambda turn: copied(turn=turn)),
        Number("mirror", 0.5, lambda mirror: copied(mirror=mirror)),
    ],
    "augmentation.trial": [
        Other("data", NO_PAIR, tries),
        *(
            Array(name, (3,), lambda value, name=name: tries(**{name: value}))
            for name in ("right", "down", "degrees", "mirrored")
        ),
    ],
    "doctor.patient": [Number("number", 5, doctor.patient)],
    "few_digits.split": [
        Number("seed", 1, lambda seed: few_digits.split(seed)["fit"]),
        Number("count", 5, lambda count: few_digits.split(count=count)["fit"]),
        Number("false", 0.5, lambda false: few_digits.split(false=false)["fit"]),
    ],
    "few_digits.learn": [
        Other("data", NO_PAIR, learned),
        Other("held", NO_PAIR, lambda held: learned(held=held)),
        Number("lr", 0.5, lambda lr: learned(lr=lr)),
        Number("seed", 1, lambda seed: learned(seed=seed)),
        Number("updates", 45, lambda updates: learned(updates=updates)),
    ],
    "few_digits.sure_of_mistakes": [
        Other("data", NO_PAIR, lambda data: few_digits.sure_of_mistakes(MLP([784, 10]), data)),
    ],
    "few_digits.unlit": [
        Other("data", NO_PAIR, lasting),
        Other("opt", (SGD, None, 0.1), lambda opt: lasting(opt=opt)),
        Number("decay", 0.5, lambda decay: lasting(decay=decay)),
        Number("updates", 2, lambda updates: lasting(updates=updates)),
    ],
    "averages.ewma": [
        Array("value|x", (5,), lambda x: [record.v for record in averages.ewma(x)]),
        Number("beta", 0.5, lambda beta: [record.v for record in averages.ewma([1, 2], beta)]),
    ],
    "averages.bargain": [
        Number("beta", 0.5, weighed),
        Number("noise", 2, lambda noise: weighed(noise=noise)),
        Number("every", 7, lambda every: weighed(every=every)),
    ],
    "blame.neuron": [
        *(Number(name, 0.5, lambda value, name=name: neuron(**{name: value})) for name in "wxbt"),
        Other("kind", NO_NAME, lambda kind: neuron(kind=kind)),
        Other("nudged", NO_NAME, lambda nudged: neuron(nudged=nudged)),
    ],
    "blame.Neuron.difference": [Number("eps", 0.5, blame.Neuron(1.0, 1.0, 0.0, 0.5).difference)],
    "blame.shares": [
        Array("z", (4,), lambda z: [one.at(2.0) for one in blame.shares(z, 2.0)]),
        Number("T", 2, lambda T: [*blame.shares([1, 0], T)]),
        Number("added", 2, lambda added: [*blame.shares([1, 0], 2.0, added)]),
    ],
    "blame.Shares.at": [Array("T", (3,), blame.Shares((2.0, 1.0), 1.0).at, low=1)],
    "capstone.Recipe.without": [Other("idea", NO_NAME, capstone.RECIPE.without)],
    "capstone.no_momentum": [
        Number("lr", 0.5, lambda lr: stepped(capstone.no_momentum(lr)), arrays=True)
    ],
    "capstone.learn": [
        Array("x|data", (3, 784), taught, high=1),
        labels("y|data", (3,), lambda y: taught(y=y), high=2),
    ],
    "capstone.settled": [
        Other("part of the data", NO_NAME, lambda on: capstone.settled(on=on)),
    ],
    "capstone.shifted": [
        Array("x", (2, 784), lambda x: capstone.shifted(x, 1)),
        Number("most", 1, lambda most: capstone.shifted(THREE[0], most)),
    ],
    "convergence.predicted": [
        Array("curvature", (3,), lambda c: convergence.predicted(Momentum(0.1), c))
    ],
    "deep.deep_net": [
        Other("start", NO_NAME, lambda start: deep.deep_net(start, 1).theta),
        Number("depth", 1, lambda depth: deep.deep_net("Xavier", depth).theta),
    ],
    "arena.enter": [
        Other("problem", NO_NAME, lambda name: arena.enter(SGD, name)),
        Number("seconds", 0, lambda seconds: [str(next(arena.enter(SGD, seconds=seconds)))]),
        Number("lr", 0.5, lambda lr: [str(next(arena.enter(SGD, lr=lr)))]),
    ],
    "tracks.track_of": [Other("problem", NO_NAME, tracks.track_of)],
    "tracks.Field.of": [Other("optimizer", NO_NAME, tracks.track_of("digits").field().of)],
    "verdicts.beside": [
        Other("problem", NO_NAME, verdicts.beside),
        Other("optimizer", NO_NAME, lambda name: verdicts.beside("digits", name)),
    ],
    "bench.gradients": [
        Number("size", 2, lambda size: bench.gradients(size)),
        Number("noise", 2, lambda noise: bench.gradients(1, noise)),
        Other("sign", NO_NAME, lambda sign: bench.gradients(sign=sign)),
        Number("steps", 9, lambda steps: bench.gradients(steps=steps)),
    ],
    "bench.bench": [
        Number("size", 2, lambda size: measured(size=size)),
        Number("noise", 2, lambda noise: measured(noise=noise)),
        Other("sign", NO_NAME, lambda sign: bench.bench(sign=sign)),
        Number("steps", 9, lambda steps: measured(steps=steps)),
    ],
    "bench.duel": [
        Other("surface", NO_NAME, lambda land: duelled(land=land)),
        Array("start|theta", (2,), lambda start: duelled(start=start), high=3),
        Other("optimizer", NO_NAME, lambda one: duelled(one=one)),
        Other("optimizer", NO_NAME, lambda other: duelled(other=other)),
        Number("lr", 0.5, lambda lr: duelled(lr_one=lr)),
        Number("lr", 0.5, lambda lr: duelled(lr_other=lr)),
        Number("steps", 3, lambda steps: duelled(steps=steps)),
    ],
    "entrants.made": [
        Other("rule", (None, 3, "Adam", int), lambda rule: entrants.made(rule, 0.1)),
        Number("lr", 0.5, lambda lr: entrants.made(SGD, lr).lr),
    ],
    "newcomers.entrant": [
        Other("optimizer", NO_NAME, lambda name: newcomers.entrant(name, 0.1, net())),
        Number("lr", 0.5, lambda lr: newcomers.entrant("Adam", lr, net()).lr, arrays=True),
    ],
    "newcomers.plan": [
        Other("optimizer", NO_NAME, lambda name: newcomers.plan(name, 0.1, 9)),
        Number("lr", 0.5, lambda lr: newcomers.plan("Adam", lr, 9)(3)),
        Number("updates", 9, lambda updates: newcomers.plan("Adam", 0.1, updates)(3)),
    ],
    "newcomers.entry": [
        Other("problem", NO_NAME, lambda name: newcomers.entry(name, "Adam", 0.1)),
        Other("optimizer", NO_NAME, lambda name: newcomers.entry("digits", name, 0.1)),
        Other(
            "part of the data", NO_NAME, lambda part: newcomers.entry("digits", "SGD", 0.1, 0, part)
        ),
        Other("lr", (0, -1, None, "0.1"), lambda lr: newcomers.entry("digits", "SGD", lr)),
        Other(
            "updates", (39, 40.5, "40"), lambda n: newcomers.entry("digits", "SGD", 1, updates=n)
        ),
    ],
    "newcomers.cost": [
        Array("curves", (3, 2, 4), lambda curves: newcomers.cost(curves, 9, 9)),
        Number("target", 3, lambda target: newcomers.cost(np.ones((3, 2, 4)), target, 9)),
        Number("draws", 3, lambda draws: newcomers.cost(np.ones((3, 2, 4)), 9, draws)),
    ],
    "on_surfaces.arrivals": [
        Other("optimizer", NO_NAME, lambda name: on_surfaces.arrivals(name, valley, [1], [SPOT])),
        Array("lr", (2,), lambda lr: on_surfaces.arrivals("SGD", valley, lr, [SPOT], 9)),
        Array("starts?|theta", (3, 2), lambda at: on_surfaces.arrivals("SGD", valley, [1], at, 9)),
        Number("steps", 9, lambda n: on_surfaces.arrivals("SGD", valley, [0.1], [SPOT], n)),
    ],
    "on_surfaces.starts": [
        Other("surface", NO_NAME, on_surfaces.starts),
        Other("part of the starts", NO_NAME, lambda part: on_surfaces.starts("valley", part)),
    ],
    "on_surfaces.curves": [
        Other("optimizer", NO_NAME, lambda name: on_surfaces.curves(name, "valley", 0.1)),
        Other("surface", NO_NAME, lambda ground: on_surfaces.curves("SGD", ground, 0.1)),
        Other("lr", (-1, None, "0.1"), lambda lr: on_surfaces.curves("SGD", "valley", lr)),
    ],
    "on_surfaces.tuned": [
        Other("optimizer", NO_NAME, lambda name: on_surfaces.tuned(name, "valley")),
        Other("surface", NO_NAME, lambda ground: on_surfaces.tuned("SGD", ground)),
    ],
    "regret.strides": [Number("rounds", 9, lambda n: regret.strides(SGD(0.5), n))],
    "regret.online": [
        Number("high", 3, lambda high: bets(high=high)),
        Number("period|high", 3, lambda period: bets(period=period, high=9)),
        Number("rounds", 9, lambda rounds: bets(rounds=rounds)),
        Number("start", 0.5, lambda start: bets(start=start)),
        Other("opt", (SGD, None, 0.1), lambda opt: regret.online(opt)),
    ],
    "deep.deep_run": [
        Other("start", NO_NAME, lambda start: deepened(start)),
        Other("part of the data", NO_NAME, lambda on: deepened(on=on)),
        Number("depth", 1, lambda depth: deepened(depth=depth)),
        Number("lr", 0.1, lambda lr: deepened(lr=lr)),
        Number("updates", 0, lambda updates: deepened(updates=updates)),
    ],
    "deep.first_updates": [
        *(
            Number(name, 1, lambda value, name=name: begun(**{name: value}))
            for name in ("times", "output", "depth", "lr", "updates")
        ),
    ],
    **{
        f"differences.{way.__name__}": [
            Array("x", (3,), lambda x, way=way: way(np.square, x, 0.5)),
            Array("eps", (3,), lambda eps, way=way: way(np.square, 1.0, eps), low=1),
        ]
        for way in differences.METHODS.values()
    },
    "differences.Place.errors": [
        Array("eps", (3,), lambda eps: differences.PLACES["x²"].errors(eps), low=1)
    ],
    "directions.rare_feature": [
        Number("share", 0.5, lambda share: at(*directions.rare_feature(share, [0]))),
        Other("seeds", ((), []), lambda seeds: directions.rare_feature(0.5, seeds)),
    ],
    "directions.turned_ravine": [
        Number("angle", 30, lambda angle: at(*directions.turned_ravine(angle, [0]))),
        Other("seeds", ((), []), lambda seeds: directions.turned_ravine(30, seeds)),
    ],
    "directions.judged": [Array("steps", (3, 4), directions.judged)],
    "false_labels.small": [Array("x", (2, 784), false_labels.small)],
    "false_labels.examples": [
        Number("false", 0.5, lambda false: false_labels.examples(false, m=9)[1:]),
        Number("m", 2, lambda m: false_labels.examples(m=m)[1:]),
    ],
    "false_labels.network": [
        Number("hidden", 0.5, lambda p: false_labels.network(hidden=p, width=3).theta),
        Number("Dropout: p", 0.5, lambda p: false_labels.network(pixels=p, width=3).theta),
        Number("l2", 0.5, lambda l2: false_labels.network(l2=l2, width=3).theta),
        Number("sizes: the units of a layer", 2, lambda n: false_labels.network(width=n).theta),
    ],
    "false_labels.learn": [
        Number("false", 0.5, lambda false: lied_to(false=false)),
        Number("lr", 0.5, lambda lr: lied_to(lr=lr), arrays=True),
        Number("epochs", 2, lambda epochs: lied_to(epochs=epochs)),
    ],
    "false_labels.right": [
        Other("part of the data", NO_NAME, partial(false_labels.right, false_labels.network()))
    ],
    "ghosts.with_batchnorm": [
        Number("eps", 0.5, lambda eps: eps_of(ghosts.with_batchnorm(net(), eps=eps))),
        Number("momentum", 0.5, lambda m: eps_of(ghosts.with_batchnorm(net(), momentum=m))),
    ],
    "ghosts.training_pass": [Array("x", (6, 4), lambda x: ghosts.training_pass(net(), x))],
    "ghosts.ghost_batches": [
        *classified(ghosted),
        Number("size", 2, lambda size: ghosted(size=size)),
        Number("steps", 2, lambda steps: ghosted(steps=steps)),
        Other("opt", (SGD, None, 0.1), lambda o: ghosts.ghost_batches(net(), o, (X, Y), 3, 1)),
    ],
    "normalized.graph": [
        *(
            Number(name, 2, lambda value, name=name: graphed(**{name: value}))
            for name in ("x1", "x2", "x3", "gamma", "beta")
        ),
        Other("pulled", NO_NAME, lambda pulled: graphed(pulled=pulled)),
    ],
    "normalized.checked": [Number("m", 2, lambda m: normalized.checked(m, True))],
    "normalized.company": [
        *classified(lambda data: accompanied(data=data))[:1],
        Number("digit", 1, lambda digit: accompanied(digit=digit)),
        Number("size", 2, lambda size: accompanied(size=size)),
        Other("others", NO_NAME, lambda others: accompanied(others=others)),
    ],
    "normalized.answer": [Array("x|batch", (6, 4), lambda x: normalized.answer(net(), x))],
    "normalized.right_together": [
        *classified(lambda data: normalized.right_together(net(), data, [[0, 1], [2, 3]]))[:1],
    ],
    "normalized.by_company": [
        *classified(lambda data: normalized.by_company(net(), data))[:1],
    ],
    "starts.start": [
        Number("std|init(ializer)?", 0.5, lambda std: starts.start(std).theta),
        Number("eps", 0.5, lambda eps: eps_of(starts.start(0.5, eps=eps))),
        Number("momentum", 0.5, lambda m: starts.start(0.5, momentum=m).theta),
    ],
    "starts.taught": [
        Number("epochs", 2, lambda epochs: starts.taught(epochs=epochs).theta),
        Number("batch_size", 20, lambda size: starts.taught(0, 1, size).theta),
        Number("momentum", 0.5, lambda momentum: starts.taught(0, 1, 50, momentum).theta),
    ],
    "starts.right": [Number("lr", 0.5, lambda lr: starts.right(small(), lr), arrays=True)],
    "starts.in_ghosts": [
        Number("size", 50, lambda size: starts.in_ghosts(size, 0.1, steps=10)),
        Number("lr", 0.5, lambda lr: starts.in_ghosts(50, lr, steps=10), arrays=True),
    ],
    "starts.spiral": [
        Number("std|init(ializer)?", 0.5, lambda std: turns(std=std)),
        Number("lr", 0.5, lambda lr: turns(lr=lr), arrays=True),
        Number("batch_size", 2, lambda B: turns(B=B)),
    ],
    "starts.untangled": [
        Other("batchnorm", ("no", 3, None), lambda on: starts.untangled(0.5, 0.1, on)),
    ],
    "cluster.local": [
        Other("workers", (0, None, "2", 1.5), lambda n: cluster.local(n).__enter__())
    ],
    "convergence.arrival": [
        Number("goal", 2, lambda goal: convergence.arrival(descend(SGD(0.1), valley, SPOT), goal)),
    ],
    "convergence.settled": [
        Array("losses", (5, 2), lambda losses: convergence.settled(losses, 50)),
        Number("goal", 2, lambda goal: convergence.settled([3, 2, 1], goal)),
    ],
    **{
        f"elsewhere.{ask.__name__}": [Other("framework", NO_NAME, ask)]
        for ask in (elsewhere.installed, elsewhere.recorded, elsewhere.ends_elsewhere)
    },
    "elsewhere.elsewhere": [
        Other("framework", NO_NAME, lambda name: elsewhere.elsewhere(name, None, [], ())),
    ],
    "frameworks.batches": [Number("count", 2, frameworks.batches)],
    "frameworks.kicked": [
        Number("length", 0.5, lambda length: frameworks.kicked(net(), length).theta)
    ],
    "landscapes.crossing": [
        Array("starts?|theta", (3, 2), lambda starts: crossed(starts)),
        Array("starts?|theta", (3, 2), lambda fresh: crossed(fresh=fresh)),
        Array("rates|lr", (3,), lambda rates: crossed(rates=rates), high=1),
        Number("steps", 60, lambda steps: crossed(steps=steps)),
    ],
    "landscapes.stretched": [
        Number("factor", 0.5, lambda c: landscapes.stretched(MLP([4, 3, 3]), c).theta)
    ],
    "landscapes.noisy": [Number("size", 2, lambda size: at(landscapes.noisy(valley, size)))],
    "landscapes.curvatures": [
        *classified(curved)[:2],
        Number("h", 0.5, lambda h: curved(h=h)),
    ],
    "landscapes.way_down": [
        *classified(bowed)[:2],
        Number("h", 0.5, lambda h: bowed(h=h)),
    ],
    "landscapes.loss_slice": [
        *classified(cut)[:2],
        Array("along", (2, 15), lambda along: cut(along=along)),
        Number("reach", 0.5, lambda reach: cut(reach=reach)),
        Number("resolution", 3, lambda resolution: cut(resolution=resolution)),
    ],
    "noisy_moons.learn": [
        Number("dropped", 0.5, lambda p: first(dropped=p)),
        Number("sizes: the units of a layer", 2, lambda width: first(width=width)),
        Number("draw", 2, lambda draw: first(draw=draw)),
    ],
    "noisy_moons.densities": [Array("x", (5, 2), noisy_moons.densities)],
    "noisy_moons.best_rule": [
        Array("x", (5, 2), noisy_moons.best_rule),
        Number("noise", 0.5, lambda noise: noisy_moons.best_rule(np.ones((1, 2)), noise)),
    ],
    "noisy_moons.bayes_rate": [Number("noise", 0.5, noisy_moons.bayes_rate)],
    "parabolas.here": [
        Number("minimum", 5, lambda minimum: parabolas.here(minimum, float, 3)),
        Number("steps", 3, lambda steps: parabolas.here(5, float, steps)),
        Other("dtype", NO_DTYPE, lambda dtype: parabolas.here(5, dtype)),
    ],
    "planted.plant": [Other("bug", NO_NAME, lambda bug: planted.plant(net(), bug))],
    "planted.Unmasked.backward": [
        Array("dy", (6, 4), lambda dy: back(planted.Unmasked(), dy)),
    ],
    "planted.learning": [
        Other("bug", NO_NAME, lambda bug: planted.learning(bug, 0)),
        Number("seed", 0, lambda seed: planted.learning("2·db", seed)),
        Number("lr", 0.1, lambda lr: planted.learning("2·db", 0, lr), arrays=True),
    ],
    "planted.hidden": [Number("seed", 3, planted.hidden)],
    "planted.inspection": [
        Array("x", (6, 4), lambda x: inspected(x)),
        labels("y", (6,), lambda y: inspected(y=y), high=2),
        Number("eps", 0.5, lambda eps: inspected(eps=eps)),
        Other("dtype", NO_DTYPE, lambda dtype: inspected(dtype=dtype)),
    ],
    "trials.box": [
        Number("lr|low|high", 0.5, lambda lr: boxed(lr=lr)),
        Number("lr_wide|low|high", 0.5, lambda wide: boxed(lr_wide=wide)),
        Number("decay|low|high", 0.5, lambda decay: boxed(decay=decay)),
        Number("decay_wide|low|high", 0.5, lambda wide: boxed(decay_wide=wide)),
        Other("scale", NO_NAME, lambda scale: boxed(scale=scale)),
    ],
    "trials.digits": [
        Number("seed", 3, lambda seed: once(trials.digits, seed=seed)),
        Number("lr", 0.5, lambda lr: once(trials.digits, lr=lr), arrays=True),
        Number("l2", 0.5, lambda decay: once(trials.digits, decay=decay)),
        Number("epochs", 1, lambda epochs: once(trials.digits, epochs=epochs)),
    ],
    "trials.small": [
        Number("seed", 3, lambda seed: once(seed=seed)),
        Number("lr", 0.5, lambda lr: once(lr=lr), arrays=True),
        Number("l2", 0.5, lambda decay: once(decay=decay)),
        Number("beta", 0.5, lambda beta: once(beta=beta), arrays=True),
        Number("units", 3, lambda units: once(units=units)),
        Other("activation", NO_NAME, lambda activation: once(activation=activation)),
        Number("epochs", 1, lambda epochs: once(epochs=epochs)),
    ],
    "trials.judged": [
        Other("part of the data", NO_NAME, lambda on: trials.judged(3, 0.5, 0.0, on)),
    ],
    "trials.recorded": [Other("search", NO_NAME, trials.recorded)],
    "trials.spread": [
        Other("kind", NO_NAME, trials.spread),
        Number("rng", 3, lambda rng: trials.spread("random", rng)),
    ],
    "trials.best_of_25": [
        Other("kind", NO_NAME, trials.best_of_25),
        Other("rng", (None, "3", 1.5), lambda rng: trials.best_of_25("grid", rng)),
        Other("wide", (None, "3", 0), lambda wide: trials.best_of_25("grid", 0, wide)),
    ],
    "race.fair_run": [
        Other("part of the data", NO_NAME, lambda on: raced(on=on)),
        Number("updates", 0, lambda updates: raced(updates=updates)),
        Number("every", 1, lambda every: raced(every=every)),
        Other("dtype", NO_DTYPE, lambda dtype: raced(dtype=dtype)),
        Other("opt", (SGD, 0.1), lambda opt: raced(opt)),
    ],
    "race.result": [Array("losses", (3, 12), race.result)],
    "race.tuning": [
        Number("tried", 3, lambda tried: tuned(tried=tried)),
        Number("draw", 3, lambda draw: tuned(draw=draw)),
        Number("chooser", 1, lambda chooser: tuned(chooser=chooser)),
        Other("optimizer", NO_NAME, lambda name: tuned(favoured=name)),
    ],
    "removal.masks": [
        Number("gone", 0.5, lambda gone: removal.masks(net(), gone)),
        Number("draw", 3, lambda draw: removal.masks(net(), 0.5, draw)),
        Other("part", NO_NAME, lambda part: removal.masks(net(), 0.5, part=part)),
    ],
    "removal.without": [
        Array("x", (6, 4), lambda x: removal.without(net(), x, [np.ones(4), np.ones(3)]))
    ],
    "removal.removal": [
        *classified(parts_gone),
        Number("gone", 0.5, lambda gone: parts_gone(gone=gone)),
        Other("part", NO_NAME, lambda part: parts_gone(part=part)),
    ],
    "removal.still_right": [
        *classified(lambda data: removal.still_right([net()], data, "pixels", 0.2)),
        Number("draws", 2, lambda draws: removal.still_right([net()], (X, Y), "pixels", 0, draws)),
    ],
    "removal.loudest": [Array("x", (6, 4), lambda x: removal.loudest(net(), x))],
    "removal.at_work": [Array("x", (6, 4), lambda x: removal.at_work(net(), x))],
    "removal.votes": [
        Array("x", (6, 4), lambda x: removal.votes(net(), x, 1)),
        Number("times", 2, lambda times: removal.votes(net(), X, times)),
    ],
    "readings.reader": [
        Other("digits", NO_PAIR, heard),
        Other("others", NO_PAIR, lambda others: heard(others=others)),
        Number("every", 1, lambda every: heard(every=every)),
    ],
    "own_points.drawn": [
        Other("points", ("banana", "1,2", None, 3), lambda text: own_points.drawn(text, None))
    ],
    "own_points.joined": [
        Other("points", ("banana", None), lambda text: own_points.joined(text, ([SPOT], [0]))),
        Other("", NO_PAIR, lambda data: own_points.joined("", data)),
    ],
    "own_points.taught": [
        Other("", NO_PAIR, lambda data: [*own_points.taught([2, 2], "tanh", data)]),
        Number(
            "lr",
            0.5,
            lambda lr: len(
                [*own_points.taught([2, 2], "tanh", own_points.drawn(own_points.RING, None), lr)]
            ),
            arrays=True,
        ),
    ],
    "own_points.of_file": [
        Other("", (b"banana", b"PK\0"), lambda file: own_points.of_file(file, own_points.WINDOW))
    ],
    "sketches.cells": [Other("drawing", ("banana", "12", None, 3), sketches.cells)],
    "sketches.drawing": [Array("inked", (28, 28), sketches.drawing)],
    "sketches.like_mnist": [Array("inked", (28, 28), sketches.like_mnist)],
    "sketches.centred": [Array("x", (2, 784), sketches.centred)],
    "translations.translated": [
        Other("mistake", NO_NAME, lambda mistake: parting(mistake=mistake)),
        Other("method", NO_NAME, lambda method: parting(method=method)),
        Number("seed", 1, lambda seed: parting(seed=seed)),
        Number("steps", 1, lambda steps: parting(steps=steps)),
    ],
    "translations.SoftmaxTwice.forward": [
        Array("z|y", (6, 3), twice),
        labels("y", (6,), lambda y: twice(y=y), high=2),
    ],
    "signals.Identity.forward": [Array("x", (6, 4), lambda x: signals.Identity().forward(x))],
    "signals.Identity.backward": [Array("dy", (6, 4), lambda dy: back(signals.Identity(), dy))],
    "signals.level": [Array("values", (6, 4), signals.level)],
    "signals.angle": [Array("values", (6, 4), signals.angle)],
    "signals.mirrored": [Array("weights", (2, 4, 4), signals.mirrored)],
    "signals.propagate": [
        Array("x|weights", (6, 4), sent),
        Array("weights", (2, 4, 4), lambda weights: sent(weights=weights)),
        Array("biases", (1, 4), lambda biases: sent(biases=biases)),
        Other("activation", NO_NAME, lambda name: sent(activation=name)),
    ],
    **{f"zoo.{step.__name__}": _of_step(step) for step in zoo.STEPS.values()},
    "zoo.as_optimizer": [
        Number("lr", 0.5, lambda lr: stepped(zoo.as_optimizer("A", zoo.adam, lr)), arrays=True)
    ],
    "zoo.trial": [
        Other("bug", NO_NAME, tried),
        Number("lr", 0.5, lambda lr: tried(lr=lr), arrays=True),
        Number("beta2", 0.5, lambda beta2: tried(beta2=beta2), arrays=True),
        Number("steps", 1, lambda steps: tried(steps=steps)),
    ],
    "zoo.step_sizes": [
        Other("bug", NO_NAME, lambda bug: zoo.step_sizes(bug, 1.0)),
        Number("slope", 2, lambda slope: zoo.step_sizes("nothing", slope, steps=3)),
        Number("beta2", 0.5, lambda beta2: zoo.step_sizes("nothing", 1.0, beta2, steps=3)),
        Number("steps", 3, lambda steps: zoo.step_sizes("nothing", 1.0, steps=steps)),
    ],
    "zoo.mystery": [
        Other("bug", NO_NAME, zoo.mystery),
        Number("steps", 3, lambda steps: zoo.mystery("nothing", steps=steps)),
    ],
}
