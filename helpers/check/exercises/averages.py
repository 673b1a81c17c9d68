"""Averages that forget: all of them corrected, the same memory in other batches, a variance."""

from itertools import combinations

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(3)


def averages(recursion, correction, start=lambda x: 0.0):
    """A wrong answer: `recursion(v, x, beta)` makes v, `correction(v, beta, t)` what is stored."""

    def all_averages(x, beta):
        v, stored = start(x), []
        with np.errstate(all="ignore"):
            for t, value in enumerate(x, start=1):
                v = recursion(v, value, beta)
                stored.append(correction(v, beta, t))
        return np.array(stored)

    return all_averages


def right(v, x, beta):
    return beta * v + (1 - beta) * x


def unbiased(v, beta, t):
    return v / (1 - beta**t)


def fed_back(x, beta):
    v, stored = 0.0, []
    for t, value in enumerate(x, start=1):
        v = right(v, value, beta) / (1 - beta**t)
        stored.append(v)
    return np.array(stored)


def with_zero_in_front(x, beta):
    return np.append(0.0, averages(right, unbiased)(x, beta))


def before_its_value(x, beta):
    return np.append(0.0, averages(right, unbiased)(x, beta)[:-1])


def into_whole_numbers(x, beta):
    stored = np.zeros_like(x)
    stored[:] = averages(right, unbiased)(x, beta)
    return stored


def kept_in_whole_numbers(x, beta):
    v, stored = np.zeros_like(x), np.zeros(len(x))
    for t, value in enumerate(x):
        v[t] = right(v[t - 1] if t else 0, value, beta)
        stored[t] = unbiased(v[t], beta, t + 1)
    return stored


def window(x, beta):
    n = round(1 / (1 - beta))
    return np.array([np.mean(x[max(t - n, 0) : t]) for t in range(1, len(x) + 1)])


def from_zero(x, beta):
    v, stored = 0.0, []
    for t, value in enumerate(x):
        v = right(v, float(value), beta)
        stored.append(v / (1 - beta**t))
    return np.array(stored)


@exercise(
    cases=[
        (np.array([8.0, 9.0, 4.0, 7.0, 12.0]), 0.9),
        (rng.normal(10, 5, size=12), 0.5),
        (rng.normal(10, 5, size=30), 0.98),
        (np.array([3.0]), 0.9),
        (np.array([3.0, -1.0, 2.0]), 0.0),
        (np.array([20, 21, 19, 25, 18]), 0.8),
    ],
    mistakes={
        "the correction is missing: v starts at 0, so divide it by 1 − βᵗ": (
            averages(right, lambda v, beta, t: v)
        ),
        "you divide by βᵗ: the weights add up to 1 − βᵗ, so divide by that": (
            averages(right, lambda v, beta, t: np.divide(v, beta**t))
        ),
        "t counts from 0 in your correction, which divides by 1 − β⁰ = 0: "
        "after the first value t is 1": averages(
            right, lambda v, beta, t: np.divide(v, 1 - beta ** (t - 1))
        ),
        "t counts from 0 in your correction: 1 − β⁰ is 0, and nothing can be divided by it": (
            from_zero
        ),
        "t is one too large in your correction: after the first value t is 1": (
            averages(right, lambda v, beta, t: v / (1 - beta ** (t + 1)))
        ),
        "you feed the corrected average back into v: keep v itself, correct a copy": fed_back,
        "β and 1 − β have changed places: the old average keeps β": (
            averages(lambda v, x, beta: (1 - beta) * v + beta * x, unbiased)
        ),
        "the new value needs the weight 1 − β": (
            averages(lambda v, x, beta: beta * v + x, unbiased)
        ),
        "the old average needs the weight β: nothing is ever forgotten": (
            averages(lambda v, x, beta: v + (1 - beta) * x, unbiased)
        ),
        "v starts at the first value and is corrected as well: start at 0": (
            averages(right, unbiased, start=lambda x: x[0])
        ),
        "v starts at the first value: that takes the bias out another way, and gives the first day "
        "too much weight; start at 0 and divide by 1 − βᵗ": (
            averages(right, lambda v, beta, t: v, start=lambda x: x[0])
        ),
        "you divide every average by 1 − β: that is right on the first day, then it is 1 − βᵗ": (
            averages(right, lambda v, beta, t: v / (1 - beta))
        ),
        "you divide every average by the correction of the last day: each has its own t": (
            lambda x, beta: averages(right, lambda v, beta, t: v)(x, beta) / (1 - beta ** len(x))
        ),
        "you divide by 1 − β·t: the correction is a power, 1 − β**t": (
            averages(right, lambda v, beta, t: np.divide(v, 1 - beta * t))
        ),
        "you divide by (1 − β)ᵗ: the power belongs to β alone, 1 − β**t": (
            averages(right, lambda v, beta, t: v / (1 - beta) ** t)
        ),
        "you multiply by 1 − βᵗ: v is too small, so divide": (
            averages(right, lambda v, beta, t: v * (1 - beta**t))
        ),
        "your averages end up in an array of whole numbers, which cuts their decimals off: "
        "np.zeros(len(x)) instead of np.zeros_like(x)": into_whole_numbers,
        "you keep v in an array of whole numbers, which cuts its decimals off in every step: "
        "np.zeros(len(x)) instead of np.zeros_like(x)": kept_in_whole_numbers,
        "there is a 0 in front: the first average is the one after the first value": (
            with_zero_in_front
        ),
        "you store each average before its own value is in it: update v first": before_its_value,
        "that is the mean of a window of 1/(1 − β) values: an average that forgets keeps one "
        "number and no window": window,
        "that is the mean of all values so far: an average that forgets needs β": (
            lambda x, beta: np.cumsum(x) / np.arange(1, len(x) + 1)
        ),
        "you return only the last average: collect all of them": (
            lambda x, beta: ewma.reference(x, beta)[-1]
        ),
    },
)
def ewma(x, beta):
    return averages(right, unbiased)(x, beta)


def through(window):
    """A wrong answer: `window` makes the memory in updates longer or shorter by old/new."""
    return lambda beta, old, new: 1 - 1 / window(1 / (1 - beta), old / new)


def by_mean_age(beta, old, new):
    age = beta / (1 - beta) * old / new
    return age / (1 + age)


@exercise(
    cases=[
        (0.9, 32, 256),
        (0.99, 64, 256),
        (0.9, 32, 512),
        (0.999, 256, 32),
        (0.5, 64, 64),
        (0.9, 128, 96),
        (0.0, 16, 32),
    ],
    mistakes={
        "you keep β: one update of larger batches reads more examples, so it must forget more": (
            lambda beta, old, new: beta
        ),
        "you scale the window, 1/(1 − β): close for a long memory, but with large batches β turns "
        "negative; after one new update what is old has faded as after new/old old ones": (
            through(lambda window, ratio: window * ratio)
        ),
        "you scale the window and cut β off at 0: the rule holds for long memories only; "
        "powers of β hold for all": (lambda beta, old, new: max(0.0, 1 - (1 - beta) * new / old)),
        "your memory gets longer where it should get shorter: larger batches need fewer updates": (
            lambda beta, old, new: beta ** (old / new)
        ),
        "you scale the window the wrong way round: larger batches need fewer updates": (
            through(lambda window, ratio: window / ratio)
        ),
        "you scale β itself: it is a share that is kept, and two updates keep β·β": (
            lambda beta, old, new: beta * old / new
        ),
        "you multiply β by new/old: it is a share that is kept, and two updates keep β·β": (
            lambda beta, old, new: beta * new / old
        ),
        "that is a half-life: the β with this half-life is asked for": (
            lambda beta, old, new: np.log(0.5) / np.log(max(beta, 1e-9)) * old / new
        ),
        "new // old drops the rest: 96 examples are three quarters of 128, not none": (
            lambda beta, old, new: beta ** (new // old)
        ),
        "you round new/old to whole updates: a power may have decimals": (
            lambda beta, old, new: beta ** round(new / old)
        ),
        "you scale the mean age β/(1 − β): close for a long memory, but only powers of β keep the "
        "half-life": by_mean_age,
        "that is the rule for noise, a square root: memory is counted in examples, new/old": (
            lambda beta, old, new: beta ** (new / old) ** 0.5
        ),
        "the power is new/old, not new − old: the batches differ by a factor": (
            lambda beta, old, new: beta ** float(new - old)
        ),
        "that is 1 − β, the share of the new value: return the share that is kept": (
            lambda beta, old, new: 1 - beta ** (new / old)
        ),
    },
)
def same_memory(beta, old, new):
    return beta ** (new / old)


BUGS = {
    "whole": "zeros_like(x) makes an array of whole numbers where x holds such: use zeros(len(x))",
    "fed": "the corrected square is fed back: keep square itself, correct it where it is used",
    "biased": "the mean is not corrected: divide it by 1 − βᵗ before you square it",
}


def flawed(*bugs, combine=lambda mean, square: square - mean**2):
    """The copied variance with some of its bugs left in."""

    def variance(x, beta):
        mean = square = 0.0
        variances = np.zeros_like(x) if "whole" in bugs else np.zeros(len(x))
        for t, value in enumerate(x, start=1):
            mean, square = right(mean, value, beta), right(square, value**2, beta)
            fair_mean = mean if "biased" in bugs else unbiased(mean, beta, t)
            fair_square = unbiased(square, beta, t)
            square = fair_square if "fed" in bugs else square
            variances[t - 1] = combine(fair_mean, fair_square)
        return variances

    return variance


def uncorrected(x, beta):
    mean, square = (averages(right, lambda v, beta, t: v)(y, beta) for y in (x, x**2))
    return square - mean**2


def around_the_moving_mean(x, beta):
    return ewma.reference((x - ewma.reference(x, beta)) ** 2, beta)


def counted_from_zero(x, beta):
    mean, square = (
        averages(right, lambda v, beta, t: np.divide(v, 1 - beta ** (t - 1)))(y, beta)
        for y in (x, x**2)
    )
    return square - mean**2


def left(bugs):
    """Names the bugs that are still there."""
    count = {1: "one bug is left", 2: "two bugs are left"}
    said = count.get(len(bugs), "all three bugs are there")
    return f"{said}: {'; '.join(BUGS[bug] for bug in bugs)}"


@exercise(
    cases=[
        (rng.normal(10, 5, size=20), 0.9),
        (np.array([20, 24, 17, 23, 20, 16]), 0.8),
        (rng.normal(0, 2, size=8), 0.5),
    ],
    mistakes={left(bugs): flawed(*bugs) for n in (1, 2, 3) for bugs in combinations(BUGS, n)}
    | {
        "neither average is corrected: divide both by 1 − βᵗ": uncorrected,
        "you correct the difference: correct both averages, and then square the mean": (
            lambda x, beta: uncorrected(x, beta) / (1 - beta ** np.arange(1, len(x) + 1))
        ),
        "t counts from 0 now, and 1 − β⁰ is 0: leave start=1": counted_from_zero,
        "the mean is not squared: squares minus a square": (
            flawed(combine=lambda mean, square: square - mean)
        ),
        "that is the mean of the squares: subtract the square of the mean": (
            flawed(combine=lambda mean, square: square)
        ),
        "the sign is wrong: a variance is never negative": (
            flawed(combine=lambda mean, square: mean**2 - square)
        ),
        "that is the standard deviation: the variance is its square": (
            flawed(combine=lambda mean, square: np.sqrt(max(square - mean**2, 0.0)))
        ),
        "you average (x − mean)², and the mean has moved toward x already: too small; "
        "take the mean of the squares minus the square of the mean": around_the_moving_mean,
        "that is the variance of all values so far: both averages must forget": (
            lambda x, beta: np.array([np.var(x[:t]) for t in range(1, len(x) + 1)])
        ),
        "you return only the last variance: collect all of them": (
            lambda x, beta: running_variance.reference(x, beta)[-1]
        ),
    },
)
def running_variance(x, beta):
    return flawed()(x, beta)
