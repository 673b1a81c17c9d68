"""Schedules: warm-up and cosine, and a schedule without a clock."""

from math import cos, pi

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(10)


def wave(lr, floor, progress):
    """Half a cosine from lr down to floor while progress goes from 0 to 1."""
    return floor + (lr - floor) * (1 + cos(pi * progress)) / 2


def warmed(then, rise=lambda t, lr, warmup, floor: lr * (t + 1) / warmup):
    """A schedule that warms up by `rise`, then does `then(progress, lr, floor)`, up to the end."""

    def schedule(t, lr, steps, warmup, floor):
        if t < warmup:
            return rise(t, lr, warmup, floor)
        return then(min((t - warmup) / (steps - warmup), 1), lr, floor)

    return schedule


def after_warmup(progress):
    """A schedule whose progress down the wave is `progress(t, steps, warmup)`."""

    def schedule(t, lr, steps, warmup, floor):
        if t < warmup:
            return lr * (t + 1) / warmup
        return wave(lr, floor, progress(t, steps, warmup))

    return schedule


@exercise(
    cases=[
        (0, 0.4, 100, 10, 0.0),
        (9, 0.4, 100, 10, 0.0),
        (4, 0.4, 100, 10, 0.1),
        (10, 0.4, 100, 10, 0.0),
        (25, 0.4, 100, 0, 0.0),
        (40, 0.4, 100, 10, 0.1),
        (100, 0.4, 100, 10, 0.01),
        (130, 0.4, 100, 10, 0.01),
    ],
    mistakes={
        "your first lr is 0, a step that does nothing: warm up with (t + 1) / warmup": (
            warmed(
                lambda p, lr, floor: wave(lr, floor, p),
                lambda t, lr, warmup, floor: lr * t / warmup,
            )
        ),
        "you warm up from the floor: it is where the wave ends, the climb begins at lr / warmup": (
            warmed(
                lambda p, lr, floor: wave(lr, floor, p),
                lambda t, lr, warmup, floor: floor + (lr - floor) * (t + 1) / warmup,
            )
        ),
        "you do not warm up: for t < warmup, lr·(t + 1) / warmup": (
            lambda t, lr, steps, warmup, floor: wave(
                lr, floor, min(max(t - warmup, 0) / (steps - warmup), 1)
            )
        ),
        "your wave begins at t = 0, so lr falls with a jump where the warm-up ends: "
        "its progress is (t - warmup) / (steps - warmup)": (
            after_warmup(lambda t, steps, warmup: min(t / steps, 1))
        ),
        "your wave is too long by the warm-up: divide by steps - warmup, to end at `steps`": (
            after_warmup(lambda t, steps, warmup: min((t - warmup) / steps, 1))
        ),
        "after `steps` your lr climbs again: let the progress stop at 1": (
            after_warmup(lambda t, steps, warmup: (t - warmup) / (steps - warmup))
        ),
        "you go through a whole wave, down and up again: half of one is cos(π·progress)": (
            after_warmup(lambda t, steps, warmup: 2 * min((t - warmup) / (steps - warmup), 1))
        ),
        "π is missing: half a wave is cos(π·progress)": (
            warmed(lambda p, lr, floor: floor + (lr - floor) * (1 + cos(p)) / 2)
        ),
        "1 + cos goes from 2 to 0: take half of it": (
            warmed(lambda p, lr, floor: floor + (lr - floor) * (1 + cos(pi * p)))
        ),
        "your wave is upside down: 1 + cos falls, 1 - cos climbs": (
            warmed(lambda p, lr, floor: floor + (lr - floor) * (1 - cos(pi * p)) / 2)
        ),
        "you leave out the floor: the wave ends there, not at 0": (
            warmed(lambda p, lr, floor: wave(lr, 0, p))
        ),
        "you stand the whole wave on the floor, so it begins above lr: its height is lr - floor": (
            warmed(lambda p, lr, floor: floor + lr * (1 + cos(pi * p)) / 2)
        ),
        "you cut the wave off at the floor: it should arrive there only at the end": (
            warmed(lambda p, lr, floor: max(floor, wave(lr, 0, p)))
        ),
        "you fall along a straight line: take (1 + cos(π·progress)) / 2 of the height": (
            warmed(lambda p, lr, floor: floor + (lr - floor) * (1 - p))
        ),
    },
)
def cosine(t, lr, steps, warmup, floor):
    if t < warmup:
        return lr * (t + 1) / warmup
    return wave(lr, floor, min((t - warmup) / (steps - warmup), 1))


# Reduce on plateau


def plateau(
    better=lambda loss, lowest: loss < lowest,
    full=lambda waited, patience: waited == patience,
    anew=lambda waited: 0,
    forget=False,
    before=False,
    first=lambda losses: np.inf,
):
    """A wrong answer: what counts as better, when patience is over, what the count becomes then."""

    def reduced(losses, lr, factor, patience):
        lowest, waited, rates = first(losses), 0, []
        for loss in losses:
            rates.append(lr)
            if better(loss, lowest):
                lowest, waited = loss, 0
            else:
                lowest, waited = (loss if forget else lowest), waited + 1
            if full(waited, patience):
                lr, waited = lr * factor, anew(waited)
            rates[-1] = rates[-1] if before else lr
        return np.array(rates)

    return reduced


def never_reset(losses, lr, factor, patience):
    lowest, waited, rates = np.inf, 0, []
    for loss in losses:
        waited += loss >= lowest
        lowest = min(lowest, loss)
        if waited == patience:
            lr, waited = lr * factor, 0
        rates.append(lr)
    return np.array(rates)


@exercise(
    cases=[
        (np.array([3.0, 2.0, 2.1, 2.2, 1.9, 1.8, 1.85, 1.9, 1.95, 1.7]), 0.1, 0.5, 2),
        (np.array([1.0, 1.0, 1.0, 1.0, 1.0]), 1.0, 0.1, 1),
        (rng.uniform(0.5, 1, size=40), 0.3, 0.2, 3),
        (np.array([2.0, 1.0, 1.4, 1.2, 1.3, 1.1, 0.9]), 0.2, 0.5, 3),
    ],
    mistakes={
        "an equal loss is not below the lowest: compare with <": (
            plateau(better=lambda loss, lowest: loss <= lowest)
        ),
        "you compare with the loss just before: compare with the lowest so far": (
            plateau(forget=True)
        ),
        "you are one evaluation too patient: reduce when the count reaches patience": (
            plateau(full=lambda waited, patience: waited > patience)
        ),
        "you are one evaluation too hasty: reduce when the count reaches patience": (
            plateau(full=lambda waited, patience: waited == max(patience - 1, 1))
        ),
        "you do not count anew after a reduction, so it is the last one: set the count to 0": (
            plateau(anew=lambda waited: waited)
        ),
        "after a reduction you reduce at every evaluation that is no better: set the count to 0": (
            plateau(full=lambda w, patience: w >= patience, anew=lambda waited: waited)
        ),
        "a better loss must set the count to 0: patience counts evaluations in a row": never_reset,
        "the first loss is the lowest so far: it is no evaluation that has brought nothing": (
            plateau(first=lambda losses: losses[0])
        ),
        "you store the lr before the evaluation: it should be the one after it": (
            plateau(before=True)
        ),
        "factor is taken off, not multiplied: lr = lr * factor": (
            lambda losses, lr, factor, patience: (
                lr - factor * np.log(reduced.reference(losses, 1.0, np.e, patience))
            )
        ),
        "you divide by factor: lr grows": (
            lambda losses, lr, factor, patience: reduced.reference(losses, lr, 1 / factor, patience)
        ),
        "you return only the last lr: collect one for each evaluation": (
            lambda *given: reduced.reference(*given)[-1]
        ),
    },
)
def reduced(losses, lr, factor, patience):
    return plateau()(losses, lr, factor, patience)
