"""Run the trainings of lesson 14 and store their records: uv run python data/few_digits.py

400 trainings on 300 digits, and 171 on 1,000 with false labels. Each remedy has a learning rate and
a strength of its own, chosen by accuracy on digits for choosing, over seeds of its own. It is
judged with other seeds on the 10,000 test digits.
"""

import numpy as np
from convert import HERE, seal

from helpers.check.exercises.regularization import early_stopping
from helpers.experiments.augmentation import augmented
from helpers.experiments.few_digits import UPDATES, learn, split

RATES = [0.05, 0.1, 0.2, 0.4, 0.8]
CHOOSING, SEEDS = [100, 101, 102], [0, 1, 2, 3, 4]
L2 = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1]
SHARES = [0.0, 0.2, 0.4]  # of 1,000 labels, drawn anew
FALSE_RATES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8]  # false labels ask for low ones
REMEDIES = {  # strengths to try, and what the training is given for one of them
    "nothing": ([0.0], lambda value: {}),
    "L2": (L2[:4], lambda value: {"l2": value}),
    "L1": ([1e-4, 3e-4, 1e-3], lambda value: {"l1": value}),
    "shifts": ([1.0, 2.0, 3.0, 4.0], lambda value: {"shift": value}),
    "turns": ([5.0, 10.0, 15.0, 20.0, 30.0], lambda value: {"turn": value}),
}
PATIENCE = 5


def run(seed, on, lr, updates=UPDATES, count=300, false=0.0, **given):
    parts = split(seed, count, false)
    moves = {name: given.pop(name) for name in ("shift", "turn", "mirror") if name in given}
    data = parts["fit"]
    if moves:
        data = augmented(data, 20 * updates // UPDATES, rng=seed, **moves)
    return learn(data, parts[on], lr, seed, updates, only_last=True, **given)


def results(seeds, on, lr, **given):
    """Losses and accuracies, (2, seeds): the means of the last ten evaluations."""
    runs = [run(seed, on, lr, **given) for seed in seeds]
    return np.array([[one.losses.mean() for one in runs], [one.accuracies.mean() for one in runs]])


def sweep(values, given, rates=RATES):
    """(2, rates, strengths, seeds)."""
    table = [[results(CHOOSING, "choose", lr, **given(value)) for value in values] for lr in rates]
    return np.moveaxis(table, 2, 0)


def best(name, table, values, rates=RATES):
    """The rate and the strength with the highest median accuracy."""
    middle = np.median(np.nan_to_num(table[1]), axis=-1)
    i, j = np.unravel_index(middle.argmax(), middle.shape)
    print(name, "lr", rates[i], "strength", values[j], flush=True)
    print(middle.round(4), flush=True)
    return rates[i], values[j]


def stopped(seed, lr, aside):
    """Loss and accuracy of the network with the lowest loss on `aside` of its own 300 digits, or on
    2,000 others."""
    parts = split(seed)
    x, y = parts["fit"]
    cut = len(x) - aside
    watched = (x[cut:], y[cut:]) if aside else parts["choose"]
    fit = x[:cut], y[:cut]
    _, at = early_stopping.reference(learn(fit, watched, lr, seed).losses, PATIENCE)
    judged = learn(fit, parts["judge"], lr, seed)
    return judged.losses[at], judged.accuracies[at]


def tuned():
    """The sweeps, and {name: (lr, what the training is given)} by what they say."""
    sweeps = {name: sweep(*remedy) for name, remedy in REMEDIES.items()}
    chosen = {name: best(name, table, REMEDIES[name][0]) for name, table in sweeps.items()}
    moves = {"shift": chosen["shifts"][1], "turn": chosen["turns"][1]}
    tries = [0.0, 1e-4, 1e-3, 3e-3, 1e-2]
    sweeps["together"] = sweep(tries, lambda value: moves | {"l2": value})
    lr, l2 = best("together", sweeps["together"], tries)
    both, _ = best("shifts and turns", sweeps["together"][:, :, :1], tries[:1])
    settings = {name: (chosen[name][0], REMEDIES[name][1](chosen[name][1])) for name in REMEDIES}
    settings |= {
        "shifts and turns": (both, moves),
        "half of them mirrored": (both, moves | {"mirror": 0.5}),
        "together": (lr, moves | {"l2": l2}),
        "nothing, 1,800 updates": (chosen["nothing"][0], {"updates": 3 * UPDATES}),
        "together, 1,800 updates": (lr, moves | {"l2": l2, "updates": 3 * UPDATES}),
    }
    return sweeps, settings


def main():
    sweeps, settings = tuned()
    judged = {name: results(SEEDS, "judge", lr, **given) for name, (lr, given) in settings.items()}
    plain, _ = settings["nothing"]
    for name, aside in (("stopped by 60 of the 300", 60), ("stopped by 2,000 others", 0)):
        judged[name] = np.transpose([stopped(seed, plain, aside) for seed in SEEDS])
        settings[name] = plain, {}
    for name, (_, accuracies) in judged.items():
        print(name, settings[name], accuracies.round(4), np.median(accuracies).round(4), flush=True)
    np.savez_compressed(
        HERE / "few_digits.npz",
        names=[*judged],
        lr=[lr for lr, _ in settings.values()],
        judged=np.float32([*judged.values()]),
        rates=RATES,
        **{f"strengths_{name}": strengths for name, (strengths, _) in REMEDIES.items()},
        **{f"sweep_{name}": np.float32(table) for name, table in sweeps.items()},
        **lies(plain),
    )
    seal()


def lies(lr):
    """With false labels: the sweeps of L2 at the rate of true labels (2, shares, strengths, seeds),
    and of the rate without L2 (2, shares, rates, seeds), what they chose, and losses and accuracies
    without L2 at the rate of true labels, at a rate of its own, and with L2 (2, shares, 3, seeds).
    """
    thousand = {"count": 1000, "updates": 2 * UPDATES}
    found = {"false_sweep": [], "false_rate_sweep": [], "false_judged": []}
    chosen = {"false_l2": [], "false_lr": []}
    for share in SHARES:
        given = thousand | {"false": share}
        prices = sweep([0.0, *L2], lambda value, given=given: given | {"l2": value}, [lr])
        rates = sweep([0.0], lambda _, given=given: given, FALSE_RATES)
        _, l2 = best(f"{share:.0%} drawn anew, L2", prices[:, :, 1:], L2, [lr])
        own, _ = best(f"{share:.0%} drawn anew, rate", rates, [0.0], FALSE_RATES)
        ways = [(lr, 0.0), (own, 0.0), (lr, l2)]
        judged = [results(SEEDS, "judge", rate, l2=price, **given) for rate, price in ways]
        print("judged", np.median(judged, axis=-1).round(4), flush=True)
        for table, one in zip(found.values(), (prices[:, 0], rates[:, :, 0], judged), strict=True):
            table.append(one)
        for table, one in zip(chosen.values(), (l2, own), strict=True):
            table.append(one)
    found["false_judged"] = np.moveaxis(found["false_judged"], 2, 1)
    arrays = {name: np.float32(np.moveaxis(table, 1, 0)) for name, table in found.items()}
    grids = {"shares": SHARES, "strengths": [0.0, *L2], "false_rates": FALSE_RATES}
    return grids | chosen | arrays


if __name__ == "__main__":
    main()
