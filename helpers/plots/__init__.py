"""The course's pictures, a module for each kind.

Each function draws what stays and returns a Picture that knows how to move what moves; given runs,
it shows them at once.
"""

from helpers.picture import OVER, Picture, look, panels
from helpers.plots.adaptive import adaptive, effective_lr, rates_in_words
from helpers.plots.averages import average, velocities
from helpers.plots.batches import batches, cuts, gradients, three_axes
from helpers.plots.checks import errors, microscope, verdicts
from helpers.plots.descents import descent, slope
from helpers.plots.networks import boundary
from helpers.plots.series import bands, curves, digits
from helpers.plots.stability import stability

__all__ = [
    "OVER",
    "Picture",
    "adaptive",
    "average",
    "bands",
    "batches",
    "boundary",
    "curves",
    "cuts",
    "descent",
    "digits",
    "effective_lr",
    "errors",
    "gradients",
    "look",
    "microscope",
    "panels",
    "rates_in_words",
    "slope",
    "stability",
    "three_axes",
    "velocities",
    "verdicts",
]
