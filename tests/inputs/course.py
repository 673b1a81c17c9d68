"""What comes into the course's own modules."""

from dataclasses import fields

import numpy as np

from helpers import (
    arrays,
    companions,
    datasets,
    gradcheck,
    initializers,
    losses,
    muon,
    parameters,
    regression,
    sampling,
    search,
    tables,
)
from helpers import schedules as plans
from helpers import surfaces as grounds
from helpers import training as runs
from helpers.beyond_adam import BEYOND
from helpers.layers import Affine, BatchNorm, Dropout, ReLU, Sigmoid, Tanh
from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS, SGD, Adam
from helpers.regularization import Penalty
from helpers.surfaces import SURFACES, rosenbrock, valley
from tests.inputs import NO_DTYPE, NO_NAME, NO_PAIR, Array, Number, Other, counts, in_place, labels

X, Y = np.arange(24.0).reshape(6, 4) % 7, np.array([0, 1, 2, 2, 1, 0])
FEW, HEIGHTS = np.array([[1.0, 2], [3, 1], [0, 2], [5, 5], [2, 9]]), np.arange(5.0)
LINE = regression.squared_loss((FEW, HEIGHTS), (3.0, 3.0))
PLACE = np.array([3.0, 1.0])


def net(**settings):
    return MLP([4, 3, 3], "tanh", dtype=float, **settings)


def affine():
    return Affine(np.arange(12.0).reshape(4, 3), np.ones(3))


def norm(eps=1e-5):
    return BatchNorm(np.ones(4), np.zeros(4), eps=eps)


def back(layer, dy):
    """dx and the gradients of the layer's parameters."""
    layer.forward(X)
    return layer.backward(dy), [getattr(layer, f"d{name}") for name in layer.names]


def loss_and_gradient(z, y=Y):
    head = losses.SoftmaxCrossEntropy()
    return head.forward(z, y), head.backward()


def stepped(opt, theta=(1.0, 2.0), grad=(3.0, 4.0)):
    theta = np.array(theta) if isinstance(theta, tuple) else theta
    opt.step(theta, grad)
    return theta


def nudged(theta, eps=0.5):
    return gradcheck.numerical_gradient(lambda: float((theta * theta).sum()), theta, eps)


def along(theta, v=(1, 2, 3), eps=0.5):
    return gradcheck.directional_slope(lambda: float((theta * theta).sum()), theta, v, eps)


def backprop(x=X, y=Y, eps=1e-5, dtype=float):
    return gradcheck.gradient_check(MLP([4, 3], dtype=float), x, y, eps, dtype).backprop


def averaged(theta, beta=None):
    average = companions.Average(beta)
    for place in (theta, np.ones(3)):
        average.add(place)
    return average.theta


def elsewhere(theta=None, place=(1.0, 2.0, 3.0)):
    theta = np.zeros(3) if theta is None else theta
    with companions.placed(theta, place):
        return theta.copy()


def shortened(grad, longest=0.5):
    return companions.clip_norm(grad, longest), grad


DEEP = {"W1": (1, 1), "W2": (1, 1), "W3": (1, 1)}


def by_part(**settings):
    opt, theta = muon.ByPart(**{"shapes": DEEP} | settings), np.ones(3)
    opt.step(theta, np.ones(3))
    return theta


def written(value):
    W = np.zeros(3)
    parameters.write(value, W, "W")
    return W


def at(surface, place=PLACE):
    """The surface in numbers."""
    return surface(place), surface.grad(place)


def trained(data=(X, Y), **settings):
    return [step.loss for step in runs.train(net(), SGD(0.01), data, **settings)]


def watched(data=(X, Y), held=(X, Y), every=1):
    run = runs.train(net(), SGD(0.01), (X, Y), epochs=2)
    return [record[:3] for record in runs.watch(run, data, held, every)]


def descended(start=PLACE, steps=3):
    return [point[:4] for point in runs.descend(SGD(0.001), rosenbrock, start, steps)]


def fitted(data=(FEW, HEIGHTS), batch_size=2, epochs=1, start=None):
    run = regression.fit(SGD(0.001), LINE, data, batch_size, epochs, start=start)
    return [reading[:5] for reading in run]


READINGS = [*regression.fit(SGD(0.001), LINE, (FEW, HEIGHTS), 2, epochs=3)]


def estimated(data=(FEW, HEIGHTS), theta=PLACE, batch_size=2, count=3):
    return regression.estimates(data, theta, batch_size, count)[2:]


def classified(call):
    """Data (x, y) with classes y, and what is no such pair."""
    return [
        Array("x|data", (6, 4), lambda x: call((x, Y))),
        labels("y|data", (6,), lambda y: call((X, y)), high=2),
        Other("data", NO_PAIR, call),
    ]


def measured(call):
    """Data (x, y) with a number y for each example, and what is no such pair."""
    return [
        Array("x|data", (5, 2), lambda x: call((x, HEIGHTS))),
        Array("y|data", (5,), lambda y: call((FEW, y))),
        Other("data", NO_PAIR, call),
    ]


ARRAYS = {
    "arrays.floats": [Array("a", (3, 2), lambda a: arrays.floats(a, "a"))],
    "arrays.whole": [Number("n", 3, lambda n: arrays.whole(n, "n", 1))],
    "arrays.number": [
        Number("a", 0.5, lambda a: arrays.number(a, "a", "finite", lambda size: abs(size) < 1e9))
    ],
    "arrays.pair": measured(arrays.pair),
    "arrays.rows": [Array("x", (6, 4), lambda x: arrays.rows(x, 4))],
    "arrays.labels": [labels("y", (6,), lambda y: arrays.labels(y, 6, 3), high=2)],
    "arrays.one_of": [Other("name", NO_NAME, lambda value: arrays.one_of(value, "name", ["relu"]))],
    "arrays.check_in_place": [
        in_place("theta", (3,), lambda theta: arrays.check_in_place(theta, "theta", "it moves"))
    ],
    "arrays.precision": [Other("dtype", NO_DTYPE, arrays.precision)],
    "parameters.write": [Array("W", (3,), written)],
}

DATA = {
    "datasets.load_temperatures": [
        Number(
            "year|temperatures",
            2014,
            lambda y: len(datasets.load_temperatures(y)[0]),
            besides=(None,),
        )
    ],
    "datasets.load_points": [Other("", (__file__,), datasets.load_points)],
    "tables.points": [Other("", ("banana", "1,2,0", "1,2,"), tables.points)],
    "tables.decoded": [Other("", (b"PK\0",), tables.decoded)],
    "datasets.load_records": [Other("records", NO_NAME, datasets.load_records)],
    "datasets.line": [
        Number("m", 9, datasets.line),
        Number("noise", 0.5, lambda noise: datasets.line(9, noise)),
    ],
    **{
        f"datasets.{make.__name__}": [
            Number("m", 9, make),
            Number("noise", 0.5, lambda noise, make=make: make(9, noise=noise)),
        ]
        for make in (datasets.moons, datasets.spirals, datasets.blobs)
    },
}
DATA["datasets.spirals"].append(Number("class(es)?", 3, lambda k: datasets.spirals(9, k)))
DATA["datasets.blobs"].append(Number("class(es)?", 3, lambda k: datasets.blobs(9, k)))

LAYERS = {
    "layers.Affine.__init__": [
        Array("W|x", (4, 3), lambda W: back(Affine(W, np.ones(3)), np.ones((6, 3)))),
        Array("b", (3,), lambda b: Affine(np.ones((4, 3)), b).infer(X)),
    ],
    "layers.Affine.forward": [Array("x", (6, 4), lambda x: affine().forward(x))],
    "layers.Affine.infer": [Array("x", (6, 4), lambda x: affine().infer(x))],
    "layers.Affine.backward": [Array("dy", (6, 3), lambda dy: back(affine(), dy))],
    "layers.Activation.forward": [Array("x", (6, 4), lambda x: Tanh().forward(x))],
    **{
        f"layers.{kind.__name__}.{way}": [Array(name, (6, 4), call)]
        for kind in (ReLU, Sigmoid, Tanh)
        for way, name, call in (
            ("infer", "x", lambda x, kind=kind: kind().infer(x)),
            ("backward", "dy", lambda dy, kind=kind: back(kind(), dy)),
        )
    },
    "layers.BatchNorm.__init__": [
        Array("gamma", (4,), lambda gamma: back(BatchNorm(gamma, np.zeros(4)), X)),
        Array("beta", (4,), lambda beta: BatchNorm(np.ones(4), beta).forward(X)),
        Number("momentum", 0.5, lambda m: BatchNorm(np.ones(4), np.zeros(4), m).momentum),
        Number("eps", 0.5, lambda eps: norm(eps).forward(X)),
    ],
    "layers.BatchNorm.forward": [Array("x", (6, 4), lambda x: norm().forward(x))],
    "layers.BatchNorm.infer": [Array("x", (6, 4), lambda x: norm().infer(x))],
    "layers.BatchNorm.backward": [Array("dy", (6, 4), lambda dy: back(norm(), dy))],
    "layers.Dropout.__init__": [Number("p", 0.25, lambda p: Dropout(p).forward(X))],
    "layers.Dropout.forward": [Array("x", (6, 4), lambda x: Dropout(0.0).forward(x))],
    "layers.Dropout.infer": [Array("x", (6, 4), lambda x: Dropout(0.5).infer(x))],
    "layers.Dropout.backward": [Array("dy", (6, 4), lambda dy: back(Dropout(0.5), dy))],
    "losses.softmax": [Array("z", (6, 3), losses.softmax)],
    "losses.SoftmaxCrossEntropy.forward": [
        Array("z|y", (6, 3), loss_and_gradient),
        labels("y", (6,), lambda y: loss_and_gradient(X[:, :3], y), high=2),
    ],
    "regularization.Penalty.__init__": [
        Number("l2", 0.5, lambda l2: Penalty(l2).forward([affine()])),
        Number("l1", 0.5, lambda l1: Penalty(l1=l1).forward([affine()])),
    ],
}

LAYERS = {  # a layer alone warns of infinity, as NumPy does; in its network it is quiet
    name: [case._replace(call=arrays.quietly(case.call)) for case in cases]
    for name, cases in LAYERS.items()
}

NETWORKS = {
    "network.MLP.__init__": [
        counts("sizes", (3,), lambda sizes: MLP(sizes).theta, low=1, high=9),
        Other("sizes", (784, None, "784", [4], [4, "3"], [4, [5], 3], 7.5), MLP),
        Other("activation", NO_NAME, lambda name: MLP([4, 3], name)),
        Other("init", (None, [1.0], 1j), lambda init: MLP([4, 3], init=init)),
        Other("initializer", ("best",), lambda init: MLP([4, 3], init=init)),
        Number("init", 0.5, lambda std: MLP([4, 3], init=std).theta, besides=("3",)),
        Other("batchnorm", (None, "no", 2, []), lambda on: MLP([4, 3], batchnorm=on)),
        Array("dropout", (1,), lambda p: MLP([4, 3, 3], dropout=p).loss_and_grad(X, Y), high=0),
        Other("dropout", (None, "0.1", -0.1, 1, [0.1, 0.1]), lambda p: MLP([4, 3, 3], dropout=p)),
        Number("l2", 0.5, lambda l2: net(l2=l2).loss_and_grad(X, Y)),
        Number("l1", 0.5, lambda l1: net(l1=l1).loss_and_grad(X, Y)),
        Other("dtype", NO_DTYPE, lambda dtype: MLP([4, 3], dtype=dtype)),
    ],
    **{
        f"network.MLP.{method}": [
            Array("x", (6, 4), lambda x, method=method: getattr(net(batchnorm=True), method)(x, Y)),
            labels("y", (6,), lambda y, method=method: getattr(net(), method)(X, y), high=2),
        ]
        for method in ("loss_and_grad", "training_loss", "loss", "accuracy")
    },
    **{
        f"network.MLP.{method}": [
            Array("x", (6, 4), lambda x, method=method: getattr(net(), method)(x))
        ]
        for method in ("logits", "predict", "predict_proba")
    },
    "network.MLP.astype": [Other("dtype", NO_DTYPE, lambda dtype: net().astype(dtype))],
    "gradcheck.numerical_gradient": [
        in_place("theta", (3,), nudged),
        Number("eps", 0.5, lambda eps: nudged(np.ones(3), eps)),
        Other(
            r"f\(\)",
            ("1", None, 1j, np.ones(2), [1.0], True),
            lambda value: gradcheck.numerical_gradient(lambda: value, np.ones(3)),
        ),
    ],
    "gradcheck.directional_slope": [
        in_place("theta", (3,), along),
        Array("v", (3,), lambda v: along(np.ones(3), v)),
        Number("eps", 0.5, lambda eps: along(np.ones(3), eps=eps)),
        Other(
            r"f\(\)",
            ("1", None, 1j, np.ones(2), [1.0], True),
            lambda value: gradcheck.directional_slope(lambda: value, np.ones(3), np.ones(3)),
        ),
    ],
    "gradcheck.relative_difference": [
        Array("a", (3,), lambda a: gradcheck.relative_difference(a, [1, 2, 3])),
        Array("b", (3,), lambda b: gradcheck.relative_difference([1, 2, 3], b)),
        Number("floor", 0.5, lambda floor: gradcheck.relative_difference([1], [2], floor)),
    ],
    "gradcheck.gradient_check": [
        Array("x", (6, 4), backprop),
        labels("y", (6,), lambda y: backprop(y=y), high=2),
        Number("eps", 0.5, lambda eps: backprop(eps=eps)),
        Other("dtype", NO_DTYPE, lambda dtype: backprop(dtype=dtype)),
    ],
    **{
        f"initializers.{rule.__name__}": [
            Number("fan_in", 5, lambda n, rule=rule: rule(n, 3)),
            Number("fan_out", 5, lambda n, rule=rule: rule(3, n)),
        ]
        for rule in initializers.INITIALIZERS.values()
    },
    "initializers.normal": [Number("std", 0.5, lambda std: initializers.normal(std)(4, 3))],
    "initializers.initialize": [
        Number("init", 0.5, lambda i: initializers.initialize(i, 4, 3, 0), besides=("3",)),
        Number("fan_in", 5, lambda n: initializers.initialize("he", n, 3, 0)),
        Number("fan_out", 5, lambda n: initializers.initialize("he", 4, n, 0)),
        Other(
            "init", (None, [1.0], lambda *fans: "1"), lambda i: initializers.initialize(i, 4, 3, 0)
        ),
        Other("initializer", ("best", ""), lambda name: initializers.initialize(name, 4, 3, 0)),
    ],
}

ROW = np.ones((1, 2))

STEPS = {
    **{
        f"{kind.__module__.partition('.')[2]}.{name}.__init__": [
            Number(f.name, 0.5, lambda h, kind=kind, f=f: stepped(kind(**{f.name: h})), arrays=True)
            for f in fields(kind)
        ]
        for name, kind in (OPTIMIZERS | BEYOND).items()
    },
    "muon.Muon.__init__": [
        Number(f.name, 0.5, lambda h, f=f: stepped(muon.Muon(**{f.name: h}), ROW, ROW), arrays=True)
        for f in fields(muon.Muon)
    ],
    "muon.ByPart.__init__": [
        Number("lr", 0.5, lambda lr: by_part(lr=lr), arrays=True),
        Other("shapes", ({}, {"W1": (1, 3)}, None, 3), lambda shapes: by_part(shapes=shapes)),
        Other("opt", (SGD, None, 0.1), lambda opt: by_part(hidden=opt)),
        Other("opt", (SGD, None, 0.1), lambda opt: by_part(rest=opt)),
    ],
    "muon.orthogonalised": [
        Array("M", (3, 2), muon.orthogonalised),
        Number("steps", 2, lambda steps: muon.orthogonalised(X, steps)),
    ],
    "companions.Average.__init__": [
        Number("beta", 0.5, lambda beta: averaged(np.zeros(3), beta), besides=(None,))
    ],
    "companions.Average.add": [Array("theta", (3,), averaged)],
    "companions.placed": [
        in_place("theta|place", (3,), elsewhere),
        Array("place", (3,), lambda place: elsewhere(place=place)),
    ],
    "companions.clip_norm": [
        in_place("grad", (3,), shortened, changes=True),
        Number("longest", 0.5, lambda longest: shortened(np.ones(3), longest)),
    ],
    "stepping.Optimizer.__init__": [Number("lr", 0.5, lambda lr: stepped(SGD(lr)), arrays=True)],
    "stepping.Optimizer.step": [
        in_place("theta", (2,), lambda theta: stepped(Adam(), theta), changes=True),
        Array("grad", (2,), lambda grad: stepped(Adam(), grad=grad)),
    ],
}

MAKERS = {
    plans.constant: {"lr": 0.5},
    plans.inverse_time: {"lr": 0.5, "decay": 0.1, "per": 3},
    plans.exponential: {"lr": 0.5, "rate": 0.9, "per": 3},
    plans.inverse_sqrt: {"lr": 0.5, "per": 3},
    plans.cosine: {"lr": 0.5, "steps": 9, "warmup": 2},
    plans.one_cycle: {"lr": 0.5, "steps": 9, "up": 0.5, "start": 25, "end": 100},
}


def _of_maker(maker, settings):
    def made(t=5, **changed):
        return maker(**settings | changed)(t)

    numbers = [Number(n, v, lambda v, n=n: made(**{n: v})) for n, v in settings.items()]
    return [*numbers, Array("t", (3,), lambda t: made(t))]


SCHEDULES = {
    **{f"schedules.{maker.__name__}": _of_maker(maker, s) for maker, s in MAKERS.items()},
    "schedules.staircase": [
        Other("schedule", (3, "cosine"), lambda plan: plans.staircase(plan, 3)),
        Number("per", 3, lambda per: plans.staircase(plans.constant(0.5), per)(5)),
    ],
    "schedules.check_schedule": [Other("schedule", (3, "cosine", [1]), plans.check_schedule)],
    "schedules.rate": [Number("schedule", 0.5, lambda lr: plans.rate(lambda t: lr, 3))],
}

SPACE = {"lr": sampling.log_uniform(0.5, 1), "beta": sampling.one_minus(0.5, 0.99)}


def drawn(sampler):
    return [sampler(np.random.default_rng(seed)) for seed in range(5)]


def searched(trial=lambda seed, lr, beta: lr, space=None, trials=3, executor=None, rng=0):
    return search.search(trial, SPACE if space is None else space, trials, executor, rng)


def halved(trial=lambda seed, lr, beta, epochs: lr, space=None, **settings):
    space = SPACE if space is None else space
    return search.halving(trial, space, **{"trials": 4} | settings)


SEARCH = {
    **{
        f"sampling.{maker.__name__}": [
            Number("low|high", 0.5, lambda low, maker=maker: drawn(maker(low, 0.75))),
            Number("low|high", 0.75, lambda high, maker=maker: drawn(maker(0.5, high))),
        ]
        for maker in (sampling.uniform, sampling.log_uniform, sampling.one_minus)
    },
    "sampling.integer": [
        Number("low", 2, lambda low: drawn(sampling.integer(low, 9))),
        Number("low|high", 9, lambda high: drawn(sampling.integer(2, high))),
    ],
    "sampling.choice": [Other("options", (3, None, [], {}, {3}), sampling.choice)],
    "sampling.draw": [
        Other("space", (3, None, [1], {"lr": 0.1}), lambda space: sampling.draw(space, 0)),
        Number("number", 3, lambda n: sampling.draw(SPACE, n)),
        Number("rng", 3, lambda rng: sampling.draw(SPACE, 0, rng)),
    ],
    "search.search": [
        Other("trial", (3, None, "Adam"), lambda trial: searched(trial)),
        Other("space", (3, [1], {"lr": 0.1}), lambda space: searched(space=space)),
        Number("trials", 3, lambda trials: searched(trials=trials)),
        Other("executor", (3, "threads", []), lambda executor: searched(executor=executor)),
        Number("rng", 3, lambda rng: searched(rng=rng)),
    ],
    "search.halving": [
        Other("trial", (3, None, "Adam"), lambda trial: halved(trial)),
        Other("space", (3, [1], {"lr": 0.1}), lambda space: halved(space=space)),
        Number("trials", 4, lambda trials: halved(trials=trials)),
        Number("epochs", 2, lambda epochs: halved(epochs=epochs)),
        Other("executor", (3, "threads", []), lambda executor: halved(executor=executor)),
        Number("rng", 3, lambda rng: halved(rng=rng)),
    ],
    "search.best": [Number("count", 2, lambda n: search.best([*searched()], n), besides=(None,))],
}

DESCENTS = {
    "surfaces.Surface.__call__": [
        Array(
            "theta", (5, 2), lambda theta: [f(theta) for f in SURFACES.values() if len(f.start) > 1]
        )
    ],
    "surfaces.Surface.grad": [
        Array("theta", (5, 2), lambda t: [f.grad(t) for f in SURFACES.values() if len(f.start) > 1])
    ],
    "surfaces.Surface.hessian": [
        Array("theta", (2,), rosenbrock.hessian),
        Number("h", 0.5, lambda h: rosenbrock.hessian(PLACE, h)),
    ],
    "surfaces.Surface.curvatures": [
        Array("theta", (2,), rosenbrock.curvatures),
        Number("h", 0.5, lambda h: rosenbrock.curvatures(PLACE, h)),
    ],
    "surfaces.hessian": [
        Array("theta", (2,), lambda theta: grounds.hessian(valley.grad, theta)),
        Number("h", 0.5, lambda h: grounds.hessian(valley.grad, PLACE, h)),
    ],
    "surfaces.ravine": [
        Number("condition", 20, lambda condition: at(grounds.ravine(condition))),
        Number("turn", 0.5, lambda turn: at(grounds.ravine(20, turn))),
    ],
    "surfaces.quadratic": [Number("curvature", 0.5, lambda c: at(grounds.quadratic(c, c)))],
    "training.descend": [
        Array("start|theta", (2,), descended, high=1),
        Number("steps", 2, lambda steps: descended(steps=steps)),
        Other("schedule", (3, "cosine"), lambda plan: runs.descend(SGD(), valley, PLACE, 3, plan)),
        Other("opt", (SGD, None, 0.1), lambda opt: runs.descend(opt, valley, PLACE)),
    ],
    "training.minibatches": [
        Array("x|data", (6, 4), lambda x: runs.minibatches(x, Y, 4)),
        Array("y|data", (6,), lambda y: runs.minibatches(X, y, 4)),
        Number("batch_size", 4, lambda size: runs.minibatches(X, Y, size)),
    ],
    "training.train": [
        *classified(trained),
        Number("epochs", 2, lambda epochs: trained(epochs=epochs)),
        Number("batch_size", 4, lambda size: trained(batch_size=size)),
        Other("schedule", (3, "cosine"), lambda plan: trained(schedule=plan)),
        Number("clip", 0.5, lambda clip: trained(clip=clip), besides=(None,)),
        Other("opt", (SGD, None, 0.1), lambda opt: runs.train(net(), opt, (X, Y))),
    ],
    "training.watch": [
        *classified(watched),
        Other("held", NO_PAIR, lambda held: watched(held=held)),
        Number("every", 2, lambda every: watched(every=every)),
    ],
    "regression.squared_loss": [
        *measured(lambda data: at(regression.squared_loss(data, (3.0, 3.0)))),
        Array("start", (2,), lambda start: regression.squared_loss((FEW, HEIGHTS), start).window),
    ],
    "regression.on_draws": [
        *measured(lambda data: at(regression.on_draws(LINE, data, 2))),
        Number("batch_size", 2, lambda B: at(regression.on_draws(LINE, (FEW, HEIGHTS), B))),
    ],
    "regression.on_batches": [
        *measured(lambda data: at(regression.on_batches(LINE, data, 2))),
        Number("batch_size", 2, lambda B: at(regression.on_batches(LINE, (FEW, HEIGHTS), B))),
    ],
    "regression.fit": [
        *measured(fitted),
        Number("batch_size", 2, lambda size: fitted(batch_size=size)),
        Number("epochs", 2, lambda epochs: fitted(epochs=epochs)),
        Array("start|theta", (2,), lambda start: fitted(start=start), high=1),
    ],
    "regression.estimates": [
        *measured(estimated),
        Array("theta", (2,), lambda theta: estimated(theta=theta)),
        Number("batch_size", 2, lambda size: estimated(batch_size=size)),
        Number("count", 2, lambda count: estimated(count=count)),
    ],
    "regression.lately": [
        Number("epochs", 2, lambda epochs: regression.lately(READINGS, epochs)),
    ],
    "regression.rms": [Array("differences", (5, 2), regression.rms)],
}

COURSE = ARRAYS | DATA | LAYERS | NETWORKS | STEPS | SCHEDULES | SEARCH | DESCENTS
