"""Named curves, and rows of digits."""

from collections.abc import Sequence

import numpy as np

from helpers.picture import SERIES, Picture, panels


def curves(
    series: dict[str, tuple],
    xlabel: str,
    ylabel: str,
    log: bool = False,
    dots: Sequence[str] = (),
    thin: Sequence[str] = (),
    logx: bool = False,
) -> Picture:
    """Named curves (x, y) in one panel; those in `dots` as dots, those in `thin` as thin lines.

    `log` and `logx` make the axis of y and of x logarithmic.
    """
    fig, [axis] = panels(1, height=3.2)
    for colour, (name, (x, y)) in zip(SERIES, series.items(), strict=False):
        line = "o" if name in dots else "-"
        axis.plot(x, y, line, color=colour, lw=0.6 if name in thin else 2, ms=5, label=name)
    if len(series) > 1:
        axis.legend(fontsize=10)
    axis.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    axis.set_xscale("log" if logx else "linear")
    axis.margins(x=0.03 if logx else 0.01)
    return Picture(fig, f"{ylabel} against {xlabel}: {', '.join(series)}")


def digits(x: np.ndarray, titles: Sequence) -> Picture:
    """Rows of x (m, 784) as pictures of handwritten digits, with a title above each."""
    fig, axes = panels(*[1] * len(x), height=1.3)
    for axis, image, title in zip(axes, x, titles, strict=True):
        axis.imshow(image.reshape(28, 28), cmap="gray_r")
        axis.set_title(title, loc="center")
        axis.axis("off")
    return Picture(fig, f"{len(x)} handwritten digits: {', '.join(map(str, titles))}")
