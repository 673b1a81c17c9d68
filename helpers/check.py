"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.adadelta import adadelta, adagrad_descent
from helpers.mistakes.adaptive import adagrad, rmsprop
from helpers.mistakes.batches import epochs_of_batches, minibatches, updates
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.gradients import backprop, numerical_gradient, relative_difference
from helpers.mistakes.momentum import ewma, momentum, nesterov
from helpers.mistakes.regression import linear_step

__all__ = [
    "EXERCISES",
    "adadelta",
    "adagrad",
    "adagrad_descent",
    "backprop",
    "critical_lr",
    "downhill_step",
    "epochs_of_batches",
    "ewma",
    "gradient_descent",
    "linear_step",
    "minibatches",
    "momentum",
    "nesterov",
    "numerical_gradient",
    "relative_difference",
    "rmsprop",
    "updates",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
