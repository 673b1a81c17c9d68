"""Where a learning rate for each weight helps: features that are rare, and ravines that turn."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from helpers.arrays import floats, number
from helpers.surfaces import Surface, quadratic, ravine

EXAMPLES, FEATURES, BATCH = 2000, 10, 10
TRUTH, NOISE = 2.0, 0.1  # the true value of each weight, and what is added to every answer


def rare_feature(share: float, seeds: Iterable[int]) -> tuple[Surface, np.ndarray]:
    """Linear regressions side by side, one per seed, and starts (seeds, 10) from weights of 0.

    The last of ten features is 1 in a `share` of the examples and 0 in the others; those before it
    are normal, and with a share of 1 so is the last. θ (..., seeds, 10) holds how far each weight
    is from its true value 2, the loss is the largest of these in units of that value, and the
    gradient is that of the squared loss of the next batch, drawn with replacement.
    Raises TypeError or ValueError for a share outside (0, 1], or without seeds.
    """
    share = number(share, "share", "above 0, at most 1", lambda share: 0 < share <= 1)
    draws = _draws(seeds)
    x, noise = (np.stack(part) for part in zip(*(_data(d, share) for d in draws), strict=True))

    def slope(*theta):
        rows = np.stack([draw.integers(EXAMPLES, size=BATCH) for draw in draws])
        seen = np.take_along_axis(x, rows[..., None], axis=1)
        wrong = np.einsum("...sn,sbn->...sb", np.concatenate(theta, axis=-1), seen)
        wrong -= np.take_along_axis(noise, rows, axis=1)
        grad = np.einsum("...sb,sbn->...sn", wrong, seen) / BATCH
        return np.split(grad, FEATURES, axis=-1)

    def worst(*theta):
        return abs(np.concatenate(theta, axis=-1)).max(axis=-1, keepdims=True) / TRUTH

    bowl = quadratic(*[1.0] * FEATURES)
    regressions = replace(bowl, name="rare feature", equation="", f=worst, slope=slope)
    return regressions, np.full((len(draws), FEATURES), -TRUTH)


def _draws(seeds):
    draws = [np.random.default_rng(seed) for seed in seeds]
    if not draws:
        raise ValueError("seeds must hold at least one seed, but there is none")
    return draws


def _data(draw, share):
    x = draw.normal(size=(EXAMPLES, FEATURES))
    if share < 1:
        x[:, -1] = draw.random(EXAMPLES) < share
    return x, NOISE * draw.normal(size=EXAMPLES)


def turned_ravine(angle: float, seeds: Iterable[int]) -> tuple[Surface, np.ndarray]:
    """A ravine of κ 20 turned by an angle in degrees, and starts (seeds, 2) that turn with it.

    Raises TypeError or ValueError for an angle that is none, or without seeds.
    """
    angle = np.radians(number(angle, "angle", "finite", np.isfinite))
    along, across = np.transpose([draw.uniform((-7, -2), (7, 2)) for draw in _draws(seeds)])
    c, s = np.cos(angle), np.sin(angle)
    return ravine(20, angle), np.stack([c * along - s * across, s * along + c * across], axis=-1)


def judged(steps: np.ndarray) -> tuple[int, np.ndarray]:
    """Of steps (rates, seeds): which rate has the lowest median on the first half of the seeds,
    and what it took on the second half, so that no rate is judged by what it was chosen on.

    Raises TypeError or ValueError for steps that are none, or of fewer than two seeds.
    """
    steps = floats(steps, "steps")
    if steps.ndim != 2 or len(steps) == 0 or steps.shape[1] < 2:
        raise ValueError(f"steps must be (rates, 2 seeds or more), but have shape {steps.shape}")
    half = steps.shape[1] // 2
    best = int(np.median(steps[:, :half], axis=1).argmin())
    return best, steps[best, half:]
