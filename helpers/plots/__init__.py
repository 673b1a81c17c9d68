"""The course's pictures, a module for each kind.

Each function draws what stays and returns a Picture that knows how to move what moves; given runs,
it shows them at once.
"""

from helpers.picture import OVER, Picture, look, panels
from helpers.plots.descents import descent, slope
from helpers.plots.gradients import errors, microscope, verdicts
from helpers.plots.networks import boundary
from helpers.plots.series import curves, digits

__all__ = [
    "OVER",
    "Picture",
    "boundary",
    "curves",
    "descent",
    "digits",
    "errors",
    "look",
    "microscope",
    "panels",
    "slope",
    "verdicts",
]
