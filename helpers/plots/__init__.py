"""The course's pictures, a module for each kind.

Each function draws what stays and returns a Picture that knows how to move what moves; given runs,
it shows them at once.
"""

from helpers.picture import OVER, Picture, look, panels
from helpers.plots.averages import average, velocities
from helpers.plots.batches import batches, cuts, gradients, three_axes
from helpers.plots.descents import descent, slope
from helpers.plots.networks import boundary
from helpers.plots.normalization import bells, ellipses, epochs, graph
from helpers.plots.series import bands, curves, digits
from helpers.plots.stability import stability

__all__ = [
    "OVER",
    "Picture",
    "average",
    "bands",
    "batches",
    "bells",
    "boundary",
    "curves",
    "cuts",
    "descent",
    "digits",
    "ellipses",
    "epochs",
    "gradients",
    "graph",
    "look",
    "panels",
    "slope",
    "stability",
    "three_axes",
    "velocities",
]
