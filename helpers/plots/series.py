"""Named curves, runs over several seeds in bands, and rows of digits."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator

from helpers.plots.picture import Picture, panels
from helpers.plots.style import MARKERS, distinct, house_style

CROWD = 5  # names from which on a legend stands beside its panel


@house_style()
def curves(
    series: dict[str, tuple],
    xlabel: str,
    ylabel: str,
    log: bool = False,
    logx: bool = False,
    dots: Sequence[str] = (),
    thin: Sequence[str] = (),
) -> Picture:
    """Named curves (x, y) in one panel; those in `dots` as dots, those in `thin` as thin lines.

    `log` and `logx` make the axis of y and of x logarithmic. The first curve whose name begins
    with that of an optimizer has its colour and dash.
    """
    fig, [axis] = panels(1, height=3.2)
    for (name, (x, y)), style in zip(series.items(), distinct([*series]), strict=True):
        style |= _as_dots([*dots].index(name)) if name in dots else {"markevery": 0.1}
        axis.plot(x, y, lw=0.6 if name in thin else 2, ms=5, label=name, **style)
    if len(series) > 1:
        axis.legend(fontsize=10)
    axis.set(xlabel=xlabel, xscale="log" if logx else "linear")
    axis.set(ylabel=ylabel, yscale="log" if log else "linear")
    axis.margins(x=0.03 if logx else 0.01)
    return Picture(fig, f"{ylabel} against {xlabel}: {', '.join(series)}")


def _as_dots(i):
    return {"linestyle": "", "marker": MARKERS[i % len(MARKERS)]}


@house_style()
def bands(
    series: dict[str, tuple], xlabel: str, ylabel: str, log: str = "", top: float | None = None
) -> Picture:
    """Runs over several seeds, {name: (x (n,), runs (seeds, n))}: the median in a band.

    The band reaches from the lowest to the highest run. `log` names the logarithmic axes, "x", "y"
    or "xy"; `top` cuts the y axis off. The first series whose name begins with that of an optimizer
    has its colour and dash.
    """
    fig, [axis] = panels(1, height=3.4)
    shade = 0.15 if len(series) < CROWD else 0.08
    for (name, (x, runs)), style in zip(series.items(), distinct([*series]), strict=True):
        _band(axis, x, np.asarray(runs, dtype=float), name, style, shade)
    axis.set(xlabel=xlabel, ylabel=ylabel)
    for direction in log:
        decades(axis, direction)
    axis.set_ylim(top=top)
    _medians_and_ranges(axis, *series.values())
    axis.margins(x=0.01)
    return Picture(fig, f"{ylabel} against {xlabel}, medians and ranges: {', '.join(series)}")


def _band(axis, x, runs, name, style, shade):
    low, high = runs.min(axis=0), runs.max(axis=0)
    axis.fill_between(x, low, high, color=style["color"], alpha=shade, lw=0)
    axis.plot(x, np.median(runs, axis=0), lw=2.2, ms=5, markevery=0.1, label=name, **style)


def _medians_and_ranges(axis, *series):
    """The legend, beside the panel where it is long."""
    seeds = len(series[-1][1])
    if len(series) < CROWD:
        title, place = f"median and range of {seeds} seeds", {}
    else:
        title = f"median and range\nof {seeds} seeds"
        place = {"loc": "upper left", "bbox_to_anchor": (1, 1)}
    axis.legend(fontsize=10, title=title, alignment="left", **place)


def decades(axis: Axes, direction: str) -> None:
    """Make x or y logarithmic, with plain numbers: 0.1, 0.2, 0.5, 1, …; if long, powers of 10."""
    axis.set(**{f"{direction}scale": "log"})
    ruler = {"x": axis.xaxis, "y": axis.yaxis}[direction]
    low, high = ruler.get_view_interval()
    ruler.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 1e4 * low else (1,)))
    ruler.set_major_formatter("{x:g}")
    ruler.set_minor_locator(NullLocator())


@house_style()
def digits(x: np.ndarray, titles: Sequence) -> Picture:
    """Rows of x (m, 784) as pictures of handwritten digits, with a title above each."""
    fig, axes = panels(*[1] * len(x), height=1.3)
    for axis, image, title in zip(axes, x, titles, strict=True):
        axis.imshow(image.reshape(28, 28), cmap="gray_r")
        axis.set_title(title, loc="center")
        axis.axis("off")
    return Picture(fig, f"{len(x)} handwritten digits: {', '.join(map(str, titles))}")
