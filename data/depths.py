"""Train the deep networks of lesson 12 and store their records: uv run python data/depths.py

Up to 312 trainings, about 5 minutes. A learning rate is chosen by the loss on images for tuning,
over seeds of its own; the networks are then trained with other seeds and judged on test images.
"""

import numpy as np
from convert import HERE, seal

from helpers.experiments.deep import STARTS, deep_run
from helpers.experiments.race import result

DEPTHS = [2, 5, 10, 20]
RATES = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
TUNING, SEEDS = [100, 101, 102], [0, 1, 2, 3, 4]


def ends(start, depth, lr):
    """Results of the seeds for tuning; a rate at which one of them diverges loses."""
    found = []
    for seed in TUNING:
        found.append(float(result(deep_run(start, depth, lr, seed, "tune"))))
        if np.isinf(found[-1]):
            return [np.inf] * len(TUNING)
    return found


def main():
    sweep = np.full((len(STARTS), len(DEPTHS), len(RATES), len(TUNING)), np.inf)
    chosen, losses = np.zeros(sweep.shape[:2]), np.zeros((*sweep.shape[:2], len(SEEDS), 21))
    for i, start in enumerate(STARTS):
        for j, depth in enumerate(DEPTHS):
            sweep[i, j] = [ends(start, depth, lr) for lr in RATES]
            median = np.median(sweep[i, j], axis=-1)
            chosen[i, j] = RATES[median.argmin()]
            losses[i, j] = [deep_run(start, depth, chosen[i, j], seed) for seed in SEEDS]
            print(start, depth, median.round(3), chosen[i, j], result(losses[i, j]), flush=True)
    np.savez_compressed(
        HERE / "depths.npz",
        starts=[*STARTS],
        depths=DEPTHS,
        rates=RATES,
        sweep=np.float32(sweep),
        lr=chosen,
        losses=np.float32(losses),
    )
    seal()


if __name__ == "__main__":
    main()
