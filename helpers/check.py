"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.adam import adam, name_the_bug
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.regression import linear_step

__all__ = [
    "EXERCISES",
    "adam",
    "critical_lr",
    "downhill_step",
    "gradient_descent",
    "linear_step",
    "name_the_bug",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
