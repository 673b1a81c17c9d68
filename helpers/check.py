"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.adadelta import adadelta, adagrad_descent
from helpers.mistakes.adam import adam, name_the_bug
from helpers.mistakes.adaptive import adagrad, rmsprop
from helpers.mistakes.batches import epochs_of_batches, minibatches, updates
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.momentum import ewma, momentum, nesterov
from helpers.mistakes.regression import linear_step

__all__ = [
    "EXERCISES",
    "adadelta",
    "adagrad",
    "adagrad_descent",
    "adam",
    "critical_lr",
    "downhill_step",
    "epochs_of_batches",
    "ewma",
    "gradient_descent",
    "linear_step",
    "minibatches",
    "momentum",
    "name_the_bug",
    "nesterov",
    "rmsprop",
    "updates",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
