"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.regression import linear_step
from helpers.mistakes.saddles import escape_step
from helpers.mistakes.schedules import cosine, drops, inverse_time

__all__ = [
    "EXERCISES",
    "cosine",
    "critical_lr",
    "downhill_step",
    "drops",
    "escape_step",
    "gradient_descent",
    "inverse_time",
    "linear_step",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
