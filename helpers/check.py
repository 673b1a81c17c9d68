"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.gradients import backprop, numerical_gradient, relative_difference
from helpers.mistakes.regression import linear_step

__all__ = [
    "EXERCISES",
    "backprop",
    "critical_lr",
    "downhill_step",
    "gradient_descent",
    "linear_step",
    "numerical_gradient",
    "relative_difference",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
