"""Named curves, and rows of digits."""

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np

from helpers.picture import LOOKS, SERIES, Picture, panels

DASHES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (3, 1)))


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
    with that of an optimizer has its colour.
    """
    fig, [axis] = panels(1, height=3.2)
    for i, (name, (x, y)) in enumerate(series.items()):
        line, width = "o" if name in dots else "-", 0.6 if name in thin else 2
        axis.plot(x, y, line, color=_look([*series], i)[0], lw=width, ms=5, label=name)
    if len(series) > 1:
        axis.legend(fontsize=10)
    axis.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    axis.set_xscale("log" if logx else "linear")
    axis.margins(x=0.03 if logx else 0.01)
    return Picture(fig, f"{ylabel} against {xlabel}: {', '.join(series)}")


def bands(
    series: dict[str, tuple], xlabel: str, ylabel: str, log: str = "", top: float | None = None
) -> Picture:
    """Runs over several seeds, {name: (x (n,), runs (seeds, n))}: the median in a band.

    The band reaches from the lowest to the highest run. `log` names the logarithmic axes, "x", "y"
    or "xy"; `top` cuts the y axis off. The first series whose name begins with that of an optimizer
    looks like it.
    """
    fig, [axis] = panels(1, height=3.4)
    crowd = len(series) > 4
    for i, (name, (x, runs)) in enumerate(series.items()):
        runs, (colour, dash) = np.asarray(runs, dtype=float), _look([*series], i)
        low, high = runs.min(axis=0), runs.max(axis=0)
        axis.fill_between(x, low, high, color=colour, alpha=0.08 if crowd else 0.15, lw=0)
        axis.plot(x, np.median(runs, axis=0), color=colour, ls=dash, lw=2.2, label=name)
    axis.set(xlabel=xlabel, ylabel=ylabel)
    for name in log:
        decades(axis, name)
    axis.set_ylim(top=top)
    title = f"median and range{chr(10) if crowd else ' '}of {len(runs)} seeds"
    beside = {"loc": "upper left", "bbox_to_anchor": (1, 1)} if crowd else {}
    axis.legend(fontsize=10, title=title, alignment="left", **beside)
    axis.margins(x=0.01)
    return Picture(fig, f"{ylabel} against {xlabel}, medians and ranges: {', '.join(series)}")


def _look(names, i):
    """Colour and dash of the i-th series: its optimizer's, unless that one has been before."""
    kinds = [name.split()[0] for name in names]
    if kinds[i] in LOOKS and kinds[i] not in kinds[:i]:
        colour, _, dash = LOOKS[kinds[i]]
        return colour, dash
    return SERIES[i % len(SERIES)], DASHES[i % len(DASHES)]


def decades(axis, name):
    """A logarithmic axis with plain numbers: 0.1, 0.2, 0.5, 1, …; powers of 10 where it is long."""
    axis.set(**{f"{name}scale": "log"})
    scale, (low, high) = getattr(axis, f"{name}axis"), getattr(axis, f"get_{name}lim")()
    subs = (1, 2, 5) if high < 1e4 * low else (1,)
    scale.set_major_locator(mpl.ticker.LogLocator(subs=subs))
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
