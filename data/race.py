"""Run the fair race of lesson 09 and store its records: uv run python data/race.py

315 trainings, about 20 minutes. A learning rate is chosen by the loss on images for tuning, over
seeds of its own; the race is run with other seeds and judged on the test images.
"""

import numpy as np
from convert import HERE, seal

from helpers.experiments.race import LAST, fair_run
from helpers.optimizers import OPTIMIZERS

LOWEST = {"SGD": 0.01, "Adadelta": 0.1, "RMSProp": 1e-4, "Adam": 1e-4}  # of three decades; or 0.001
COMMON = [0.01, 0.001]
TUNING, SEEDS = [100, 101, 102], [0, 1, 2, 3, 4]


def rates(name):
    grid = LOWEST.get(name, 1e-3) * np.geomspace(1, 1000, 10)
    return np.array([float(f"{lr:.2g}") for lr in grid])


def at_the_end(kind, lr):
    """The mean of the last ten evaluations, a seed each; NaN where a run diverged."""
    return [fair_run(kind(lr), seed, "tune")[1][-LAST:].mean() for seed in TUNING]


def best(sweep, grid):
    """The learning rate with the lowest median; one that diverged anywhere loses."""
    return grid[np.nanargmin(np.median(sweep, axis=-1))]


def curves(kind, lr):
    print(f"{kind.__name__} at {lr:g}", flush=True)
    runs = [fair_run(kind(lr), seed) for seed in SEEDS]
    part = np.array([losses for _, losses, _ in runs])
    return runs[0][0], part


def main():
    grids = {name: rates(name) for name in OPTIMIZERS}
    sweep = []
    for name, kind in OPTIMIZERS.items():
        sweep.append([at_the_end(kind, lr) for lr in grids[name]])
        print(name, np.round(np.median(sweep[-1], axis=-1), 4), flush=True)
    tuned = [
        best(np.array(ends), grids[name]) for name, ends in zip(OPTIMIZERS, sweep, strict=True)
    ]
    fields = [tuned, *([lr] * len(tuned) for lr in COMMON)]
    runs = [
        [curves(k, lr) for k, lr in zip(OPTIMIZERS.values(), field, strict=True)]
        for field in fields
    ]
    np.savez_compressed(
        HERE / "race.npz",
        names=[*OPTIMIZERS],
        rates=[*grids.values()],
        sweep=np.float32(sweep),
        lr=fields,
        updates=runs[0][0][0],
        losses=np.float32([[losses for _, losses in field] for field in runs]),
    )
    seal()


if __name__ == "__main__":
    main()
