"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.initialization import gain, he_weights, rescale
from helpers.mistakes.regression import linear_step

__all__ = [
    "EXERCISES",
    "critical_lr",
    "downhill_step",
    "gain",
    "gradient_descent",
    "he_weights",
    "linear_step",
    "rescale",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
