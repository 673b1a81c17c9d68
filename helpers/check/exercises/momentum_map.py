"""Momentum map: from where on every direction rings, and how long a swing is."""

import numpy as np

from helpers.check.exercise import exercise


def line(scaled):
    return (1 - np.sqrt(scaled)) ** 2


def best_beta(lr, curvatures):
    root = np.sqrt(np.max(curvatures) / np.min(curvatures))
    return ((root - 1) / (root + 1)) ** 2


@exercise(
    cases=[
        (0.1, np.array([0.1, 2.0])),
        (1.0, np.array([0.05, 0.3, 1.0])),
        (2.0, np.array([0.9, 1.8])),
        (0.5, np.array([1.0])),
    ],
    mistakes={
        "you take the lowest line: there only one direction rings; every one needs the highest": (
            lambda lr, curvatures: np.min(line(lr * curvatures))
        ),
        "only the flattest direction counts here: at a large lr the most curved one has "
        "the higher line": lambda lr, curvatures: line(lr * np.min(curvatures)),
        "only the most curved direction counts here: at a small lr the flattest one rings last": (
            lambda lr, curvatures: line(lr * np.max(curvatures))
        ),
        "you average over the directions: every one has to ring, so the highest line counts": (
            lambda lr, curvatures: np.mean(line(lr * curvatures))
        ),
        "you average the curvatures: each direction has its own line, and the highest counts": (
            lambda lr, curvatures: line(lr * np.mean(curvatures))
        ),
        "the inner root is missing: (1 − √(lr·λ))²": (
            lambda lr, curvatures: np.max((1 - lr * curvatures) ** 2)
        ),
        "the square is missing: (1 − √(lr·λ))²": (
            lambda lr, curvatures: np.max(1 - np.sqrt(lr * curvatures))
        ),
        "|1 − √(lr·λ)| is the factor at the line; β is its square": (
            lambda lr, curvatures: np.max(abs(1 - np.sqrt(lr * curvatures)))
        ),
        "the root goes over lr·λ, not over lr alone": (
            lambda lr, curvatures: np.max((1 - np.sqrt(lr) * curvatures) ** 2)
        ),
        "that is β of the best pair, which has an lr of its own; here lr is given": best_beta,
        "lr is missing: the line depends on lr·λ": lambda lr, curvatures: np.max(line(curvatures)),
        "(1 + √(lr·λ))² is the upper end of ringing, which lies above 1": (
            lambda lr, curvatures: np.max((1 + np.sqrt(lr * curvatures)) ** 2)
        ),
        "you return one β for each direction: one number is asked for, the highest": (
            lambda lr, curvatures: line(lr * curvatures)
        ),
    },
)
def ringing_beta(lr, curvatures):
    return np.max(line(lr * curvatures))


def swinging(
    turn=np.arccos, whole=2 * np.pi, rings=lambda half, beta: half**2 < beta, still=np.inf
):
    """A wrong answer: a swing of `whole` over the `turn` of a step, `still` where nothing rings."""

    def steps(lr, beta, curvature):
        half = (1 + beta - lr * curvature) / 2
        if not rings(half, beta):
            return still
        with np.errstate(all="ignore"):
            return whole / turn(half / np.sqrt(beta))

    return steps


def without_the_half(lr, beta, curvature):
    total = 1 + beta - lr * curvature
    return 2 * np.pi / np.arccos(total / np.sqrt(beta)) if total**2 < beta else np.inf


def without_the_root(lr, beta, curvature):
    half = (1 + beta - lr * curvature) / 2
    with np.errstate(all="ignore"):
        return 2 * np.pi / np.arccos(half / beta) if half**2 < beta else np.inf


def times_the_root(lr, beta, curvature):
    half = (1 + beta - lr * curvature) / 2
    return 2 * np.pi / np.arccos(half * np.sqrt(beta)) if half**2 < beta else np.inf


def of_any_eigenvalue(lr, beta, curvature):
    step = [[1 - lr * curvature, -lr * beta], [curvature, beta]]
    angle = abs(np.angle(np.linalg.eigvals(step)[0]))
    return 2 * np.pi / angle if angle > 0 else np.inf


@exercise(
    cases=[
        (0.1, 0.9, 1.0),
        (1.0, 0.8, 0.05),
        (2.5, 0.5, 1.0),
        (0.1, 0.3, 1.0),
        (1.9, 0.1, 1.0),
    ],
    mistakes={
        "that is half a swing, from one side to the other: a full one turns by 2π": (
            swinging(whole=np.pi)
        ),
        "you divide 360 degrees by an angle in radians: a full turn is 2π": swinging(whole=360),
        "that is the angle of one step: a swing takes 2π over it": (
            swinging(turn=lambda c: 1 / np.arccos(c), whole=1)
        ),
        "one over the angle is steps per radian: a full swing turns by 2π": swinging(whole=1),
        "that is the sine: the sum of the pair is 2√β·cos φ": swinging(turn=np.arcsin),
        "you take the cosine of what is a cosine already: np.arccos gives the angle": (
            swinging(turn=np.cos)
        ),
        "the ½ is missing: cos φ is the sum over 2√β": without_the_half,
        "the root is missing: the pair has the length √β, not β": without_the_root,
        "you multiply by the root: cos φ is the sum over (2√β), in brackets": times_the_root,
        "a zigzag does not ring: a real negative eigenvalue has the angle π, but no swing": (
            of_any_eigenvalue
        ),
        "it does not ring either where the sum is below −2√β: there it zigzags": (
            swinging(rings=lambda half, beta: half < np.sqrt(beta))
        ),
        "where nothing rings the answer is np.inf, not NaN": swinging(still=np.nan),
        "where nothing rings the swing never ends: np.inf, not 0": swinging(still=0.0),
        "2π over √(lr·λ) is a ball without friction: β shortens and lengthens the swing": (
            lambda lr, beta, curvature: 2 * np.pi / np.sqrt(lr * curvature)
        ),
    },
)
def swing(lr, beta, curvature):
    return swinging()(lr, beta, curvature)
