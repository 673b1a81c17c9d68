"""A fair race: a learning rate from a sweep, and who leads when seeds are counted."""

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(9)
RATES = np.array([0.001, 0.01, 0.1, 1.0, 10.0])
VALLEY = np.array([0.9, 0.4, 0.2, 0.5, 1.5])[:, None] + 0.02 * rng.random((5, 3))
LUCKY = VALLEY + np.array([[0, 0, 0], [0, -0.35, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]])
SKEWED = VALLEY + np.array([[0, 0, 0], [0, 0, 0], [0, 0, 2.0], [0, 0, 0], [0, 0, 0]])
SPREAD = np.array([[0.9] * 3, [0.05, 0.35, 0.35], [0.12, 0.25, 0.36], [0.1, 0.1, 1.0], [0.8] * 3])
NAN = np.nan
GONE = np.array([[0.9] * 3, [0.4] * 3, [NAN, 0.3, 0.3], [NAN, 0.1, 0.1], [NAN] * 3])
LOW, HIGH = VALLEY[2:], VALLEY[:3]


def chosen(judge, edge=lambda i, n: i in (0, n - 1)):
    """The rate with the lowest `judge(losses)`, and whether it lies at the edge."""

    def choose(rates, losses):
        i = int(np.argmin(judge(np.array(losses))))
        return rates[i], edge(i, len(rates))

    return choose


def safe(losses):
    return np.where(np.isnan(losses), np.inf, losses)


def median(losses):
    return np.median(safe(losses), axis=1)


def with_nan_ignored(losses):
    return np.where(np.isnan(losses).all(axis=1), np.inf, np.nanmedian(safe_rows(losses), axis=1))


def mean_with_nan_ignored(losses):
    return np.where(np.isnan(losses).all(axis=1), np.inf, np.nanmean(safe_rows(losses), axis=1))


def safe_rows(losses):
    """NaN stays where a row has other numbers."""
    return np.where(np.isnan(losses).all(axis=1, keepdims=True), np.inf, losses)


@exercise(
    cases=[
        (RATES, VALLEY),
        (RATES, LUCKY),
        (RATES, SKEWED),
        (RATES, SPREAD),
        (RATES, GONE),
        (RATES[:3], HIGH),
        (RATES[2:], LOW),
    ],
    mistakes={
        "you choose by the luckiest seed: the lowest single loss says little, take the median": (
            chosen(lambda losses: safe(losses).min(axis=1))
        ),
        "you choose by the mean: one bad seed decides it; take the median over the seeds": (
            chosen(lambda losses: safe(losses).mean(axis=1))
        ),
        "you choose by the worst seed: take the median over the seeds": (
            chosen(lambda losses: safe(losses).max(axis=1))
        ),
        "you choose by the first seed alone: take the median over the seeds": (
            chosen(lambda losses: safe(losses)[:, 0])
        ),
        "argmin stops at the first NaN: a rate at which a seed diverged must lose": (
            chosen(lambda losses: np.median(losses, axis=1))
        ),
        "you leave diverged seeds out of the median: a rate at which a seed diverged must lose": (
            chosen(with_nan_ignored)
        ),
        "you leave diverged seeds out and take the mean: a rate at which a seed diverged must "
        "lose, and of the others take the median": chosen(mean_with_nan_ignored),
        "you take the highest loss: the best rate has the lowest": chosen(
            lambda losses: -np.where(np.isnan(losses).any(axis=1), -np.inf, median(losses))
        ),
        "you never report the edge: the best rate may lie outside the grid": chosen(
            lambda losses: lowest(losses), lambda i, n: False
        ),
        "you look at the upper edge only: the lowest rate is an edge as well": chosen(
            lambda losses: lowest(losses), lambda i, n: i == n - 1
        ),
        "you look at the lower edge only: the highest rate is an edge as well": chosen(
            lambda losses: lowest(losses), lambda i, n: i == 0
        ),
        "the second answer is upside down: True means that the grid should be widened": chosen(
            lambda losses: lowest(losses), lambda i, n: i not in (0, n - 1)
        ),
        "you return the place of the rate: return the rate itself": lambda rates, losses: (
            int(np.argmin(lowest(losses))),
            int(np.argmin(lowest(losses))) in (0, len(rates) - 1),
        ),
        "you return the loss: return the learning rate": lambda rates, losses: (
            lowest(losses).min(),
            int(np.argmin(lowest(losses))) in (0, len(rates) - 1),
        ),
    },
    returns=("lr", "at_the_edge"),
)
def choose_rate(rates, losses):
    return chosen(lowest)(rates, losses)


def lowest(losses):
    """Medians over the seeds; inf where any seed diverged."""
    return np.where(np.isnan(losses).any(axis=1), np.inf, median(losses))


# Who leads


def runs(ends, jitter=0.0, dip=0.0, n=20):
    """Curves (seeds, n) that fall to these ends, wobble, and dip in their last evaluation."""
    fall = np.linspace(1, 0, n)[None] ** 8
    wobble = jitter * np.where(np.arange(n) % 2, 1, -1)
    curves = np.array(ends)[:, None] + fall + wobble
    curves[:, -1] -= dip
    return curves


CLEAR = runs([0.10, 0.11, 0.12]), runs([0.20, 0.21, 0.22])
TIE = runs([0.10, 0.15, 0.20]), runs([0.14, 0.19, 0.24])
LUCK = runs([0.10, 0.15, 0.20], dip=0.19), runs([0.14, 0.19, 0.24])
NEAR = runs([0.20, 0.21, 0.22], jitter=0.05), runs([0.10, 0.11, 0.12], jitter=0.05)
BROKEN = runs([0.10, 0.11, 0.12]), runs([0.20, 0.21, 0.22])
BROKEN[0][1, -1] = np.nan
LOST = np.full((3, 20), np.nan), runs([0.20, 0.21, 0.22])
INSIDE = runs([0.10, 0.11, 0.30]), runs([0.15, 0.16, 0.17])
CROSSED = runs([0.05, 0.30, 0.31]), runs([0.15, 0.16, 0.17])
SLOW = runs([0.10, 0.11, 0.12]), runs([0.20, 0.21, 0.22])
SLOW[0][:, :10] += 3
CASES = [CLEAR, CLEAR[::-1], TIE, LUCK, NEAR, BROKEN, INSIDE, CROSSED, SLOW, TIE[::-1]]
CASES += [LOST, LOST[::-1]]


def verdict(result, low=np.min, high=np.max):
    def lead(a, b):
        a, b = result(a), result(b)
        if high(a) < low(b):
            return -1
        return 1 if high(b) < low(a) else 0

    return lead


def last_ten(losses):
    mean = np.asarray(losses)[:, -10:].mean(axis=1)
    return np.where(np.isnan(mean), np.inf, mean)


def by(value):
    """A verdict without a band: whoever is lower leads."""

    def lead(a, b):
        return int(np.sign(value(last_ten(a)) - value(last_ten(b))))

    return lead


def finite(losses):
    rest = last_ten(np.asarray(losses)[~np.isnan(losses).any(axis=1)])
    return rest if rest.size else np.array([np.inf])


def plain_mean(losses):
    return np.asarray(losses)[:, -10:].mean(axis=1)


def over_the_seeds(losses):
    return safe(np.asarray(losses)[:, -10:].mean(axis=0))


def seed_by_seed(a, b):
    a, b = last_ten(a), last_ten(b)
    return -1 if (a < b).all() else 1 if (b < a).all() else 0


@exercise(
    cases=CASES,
    mistakes={
        "you compare the last evaluations: they jump from one to the next, so take the mean of "
        "the last ten": verdict(lambda losses: safe(losses)[:, -1]),
        "you compare the lowest evaluation of each run: that rewards jitter, so take the mean of "
        "the last ten": verdict(lambda losses: safe(losses)[:, -10:].min(axis=1)),
        "you average the whole run: its start counts as well then; take the last ten": (
            verdict(lambda losses: safe(losses).mean(axis=1))
        ),
        "you average the first ten: take the last ten": (
            verdict(lambda losses: safe(losses)[:, :10].mean(axis=1))
        ),
        "you compare the medians and no bands: where the bands overlap, nobody leads": (
            by(np.median)
        ),
        "you compare the means over the seeds and no bands: where the bands overlap, nobody "
        "leads": by(np.mean),
        "you compare the luckiest seeds: where the bands overlap, nobody leads": by(np.min),
        "you leave diverged seeds out: a method that diverged has no lead": verdict(finite),
        "a method whose seeds all diverged has lost: NaN < x is False, so make it infinite first": (
            verdict(plain_mean)
        ),
        "you average over the seeds: axis 1 holds the evaluations": verdict(over_the_seeds),
        "you compare seed by seed: all results of one must lie below all of the other": (
            seed_by_seed
        ),
        "your numbers are upside down: −1 when a leads, 1 when b does": lambda a, b: (
            -leader.reference(a, b)
        ),
        "you never say −1 or 1: with bands apart there is a leader": lambda a, b: 0,
        "you return the leader's name: −1, 0 or 1 is wanted": lambda a, b: {-1: "a", 0: "", 1: "b"}[
            leader.reference(a, b)
        ],
        "you compare a's best seed with b's worst: the whole bands must lie apart, so compare the "
        "worst of one with the best of the other": lambda a, b: (
            -1
            if last_ten(a).min() < last_ten(b).max()
            else 1
            if last_ten(b).min() < last_ten(a).max()
            else 0
        ),
    },
)
def leader(a, b):
    return verdict(last_ten)(a, b)
