"""What a ranking is worth: sweeps of learning rates, results over seeds, budgets of tuning."""

from collections.abc import Iterable, Sequence

import numpy as np

from helpers.experiments.race import Tuning
from helpers.plots.picture import OVER, Picture, moving_line, panels, tiles
from helpers.plots.series import decades
from helpers.plots.style import GREY, STYLES, house_style


@house_style()
def sweeps(series: dict[str, tuple], xlabel: str, ylabel: str, top: float | None = None) -> Picture:
    """{optimizer: (learning rates (n,), losses (n, seeds))}: a panel each, before all the others.

    The median in a band, its best rate marked. An x at the upper edge marks a rate at which a run
    has diverged.
    """
    fig, axes = tiles(len(series), 4, height=4.4)
    for axis, name in zip(axes, series, strict=True):
        for rates, losses in series.values():
            axis.plot(rates, np.median(losses, axis=1), color=GREY, lw=0.6, alpha=0.5)
        _sweep(axis, name, *series[name])
        axis.set(title=name, xscale="log")
    decades(axes[0], "y")
    axes[0].set_ylim(top=top)
    for axis in axes[-4:]:  # the lowest of each column
        axis.tick_params(labelbottom=True)
    fig.supxlabel(xlabel, fontsize=10)
    fig.supylabel(ylabel, fontsize=10)
    return Picture(fig, f"{ylabel} against {xlabel}, the best marked: {', '.join(series)}")


def _sweep(axis, name, rates, losses):
    median, style = np.median(losses, axis=1), STYLES[name]
    axis.fill_between(
        rates, losses.min(axis=1), losses.max(axis=1), color=style["color"], alpha=0.2
    )
    axis.plot(rates, median, **style | {"marker": ""})
    best = [np.nanargmin(median)]
    dot = {"color": style["color"], "marker": style["marker"], "markeredgecolor": "white"}
    axis.plot(rates[best], median[best], ms=10, zorder=OVER, **dot)
    gone = rates[~np.isfinite(median)]
    edge = {"transform": axis.get_xaxis_transform(), "marker": "x", "linestyle": "", "mew": 1.5}
    axis.plot(gone, np.full(gone.shape, 0.95), color=style["color"], **edge)


@house_style()
def results(names: Sequence[str], fields: dict[str, np.ndarray], xlabel: str) -> Picture:
    """{title: losses (optimizers, seeds)}: a panel each, seeds as dots on a line, medians large."""
    fig, axes = panels(*[1] * len(fields), height=2.9)
    for axis, (title, losses) in zip(axes, fields.items(), strict=True):
        _rows(axis, names)
        for row, name in enumerate(names):
            style, seeds = _dot(name), np.sort(losses[row])
            spread = {"color": style["color"], "marker": "|", "mew": 2, "ms": 8, "lw": 1.5}
            axis.plot(seeds, np.full(seeds.shape, row), **spread)
            axis.plot(np.median(seeds), row, ms=9, **style)
        axis.set(title=title, xlabel=xlabel)
    low, high = (f([f(losses) for losses in fields.values()]) for f in (np.min, np.max))
    for axis in axes:
        if high > 2 * low:
            axis.set_xlim(0.9 * low, 1.1 * high)
            decades(axis, "x")
    return Picture(fig, f"{xlabel} of {', '.join(names)}: {', '.join(fields)}")


def _rows(axis, names):
    """A row for each optimizer, the first on top."""
    axis.set(ylim=(len(names) - 0.4, -0.6), yticks=range(len(names)), yticklabels=names)


def _dot(name):
    edge = {} if name == "Adam" else {"markeredgecolor": "white"}  # a star has thin arms
    return STYLES[name] | {"linestyle": ""} | edge


@house_style()
def budget(names: Sequence[str], *runs: Iterable[Tuning]) -> Picture:
    """What tuning came to in one draw of rates, and how often each optimizer is first in many."""
    fig, (result, share) = panels(3, 2)
    for axis in (result, share):
        _rows(axis, names)
    decades(result, "x")
    result.set(xlim=(0.08, 3), xlabel="loss, on the other two seeds", title="This draw")
    decades(result, "x")
    share.axvline(100 / len(names), color=GREY, lw=1, ls="--")
    share.set(
        xlim=(0, 102), xlabel="first, % of 400 draws", title="Many draws (dashed: no difference)"
    )
    artists = [_row(result, share, name) for name in names]

    def move(run):
        for row, (spread, dot, bar) in enumerate(artists):
            losses, wins = run[-1].losses[row], 100 * run[-1].wins[row]
            spread.set_data([losses.min(), losses.max()], [row, row])
            dot.set_data([losses.mean()], [row])
            bar.set_data([0, wins], [row, row])
        return [artist for row in artists for artist in row]

    words = "Losses of seven optimizers after tuning, and how often each is first"
    return Picture(fig, words, move).show(*runs)


def _row(result, share, name):
    color = STYLES[name]["color"]
    return (
        moving_line(result, "spread", color=color, lw=3),
        moving_line(result, "loss", markersize=9, **_dot(name)),
        moving_line(share, "wins", color=color, lw=9, solid_capstyle="butt", alpha=0.65),
    )
