"""What normalization does: to inputs, to one digit in its company, and to what can be learned."""

from collections.abc import Iterable

import matplotlib as mpl
import numpy as np

from helpers.experiments.normalized import Company
from helpers.plots.fields import heights
from helpers.plots.picture import OVER, Picture, figure, moving_dots, moving_line, panels
from helpers.plots.series import decades
from helpers.plots.style import INK, SERIES, UPHILL, house_style, style_of
from helpers.surfaces import Surface
from helpers.training import Point

LEVELS = 2.0 ** np.arange(-4, 14, 1.5)


@house_style()
def ellipses(named: dict[str, tuple[Surface, Iterable[Point]]]) -> Picture:
    """Descents on surfaces of two weights, {name: (surface, run)}, side by side, to equal scale."""
    fig, axes = panels(*[1] * len(named), height=3.9)
    for axis, (name, (surface, run)) in zip(axes, named.items(), strict=True):
        run = [*run]
        path = np.array([point.theta for point in run])
        axis.contour(*heights(surface, 200), levels=LEVELS, colors="#8fb3c9", linewidths=0.9)
        axis.plot(*path.T, **style_of(run[0].opt) | {"markersize": 3.5, "linewidth": 1.2})
        axis.plot(*surface.minimum, "+", color=INK, ms=12, mew=2)
        axis.set(
            title=f"{name}, lr {run[0].opt.lr:g}",
            xlabel="weight of the rooms",
            ylabel="weight of the area",
        )
        axis.set(xlim=surface.window[0], ylim=surface.window[1], aspect="equal")
        axis.grid(visible=False)
    return Picture(fig, f"Descents side by side: {', '.join(named)}")


# A digit in company

COLUMNS, ROWS, SIDE = 6, 5, 28
MODES = {False: ("training mode", SERIES[0], -0.2), True: ("evaluation mode", INK, 0.2)}


@house_style()
def company(*runs: Iterable[Company]) -> Picture:
    """A digit, the first 30 others of its batch, and the ten probabilities it gets, as bars."""
    fig = figure(3.5)
    one, many, chart = fig.subplots(1, 3, width_ratios=(2, 3, 7))
    digit, others = _image(one, (1, 1), "the digit"), _image(many, (ROWS, COLUMNS), "its company")
    bars, label = _chart(chart)

    def move(run):
        it = run[-1]
        digit.set_data(it.digit.reshape(SIDE, SIDE))
        others.set_data(mosaic(it.others))
        others.set_alpha(0.25 if it.evaluation else 1.0)
        _, colour, shift = MODES[it.evaluation]
        for k, (bar, p) in enumerate(zip(bars, it.p, strict=True)):
            bar.set_data([k + shift] * 2, [0, p])
            bar.set_color(colour)
        label.set_data([it.label], [-0.04])
        return [digit, others, *bars, label]

    words = "A digit, the others of its batch, and the probabilities that it gets"
    return Picture(fig, words, move).show(*runs)


def mosaic(digits: np.ndarray) -> np.ndarray:
    """The first digits (m, 784) side by side in rows, with white where there are none."""
    page = np.zeros((ROWS * COLUMNS, SIDE, SIDE))
    page[: len(digits)] = digits[: len(page)].reshape(-1, SIDE, SIDE)
    rows = page.reshape(ROWS, COLUMNS, SIDE, SIDE).swapaxes(1, 2)
    return rows.reshape(ROWS * SIDE, COLUMNS * SIDE)


def _image(axis, tiles, title):
    """Room for a picture of so many rows and columns of digits."""
    axis.axis("off")
    axis.set_title(title, loc="center", fontsize=10)
    blank = np.zeros((tiles[0] * SIDE, tiles[1] * SIDE))
    return axis.imshow(blank, cmap="gray_r", vmin=0, vmax=1, zorder=OVER, gid=title)


def _chart(axis):
    """Ten bars, and a mark below that of the right class."""
    axis.set(xlim=(-0.6, 9.6), ylim=(-0.09, 1.3), xlabel="class", ylabel="probability")
    axis.set(xticks=range(10), yticks=[0, 0.5, 1], title="What the network says")
    axis.axhline(0, color=INK, lw=0.8)
    wide = {"linewidth": 9, "solid_capstyle": "butt"}
    for name, colour, _ in MODES.values():
        axis.plot([], [], "s", color=colour, label=name)
    axis.plot([], [], "^", color=UPHILL, label="right class")
    axis.legend(loc="upper right", ncols=3, fontsize=9, handletextpad=0.2)
    bars = [moving_line(axis, f"bar {k}", **wide) for k in range(10)]
    return bars, moving_dots(axis, "right class", "^", color=UPHILL, ms=9)


# What can be learned


@house_style()
def starts(
    stds: np.ndarray, rates: np.ndarray, named: dict[str, np.ndarray], book: float = 0.01
) -> Picture:
    """Shares right, {name: (seeds, stds, rates)}, over std and learning rate: medians as colours.

    The row of the rate `book` is framed.
    """
    fig, axes = panels(*[1] * len(named), height=3.9)
    look = {"cmap": mpl.colormaps["viridis"], "vmin": 0, "vmax": 1, "rasterized": True}
    for axis, (name, shares) in zip(axes, named.items(), strict=True):
        mesh = axis.pcolormesh(_edges(stds), _edges(rates), np.median(shares, axis=0).T, **look)
        low, high = _edges(rates)[_beside(rates, book)]
        axis.fill_between(_edges(stds)[[0, -1]], low, high, fc="none", ec="white", lw=2)
        axis.set(xlabel="std of the weights at the start", title=name)
        for direction in "xy":
            decades(axis, direction)
        axis.grid(visible=False)
    axes[0].set_ylabel("learning rate")
    bar = fig.colorbar(mesh, ax=axes, pad=0.02, ticks=[0, 0.5, 1])
    bar.set_label(f"share right, median of {len(shares)} seeds")
    return Picture(fig, f"What can be learned, over std and learning rate: {', '.join(named)}")


def _edges(values):
    """The edges of cells around values that are evenly spaced in their logarithm."""
    step = np.log(values[1] / values[0]) / 2
    return np.exp(np.log([*values, values[-1] * np.exp(2 * step)]) - step)


def _beside(values, wanted):
    """The numbers of the two edges of the cell of a value."""
    i = int(np.argmin(abs(np.log(values / wanted))))
    return [i, i + 1]
