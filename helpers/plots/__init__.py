"""The course's pictures, a module for each kind.

Each function draws what stays and returns a Picture that knows how to move what moves; given runs,
it shows them at once.
"""

from helpers.picture import OVER, Picture, look, panels
from helpers.plots.adaptive import adaptive, rates_in_words
from helpers.plots.averages import average, velocities
from helpers.plots.batches import batches, cuts, gradients, three_axes
from helpers.plots.checks import errors, microscope, verdicts
from helpers.plots.descents import descent, maps, slope
from helpers.plots.dropout import doubt, ridge, thinned
from helpers.plots.histograms import stack, stacks
from helpers.plots.networks import boundary, held_out
from helpers.plots.normalization import bells, ellipses, epochs, graph
from helpers.plots.races import fingerprints, sweeps, zoo_trial
from helpers.plots.schedules import clouds, rates, swarm
from helpers.plots.series import bands, curves, digits
from helpers.plots.stability import stability

__all__ = [
    "OVER",
    "Picture",
    "adaptive",
    "average",
    "bands",
    "batches",
    "bells",
    "boundary",
    "clouds",
    "curves",
    "cuts",
    "descent",
    "digits",
    "doubt",
    "ellipses",
    "epochs",
    "errors",
    "fingerprints",
    "gradients",
    "graph",
    "held_out",
    "look",
    "maps",
    "microscope",
    "panels",
    "rates",
    "rates_in_words",
    "ridge",
    "slope",
    "stability",
    "stack",
    "stacks",
    "swarm",
    "sweeps",
    "thinned",
    "three_axes",
    "velocities",
    "verdicts",
    "zoo_trial",
]
