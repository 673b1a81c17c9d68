"""Hyperparameter search: two scales to draw from, a halving, and a search with a fault."""

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(17)
U = np.array([0.0, 0.9, 0.5, 0.1, 1.0, 0.35, 0.35])
DRAWS = [(U, 1e-4, 1.0), (rng.random(40), 0.02, 0.5), (np.array([0.25]), 3.0, 3000.0)]
BETAS = [(U, 0.9, 0.999), (rng.random(40), 0.5, 0.99), (np.array([0.25]), 0.2, 0.9)]


def line(u, a, b):
    return a + u * (b - a)


def geometric(u, a, b):
    return a * (b / a) ** u


@exercise(
    cases=DRAWS,
    mistakes={
        "you draw on the linear scale, where almost all draws have the size of `high`: take "
        "equal steps of the logarithm": line,
        "you return the logarithm: take exp of it at the end": (
            lambda u, low, high: np.log(geometric(u, low, high))
        ),
        "you return the exponent of 10: raise 10 to it": (
            lambda u, low, high: np.log10(geometric(u, low, high))
        ),
        "you take log10 and undo it by exp: both must have the same base": (
            lambda u, low, high: np.exp(np.log10(geometric(u, low, high)))
        ),
        "you take the natural logarithm and undo it by 10**: both must have the same base": (
            lambda u, low, high: 10 ** np.log(geometric(u, low, high))
        ),
        "10**u spans one decade, whatever low and high are: the exponent must run over all of "
        "them": lambda u, low, high: low * 10**u,
        "you take low and high for exponents: they are the ends themselves": (
            lambda u, low, high: 10 ** line(u, low, high)
        ),
        "the ratio is high / low, and not high − low": (
            lambda u, low, high: low * (high - low) ** u
        ),
        "your range is always 0.0001 to 1: use low and high": lambda u, low, high: (
            10 ** (4 * u - 4)
        ),
        "your range is always 0.000001 to 0.01: use low and high": (
            lambda u, low, high: 10 ** (4 * u - 6)
        ),
        "u makes your draws smaller than low: the ratio is high / low, and not low / high": (
            lambda u, low, high: low * (low / high) ** u
        ),
        "you take log1p, which is nearly linear below 1: take log": (
            lambda u, low, high: np.expm1(line(u, np.log1p(low), np.log1p(high)))
        ),
        "you draw numbers of your own: use those in u": lambda u, low, high: geometric(
            np.random.default_rng(0).random(len(u)), low, high
        ),
        "you leave high out: u = 1 must give high": lambda u, low, high: low**u,
        "your draws begin at 1: multiply by low": lambda u, low, high: (high / low) ** u,
        "you leave low out: u = 0 must give low": lambda u, low, high: high**u,
        "u = 0 gives high: it should give low": lambda u, low, high: geometric(u, high, low),
        "you add log(high) where the difference log(high) − log(low) belongs": (
            lambda u, low, high: low * high**u
        ),
        "you multiply high by u: small values stay rare": lambda u, low, high: u * high,
        "you bend u and stay on the linear scale: take the logarithm of low and high": (
            lambda u, low, high: line(u**2, low, high)
        ),
        "you draw 1 / lr with equal chances: then almost all draws have the size of `low`": (
            lambda u, low, high: 1 / line(u, 1 / low, 1 / high)
        ),
        "you ignore u: what you return is a grid": (
            lambda u, low, high: np.geomspace(low, high, len(u))
        ),
        "you sort the draws: leave each where its u stands": (
            lambda u, low, high: np.sort(geometric(u, low, high))
        ),
        "you return one value: return one for each u": (
            lambda u, low, high: geometric(u[0], low, high)
        ),
    },
)
def log_uniform(u, low, high):
    return geometric(u, low, high)


def beta(u, low, high, round_to=12):
    return np.round(1 - geometric(u, 1 - low, 1 - high), round_to)


def logit(p):
    return np.log(p / (1 - p))


@exercise(
    cases=BETAS,
    mistakes={
        "you draw β on the linear scale: of 1,000 draws from 0.9 to 0.999 only some ten are above "
        "0.998": line,
        "you draw β itself on the log scale, which is nearly linear there: draw 1 − β": (geometric),
        "you return 1 − β: take it from 1": lambda u, low, high: geometric(u, 1 - low, 1 - high),
        "u = 0 gives high: it should give low": lambda u, low, high: beta(u, high, low, 15),
        "you draw 1 − β between low and high: its ends are 1 − low and 1 − high": (
            lambda u, low, high: 1 - geometric(u, low, high)
        ),
        "you draw the memory 1 / (1 − β) with equal chances: most draws are near high then; take "
        "its logarithm": lambda u, low, high: 1 - 1 / line(u, 1 / (1 - low), 1 / (1 - high)),
        "you return the logarithm of 1 − β": (
            lambda u, low, high: np.log(geometric(u, 1 - low, 1 - high))
        ),
        "you take log10 and undo it by exp: both must have the same base": (
            lambda u, low, high: 1 - np.exp(np.log10(geometric(u, 1 - low, 1 - high)))
        ),
        "you round to two digits, so that 0.998 becomes 1: leave all digits": (
            lambda u, low, high: beta(u, low, high, 2)
        ),
        "you round to three digits, which is coarse near 1: leave all digits": (
            lambda u, low, high: beta(u, low, high, 3)
        ),
        "your range is always 0.9 to 0.999: use low and high": lambda u, low, high: (
            1 - 10 ** -(1 + 2 * u)
        ),
        "the ratio is (1 − high) / (1 − low), and not (1 − low) / (1 − high)": (
            lambda u, low, high: 1 - (1 - low) * ((1 - low) / (1 - high)) ** u
        ),
        "u = 0 gives 0.999, and u = 1 gives 0.9: use low and high, u = 0 must give low": (
            lambda u, low, high: 1 - 10 ** (-3 + 2 * u)
        ),
        "you divide by nothing: the ratio is (1 − high) / (1 − low)": lambda u, low, high: (
            1 - (1 - low) * (1 - high) ** u
        ),
        "you draw on the scale of β / (1 − β), which bends the lower end as well: draw 1 − β": (
            lambda u, low, high: 1 / (1 + np.exp(-line(u, logit(low), logit(high))))
        ),
        "you bend u and stay on the linear scale: take the logarithm of 1 − β": (
            lambda u, low, high: line(np.sqrt(u), low, high)
        ),
        "you ignore u: what you return is a grid": (
            lambda u, low, high: 1 - np.geomspace(1 - low, 1 - high, len(u))
        ),
        "you return one value: return one for each u": lambda u, low, high: beta(
            u[0], low, high, 15
        ),
    },
)
def one_minus(u, low, high):
    return 1 - geometric(u, 1 - low, 1 - high)


# Halving


def learning(n, length, diverged=()):
    """Curves (n, length) that cross each other, NaN from some epoch on where they diverged."""
    draw = np.random.default_rng([n, length])
    epochs, speed = np.arange(1, length + 1), draw.uniform(2, 20, (n, 1))
    curves = draw.uniform(0.4, 0.95, (n, 1)) * (1 - np.exp(-epochs / speed))
    curves += 0.08 * draw.standard_normal(curves.shape)
    for row, epoch in diverged:
        curves[row, epoch:] = np.nan
    return curves


def last_one(seen):
    return seen[:, -1]


def lost_last(scores):
    return np.where(np.isnan(scores), -np.inf, scores)


def thirds(
    by=last_one,
    part=3,
    grow=3,
    cost=lambda alive, epochs, done: len(alive) * (epochs - done),
    safe=lost_last,
    told=lambda alive, place, scores: alive[0],
    shift=0,
    left=1,
    longer=lambda epochs, grow: epochs * grow,
    stay=lambda scores, part: len(scores) // part,
    order=lambda scores: np.argsort(-scores, kind="stable"),
):
    """A wrong answer: how trials are ranked, how many stay, what a round costs, what is told."""

    def halve(curves, epochs):
        alive, done, spent = np.arange(len(curves)), 0, 0
        while len(alive) > left:
            seen = curves[alive, : epochs + shift]
            scores = safe(by(seen))
            spent += cost(alive, epochs, done)
            place = order(scores)[: max(stay(scores, part), 1)]
            alive, done, epochs = alive[place], epochs, longer(epochs, grow)
        return told(alive, place, scores[place]), spent

    return halve


def by_the_end(curves, epochs):
    _, spent = thirds()(curves, epochs)
    return int(np.argmax(lost_last(curves[:, -1]))), spent


def to_the_end(curves, epochs):
    """The one that is left trains for a round more."""
    (winner, spent), alive = thirds()(curves, epochs), len(curves)
    while alive > 1:
        alive, done, epochs = alive // 3, epochs, 3 * epochs
    return winner, spent + epochs - done


def turned(curves, epochs):
    return thirds()(curves, epochs)[::-1]


def without_the_lost(curves, epochs):
    return thirds()(curves[~np.isnan(curves).any(axis=1)], epochs)


@exercise(
    cases=[
        (learning(9, 30), 2),
        (learning(27, 60), 2),
        (learning(27, 40, [(3, 0), (11, 4), (26, 1), (8, 0)]), 1),
        (learning(20, 40), 3),
        (learning(10, 30, [(0, 2), (5, 0)]), 2),
        (rng.random((27, 60)), 2),
    ],
    mistakes={
        "you keep the lowest accuracies: keep the highest": thirds(by=lambda s: -s[:, -1]),
        "you rank by the best accuracy so far: rank by the one of now": thirds(
            by=lambda s: np.nanmax(np.where(np.isnan(s), -1, s), axis=1)
        ),
        "you rank by the mean of all epochs so far: rank by the accuracy of now": thirds(
            by=lambda s: s.mean(axis=1)
        ),
        "you rank by how much a trial has gained: rank by the accuracy of now": thirds(
            by=lambda s: s[:, -1] - s[:, 0]
        ),
        "you look at the end of the curves, for which nobody has paid yet": by_the_end,
        "column epochs is one epoch later: after 2 epochs the accuracy stands in column 1": thirds(
            shift=1
        ),
        "you keep the better half: keep a third": thirds(part=2),
        "you give twice the epochs in each round: give three times as many": thirds(grow=2),
        "the epochs stay the same in every round: multiply them by 3": thirds(
            grow=1, cost=lambda alive, epochs, done: len(alive) * epochs
        ),
        "you pay for each round from the start: a trial that goes on has its first epochs "
        "already": thirds(cost=lambda alive, epochs, done: len(alive) * epochs),
        "you pay for the winner alone: all that were trained cost epochs": thirds(
            cost=lambda alive, epochs, done: epochs - done
        ),
        "you count trials: count epochs": thirds(cost=lambda alive, epochs, done: len(alive)),
        "NaN comes first once the order is turned round: a trial that diverged must be last": (
            thirds(safe=lambda scores: np.where(np.isnan(scores), np.inf, scores))
        ),
        "NaN comes first once argsort is turned round: a trial that diverged must be last": (
            thirds(safe=lambda scores: scores, order=lambda scores: np.argsort(scores)[::-1])
        ),
        "you take a third of those that have not diverged: take a third of all that trained": (
            thirds(stay=lambda scores, part: np.isfinite(scores).sum() // part)
        ),
        "you round the third up: `n // 3` rounds down": thirds(
            stay=lambda scores, part: -(-len(scores) // part)
        ),
        "you let the last one train on: stop as soon as one is left": to_the_end,
        "you train 3 times as many epochs on top: 3 times as many are meant in all": thirds(
            longer=lambda epochs, grow: epochs + grow * epochs
        ),
        "you return the two in the other order: first the row, then the epochs": turned,
        "you throw out what diverges before it has: its epochs are spent, and all numbers "
        "after it shift": without_the_lost,
        "you return the winner's place in the last round: return its row in `curves`": thirds(
            told=lambda alive, place, scores: place[0]
        ),
        "you return the winner's accuracy: return its row in `curves`": thirds(
            told=lambda alive, place, scores: scores[0]
        ),
        "you stop while two or three are left: go on to the last one": thirds(left=3),
        "you keep the first third of the rows: rank them by their accuracy": thirds(
            by=lambda s: -np.arange(len(s))
        ),
    },
    returns=("winner", "spent"),
)
def halving(curves, epochs):
    return thirds()(curves, epochs)


# A search with a fault


def drawn(low, high, n=40):
    return geometric(np.random.default_rng(n).random(n), low, high)


def hill(lr, top, height=0.8, width=1.0, jitter=0.01):
    """Accuracies that fall off from lr = top by a parabola of the logarithm."""
    noise = np.random.default_rng(len(lr)).standard_normal(len(lr))
    return np.clip(height - width * np.log10(lr / top) ** 2 / 4 + jitter * noise, 0.1, 0.99)


def searched(lr, top, images=10_000, box=(1e-4, 1), **how):
    return lr, hill(lr, top, **how), *box, images


def broken(case, rows):
    """The same search, where these trials diverged."""
    lr, scores, *rest = case
    scores = scores.copy()
    scores[rows] = np.nan
    return lr, scores, *rest


GRID = np.repeat(np.geomspace(1e-4, 1, 5), 5)
LINEAR = np.random.default_rng(3).uniform(1e-4, 1, 40)
LOW, HIGH = (1e-6, 1e-2), (1e-2, 100)
GOOD = searched(drawn(1e-4, 1), 0.01)
CLEAR = searched(drawn(1e-4, 1), 0.01, width=2.5)
FLAT = searched(drawn(1e-4, 1, 50), 0.02, width=0.02, jitter=0.001)
CROWDED = np.r_[drawn(1e-4, 1.2e-4, 60), drawn(5e-3, 2e-2, 8)]
BEYOND = searched(drawn(*LOW, 80), 0.05, box=LOW)


def placed(*top, rest=(0.2, 0.7), scores=(), images=10_000, box=(1e-4, 1), twice=False):
    """Trials whose best, best first, lie at these shares of the box; worse ones in between.

    `scores` are those of the first ones. `twice` tries two trials at each of the other places.
    """
    others = np.repeat(np.linspace(*rest, 15), 2) if twice else np.linspace(*rest, 30)
    shares = np.r_[top, others]
    falling = np.r_[scores, 0.9 - 0.02 * np.arange(len(scores), len(shares))]
    order = np.random.default_rng(1).permutation(len(shares))
    return geometric(shares, *box)[order], falling[order], *box, images


def alone(shares, scores, images=10_000):
    """Trials at these shares of the box, best first, and no others."""
    return geometric(np.array(shares), 1e-4, 1.0), np.array(scores), 1e-4, 1.0, images


FALL = np.linspace(0.9, 0.6, 12)
TIED = [0.95, 0.94, 0.94, 0.93, 0.93, 0.92, 0.92, 0.91, 0.91]
MIDDLE = 0.5, 0.52, 0.48, 0.51, 0.49
NEAR = 0.9 - 0.001 * np.arange(1, 10)
CASES = [
    GOOD,
    searched(GRID, 0.01),
    searched(LINEAR, 0.03),
    BEYOND,
    searched(drawn(*HIGH, 80), 0.002, box=HIGH),
    (*GOOD[:4], 100),
    (*CLEAR[:4], 100),
    FLAT,
    (*FLAT[:4], 25),
    (*FLAT[:4], 400),
    searched(CROWDED, 0.01),
    broken(GOOD, slice(0, 3)),
    broken(BEYOND, slice(4, 7)),
    (*broken(GOOD, slice(0, 3))[:4], 100),
    searched(np.repeat(np.geomspace(*LOW, 5), 5), 0.05, box=LOW),
    (*BEYOND[:4], 25),
    placed(*MIDDLE, twice=True),
    placed(0.95, *MIDDLE[1:]),
    placed(0.8, 0.97, 0.98, 0.96, 0.94),
    placed(0.3, 0.02, 0.03, 0.01, 0.04),
    placed(0.93, 0.94, 0.92, 0.95, 0.93, 0.92, 0.93, 0.94, 0.91, 0.93),
    placed(0.01, 0.42, 0.012, 0.008, 0.011),
    placed(0.15, 0.16, 0.14, 0.17, 0.13),
    placed(0.2, 0.21, 0.22, 0.23, 0.24, rest=(0.25, 0.7)),
    placed(*MIDDLE, scores=[0.9, *NEAR], images=400),
    placed(*MIDDLE, scores=[0.9, *NEAR[:-1]], images=400),
    alone([0.99, 0.98, 0.97, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05], FALL),
    alone([0.92, 0.93, 0.91, 0.05, 0.06, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1], FALL),
    alone([0.88, 0.87, 0.86, 0.85, 0.84, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.05], FALL),
    alone(np.linspace(0.5, 0.6, 12), [*TIED, 0.9, 0.89, 0.8], 100),
    alone(np.linspace(0.5, 0.6, 12), [*TIED, 0.91, 0.8, 0.8], 100),
    alone(np.linspace(0.5, 0.6, 12), np.linspace(0.5, 0.3533, 12), 100),
    alone([0.5, 0.5, 0.52, 0.54, 0.54, 0.56, 0.3, 0.7, 0.2, 0.1, 0.1], FALL[:11]),
    alone(
        [*np.linspace(0.6, 0.74, 9), *np.linspace(0.76, 0.85, 11)],
        [*np.linspace(0.9, 0.6, 16), *4 * [np.nan]],
    ),
]


def ranked(lr, scores):
    order = np.argsort(-lost_last(scores), kind="stable")
    return lr[order], scores[order]


def lost_first(lr, scores):
    order = np.argsort(scores)[::-1]
    return lr[order], scores[order]


def is_grid(lr, scores, low, high, images):
    return len(np.unique(lr)) < len(lr) / 2


def is_linear(lr, scores, low, high, images):
    return (lr > high / 10).mean() > 0.5


def at_edge(
    lr,
    scores,
    low,
    high,
    images,
    best=5,
    edge=0.1,
    both=(True, True),
    scale=np.log,
    rank=ranked,
    mean=lambda scale, rates: scale(rates).mean(),
):
    middle = mean(scale, rank(lr, scores)[0][:best])
    share = (middle - scale(low)) / (scale(high) - scale(low))
    return bool((both[0] and share < edge) or (both[1] and share > 1 - edge))


def in_noise(
    lr, scores, low, high, images, other=9, errors=2, root=np.sqrt, rank=ranked, of=slice(1)
):
    best = rank(lr, scores)[1]
    p = best[of].mean()
    return best[0] - best[other] < errors * root(p * (1 - p) / images)


TESTS = is_grid, is_linear, at_edge, in_noise


def referee(tests=TESTS, numbers=(1, 2, 3, 4)):
    """The number of the first test that fails the search, 0 where none does."""

    def judge(*search):
        found = (n for n, test in zip(numbers, tests, strict=True) if test(*search))
        return next(found, 0)

    return judge


def instead(**changed):
    """A referee with one test replaced."""
    return referee([changed.get(test.__name__, test) for test in TESTS])


def with_(test, **how):
    return lambda *search: test(*search, **how)


@exercise(
    cases=CASES,
    mistakes={
        "you never find a fault": referee([], []),
        "you do not see the grid: compare the number of different learning rates with n / 2": (
            instead(is_grid=lambda *search: False)
        ),
        "you do not see the linear scale: more than half of the rates above high / 10": instead(
            is_linear=lambda *search: False
        ),
        "you do not see the edge": instead(at_edge=lambda *search: False),
        "you do not see the noise": instead(in_noise=lambda *search: False),
        "you look at the upper edge only: the lowest rate is an edge as well": instead(
            at_edge=with_(at_edge, both=(False, True))
        ),
        "you look at the lower edge only: the highest rate is an edge as well": instead(
            at_edge=with_(at_edge, both=(True, False))
        ),
        "you measure the way to the edge on the linear scale: take logarithms": instead(
            at_edge=with_(at_edge, scale=lambda x: np.asarray(x, dtype=float))
        ),
        "you look at all trials: the five best say where the top is": instead(
            at_edge=with_(at_edge, best=None)
        ),
        "you look at the best alone, which may be there by luck: take the mean of the five best": (
            instead(at_edge=with_(at_edge, best=1))
        ),
        "you look at the three best: the edge asks for five": instead(
            at_edge=with_(at_edge, best=3)
        ),
        "you take the median of the five: the mean is meant": instead(
            at_edge=with_(at_edge, mean=lambda scale, rates: np.median(scale(rates)))
        ),
        "p is the best accuracy, in the root as well, and not the tenth": instead(
            in_noise=with_(in_noise, of=slice(9, 10))
        ),
        "you ask for three standard errors: two are meant": instead(
            in_noise=with_(in_noise, errors=3)
        ),
        "you look at the ten best: the edge asks for five": instead(
            at_edge=with_(at_edge, best=10)
        ),
        "you take the logarithm of the mean, in which the largest rate decides: take the mean of "
        "the logarithms": instead(
            at_edge=with_(at_edge, mean=lambda scale, rates: scale(rates.mean()))
        ),
        "the ends are those of the box, low and high, and not the lowest and highest rate tried": (
            instead(
                at_edge=lambda lr, scores, low, high, images: at_edge(
                    lr, scores, lr.min(), lr.max(), images
                )
            )
        ),
        "your edge is a fifth of the box: a tenth is meant": instead(
            at_edge=with_(at_edge, edge=0.2)
        ),
        "your edges are a tenth in all: a tenth at each end is meant": instead(
            at_edge=with_(at_edge, edge=0.05)
        ),
        "a few rates that come twice are no grid: compare with n / 2": instead(
            is_grid=lambda lr, *rest: len(np.unique(lr)) < len(lr)
        ),
        "NaN comes first once the order is turned round: a trial that diverged must be last": (
            instead(
                at_edge=with_(at_edge, rank=lost_first), in_noise=with_(in_noise, rank=lost_first)
            )
        ),
        "you ask for one standard error: two are meant": instead(
            in_noise=with_(in_noise, errors=1)
        ),
        "place 10 holds the eleventh, for places begin at 0: the tenth is meant": instead(
            in_noise=with_(in_noise, other=10)
        ),
        "you compare the best with the ninth: the tenth stands in place 9": instead(
            in_noise=with_(in_noise, other=8)
        ),
        "p(1 − p) / m is the variance: its root is the standard error": instead(
            in_noise=with_(in_noise, root=lambda x: x)
        ),
        "m is the number of validation images, and not of trials": instead(
            in_noise=lambda lr, scores, low, high, images: in_noise(lr, scores, low, high, len(lr))
        ),
        "√(p(1 − p)m) counts images: for a share of them divide by m inside the root": instead(
            in_noise=lambda lr, scores, low, high, images: in_noise(
                lr, scores, low, high, 1 / images
            )
        ),
        "you compare the best with the second: compare it with the tenth": instead(
            in_noise=with_(in_noise, other=1)
        ),
        "you compare the best with the worst: compare it with the tenth": instead(
            in_noise=with_(in_noise, other=-1)
        ),
        "your order of faults is another one: the first of the list that holds counts": referee(
            TESTS[::-1], (4, 3, 2, 1)
        ),
        "your numbers begin at 0: the grid is 1, and 0 is a search without a fault": referee(
            numbers=(0, 1, 2, 3)
        ),
    },
)
def name_the_fault(lr, scores, low, high, images):
    return referee()(lr, scores, low, high, images)
