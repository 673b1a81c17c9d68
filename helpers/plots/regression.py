"""A line among points, fitted by batches."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from helpers.arrays import Pair
from helpers.plots.descents import loss_axis
from helpers.plots.fields import contours, far_corners
from helpers.plots.picture import OVER, Picture, for_each, moving_dots, moving_line, panels
from helpers.plots.style import GREY, INK, SERIES, house_style
from helpers.regression import Reading
from helpers.surfaces import Surface

ALL, SOME, ONE = SERIES[:3]  # colours of steps by all examples, by some, by a single one
WIDTHS = {ALL: 1.8, SOME: 2.2, ONE: 0.9}  # of the curves of their losses
FEW = 8  # updates an epoch that are drawn with marks
BIN = 1 / 64  # of an epoch: the curve of the loss is a mean over each


@house_style()
def batches(surface: Surface, data: Pair, *runs: Iterable[Reading], epochs: int = 4) -> Picture:
    """Runs of `fit`: the line among the points of data (x, y), its path, its loss over the epochs.

    Coloured points are those that the last update looked at; dots on the map are the places of the
    second half of a run, the cloud in which it ends.
    """
    fig, (field, ground, curve) = panels(1, 1, 1, height=3.5)
    _scatter(field, surface, data)
    line_map(ground, surface, "Its slope and offset, best at +")
    _losses(curve, surface, len(data[0]), epochs)
    walkers, best = [], moving_dots(ground, "best", "+", color=INK, ms=9, mew=1.6, zorder=9 * OVER)
    best.set_data(*np.transpose([surface.minimum]))

    def move(*runs):
        shown = for_each(runs, walkers, lambda i: _walker(field, ground, curve, OVER + i))
        for run, walker in zip(runs, shown, strict=True):
            colour = _colour(run[0].batch_size, len(data[0]))
            _look(run[-1], colour, *walker[:2])
            _walk(surface, run, epochs, colour, *walker[2:])
        return [*(artist for walker in shown for artist in walker), best]

    return Picture(fig, "A line among points, its path and its loss by batches", move).show(*runs)


def _colour(batch_size, m):
    return ONE if batch_size == 1 else SOME if batch_size < m else ALL


def _scatter(axis, surface, data):
    x, y = data[0][:, 0], data[1]
    ends, (slope, offset) = np.array([x.min(), x.max()]), surface.minimum
    axis.plot(x, y, ".", color=GREY, ms=2.5, alpha=0.5, mew=0)
    axis.plot(ends, offset + slope * ends, color=INK, ls="--", lw=1.2, label="the best line")
    axis.set(xlabel="x", ylabel="y", title=f"A line among {len(y):,} points")
    axis.set(xlim=ends, ylim=(y.min() - 0.3, y.max() + 0.3))
    axis.grid(visible=False)
    axis.legend(loc="lower right")


def line_map(axis: Axes, surface: Surface, title: str) -> None:
    """The map of a line's slopes and offsets."""
    contours(axis, surface)
    axis.set(xlabel="slope", ylabel="offset", title=title)


def _losses(axis, surface, m, epochs):
    loss_axis(axis, surface, epochs, (1e-5, 30))
    axis.set(title="Its loss above the minimum", ylabel="", xlabel="epochs: times all were read")
    for name, colour, mark in ((f"all {m:,}", ALL, "o"), ("some", SOME, ""), ("one", ONE, "")):
        axis.plot([], [], color=colour, lw=1.6 * WIDTHS[colour], marker=mark, label=name)
    axis.legend(loc="lower left", ncols=3, handlelength=1.6, columnspacing=1)


def _walker(field, ground, curve, z):
    """Points and a line in the first panel, a path with its end in the second, losses in the third.

    The points are no line, so that a pinned ghost leaves them out.
    """
    points = field.scatter([], [], edgecolors="white", linewidths=0.4, gid="seen", zorder=z)
    return (
        points,
        moving_line(field, "line", lw=2.4, zorder=z),
        moving_line(ground, "path", lw=0.8, alpha=0.75, ms=3.5, zorder=z),
        moving_dots(ground, "cloud", ".", ms=2.5, zorder=z),
        moving_dots(ground, "end", mfc="none", mew=2, ms=10, zorder=z),
        moving_line(curve, "losses", ms=3.5, zorder=z),
    )


def _look(reading, colour, points, line):
    """The line of a reading, and the points that its update has seen: fewer ones are larger."""
    x, y = reading.seen
    points.set_offsets(np.stack([x[:, 0], y], axis=1))
    points.set(sizes=[max(7, 60 / reading.batch_size**0.5)], facecolor=colour)
    slope, offset = np.clip(np.nan_to_num(reading.theta), -1e3, 1e3)
    ends = np.array(line.axes.get_xlim())
    line.set(data=(ends, offset + slope * ends), color=colour)


def _walk(surface, run, epochs, colour, path, cloud, end, losses):
    theta = np.clip([p.theta for p in run], *far_corners(surface))
    epoch, loss = np.array([(p.epoch, p.loss) for p in run]).T
    mark = "o" if len(run) < 2 or epoch[1] * FEW >= 1 else ""
    path.set(data=theta.T, marker=mark, color=colour, linewidth=0.3 if colour == ONE else 0.8)
    cloud.set(data=theta[epoch > epochs / 2].T, color=colour)
    end.set(data=theta[-1:].T, color=colour)
    means = _means(epoch, loss - surface.lowest)
    losses.set(data=means, marker=mark, color=colour, linewidth=WIDTHS[colour])


def _means(epoch, loss):
    """The first record, then means over bins of the others, so that a long run is no blot."""
    bins = np.floor((epoch[1:] - 1e-9) / BIN)
    starts = np.flatnonzero(np.diff(bins, prepend=-1))
    if not len(starts):
        return epoch, loss
    counts = np.diff(starts, append=len(bins))
    last = starts + counts  # of the records, the first included
    means = np.add.reduceat(loss[1:], starts) / counts
    return np.append(epoch[0], epoch[last]), np.append(loss[0], means)
