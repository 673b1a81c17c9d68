"""Lesson 06: three schedules."""

from math import cos, pi, prod

import numpy as np

from helpers.exercise import exercise


@exercise(
    cases=[
        (39, 0.2, 0.5, 10),
        (10, 0.2, 1.0, 10),
        (1407, 0.1, 0.3, 469),
        (9, 0.2, 1.0, 10),
        (0, 0.2, 1.0, 10),
    ],
    mistakes={
        "you decay with every step: one epoch is `per` steps, so count t // per": (
            lambda t, lr, decay, per: lr / (1 + decay * t)
        ),
        "your lr falls within the epoch: hold it there, with t // per instead of t / per": (
            lambda t, lr, decay, per: lr / (1 + decay * t / per)
        ),
        "t // per * per is the step at which the epoch began: count epochs, t // per": (
            lambda t, lr, decay, per: lr / (1 + decay * (t // per * per))
        ),
        "you round to the nearest epoch, so the drop comes half an epoch early: t // per": (
            lambda t, lr, decay, per: lr / (1 + decay * round(t / per))
        ),
        "you count epochs from 1: in the first one, t < per, lr is not divided yet": (
            lambda t, lr, decay, per: lr / (1 + decay * (t // per + 1))
        ),
        "the first drop comes one step late: epoch 1 begins at t = per": (
            lambda t, lr, decay, per: lr / (1 + decay * (max(t - 1, 0) // per))
        ),
        "the 1 + is missing: in the first epoch you divide by 0": (
            lambda t, lr, decay, per: lr / (decay * (t // per))
        ),
        "you divide an lr that is already divided: always begin from the first lr": (
            lambda t, lr, decay, per: lr / prod(1 + decay * e for e in range(t // per + 1))
        ),
        "that is exponential decay: multiply decay by the epoch, do not raise to its power": (
            lambda t, lr, decay, per: lr / (1 + decay) ** (t // per)
        ),
        "your lr grows: divide by 1 + decay·epoch": (
            lambda t, lr, decay, per: lr * (1 + decay * (t // per))
        ),
        "mind the parentheses: lr / 1 + decay·epoch adds to lr": (
            lambda t, lr, decay, per: lr / 1 + decay * (t // per)
        ),
        "mind the parentheses: (1 + decay)·epoch is 0 in the first epoch, not 1": (
            lambda t, lr, decay, per: lr / ((1 + decay) * (t // per))
        ),
        "you subtract: lr ends below zero and climbs; divide by 1 + decay·epoch": (
            lambda t, lr, decay, per: lr - decay * (t // per)
        ),
    },
)
def inverse_time(t, lr, decay, per):
    return lr / (1 + decay * (t // per))


def passed(t, drops):
    return int(np.sum(t >= drops))


@exercise(
    cases=[
        (0, 0.1, 0.1, np.array([30, 60])),
        (29, 0.1, 0.1, np.array([30, 60])),
        (30, 0.1, 0.1, np.array([30, 60])),
        (75, 0.1, 0.1, np.array([30, 60])),
        (350, 0.8, 0.5, np.array([100, 200, 300, 400])),
    ],
    mistakes={
        "the drop comes one step late: step t = drop already uses the smaller lr, so t >= drop": (
            lambda t, lr, factor, drops: lr * factor ** int(np.sum(t > drops))
        ),
        "you take all the drops at once: count those up to t": (
            lambda t, lr, factor, drops: lr * factor ** len(drops)
        ),
        "you drop once and never again: count all the drops up to t": (
            lambda t, lr, factor, drops: lr * factor ** int(t >= drops[0])
        ),
        "lr comes back after the drop: t == drop holds for one step, t >= drop from then on": (
            lambda t, lr, factor, drops: lr * factor ** int(t in drops)
        ),
        "you never drop: multiply lr by factor at each of the drops up to t": (
            lambda t, lr, factor, drops: lr
        ),
        "you drop at the start already: at t = 0 no drop has come": (
            lambda t, lr, factor, drops: lr * factor ** (passed(t, drops) + 1)
        ),
        "you count the drops that are still to come, so lr grows: count those up to t": (
            lambda t, lr, factor, drops: lr * factor ** int(np.sum(t < drops))
        ),
        "lr grows: multiply by factor, do not divide": (
            lambda t, lr, factor, drops: lr / factor ** passed(t, drops)
        ),
        "after k drops you multiply by k·factor, which is 0 at the start: factor**k": (
            lambda t, lr, factor, drops: lr * factor * passed(t, drops)
        ),
        "you raise factor to the step: raise it to the number of drops up to t": (
            lambda t, lr, factor, drops: lr * factor**t
        ),
        "you subtract: each drop multiplies lr by factor": (
            lambda t, lr, factor, drops: lr - factor * passed(t, drops)
        ),
    },
)
def drops(t, lr, factor, drops):
    return lr * factor ** passed(t, drops)


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
