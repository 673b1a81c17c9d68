"""Run the race of lesson 19 and store its records: uv run python data/beyond.py

About 630 trainings, 25 minutes of CPU time. Each method tries seven rates, a factor of √10 apart,
with seeds of their own on data for tuning; where the best of them is the first or the last, the
seven move on. It is judged with other seeds on other data. `python data/beyond.py digits Adam Lion`
runs and prints a part, and stores nothing.
"""

import sys
from time import process_time

import numpy as np
from convert import HERE, seal

from helpers.experiments.newcomers import (
    EVALUATIONS,
    FIELD,
    ON_SURFACES,
    PROBLEMS,
    arrivals,
    cost,
    entry,
)
from helpers.experiments.race import result
from helpers.surfaces import SURFACES

TUNING, SEEDS = [100, 101], [0, 1, 2, 3, 4]
RATES, FURTHEST = 7, 12
LOWEST = {"SGD": -2, "Momentum": -3, "ScheduleFree": -2, "Lion": -5}  # powers of ten; or -4
GROUNDS = ["valley", "rosenbrock", "beale"]
ALL_RATES, NEAR = 10 ** np.arange(-5, 2.01, 0.25), 0.2  # of the surfaces, and of their starts


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


def on_surfaces(name):
    """Steps from five starts (surfaces, 5) at the rate that is best from five others."""
    rng, found = np.random.default_rng(0), []
    for ground in GROUNDS:
        surface = SURFACES[ground]
        starts = surface.start + NEAR * rng.standard_normal((10, len(surface.start)))
        tuning = np.median(arrivals(name, surface, ALL_RATES, starts[:5]), axis=-1)
        found.append(arrivals(name, surface, ALL_RATES[[tuning.argmin()]], starts[5:])[0])
    return found


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
    if problem:
        return
    records["surfaces"] = GROUNDS
    records["on surfaces"] = ON_SURFACES
    records["arrivals"] = [on_surfaces(name) for name in ON_SURFACES]
    np.savez_compressed(HERE / "beyond.npz", **records)
    seal()


if __name__ == "__main__":
    main(*sys.argv[1:])
