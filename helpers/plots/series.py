"""Named curves, and rows of digits."""

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np

from helpers.picture import SERIES, Picture, panels

DASHES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (3, 1)))


def curves(
    series: dict[str, tuple],
    xlabel: str,
    ylabel: str,
    log: bool = False,
    dots: Sequence[str] = (),
    thin: Sequence[str] = (),
) -> Picture:
    """Named curves (x, y) in one panel; those in `dots` as dots, those in `thin` as thin lines."""
    fig, [axis] = panels(1, height=3.2)
    for colour, (name, (x, y)) in zip(SERIES, series.items(), strict=False):
        line = "o" if name in dots else "-"
        axis.plot(x, y, line, color=colour, lw=0.6 if name in thin else 2, ms=5, label=name)
    axis.legend(fontsize=10)
    axis.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    axis.margins(x=0.01)
    return Picture(fig, f"{ylabel} against {xlabel}: {', '.join(series)}")


def bands(
    series: dict[str, tuple], xlabel: str, ylabel: str, log: str = "", top: float | None = None
) -> Picture:
    """Runs over several seeds, {name: (x (n,), runs (seeds, n))}: the median in a band.

    The band reaches from the lowest to the highest run. `log` names the logarithmic axes, "x", "y"
    or "xy"; `top` cuts the y axis off.
    """
    fig, [axis] = panels(1, height=3.4)
    for i, (name, (x, runs)) in enumerate(series.items()):
        runs = np.asarray(runs, dtype=float)
        colour, dash = SERIES[i % len(SERIES)], DASHES[i % len(DASHES)]
        axis.fill_between(x, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.15, lw=0)
        axis.plot(x, np.median(runs, axis=0), color=colour, ls=dash, lw=2.2, label=name)
    axis.set(xlabel=xlabel, ylabel=ylabel)
    for name in log:
        _decades(axis, name)
    axis.set_ylim(top=top)
    axis.legend(fontsize=10, title=f"median and range of {len(runs)} seeds", alignment="left")
    axis.margins(x=0.01)
    return Picture(fig, f"{ylabel} against {xlabel}, medians and ranges: {', '.join(series)}")


def _decades(axis, name):
    """A logarithmic axis with plain numbers: 0.1, 0.2, 0.5, 1, …"""
    axis.set(**{f"{name}scale": "log"})
    scale = getattr(axis, f"{name}axis")
    scale.set_major_locator(mpl.ticker.LogLocator(subs=(1, 2, 5)))
    scale.set_major_formatter("{x:g}")
    scale.set_minor_locator(mpl.ticker.NullLocator())


def digits(x: np.ndarray, titles: Sequence) -> Picture:
    """Rows of x (m, 784) as pictures of handwritten digits, with a title above each."""
    fig, axes = panels(*[1] * len(x), height=1.3)
    for axis, image, title in zip(axes, x, titles, strict=True):
        axis.imshow(image.reshape(28, 28), cmap="gray_r")
        axis.set_title(title, loc="center")
        axis.axis("off")
    return Picture(fig, f"{len(x)} handwritten digits: {', '.join(map(str, titles))}")
