"""Networks with units missing, and how much their answers differ."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import matplotlib as mpl
import numpy as np

from helpers.picture import GREY, INK, SEAM, SERIES, Picture, panels
from helpers.plots.networks import points

ABSENT = "#cfcfcf"


def thinned(masks: Sequence[Sequence[np.ndarray]], titles: Sequence[str]) -> Picture:
    """One small network per panel; `masks` says for each of its layers which units are there."""
    fig, axes = panels(*[1] * len(masks), height=2.6)
    for axis, layers, title in zip(axes, masks, titles, strict=True):
        places = [np.linspace(-1, 1, len(layer)) * min(len(layer) / 8, 1) for layer in layers]
        for i, (here, there) in enumerate(pairwise(layers)):
            pairs = [(a, b) for a in np.flatnonzero(here) for b in np.flatnonzero(there)]
            ends = [[(i, places[i][a]), (i + 1, places[i + 1][b])] for a, b in pairs]
            axis.add_collection(
                mpl.collections.LineCollection(ends, colors=SERIES[0], lw=0.6, alpha=0.6)
            )
        for i, (layer, y) in enumerate(zip(layers, places, strict=True)):
            there = np.asarray(layer, bool)
            axis.plot([i] * there.sum(), y[there], "o", ms=9, mfc=SERIES[0], mec="white")
            axis.plot([i] * (~there).sum(), y[~there], "x", ms=7, mew=1.8, color=ABSENT)
        axis.set(xlim=(-0.3, len(layers) - 0.7), ylim=(-1.2, 1.2), title=title)
        axis.axis("off")
    return Picture(fig, f"Networks with units dropped: {', '.join(titles)}")


def doubt(data: tuple, votes: Callable, reach: float = 4.0, resolution: int = 60) -> Picture:
    """What masked networks say on average, and how far they differ, also far from the data.

    `votes(x)` returns probabilities of class 1, (networks, points), for points x (points, 2).
    """
    (x, y), (fig, axes) = data, panels(1, 1, height=3.9)
    low, high = x.mean(axis=0) - reach, x.mean(axis=0) + reach
    grid = np.stack(np.meshgrid(*np.linspace(low, high, resolution).T), axis=-1).reshape(-1, 2)
    p = np.asarray(votes(grid), float).reshape(-1, resolution, resolution)
    panes = (
        (p.mean(axis=0), SEAM, (0, 1), "Mean of the votes"),
        (p.std(axis=0), mpl.colormaps["viridis"], (0, 0.5), "Their standard deviation"),
    )
    for axis, (values, colours, (bottom, top), title) in zip(axes, panes, strict=True):
        image = axis.imshow(
            values,
            extent=(low[0], high[0], low[1], high[1]),
            origin="lower",
            aspect="auto",
            cmap=colours,
            vmin=bottom,
            vmax=top,
            interpolation="bilinear",
        )
        points(axis, x, y, size=14)
        fig.colorbar(image, ax=axis, pad=0.02)
        axis.set(xlabel="$x_1$", ylabel="$x_2$", title=title)
        axis.grid(visible=False)
    return Picture(fig, f"Votes of {len(p)} masked networks, their mean and their spread")


def ridge(shares: np.ndarray, lines: np.ndarray, dots: tuple[np.ndarray, np.ndarray]) -> Picture:
    """Weights of a linear fit against the share dropped: `lines` by theory, `dots` as trained."""
    fig, [axis] = panels(1, height=3.2)
    at, trained = dots
    axis.axhline(0, color=GREY, lw=0.8)
    for i, colour in enumerate(SERIES[: lines.shape[1]]):
        name = {0: ("ridge, closed form", "trained with dropout")}.get(i, (None, None))
        axis.plot(shares, lines[:, i], color=colour, label=name[0])
        axis.plot(at, trained[:, i], "o", color=colour, ms=6, mec=INK, mew=0.5, label=name[1])
    axis.set(xlabel="share of inputs dropped", ylabel="weights")
    axis.legend(fontsize=10)
    axis.margins(x=0.02)
    return Picture(fig, "Weights against the share dropped: ridge regression and dropout")
