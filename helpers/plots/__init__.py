"""The course's pictures, a module for each kind.

Each function draws what stays and returns a Picture that knows how to move what moves; given runs,
it shows them at once.
"""

from helpers.picture import OVER, Picture, look, panels
from helpers.plots.descents import descent, maps, slope
from helpers.plots.networks import boundary
from helpers.plots.races import fingerprints, sweeps, zoo_trial
from helpers.plots.series import bands, curves, digits

__all__ = [
    "OVER",
    "Picture",
    "bands",
    "boundary",
    "curves",
    "descent",
    "digits",
    "fingerprints",
    "look",
    "maps",
    "panels",
    "slope",
    "sweeps",
    "zoo_trial",
]
