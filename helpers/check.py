"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong."""

from helpers.exercise import Exercise
from helpers.mistakes.adadelta import adadelta, adagrad_descent
from helpers.mistakes.adam import adam, name_the_bug
from helpers.mistakes.adaptive import adagrad, rmsprop
from helpers.mistakes.batches import epochs_of_batches, minibatches, updates
from helpers.mistakes.descent import critical_lr, downhill_step, gradient_descent
from helpers.mistakes.dropout import dropout, dropout_backward, dropout_layer
from helpers.mistakes.gradients import backprop, numerical_gradient, relative_difference
from helpers.mistakes.initialization import gain, he_weights, rescale
from helpers.mistakes.momentum import ewma, momentum, nesterov
from helpers.mistakes.normalization import batchnorm, batchnorm_backward, evaluate
from helpers.mistakes.regression import linear_step
from helpers.mistakes.saddles import escape_step
from helpers.mistakes.schedules import cosine, drops, inverse_time

__all__ = [
    "EXERCISES",
    "adadelta",
    "adagrad",
    "adagrad_descent",
    "adam",
    "backprop",
    "batchnorm",
    "batchnorm_backward",
    "cosine",
    "critical_lr",
    "downhill_step",
    "dropout",
    "dropout_backward",
    "dropout_layer",
    "drops",
    "epochs_of_batches",
    "escape_step",
    "evaluate",
    "ewma",
    "gain",
    "gradient_descent",
    "he_weights",
    "inverse_time",
    "linear_step",
    "minibatches",
    "momentum",
    "name_the_bug",
    "nesterov",
    "numerical_gradient",
    "relative_difference",
    "rescale",
    "rmsprop",
    "updates",
]

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
