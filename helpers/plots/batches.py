"""Training on a part of the examples at a time."""

from collections.abc import Iterable

import matplotlib as mpl
import matplotlib.ticker
import numpy as np

from helpers.picture import GREY, INK, OVER, SERIES, UPHILL, Picture, panels
from helpers.plots.descents import contours
from helpers.regression import Estimates, Reading
from helpers.surfaces import Surface

FIT = ("slope", "offset")  # the two parameters of a line
FEW = 8  # updates an epoch that are drawn with marks
BIN = 1 / 64  # of an epoch: the curve of the loss is a mean over each


def batches(surface: Surface, *runs: Iterable[Reading], epochs: int = 4) -> Picture:
    """Runs of `fit` on a surface, beside their losses above the minimum over the epochs.

    Dots are the places of the second half of a run: the cloud in which it ends.
    """
    fig, (ground, curve) = panels(3, 2, height=3.9)
    _map(ground, surface)
    top = float(surface(surface.start) - surface(surface.minimum))
    curve.set(yscale="log", xlim=(0, epochs), ylim=(1e-5 * top, 4 * top), title="Loss")
    curve.set(xlabel="epochs: how often all examples were read", ylabel="loss above the minimum")
    artists = []

    def move(*runs):
        while len(artists) < len(runs):
            colour, z = SERIES[len(artists) % len(SERIES)], OVER + len(artists)
            artists.append(_walker(ground, curve, colour, z))
        for run, walker in zip(runs, artists, strict=False):
            _walk(surface, run, epochs, *walker)
        moving = [artist for walker in artists for artist in walker]
        return [*moving, _legend(curve, runs, artists)] if len(runs) > 1 else moving

    picture = Picture(fig, "Descents by batches and their losses over the epochs", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def _map(axis, surface):
    contours(axis, surface)
    axis.set(xlabel=FIT[0], ylabel=FIT[1], title="Where the line is, and the lowest place +")


def _walker(ground, curve, colour, z):
    [path] = ground.plot([], [], color=colour, linewidth=0.8, alpha=0.75, zorder=z)
    [cloud] = ground.plot([], [], ".", color=colour, markersize=2.5, zorder=z)
    [end] = ground.plot([], [], "o", color=colour, markeredgecolor="white", ms=9, zorder=z + 9)
    [losses] = curve.plot([], [], color=colour, zorder=z)
    return path, cloud, end, losses


def _walk(surface, run, epochs, path, cloud, end, losses):
    theta = np.clip([p.theta for p in run], *_frame(surface))
    epoch, loss = np.array([(p.epoch, p.loss) for p in run]).T
    few = len(run) < 2 or epoch[1] * FEW >= 1
    path.set(data=theta.T, marker="o" if few else "", markersize=3.5)
    cloud.set_data(theta[epoch > epochs / 2].T)
    end.set_data(theta[-1:].T)
    losses.set_data(*_means(epoch, loss - surface(surface.minimum)))
    losses.set(marker="o" if few else "", markersize=3.5)


def _means(epoch, loss):
    """The first record, then means over bins of the others, so that a long run is no blot."""
    bins = np.floor((epoch[1:] - 1e-9) / BIN)
    starts = np.flatnonzero(np.diff(bins, prepend=-1))
    if not len(starts):
        return epoch, loss
    counts = np.diff(starts, append=len(bins))
    last = starts + counts  # of the records, the first included
    return np.append(epoch[0], epoch[last]), np.append(
        loss[0], np.add.reduceat(loss[1:], starts) / counts
    )


def _frame(surface):
    """Corners far outside the window: no drawing of what has left for good goes beyond them."""
    low, high = np.array(surface.window).T
    return low - 9 * (high - low), high + 9 * (high - low)


def _legend(axis, runs, artists):
    names = [f"B = {run[0].batch_size} · lr {run[0].opt.lr:g}" for run in runs]
    lines = [losses for *_, losses in artists]
    legend = axis.legend(lines, names, loc="lower left", frameon=True, edgecolor="none")
    for handle in legend.get_lines():
        handle.set_linewidth(2.5)
    legend.set_zorder(3 * OVER)
    return legend


def gradients(surface: Surface, *runs: Iterable[Estimates], lr: float = 0.3) -> Picture:
    """Steps −lr·g by the gradients of many batches at one place, beside their noise against B."""
    fig, (ground, noise) = panels(3, 2, height=3.9)
    _map(ground, surface)
    ground.set_title("One step from the same place, by 100 batches")
    [fan] = ground.plot([], [], color=SERIES[0], linewidth=0.6, alpha=0.35, zorder=OVER)
    [tips] = ground.plot([], [], "o", color=SERIES[0], markersize=3, zorder=OVER)
    [true] = ground.plot([], [], color=UPHILL, linewidth=2.6, zorder=OVER)
    [tip] = ground.plot([], [], "o", color=UPHILL, markersize=7, zorder=OVER)
    [here] = ground.plot([], [], "o", color=INK, markersize=8, zorder=OVER)
    sizes = np.array([1, 2**10])
    [theory] = noise.plot([], [], color=GREY, label=r"noise of one / $\sqrt{B}$", zorder=OVER)
    [length] = noise.plot(
        [], [], color=UPHILL, ls="--", label="length of the gradient", zorder=OVER
    )
    [dot] = noise.plot([], [], "o", color=SERIES[0], ms=9, label="noise, measured", zorder=OVER)
    noise.set(xscale="log", yscale="log", xlim=(0.8, 1300), ylim=(0.01, 30), title="Noise")
    noise.set(xlabel="batch size B", ylabel="distance from the gradient")
    noise.legend(loc="upper right", ncols=1)

    def move(run):
        e = run[-1]
        ends = e.theta - lr * e.batches
        gap = np.full_like(ends, np.nan)
        fan.set_data(
            *np.stack([np.broadcast_to(e.theta, ends.shape), ends, gap], 1).reshape(-1, 2).T
        )
        tips.set_data(ends.T)
        true.set_data(*np.stack([e.theta, e.theta - lr * e.grad], axis=1))
        tip.set_data((e.theta - lr * e.grad)[:, None])
        here.set_data(e.theta[:, None])
        theory.set_data(sizes, e.spread / np.sqrt(sizes))
        length.set_data(sizes, [np.linalg.norm(e.grad)] * 2)
        dot.set_data([e.batch_size], [e.noise])
        return [fan, tips, true, tip, here, theory, length, dot]

    picture = Picture(fig, "Gradients of 100 batches at one place, and their noise", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def cuts(x: np.ndarray, y: np.ndarray, rows: dict[str, list]) -> Picture:
    """Digits x (m, 784) as columns coloured by their class y, in named rows of batches.

    A row is a list of batches, each a pair of row numbers: those of x and those of the labels.
    """
    wide = max(sum(len(labels) + 0.45 for _, labels in cut) for cut in rows.values()) - 0.45
    fig, [axis] = panels(1, height=round(17 / wide * len(rows), 1))
    colours = mpl.colormaps["viridis"](np.arange(10) / 9)[:, :3]
    for level, (title, cut) in enumerate(rows.items()):
        axis.text(0, -1.85 * level - 0.12, title, va="bottom", color=INK)
        at = 0.0
        for images, labels in cut:
            for i, k in zip(images, labels, strict=True):
                _column(axis, at, -1.85 * level, x[i], colours[y[i]], y[k], colours[y[k]])
                at += 1.0
            at += 0.45
    axis.set(xlim=(-0.05, wide + 0.05), ylim=(-1.85 * len(rows) + 0.4, 0.35), aspect="equal")
    axis.axis("off")
    return Picture(fig, f"Examples as columns: {', '.join(rows)}")


def _column(axis, left, top, pixels, colour, label, shade):
    """A digit in the colour of its class, above its label in the colour of that."""
    ink = pixels.reshape(28, 28, 1)
    box = (left, left + 0.94, top - 1.12, top - 0.18)
    axis.imshow(ink * 1.0 + (1 - ink) * colour, extent=box)
    axis.imshow(shade.reshape(1, 1, 3), extent=(left, left + 0.94, top - 1.4, top - 1.12))
    word = "white" if shade @ [0.3, 0.6, 0.1] < 0.6 else "black"
    axis.text(left + 0.47, top - 1.27, label, ha="center", va="center", fontsize=8, color=word)


def three_axes(runs: dict[str, dict[str, np.ndarray]]) -> Picture:
    """The same runs against several things: each run has columns, the last of which is the height.

    All axes are logarithmic.
    """
    *columns, height = next(iter(runs.values()))
    fig, axes = panels(*[1] * len(columns), height=3.4)
    styles = zip(SERIES, ("-", (0, (6, 1.5)), (0, (1, 1))), "os^", strict=False)
    for (name, run), (colour, dash, marker) in zip(runs.items(), styles, strict=False):
        for axis, column in zip(axes, columns, strict=True):
            ends = [len(run[column]) - 1]
            axis.plot(
                run[column],
                run[height],
                color=colour,
                ls=dash,
                marker=marker,
                markevery=ends,
                ms=7,
                label=name,
            )
    for axis, column in zip(axes, columns, strict=True):
        axis.set(xscale="log", yscale="log", xlabel=column, ylim=axes[0].get_ylim())
        axis.yaxis.set_major_locator(mpl.ticker.LogLocator(subs=(1, 2, 3, 5)))
        axis.yaxis.set_major_formatter("{x:g}" if axis is axes[0] else "")
        axis.yaxis.set_minor_formatter("")
    axes[0].set_ylabel(height)
    axes[0].legend()
    return Picture(fig, f"{height} of {', '.join(runs)} against {', '.join(columns)}")
