"""Train networks on false labels and store their records: uv run python data/labels.py

440 trainings, about 15 minutes. Whatever a way to learn can choose is chosen by the digits for
tuning, over seeds of its own; it is then judged with other seeds, by the test digits.
"""

import numpy as np
from convert import HERE, seal

from helpers.experiments.false_labels import LAST, examples, fate, learn, right

SHARES = [0.0, 0.2, 0.4, 0.6]
TUNING, SEEDS = [100, 101, 102], [0, 1, 2, 3, 4]
EVALUATIONS = 50
GRIDS = {
    "l2": [0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.1],
    "width": [3, 5, 10, 20, 40, 80, 200],
    "hidden": [0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
    "lr": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
}
BOTH = {"hidden": 0.5, "pixels": 0.2}


def filled(records):
    """As many as there are evaluations, NaN from where a run has diverged."""
    gone = np.full((EVALUATIONS - len(records), *np.shape(records)[1:]), np.nan)
    return np.concatenate([records, gone])


def tuned(false, seed, **settings):
    """Shares of the digits for tuning, (evaluations,)."""
    return filled([right(update.net, "tune") for update in learn(false, seed=seed, **settings)])


def judged(false, seed, **settings):
    """Right for tuning, right to judge by, false labels repeated, and mended: (evaluations, 4)."""
    digits = examples(false, seed)
    return filled(
        [
            (right(update.net, "tune"), *fate(update.net, digits))
            for update in learn(false, seed=seed, **settings)
        ]
    )


def sweep(false, knob, **settings):
    """What each value of a knob comes to on the digits for tuning, (values, seeds, evaluations)."""
    found = [
        [tuned(false, seed, **settings | {knob: value}) for seed in TUNING] for value in GRIDS[knob]
    ]
    print(false, knob, settings, np.median(last(found), axis=-1).round(3), flush=True)
    return np.array(found)


def last(found):
    return np.asarray(found)[..., -LAST:].mean(axis=-1)


def best(results, grid):
    return grid[np.nanargmax(np.median(results, axis=-1))]


def sweeps(false):
    found = {
        "l2": sweep(false, "l2"),
        "width": sweep(false, "width"),
        "hidden": sweep(false, "hidden", pixels=BOTH["pixels"]),
    }
    if false == 0.4:
        found |= {"lr": sweep(false, "lr"), "lr, dropout": sweep(false, "lr", **BOTH)}
    return found


def ways(found):
    """Settings by name, the rivals' as tuned; the stopped one is the best at its best epoch."""
    l2, width = (best(last(found[knob]), GRIDS[knob]) for knob in ("l2", "width"))
    stopped = best(found["l2"].max(axis=-1), GRIDS["l2"])
    return {
        "nothing": {},
        "hidden 0.5": {"hidden": 0.5},
        "pixels 0.2": {"pixels": 0.2},
        "dropout": BOTH,
        "L2": {"l2": l2},
        "L2, to be stopped": {"l2": stopped},
        "small net": {"width": width},
    }


def main():
    found = [sweeps(false) for false in SHARES]
    settings = [ways(one) for one in found]
    runs = []
    for false, these in zip(SHARES, settings, strict=True):
        runs.append([[judged(false, seed, **way) for seed in SEEDS] for way in these.values()])
        medians = np.median(last(np.swapaxes(runs[-1], -1, -2))[..., 1], axis=-1)
        print(false, these, medians.round(3), flush=True)
    np.savez_compressed(
        HERE / "labels.npz",
        false=SHARES,
        ways=[*settings[0]],
        chosen=[
            [way.get("l2", way.get("width", 0)) for way in these.values()] for these in settings
        ],
        runs=np.float32(runs),
        **{f"{knob} grid": grid for knob, grid in GRIDS.items()},
        **{
            f"{knob} sweep": np.float32([one[knob] for one in found])
            for knob in ("l2", "width", "hidden")
        },
        **{f"{knob} sweep": np.float32(found[2][knob]) for knob in ("lr", "lr, dropout")},
    )
    seal()


if __name__ == "__main__":
    main()
