"""Run the searches of lesson 17 and store their records: uv run python data/search.py

500 trainings of the network that is searched for, and 4,000 small ones.
"""

import numpy as np
from convert import HERE, seal

from helpers.experiments import trials
from helpers.search import best, search

SEEDS, DRAWS, BOXES = range(1000, 1020), range(40), (4, 8)


def searched(name):
    """What came of each trial, NaN where it diverged."""
    results = [*search(trials.judged, trials.SPACES[name], trials.TRIALS)]
    print(name, len(best(results)), "trials came to an end", flush=True)
    return {
        f"{name}_values": [[*result.values.values()] for result in results],
        f"{name}_seeds": [result.seed for result in results],
        f"{name}_accuracies": np.float32(
            [result.curve or [np.nan] * (trials.EPOCHS + 1) for result in results]
        ),
    }


def ranked(accuracies):
    """The numbers of five best trials and five middling ones, by their last validation accuracy."""
    order = np.argsort(-np.nan_to_num(accuracies[:, -2]), kind="stable")
    return np.r_[order[:5], order[48:53]]


def once_more(lr, decay):
    return [trials.judged(seed, lr, decay)[-2:] for seed in SEEDS]


def main():
    records = {}
    for name in trials.SPACES:
        records |= searched(name)
    numbers = ranked(records["fine_accuracies"])
    again = [once_more(*records["fine_values"][number]) for number in numbers]
    print(np.median(again, axis=1).round(3), flush=True)
    records |= {
        kind: np.float32([[trials.best_of_25(kind, rng, wide) for rng in DRAWS] for wide in BOXES])
        for kind in ("grid", "random")
    }
    np.savez_compressed(HERE / "search.npz", numbers=numbers, again=np.float32(again), **records)
    seal()


if __name__ == "__main__":
    main()
