"""Train networks on false labels and store their records: uv run python data/labels.py

467 trainings, about 20 minutes. Strength, width and epoch are chosen by the digits for tuning, over
seeds of their own; each way is then judged with other seeds, by the test digits. All learn at the
same rate; what rates of their own would bring is swept at 40%, and not judged.
"""

import numpy as np
from convert import HERE, seal

from helpers.experiments.false_labels import EVERY, LAST, examples, fate, learn, right

SHARES = [0.0, 0.2, 0.4, 0.6]
TUNING, SEEDS = [100, 101, 102], [0, 1, 2, 3, 4]
EPOCHS, LONGER = 100, 400
GRIDS = {
    "l2": [0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.1],
    "width": [3, 5, 10, 20, 40, 80, 200],
    "hidden": [0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
    "lr": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
}
BOTH = {"hidden": 0.5, "pixels": 0.2}
LONG = {"dropout": BOTH, "hidden 0.5": {"hidden": 0.5}, "nothing, lr 0.01": {"lr": 0.01}}


def filled(records, epochs=EPOCHS):
    """As many as there are evaluations, NaN from where a run has diverged."""
    gone = np.full((epochs // EVERY - len(records), *np.shape(records)[1:]), np.nan)
    return np.concatenate([records, gone])


def tuned(false, seed, **settings):
    """Shares of the digits for tuning, (evaluations,)."""
    return filled([right(update.net, "tune") for update in learn(false, seed=seed, **settings)])


def judged(false, seed, epochs=EPOCHS, **settings):
    """Right for tuning, right to judge by, false labels repeated, and mended: (evaluations, 4)."""
    digits = examples(false, seed)
    return filled(
        [
            (right(update.net, "tune"), *fate(update.net, digits))
            for update in learn(false, seed=seed, epochs=epochs, **settings)
        ],
        epochs,
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
        l2 = best(last(found["l2"]), GRIDS["l2"])
        rivals = {"lr": {}, "lr, L2": {"l2": l2}, "lr, dropout": BOTH}
        found |= {name: sweep(false, "lr", **way) for name, way in rivals.items()}
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


def longer():
    """What becomes of 40% false labels when training goes on, (ways, 3 seeds, evaluations, 4)."""
    return [[judged(0.4, seed, LONGER, **way) for seed in SEEDS[:3]] for way in LONG.values()]


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
        long_ways=[*LONG],
        long=np.float32(longer()),
        **{f"{knob} grid": grid for knob, grid in GRIDS.items()},
        **{
            f"{knob} sweep": np.float32([one[knob] for one in found])
            for knob in ("l2", "width", "hidden")
        },
        **{f"{knob} sweep": np.float32(found[2][knob]) for knob in ("lr", "lr, L2", "lr, dropout")},
    )
    seal()


if __name__ == "__main__":
    main()
