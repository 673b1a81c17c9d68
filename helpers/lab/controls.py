"""What a lab can be moved by: sliders, choices and switches that know their own ends."""

from collections.abc import Sequence
from itertools import product
from math import log10

import ipywidgets as widgets
import numpy as np

from helpers.lab.control import Control, Pad, Slider, seen

PER_DECADE = 30  # stops of a slider through decades


def slider(options: Sequence, value, label: str = "", limit=None) -> Control:
    """A slider through the options; `limit` is the one to mark.

    Raises ValueError when the value or the limit is none of them.
    """
    options = _offering(options, value)
    if limit is not None and limit not in options:
        raise ValueError(
            f"the limit must be a stop from {options[0]} to {options[-1]}, not {limit}"
        )
    index = options.index(value)
    at = -1 if limit is None else options.index(limit)
    stops = [seen(option) for option in options]
    return Control(Slider(description=label, stops=stops, index=index, limit=at), "index", options)


def log(
    value: float, low: float, high: float, label: str = "", limit=None, also: Sequence = ()
) -> Control:
    """A slider for a quantity that spans decades, such as a learning rate, through round numbers.

    `limit` marks the critical value that theory gives; `also` are more stops.
    Raises ValueError unless 0 < low ≤ value ≤ high, and for a limit outside.
    """
    _refuse_disorder(value, low, high, above=0)
    grid = np.geomspace(low, high, 1 + round(PER_DECADE * log10(high / low)))
    marks = [] if limit is None else [limit]
    stops = {float(f"{x:.2g}") for x in grid} | {low, high, value, *also, *marks}
    return slider(sorted(x for x in stops if low <= x <= high), value, label, limit)


def beta(value: float, high: float = 0.999, label: str = "", also: Sequence = ()) -> Control:
    """A slider for an averaging factor β in [0, high], even in 1/(1 − β), the length of its memory.

    `also` are more stops. Raises ValueError unless 0 ≤ value ≤ high < 1.
    """
    _refuse_disorder(value, 0, high)
    if high >= 1:
        raise ValueError(f"the high end of an averaging factor must be below 1, but is {high}")
    decades = -log10(1 - high)
    grid = 1 - np.geomspace(1, 1 - high, 1 + round(PER_DECADE * decades))
    stops = {round(x, max(3, round(decades))) for x in grid.tolist()}
    stops |= {0.0, value, high, *also}
    return slider(sorted(x for x in stops if x <= high), value, label)


def linear(value: float, low: float, high: float, step: float, label: str = "") -> Control:
    """A slider with equal steps, but for a shorter last one to `high`.

    Raises ValueError unless low ≤ value ≤ high and step > 0.
    """
    _refuse_disorder(value, low, high)
    if not step > 0:
        raise ValueError(f"the step of a slider must be above 0, but is {step}")
    stops = {round(x, 10) for x in np.arange(low, high, step).tolist()} | {value, high}
    return slider(sorted(x for x in stops if x <= high), value, label)


def point(start: tuple, window: tuple, step: float = 0.1, label: str = "") -> Control:
    """A place (x, y) in a window ((low, high), (low, high)) of the first panel of the picture.

    It is chosen there: a click or a drag sets it, the arrow keys nudge it.
    Raises ValueError unless low ≤ value ≤ high for both and step > 0.
    """
    grids = [
        [option + 0.0 for option in linear(value, *limits, step).options]  # never −0
        for value, limits in zip(start, window, strict=True)
    ]
    options = [*product(*grids)]
    stops = [[*map(seen, grid)] for grid in grids]
    return Control(
        Pad(description=label, stops=stops, index=options.index((*start,))), "index", options
    )


def integer(value: int, low: int, high: int, label: str = "") -> Control:
    """A slider through whole numbers. Raises ValueError unless low ≤ value ≤ high."""
    _refuse_disorder(value, low, high)
    return slider(range(low, high + 1), value, label)


def seed(value: int = 0, label: str = "") -> Control:
    """Another draw of whatever is random."""
    return integer(value, 0, 49, label)


def choice(options: Sequence, value, label: str = "") -> Control:
    """One of a few named options. Raises ValueError when the value is none of them."""
    options = _offering(options, value)
    widget = widgets.Dropdown(
        options=[seen(option) for option in options],
        index=options.index(value),
        description=label,
    )
    return Control(widget, "index", options)


def switch(value: bool, label: str = "") -> Control:
    """On or off."""
    widget = widgets.Checkbox(value=value, description=label, indent=False)
    return Control(widget, "value", [False, True])


def _offering(options, value):
    options = list(options)
    if value not in options:
        raise ValueError(f"a control must start at one of {options}, but starts at {value!r}")
    return options


def _refuse_disorder(value, low, high, above=None):
    if above is not None and low <= above:
        raise ValueError(f"the low end of this control must be above {above}, but is {low}")
    if not low <= value <= high:
        raise ValueError(f"a control needs low ≤ value ≤ high, but got {low}, {value}, {high}")
