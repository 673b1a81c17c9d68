"""Run the starts of lesson 13 and store what they learn: uv run python data/starts.py

1,009 short trainings, about 5 minutes: a map of std × learning rate, without and with batch norm;
what helps at the narrow end; and ghost batches, each size with a learning rate of its own.
"""

from itertools import product

import numpy as np
from convert import HERE, seal

from helpers.experiments.starts import NARROW, RATES, STDS, in_ghosts, right, start

SEEDS = {"map": range(3), "narrow": range(5), "ghosts": range(5)}
SIZES, GHOST_RATES = [8, 32, 256, 0], [0.1, 0.3, 1.0, 3.0, 10.0, 30.0]  # 0: without batch norm


def over_the_map(seed):
    """Shares (2, stds, rates, 2): without and with batch norm; learned and unseen."""
    shape = 2, len(STDS), len(RATES)
    runs = product((False, True), STDS, RATES)
    return np.reshape([right(start(s, on, seed), lr, seed) for on, s, lr in runs], (*shape, 2))


def narrow(seed):
    """Shares (5, 2) at the narrow end: as it is, and with each help of NARROW."""
    return [right(start(seed=seed, **help), seed=seed) for help in NARROW.values()]


def ghosts(seed):
    """Shares (4, 6, 2) of sizes and rates; to choose by and unseen."""
    return [[in_ghosts(size or 256, lr, seed, size > 0) for lr in GHOST_RATES] for size in SIZES]


def main():
    found = {"map": over_the_map, "narrow": narrow, "ghosts": ghosts}
    for name, part in found.items():
        found[name] = np.float32([part(seed) for seed in SEEDS[name]])
        print(name, found[name].shape, flush=True)
    axes = {"stds": STDS, "rates": RATES, "sizes": SIZES, "ghost_rates": GHOST_RATES}
    np.savez_compressed(HERE / "starts.npz", **axes, **found)
    seal()


if __name__ == "__main__":
    main()
