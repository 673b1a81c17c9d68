"""Run the race of lesson 19 and store its records: uv run python data/beyond.py

About 700 trainings, 30 minutes of CPU time. Each method tries seven rates, a factor of √10 apart,
with seeds of their own on data for tuning; where the best of them is the first or the last, the
seven move on. It is judged with other seeds on other data. `python data/beyond.py digits Adam Lion`
runs and prints a part, and stores nothing.
"""

import sys
from time import process_time

import numpy as np
from convert import HERE, seal

from helpers.beyond_adam import AdamW
from helpers.experiments import on_surfaces
from helpers.experiments.newcomers import EVALUATIONS, FIELD, PROBLEMS, cost, entry
from helpers.experiments.on_surfaces import GROUNDS, ON_SURFACES
from helpers.experiments.race import result
from helpers.muon import Muon

TUNING, SEEDS = [100, 101], [0, 1, 2, 3, 4]
RATES, FURTHEST = 7, 12
LOWEST = {"SGD": -2, "Momentum": -3, "ScheduleFree": -2, "Lion": -5}  # powers of ten; or -4


def rate(k, name):
    return float(f"{10 ** (LOWEST.get(name, -4) + k / 2):.2g}")


def window(problem, name):
    """Seven rates and their curves (7, 2 seeds, 40), the best of them neither first nor last."""
    curves, low, best = {}, 0, None
    while best in (None, 0, RATES - 1) and abs(low) <= FURTHEST:
        low += {None: 0, 0: -3, RATES - 1: 3}[best]
        for k in range(low, low + RATES):
            if k not in curves:
                lr = rate(k, name)
                curves[k] = [entry(problem, name, lr, seed, "tune") for seed in TUNING]
        found = np.array([curves[k] for k in range(low, low + RATES)])
        best = int(np.median(result(found), axis=-1).argmin())
    return [rate(k, name) for k in range(low, low + RATES)], found, best


def raced(problem, name):
    """The window, its best rate, that rate's curves with fresh seeds, and seconds a run."""
    rates, sweep, best = window(problem, name)
    began = process_time()
    curves = np.array([entry(problem, name, rates[best], seed) for seed in SEEDS])
    seconds = (process_time() - began) / len(SEEDS)
    ends = np.sort(result(curves))
    print(
        f"{problem:13} {name:17} lr {rates[best]:<7g} {ends.round(4)} {seconds:.1f} s", flush=True
    )
    return rates, sweep, rates[best], curves, seconds


def target(names, sweeps, rates, lr):
    """What tuned Adam has reached, in the median of its seeds for tuning, at 3/4 of its updates."""
    i = names.index("Adam")
    return float(np.median(sweeps[i][rates[i].index(lr[i])], axis=0)[3 * EVALUATIONS // 4])


def descended(name, ground):
    """On a surface: the best rate from ten starts, the curves and the steps from five others."""
    lr = on_surfaces.tuned(name, ground)
    places = on_surfaces.starts(ground)
    steps = on_surfaces.arrivals(name, GROUNDS[ground], [lr], places)[0]
    print(f"{ground:13} {name:17} lr {lr:<7g} {steps}", flush=True)
    return lr, on_surfaces.curves(name, ground, lr), steps


def surfaces():
    """What stands in the records of all surfaces, (rules, surfaces, ...) each."""
    rows = [[descended(name, ground) for ground in GROUNDS] for name in ON_SURFACES]
    lr, curves, steps = (np.array([[one[i] for one in row] for row in rows]) for i in range(3))
    parts = {"surface lr": lr, "descents": np.float32(curves), "arrivals": steps}
    return {"surfaces": [*GROUNDS], "on surfaces": ON_SURFACES} | parts


def decays():
    """AdamW on false labels at its stored rate, its decay tuned; and Muon with the same two."""
    lr, values, name = 3.2e-4, [0.01, 0.1, 1.0, 10.0], "AdamW"

    def run(decay, seed, on="judge"):
        return entry("false labels", name, lr, seed, on, weight_decay=decay)

    sweep = np.array([[run(decay, seed, "tune") for seed in TUNING] for decay in values])
    best = values[np.median(result(sweep), axis=-1).argmin()]
    curves = np.array([run(best, seed) for seed in SEEDS])
    both = {"hidden": Muon(weight_decay=best), "rest": AdamW(weight_decay=best)}
    rivals = np.array([entry("false labels", "Muon", lr, seed, **both) for seed in SEEDS])
    for rule, runs in (("AdamW", curves), ("Muon", rivals)):
        print(f"{rule} with decay {best}: {np.sort(result(runs)).round(4)}", flush=True)
    parts = {"decays": values, "decay": best, "decay Muon runs": np.float32(rivals)}
    return parts | {"decay sweep": np.float32(sweep), "decay runs": np.float32(curves)}


def longer(task, lr, times):
    """Adam with as many times its updates as Muon takes its seconds, tuned again near its rate."""
    updates = round(times * PROBLEMS[task].updates / EVALUATIONS) * EVALUATIONS
    rates = [float(f"{lr * 10 ** (k / 2):.2g}") for k in range(-4, 2)]
    sweep = [[entry(task, "Adam", lr, s, "tune", updates) for s in TUNING] for lr in rates]
    best = rates[np.median(result(np.array(sweep)), axis=-1).argmin()]
    curves = np.array([entry(task, "Adam", best, seed, updates=updates) for seed in SEEDS])
    print(f"{task}: Adam, {updates} updates, lr {best}: {result(curves).round(4)}", flush=True)
    parts = {"updates": updates, "rates": rates, "sweep": np.float32(sweep), "lr": best}
    return {f"{task} longer {k}": v for k, v in (parts | {"runs": np.float32(curves)}).items()}


def main(problem=None, *names):
    names, problems = list(names or FIELD), [problem] if problem else [*PROBLEMS]
    records = {"names": names}
    for task in problems:
        rates, sweep, lr, curves, seconds = zip(*(raced(task, n) for n in names), strict=True)
        if "Adam" in names:
            goal = target(names, sweep, rates, lr)
            costs = [cost(one, goal) for one in sweep]
            print(f"{task}: budgets until {goal:.4f}, tuning included: {np.round(costs, 2)}")
            records |= {f"{task} target": goal, f"{task} cost": costs}
        parts = {"rates": rates, "sweep": np.float32(sweep), "lr": lr, "seconds": seconds}
        parts["runs"] = np.float32(curves)
        records |= {f"{task} {part}": values for part, values in parts.items()}
        if {"Adam", "Muon"} <= {*names}:
            adam, muon = names.index("Adam"), names.index("Muon")
            records |= longer(task, lr[adam], seconds[muon] / seconds[adam])
    if problem:
        return
    np.savez_compressed(HERE / "beyond.npz", **records | decays() | surfaces())
    seal()


if __name__ == "__main__":
    main(*sys.argv[1:])
