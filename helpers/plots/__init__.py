"""The course's pictures, a module for each kind.

Each function draws what stays and returns a Picture that knows how to move what moves; given runs,
it shows them at once.
"""

from helpers.picture import OVER, Picture, look, panels
from helpers.plots.adaptive import adaptive, effective_lr, rates_in_words
from helpers.plots.descents import descent, slope
from helpers.plots.networks import boundary
from helpers.plots.series import bands, curves, digits

__all__ = [
    "OVER",
    "Picture",
    "adaptive",
    "bands",
    "boundary",
    "curves",
    "descent",
    "digits",
    "effective_lr",
    "look",
    "panels",
    "rates_in_words",
    "slope",
]
