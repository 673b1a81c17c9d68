"""Instant checks for the exercises: `check.downhill_step(my_function)` says what is wrong.

`check.so_far("momentum")` shows what the learner has done of a lesson.
"""

from helpers.check.exercise import Exercise, exercise
from helpers.check.exercises.adam import adam, name_the_bug
from helpers.check.exercises.adaptive_steps import (
    adadelta,
    adagrad,
    adagrad_descent,
    adagrad_norm,
    rmsprop,
)
from helpers.check.exercises.averages import ewma, running_variance, same_memory
from helpers.check.exercises.backpropagation import network_step, relu_backward, score_blame
from helpers.check.exercises.batch_normalization import (
    evaluate,
    fold_batchnorm,
    rms_norm_backward,
)
from helpers.check.exercises.beyond_adam import adamw, beat_sgd, lion_ratio
from helpers.check.exercises.dropout import (
    dropout,
    dropout_layer,
    thin_network,
)
from helpers.check.exercises.fair_race import choose_rate, leader
from helpers.check.exercises.gradient_checking import (
    complex_gradient,
    layer_gradient,
    tied_backprop,
)
from helpers.check.exercises.gradient_descent import (
    downhill_step,
    gradient_descent,
    linear_step,
    safe_lr,
)
from helpers.check.exercises.hyperparameter_search import (
    halving,
    log_uniform,
    name_the_fault,
    one_minus,
)
from helpers.check.exercises.initialization import conv_he, rescale
from helpers.check.exercises.landscapes import escape_step
from helpers.check.exercises.mini_batches import accumulate, enough, epochs_of_batches
from helpers.check.exercises.momentum import momentum, momentum_descent, nesterov
from helpers.check.exercises.momentum_map import ringing_beta, swing
from helpers.check.exercises.regularization import early_stopping, shrink
from helpers.check.exercises.road_to_the_frameworks import centre, translate
from helpers.check.exercises.schedules import cosine, reduced
from helpers.progress import so_far

EXERCISES = {name: value for name, value in globals().items() if isinstance(value, Exercise)}
