"""Beyond Adam: AdamW with weights that do not decay, Lion's steps, and a race against SGD."""

import numpy as np

from helpers.check.exercise import exercise
from helpers.surfaces import ravine

rng = np.random.default_rng(19)
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
NONE = np.zeros(3)


def averages(m, v, g):
    return BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g**2


def corrected(m, v, t):
    return m / (1 - BETA1**t), v / (1 - BETA2**t)


def moved(m, v, t, lr):
    m, v = corrected(m, v, t)
    return lr * m / (np.sqrt(v) + EPS)


def decaying(shrink=lambda theta, lr, decay, which: theta - lr * decay * which * theta, move=moved):
    """A step: `shrink` makes the weights smaller, then Adam's `move` is taken off."""

    def step(theta, m, v, g, t, lr, weight_decay, decays):
        m, v = averages(m, v, g)
        return shrink(theta, lr, weight_decay, decays) - move(m, v, t, lr), m, v

    return step


def with_l2(which=lambda decays: decays):
    def step(theta, m, v, g, t, lr, weight_decay, decays):
        m, v = averages(m, v, g + weight_decay * which(decays) * theta)
        return theta - moved(m, v, t, lr), m, v

    return step


def into_the_average(theta, m, v, g, t, lr, weight_decay, decays):
    m, v = averages(m, v, g)
    m_hat, v_hat = corrected(m, v, t)
    step = (m_hat + weight_decay * decays * theta) / (np.sqrt(v_hat) + EPS)
    return theta - lr * step, m, v


def after_the_step(theta, m, v, g, t, lr, weight_decay, decays):
    m, v = averages(m, v, g)
    theta = theta - moved(m, v, t, lr)
    return theta - lr * weight_decay * decays * theta, m, v


def root_around_both(m, v, t, lr):
    m, v = corrected(m, v, t)
    return lr * m / np.sqrt(v + EPS)


def without_root(m, v, t, lr):
    m, v = corrected(m, v, t)
    return lr * m / (v + EPS)


def betas_swapped(theta, m, v, g, t, lr, weight_decay, decays):
    m, v = BETA2 * m + (1 - BETA2) * g, BETA1 * v + (1 - BETA1) * g**2
    step = m / (1 - BETA2**t) / (np.sqrt(v / (1 - BETA1**t)) + EPS)
    return theta * (1 - lr * weight_decay * decays) - lr * step, m, v


def averages_corrected(theta, m, v, g, t, *rest):
    theta, m, v = adamw.reference(theta, m, v, g, t, *rest)
    return theta, *corrected(m, v, t)


@exercise(
    cases=[
        (np.array([2.0, -3.0, 1.0]), NONE, NONE, np.array([5.0, -0.1, 2.0]), 1, 0.1, 0.5,
         np.array([1.0, 1.0, 0.0])),
        (np.array([2.0, -3.0, 1.0]), np.array([0.3, -0.2, 0.1]), np.array([0.4, 0.01, 0.02]),
         np.array([-1.0, 0.5, 0.2]), 7, 0.2, 0.3, np.array([1.0, 1.0, 0.0])),
        (*rng.normal(size=(2, 4)), rng.random(4), rng.normal(size=4), 40, 0.05, 1.0,
         np.array([0.0, 1.0, 0.0, 1.0])),
        (np.array([1.0, -1.0]), np.zeros(2), np.zeros(2), np.array([1e-5, -3e-5]), 2, 0.1, 0.1,
         np.ones(2)),
    ],
    mistakes={
        "that is Adam with L2: the decay goes through m and v and is divided by √v̂, so take it off "
        "theta itself": with_l2(),
        "that is Adam with L2, for the biases as well: take the decay off theta itself, where "
        "decays is 1": with_l2(lambda decays: 1),
        "you add the decay to m̂: it is then divided by √v̂, so take it off theta itself": (
            into_the_average
        ),
        "biases decay too: only where decays is 1": (
            decaying(lambda theta, lr, decay, which: theta * (1 - lr * decay))
        ),
        "decays is upside down: 1 marks what decays": (
            decaying(lambda theta, lr, decay, which: theta * (1 - lr * decay * (1 - which)))
        ),
        "nothing decays: that is plain Adam": decaying(lambda theta, *rest: theta),
        "the decay lacks lr: each step takes off lr·λ·θ": (
            decaying(lambda theta, lr, decay, which: theta * (1 - decay * which))
        ),
        "the decay has lr twice: each step takes off lr·λ·θ": (
            decaying(lambda theta, lr, decay, which: theta * (1 - lr**2 * decay * which))
        ),
        "your weights grow: the factor is 1 − lr·λ": (
            decaying(lambda theta, lr, decay, which: theta * (1 + lr * decay * which))
        ),
        "you take off lr·λ, whatever the weight is: take off lr·λ·θ": (
            decaying(lambda theta, lr, decay, which: theta - lr * decay * which)
        ),
        "that is the decay of L1, by the sign of the weight: take off lr·λ·θ": (
            decaying(lambda theta, lr, decay, which: theta - lr * decay * which * np.sign(theta))
        ),
        "you multiply by lr·λ: what is left is 1 − lr·λ of each weight": (
            decaying(lambda theta, lr, decay, which: theta * np.where(which, lr * decay, 1))
        ),
        "you shrink after the step: the weights decay first, and Adam's step is whole": (
            after_the_step
        ),
        "m and v are not corrected: divide by 1 − βᵗ": (
            decaying(move=lambda m, v, t, lr: lr * m / (np.sqrt(v) + EPS))
        ),
        "v is not corrected: divide it by 1 − β₂ᵗ": (
            decaying(move=lambda m, v, t, lr: lr * corrected(m, v, t)[0] / (np.sqrt(v) + EPS))
        ),
        "t counts from 1 here: use t, not t + 1": (
            decaying(move=lambda m, v, t, lr: moved(m, v, t + 1, lr))
        ),
        "ε stands in the root: √v̂ + ε": decaying(move=root_around_both),
        "the root is missing: divide by √v̂ + ε": decaying(move=without_root),
        "β₁ and β₂ have changed places: 0.9 belongs to m, 0.999 to v": betas_swapped,
        "Adam's step lacks lr": decaying(move=lambda m, v, t, lr: moved(m, v, t, 1)),
        "you climb: Adam's step is taken off": (
            decaying(move=lambda m, v, t, lr: -moved(m, v, t, lr))
        ),
        "you return m̂ and v̂: the next step needs m and v": averages_corrected,
        "the order is theta, m, v": lambda *given: np.roll(adamw.reference(*given), -1, axis=0),
    },
    returns=("theta", "m", "v"),
)  # fmt: skip
def adamw(theta, m, v, g, t, lr, weight_decay, decays):
    return decaying()(theta, m, v, g, t, lr, weight_decay, decays)


# Lion's steps beside Adam's


def adam_steps(g, lr=1.0, move=moved):
    m, v, steps = 0.0, 0.0, []
    for t, now in enumerate(g, start=1):
        m, v = averages(m, v, now)
        steps.append(move(m, v, t, lr))
    return np.array(steps)


def lion_steps(g, lr=1.0, of=np.sign):
    m, steps = 0.0 * g[0], []
    for now in g:
        steps.append(lr * of(0.9 * m + 0.1 * now))
        m = 0.99 * m + 0.01 * now
    return np.array(steps)


def adamw_steps(g):
    theta, steps = 0.0 * g[0], []
    for step in adam_steps(g):
        steps.append(step + 0.01 * theta)
        theta = theta - steps[-1]
    return np.array(steps)


def rms(steps):
    return np.sqrt(np.mean(np.square(steps)))


def half(steps):
    return steps[len(steps) // 2 :]


def ratio_of(size=rms, part=half, lion=lion_steps, adam=adam_steps):
    """Lion's size over Adam's, in a part of their steps."""
    return lambda g: size(part(lion(g))) / size(part(adam(g)))


def uncorrected(m, v, t, lr):
    return lr * m / (np.sqrt(v) + EPS)


def column_by_column(g):
    lion, adam = half(lion_steps(g)), half(adam_steps(g))
    return np.mean(np.sqrt(np.mean(lion**2, axis=0) / np.mean(adam**2, axis=0)))


def step_by_step(g):
    lion, adam = half(lion_steps(g)), half(adam_steps(g))
    return np.mean(np.sqrt(np.mean(lion**2, axis=1) / np.mean(adam**2, axis=1)))


@exercise(
    cases=[
        (0.5 + rng.normal(size=(60, 3)) * [0.1, 1, 10],),
        (rng.normal(size=(200, 5)),),
        (np.ones((40, 2)) + 0.1 * rng.normal(size=(40, 2)),),
    ],
    mistakes={
        "the ratio is upside down: Lion's length over Adam's": lambda g: 1 / ratio_of()(g),
        "you take the whole run: only the second half counts": ratio_of(part=lambda steps: steps),
        "you take the first half: the second half counts": (
            ratio_of(part=lambda steps: steps[: len(steps) // 2])
        ),
        "you take the last step alone: all steps of the second half count": (
            ratio_of(part=lambda steps: steps[-1:])
        ),
        "that is the mean of the lengths: square the steps, take the mean, then its root": (
            ratio_of(lambda steps: np.mean(np.abs(steps)))
        ),
        "the root is missing: a root mean square is asked for": (
            ratio_of(lambda steps: np.mean(steps**2))
        ),
        "you square the mean: steps of both signs cancel, so square first": (
            ratio_of(lambda steps: abs(np.mean(steps)))
        ),
        "you measure how far each weight has come: steps of both signs cancel, so square each": (
            ratio_of(lambda steps: rms(steps.sum(axis=0)))
        ),
        "that is the spread around the mean, np.std: the mean of a step counts as well": (
            ratio_of(np.std)
        ),
        "you compare the longest steps: the root mean square is asked for": (
            ratio_of(lambda steps: np.max(np.abs(steps)))
        ),
        "you compare the medians: the root mean square is asked for": (
            ratio_of(lambda steps: np.median(np.abs(steps)))
        ),
        "each has the lr it likes, ten times apart: give both the same": (
            ratio_of(lion=lambda g: lion_steps(g, 1e-4), adam=lambda g: adam_steps(g, 1e-3))
        ),
        "Lion's sign is missing: each weight moves by lr, up or down": (
            ratio_of(lion=lambda g: lion_steps(g, of=lambda m: m))
        ),
        "Adam's averages are not corrected: divide by 1 − βᵗ, or use the course's Adam": (
            ratio_of(adam=lambda g: adam_steps(g, move=uncorrected))
        ),
        "that is Lion alone: divide by Adam's root mean square": ratio_of(
            adam=lambda g: np.ones_like(g)
        ),
        "your steps are all 0: `before = theta` is no copy, and moves along": ratio_of(
            lion=lambda g: 0 * g, adam=lambda g: 0 * g
        ),
        "that is the mean length of whole steps: square all their elements, take the mean, then "
        "its root": ratio_of(lambda steps: np.mean(np.linalg.norm(steps, axis=1))),
        "AdamW's decay is in it: the plain Adam is asked for": ratio_of(adam=adamw_steps),
        "you average the ratios of single weights: one ratio of all steps is asked for": (
            column_by_column
        ),
        "you average the ratios of single steps: one ratio of all steps is asked for": (
            step_by_step
        ),
    },
)
def lion_ratio(g):
    return ratio_of()(g)


# Whatever beats SGD on a turned ravine


class Slope:
    """The gradient of a ravine (condition 100, turned by 30°) at a hidden place; it counts."""

    def __init__(self, seed: int):
        place = np.random.default_rng(seed)
        self.seed, self.asked, self.low = seed, 0, place.normal(size=2)
        self.start = self.low + 5 * place.normal(size=2)
        self.__name__ = "grad"

    def fresh(self):
        """The same ravine, of which nobody has asked anything."""
        return Slope(self.seed)

    def __call__(self, theta):
        self.asked += 1
        return LAND.grad(np.asarray(theta, dtype=float) - self.low)

    def loss(self, theta):
        return float(LAND(theta - self.low))

    def share(self, theta):
        """The loss there, as a share of the one to which SGD gets."""
        return self.loss(theta) / self.loss(with_sgd(self.fresh(), self.start, BUDGET))

    def judge(self, theta):
        """A flag for the first thing that is wrong with a last place: none where SGD is beaten."""
        wrong = next((flag for flag, fails in FAULTS.items() if fails(self, theta)), None)
        return tuple(flag == wrong for flag in FAULTS)


LAND, BUDGET = ravine(100, np.pi / 6), 100
EVEN = 0.5, 2  # shares of SGD's loss between which nobody is ahead
FAULTS = {
    "over_budget": lambda slope, theta: slope.asked > BUDGET,
    "blind": lambda slope, theta: slope.asked == 0,
    "no_place": lambda slope, theta: theta is None or theta.shape != (2,),
    "not_finite": lambda slope, theta: not np.isfinite(theta).all(),
    "still": lambda slope, theta: (theta == slope.start).all(),
    "higher": lambda slope, theta: slope.loss(theta) > slope.loss(slope.start),
    "behind_sgd": lambda slope, theta: slope.share(theta) > EVEN[1],
    "even_with_sgd": lambda slope, theta: slope.share(theta) > EVEN[0],
}


def with_sgd(grad, start, steps, lr=0.965):  # over many places the lowest mean of log losses
    theta = start.copy()
    for _ in range(steps):
        theta = theta - lr * grad(theta)
    return theta


def with_momentum(grad, start, steps, lr=0.3, beta=0.8):
    theta, v = start.copy(), np.zeros(2)
    for _ in range(steps):
        v = beta * v + grad(theta)
        theta = theta - lr * v
    return theta


@exercise(
    cases=[(slope, slope.start, BUDGET) for slope in map(Slope, range(5))],
    mistakes={
        "you ask for more gradients than `steps`: the budget must be equal": (
            lambda grad, start, steps: with_momentum(grad, start, 10 * steps)
        ),
        "you ask for no gradient: a guess is no descent, for the lowest place is hidden": (
            lambda grad, start, steps: np.array([50.0, 50.0])
        ),
        "you return the start: step from it, and return where you end": (
            lambda grad, start, steps: (grad(start), start.copy())[1]
        ),
        "return the last theta alone, an array of shape (2,)": (
            lambda grad, start, steps: np.array([start, with_sgd(grad, start, steps)])
        ),
        "it diverges: with a curvature of 2, SGD needs lr below 1, and momentum 1 + β": (
            lambda grad, start, steps: with_sgd(grad, start, steps, lr=1e9) * np.inf
        ),
        "you end higher than you began: lr is too large, or you climb": (
            lambda grad, start, steps: with_sgd(grad, start, steps, lr=-0.1)
        ),
        "on a hidden place you come about as far as SGD at its best rate: as good is not better, "
        "so remember something": with_sgd,
        "on a hidden place you are behind SGD at its best rate: adapt your rate to this ravine, or "
        "remember more": (lambda grad, start, steps: with_sgd(grad, start, steps, lr=0.1)),
    },
    returns=tuple(FAULTS),
)
def beat_sgd(grad, start, steps):
    return with_momentum(grad, start, steps)
