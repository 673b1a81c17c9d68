"""Train the capstone of lesson 18, take each idea away in turn: uv run python data/capstone.py

About 80 trainings of five epochs, ten minutes of CPU time. A learning rate is
chosen on the digits for tuning, with a seed of its own: from a first guess along the grid, until
both neighbours are worse. What leaves the network and its method alone keeps the rate of the whole.
The seeds that count are others, and are judged on the test digits.
"""

from time import process_time

import numpy as np
from convert import HERE, seal

from helpers.datasets import load_mnist
from helpers.experiments.capstone import IDEAS, RECIPE, settled

TUNING, SEEDS = 100, [0, 1, 2]
KEPT = "shifts (14)", "dropout (15)"
GRID = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]


def searched(recipe):
    """{rate: loss on the digits for tuning}, the best one inside."""
    losses, best = {}, GRID.index(recipe.lr)
    while {GRID[best - 1], GRID[best + 1]} - losses.keys():
        for lr in GRID[best - 1 : best + 2]:
            if lr not in losses:
                losses[lr] = settled(recipe._replace(lr=lr), TUNING, "tune")[0]
                print(f"    lr {lr:g}: {losses[lr]:.4f}", flush=True)
        best = GRID.index(min(losses, key=losses.get))
    return dict(sorted(losses.items()))


def judged(recipe):
    """Losses, accuracies, CPU seconds and networks, one of each for each seed."""
    runs = []
    for seed in SEEDS:
        start = process_time()
        loss, accuracy, net = settled(recipe, seed)
        runs.append((loss, accuracy, process_time() - start, net))
    print(np.round([run[:3] for run in runs], 4).tolist(), flush=True)
    return zip(*runs, strict=True)


def padded(values):
    return np.pad(np.array(values, float), (0, len(GRID) - len(values)), constant_values=np.nan)


def ablation():
    """One row of records for each idea, and the answers of the networks that lack nothing."""
    rows, whole = [], searched(RECIPE)
    for idea in IDEAS:
        print(idea, flush=True)
        losses = whole if idea in KEPT else searched(RECIPE.without(idea))
        lr = min(losses, key=losses.get)
        loss, accuracy, seconds, nets = judged(RECIPE.without(idea)._replace(lr=lr))
        rows.append((lr, padded([*losses]), padded([*losses.values()]), loss, accuracy, seconds))
        if idea == "nothing":
            answers = [net.predict_proba(load_mnist()[1][0]) for net in nets]
    names = "lr", "rates", "sweep", "loss", "accuracy", "seconds"
    return dict(zip(names, map(np.array, zip(*rows, strict=True)), strict=True)), answers


def main():
    records, answers = ablation()
    records["seconds"] = records["seconds"][0]
    np.savez_compressed(
        HERE / "capstone.npz",
        ideas=[*IDEAS],
        **{name: values.astype(np.float32) for name, values in records.items()},
        answers=np.float16(answers),
    )
    seal()


if __name__ == "__main__":
    main()
