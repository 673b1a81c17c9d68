"""Ratios measured side by side in one run: uv run python -m tests.benchmarks"""

import resource
import subprocess
import sys
from collections import deque
from itertools import pairwise
from statistics import median
from time import perf_counter, sleep

import numpy as np

from helpers.beyond_adam import BEYOND
from helpers.datasets import load_mnist
from helpers.muon import ByPart, Muon
from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS, Momentum
from helpers.surfaces import valley
from helpers.training import descend
from tests.benchmark_labs import labs

SIZES, BATCH = [784, 100, 100, 100, 100, 10], 128
ROUNDS, CALLS = 40, 25
ALSO_IN_PYTORCH = "AdamW", "AMSGrad", "NAdam"  # of those that came after Adam


def race(contestants: dict) -> dict[str, list[float]]:
    """Seconds per call of each function, in rounds that take turns so that noise hits all alike.

    Each waits until the threads of the one before have gone to sleep, and warms up.
    """
    times = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, call in contestants.items():
            sleep(0.05)
            for _ in range(CALLS):
                call()
            start = perf_counter()
            for _ in range(CALLS):
                call()
            times[name].append((perf_counter() - start) / CALLS)
    return times


def matrix_multiplies():
    """The 14 products of a training step and nothing else: no step can be faster."""
    rng = np.random.default_rng(0)
    W = [rng.random(shape, np.float32) for shape in pairwise(SIZES)]
    a = [rng.random((BATCH, n), np.float32) for n in SIZES]
    dW, da = [np.empty_like(w) for w in W], [np.empty_like(x) for x in a]

    def step():
        for i, w in enumerate(W):
            np.matmul(a[i], w, out=da[i + 1])
        for i in reversed(range(len(W))):
            np.matmul(a[i].T, a[i + 1], out=dW[i])
            if i:
                np.matmul(a[i + 1], W[i].T, out=da[i])

    return step


def ours(name, x, y):
    net, opt = MLP(SIZES), (OPTIMIZERS | BEYOND)[name](lr=1e-4)

    def step():
        net.loss_and_grad(x, y)
        opt.step(net.theta, net.grad)

    return step


def eager_pytorch(name, x, y):
    import torch

    modules = []
    for n_in, n_out in pairwise(SIZES):
        modules += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    net, x, y = torch.nn.Sequential(*modules[:-1]), torch.tensor(x), torch.tensor(y)
    optim, theta = torch.optim, net.parameters()
    opt = {
        "SGD": lambda: optim.SGD(theta, lr=1e-4),
        "Momentum": lambda: optim.SGD(theta, lr=1e-4, momentum=0.9),
        "Nesterov": lambda: optim.SGD(theta, lr=1e-4, momentum=0.9, nesterov=True),
        "AdaGrad": lambda: optim.Adagrad(theta, lr=1e-4),
        "RMSProp": lambda: optim.RMSprop(theta, lr=1e-4),
        "Adadelta": lambda: optim.Adadelta(theta, lr=1e-4),
        "Adam": lambda: optim.Adam(theta, lr=1e-4),
        "AdamW": lambda: optim.AdamW(theta, lr=1e-4),
        "AMSGrad": lambda: optim.Adam(theta, lr=1e-4, amsgrad=True),
        "NAdam": lambda: optim.NAdam(theta, lr=1e-4),
    }[name]()

    def step():
        opt.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        opt.step()

    return step


def training():
    (x, y), _ = load_mnist()
    x, y = x[:BATCH], y[:BATCH]
    try:
        import torch

        rival = f"PyTorch {torch.__version__} eager"
    except ImportError:
        rival = None
    print(f"A training step, {'-'.join(map(str, SIZES))}, batch {BATCH}, float32")
    print(f"{'':10} {'µs':>6}  {'of matmul limit':>15}  {rival or '(PyTorch is not installed)'}")
    for name in (*OPTIMIZERS, *ALSO_IN_PYTORCH):
        contestants = {"limit": matrix_multiplies(), "ours": ours(name, x, y)}
        if rival:
            contestants["rival"] = eager_pytorch(name, x, y)
        times = race(contestants)
        took = {key: median(values) for key, values in times.items()}
        against = f"{ratio(times['ours'], times['rival']):.2f} × its time" if rival else ""
        share = 1 / ratio(times["ours"], times["limit"])
        print(f"{name:10} {1e6 * took['ours']:6.0f}  {share:15.0%}  {against}")


def steps(n=100_000):
    """A step alone, of n weights, against one of Adam's."""
    theta, g = (np.random.default_rng(0).standard_normal(n).astype(np.float32) for _ in range(2))
    opts = {name: kind(lr=1e-4) for name, kind in (OPTIMIZERS | BEYOND).items()}
    times = race({name: lambda opt=opt: opt.step(theta, g) for name, opt in opts.items()})
    print(f"\nA step of {n:,} weights, float32")
    for name, taken in times.items():
        against = ratio(taken, times["Adam"])
        print(f"{name:18} {1e6 * median(taken):5.0f} µs  {against:.2f} × Adam's")


def steps_of_muon():
    """On a whole network against Adam's; on one matrix of it against the products alone."""
    net = MLP(SIZES)
    muon, adam = ByPart(1e-4, shapes=net.shapes), OPTIMIZERS["Adam"](1e-4)
    inner, W = [net.params[f"W{i}"] for i in range(2, len(SIZES) - 1)], Muon(1e-4)
    times = race(
        {
            "Muon inside": lambda: muon.step(net.theta, net.grad),
            "Adam": lambda: adam.step(net.theta, net.grad),
            "one matrix": lambda: W.step(inner[0], inner[0]),
            "its products": lambda: newton_schulz_products(inner[0]),
        }
    )
    print(f"\nA step of {'-'.join(map(str, SIZES))}, and of one matrix in it, {inner[0].shape}")
    for name, taken in times.items():
        print(f"{name:18} {1e6 * median(taken):5.0f} µs")


def newton_schulz_products(X):
    """The 15 products of five steps and nothing else: no orthogonalisation can be faster."""
    for _ in range(5):
        S = X @ X.T
        S @ S
        S @ X


def ratio(a, b):
    return median(x / y for x, y in zip(a, b, strict=True))


def phase_diagram():
    opt = Momentum(
        lr=np.linspace(0.01, 4, 100)[None, :, None], beta=np.linspace(0, 0.99, 100)[:, None, None]
    )
    before, start = peak_megabytes(), perf_counter()
    [last] = deque(descend(opt, valley, valley.start, steps=150), maxlen=1)
    seconds = perf_counter() - start
    print(f"\n{last.loss.shape} grid of (lr, β), 150 steps of Momentum: {seconds:.3f} s, ", end="")
    print(f"{peak_megabytes() - before:.0f} MB more at the peak")


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def imports():
    seconds = []
    for modules in ("numpy", "helpers.gradcheck, helpers.datasets, helpers.training"):
        code = f"from time import perf_counter as p; s = p(); import {modules}; print(p() - s)"
        runs = [subprocess.check_output([sys.executable, "-c", code]) for _ in range(7)]
        seconds.append(median(map(float, runs)))
    print(f"\nimport of all numerics: {seconds[1]:.2f} s, of which NumPy alone {seconds[0]:.2f} s")


def loading():
    load_mnist.cache_clear()
    start = perf_counter()
    load_mnist()
    print(f"load_mnist: {perf_counter() - start:.2f} s")


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # where µ and β cannot be printed
    phase_diagram()
    training()
    steps()
    steps_of_muon()
    imports()
    loading()
    labs()
