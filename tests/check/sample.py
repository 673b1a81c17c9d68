"""An exercise of the tests' own, with one small argument and many mistakes."""

import numpy as np

from helpers.check.exercise import exercise


@exercise(
    cases=[
        (np.array([0.1, 2.0]),),
        (np.array([1.0, 5.0, 0.5]),),
        (np.array([4.0, 3.0, 0.25]),),
        (np.array([0.8]),),
    ],
    mistakes={
        "you divide by the smallest curvature: the most curved direction diverges first": (
            lambda curvatures: 2 / curvatures.min()
        ),
        "1/λ jumps straight to the minimum: it may go as far again on the other side, so 2/λ": (
            lambda curvatures: 1 / curvatures.max()
        ),
        "that is the largest curvature: two over it is the limit": lambda curvatures: (
            curvatures.max()
        ),
        "you multiply by the curvature: the more it curves, the shorter the step must be": (
            lambda curvatures: 2 * curvatures.max()
        ),
        "the fraction is upside down: the more it curves, the shorter the step must be": (
            lambda curvatures: curvatures.max() / 2
        ),
        "you use the mean curvature: one direction that diverges is enough": (
            lambda curvatures: 2 / curvatures.mean()
        ),
        "you use the sum of the curvatures: each direction goes its own way": (
            lambda curvatures: 2 / curvatures.sum()
        ),
        "2/(λmin + λmax) is the fastest learning rate, not the largest that converges": (
            lambda curvatures: 2 / (curvatures.min() + curvatures.max())
        ),
        "λmax/λmin is the condition number: it says how slow, not how far": (
            lambda curvatures: curvatures.max() / curvatures.min()
        ),
        "that is a limit for each direction: the surface has one, the smallest of them": (
            lambda curvatures: 2 / curvatures
        ),
        "you take the last curvature: they come in any order": lambda curvatures: (
            2 / curvatures[-1]
        ),
        "you take the first curvature: they come in any order": lambda curvatures: (
            2 / curvatures[0]
        ),
    },
)
def critical_lr(curvatures):
    return 2 / curvatures.max()
