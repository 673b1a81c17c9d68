"""The course's pictures: kinds that lessons share, and a module for each lesson.

Each function draws what stays and returns a Picture that knows how to move what moves; given runs,
it shows them at once.
"""

import helpers.plots.backend  # before anything else imports Matplotlib

# isort: split
from helpers.plots.adam import fingerprints, zoo_trial
from helpers.plots.adaptive_steps import rivals, turned
from helpers.plots.averages import average, bargain, smoothed
from helpers.plots.backpropagation import bends, shapes, temperature
from helpers.plots.batch_normalization import company, ellipses, starts
from helpers.plots.beyond_adam import arena, bench, survivors
from helpers.plots.classroom import grades
from helpers.plots.columns import cuts
from helpers.plots.descents import descent, maps
from helpers.plots.differences import microscope
from helpers.plots.dropout import answers, ceiling, removal, thinned
from helpers.plots.fair_race import budget, results, sweeps
from helpers.plots.gradient_checking import apart, errors, verdicts
from helpers.plots.gradient_descent import closing, factors, slope
from helpers.plots.graph import graph
from helpers.plots.hyperparameter_search import (
    again,
    compared,
    draws,
    enough,
    knobs,
    rounds,
    trials,
    twenty,
)
from helpers.plots.initialization import carried, first_updates, stack, stacks
from helpers.plots.landscapes import sliced
from helpers.plots.mini_batches import crossings, gradients, settled, three_axes
from helpers.plots.momentum import velocities
from helpers.plots.momentum_map import stability
from helpers.plots.networks import boundary, regions
from helpers.plots.neuron import neuron
from helpers.plots.picture import OVER, Picture, panels
from helpers.plots.regression import batches
from helpers.plots.regularization import clinic, held_out, remade, remedies
from helpers.plots.road_to_the_frameworks import (
    agreement,
    confusion,
    mistaken,
    parted,
    reading,
    worth,
)
from helpers.plots.schedules import clouds, learning_rates, range_test, swarm
from helpers.plots.series import bands, curves, digits
from helpers.plots.start_here import tuning
from helpers.plots.style import style_of
