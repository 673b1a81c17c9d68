"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.batches import epochs_of_batches, minibatches, updates
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.momentum import ewma, momentum, nesterov
from helpers.mistakes.normalization import batchnorm, batchnorm_backward, evaluate
from helpers.mistakes.regression import linear_step

__all__ = [
    "EXERCISES",
    "batchnorm",
    "batchnorm_backward",
    "critical_lr",
    "downhill_step",
    "epochs_of_batches",
    "evaluate",
    "ewma",
    "gradient_descent",
    "linear_step",
    "minibatches",
    "momentum",
    "nesterov",
    "updates",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
