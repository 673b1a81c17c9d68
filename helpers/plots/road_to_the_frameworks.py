"""The capstone and its translation: a digit as it is read, what each idea is worth, what parts."""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.ticker import LogLocator

from helpers.experiments.readings import Reading
from helpers.experiments.translations import Parting
from helpers.plots.picture import OVER, Picture, moving_line, panels, tiles
from helpers.plots.series import decades
from helpers.plots.style import DASHES, GREY, INK, SERIES, distinct, house_style

NO_GAP = 1e-17  # where a gap of zero is drawn
TOP = 8  # where a loss above is drawn


# Reading a digit


@house_style()
def reading(*runs: Iterable[Reading], updates: int = 390) -> Picture:
    """What a network sees, its ten probabilities, and how these grew while it trained."""
    fig, (sheet, now, course) = panels(1, 1.15, 1.5, height=3.1)
    image = _sheet(sheet)
    bars, told = _bars(now)
    lines = _course(course, updates)

    def move(run):
        image.set_data(run[-1].image.reshape(28, 28))
        best = run[-1].p.argmax()
        for k, bar in enumerate(bars):
            bar.set_data([k, k], [0, run[-1].p[k]])
            bar.set_color(SERIES[1] if k == best else SERIES[0])
        told.set_text(f"says {best}")
        t = [record.t for record in run]
        lines[0].set_data(t, [record.p[best] for record in run])
        lines[1].set_data(t, [record.accuracy for record in run])
        return [image, *bars, told, *lines]

    return Picture(fig, "A digit, what a network says of it, and said before", move).show(*runs)


def _sheet(axis):
    axis.set(title="what the network sees", xticks=[], yticks=[])
    axis.grid(visible=False)
    for side in axis.spines.values():
        side.set_visible(True)
    look = {"cmap": "gray_r", "vmin": 0, "vmax": 1, "zorder": OVER, "gid": "digit"}
    return axis.imshow(np.zeros((28, 28)), **look)


def _bars(axis):
    axis.set(xlim=(-0.6, 9.6), ylim=(0, 1.12), xticks=range(10), xlabel="digit")
    axis.set(ylabel="probability", title="its ten answers")
    look = {"lw": 11, "solid_capstyle": "butt"}
    bars = [moving_line(axis, f"bar {k}", **look) for k in range(10)]
    place = {"transform": axis.transAxes, "ha": "right", "va": "top", "fontsize": 11}
    return bars, axis.text(0.99, 0.99, "", color=INK, zorder=OVER, gid="told", **place)


def _course(axis, updates):
    axis.set(xlabel="update", ylabel="share", title="on the way there", ylim=(0, 1.3))
    axis.set(xscale="symlog", xlim=(0, updates))
    axis.set_xticks([0, 1, 10, 100], ["0", "1", "10", "100"])
    axis.set_yticks([0, 0.25, 0.5, 0.75, 1])
    looks = (
        ("probability of that answer", SERIES[1], "-"),
        ("others read rightly", INK, DASHES[1]),
    )
    lines = [
        moving_line(axis, label, label=label, color=color, linestyle=dash)
        for label, color, dash in looks
    ]
    axis.legend(loc="upper left", fontsize=9)
    return lines


# Where they agree


@house_style()
def agreement(gaps: dict[str, np.ndarray]) -> Picture:
    """How far the losses of each framework, {name: |theirs − ours| (n,)}, are apart from ours."""
    fig, [axis] = panels(1, height=3.2)
    for (name, gap), style in zip(gaps.items(), distinct([*gaps]), strict=True):
        axis.plot(np.arange(1, len(gap) + 1), np.clip(gap, NO_GAP, None), label=name, **style)
    axis.axhline(1e-5, color=GREY, lw=1, ls="--")
    look = {"ha": "right", "va": "top", "color": GREY, "fontsize": 9}
    axis.text(max(map(len, gaps.values())), 6e-6, "agreed: below $10^{-5}$", **look)
    axis.set(xlabel="update", ylabel="|their loss − ours|", yscale="log", ylim=(NO_GAP / 3, 1))
    axis.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=10)
    axis.margins(x=0.01)
    return Picture(fig, f"How far losses are apart from ours: {', '.join(gaps)}")


# What each idea is worth


@house_style()
def worth(ideas: Sequence[str], losses: np.ndarray, errors: np.ndarray) -> Picture:
    """A row for each idea that is taken away: losses and errors in % (ideas, seeds), as dots.

    The first row, from which nothing is taken, is drawn through as a band.
    """
    fig, axes = panels(1, 1, height=4.3)
    words = ["all of it", *(f"without {idea}" for idea in ideas[1:])]
    labels = ("test loss", "errors on the test digits, %")
    for axis, values, label in zip(axes, (losses, errors), labels, strict=True):
        axis.axvspan(values[0].min(), values[0].max(), color=SERIES[0], alpha=0.25, lw=0)
        axis.axvline(np.median(values[0]), color=SERIES[0], lw=1)
        for row, seeds in enumerate(values):
            color = SERIES[0] if row == 0 else SERIES[1]
            axis.plot(seeds, [row] * len(seeds), "|-", color=color, mew=2, ms=9, lw=1.5)
            axis.plot(np.median(seeds), row, "o", color=color, mec="white", ms=8)
        axis.set(ylim=(len(ideas) - 0.5, -0.5), yticks=range(len(ideas)), xlabel=label)
        decades(axis, "x")
        axis.xaxis.set_major_locator(LogLocator(subs=(1, 1.5, 2, 3, 5, 7)))
    axes[0].set_yticklabels(words)
    axes[1].set_yticklabels([])
    return Picture(fig, f"Test loss and errors: {', '.join(words)}")


# What it gets wrong


@house_style()
def confusion(counts: np.ndarray) -> Picture:
    """How many digits of each class (rows) were read as each other class (columns)."""
    fig, [axis] = panels(1, height=4.2)
    wrong = np.array(counts, float)
    np.fill_diagonal(wrong, np.nan)
    axis.imshow(wrong, cmap="Oranges", vmin=0)
    for row, column in np.ndindex(wrong.shape):
        count = int(counts[row, column])
        dark = row != column and count > 0.6 * np.nanmax(wrong)
        look = {"ha": "center", "va": "center", "fontsize": 9}
        color = "white" if dark else GREY if row == column else INK
        axis.text(column, row, str(count or "·"), color=color, **look)
    axis.grid(visible=False)
    axis.set(xticks=range(10), yticks=range(10), xlabel="read as", ylabel="true digit")
    return Picture(fig, f"Confusion matrix: {int(np.nansum(wrong))} of {int(counts.sum())} wrong")


@house_style()
def mistaken(x: np.ndarray, titles: Sequence[str]) -> Picture:
    """Digits x (m, 784) in rows of eight, each with its title."""
    fig, axes = tiles(len(x), 8, height=1.42 * -(-len(x) // 8))
    for axis, image, title in zip(axes, x, titles, strict=True):
        axis.imshow(image.reshape(28, 28), cmap="gray_r")
        axis.set_title(title, loc="center", fontsize=10)
        axis.axis("off")
    return Picture(fig, f"{len(x)} digits read wrongly: {'; '.join(titles)}")


# Where losses part


@house_style()
def parted(*runs: Iterable[Parting], steps: int = 100) -> Picture:
    """How far the losses of a training and of its translation are apart, at every update."""
    fig, (losses, gaps) = panels(1, 1.3, height=3.5)
    both = _two_losses(losses, steps)
    apart = _gaps(gaps, steps)

    def move(run):
        t = [record.t for record in run]
        both[0].set_data(t, [record.ours for record in run])
        both[1].set_data(t, np.clip([record.theirs for record in run], 1e-3, TOP))
        measured = np.clip([record.gaps for record in run], NO_GAP, 1e6)
        for line, gap in zip(apart, measured.T, strict=True):
            line.set_data(t, gap)
        return [*both, *apart]

    words = "The losses of a training and of its translation, and how far they are apart"
    return Picture(fig, words, move).show(*runs)


def _two_losses(axis, steps):
    axis.set(xlim=(0, steps), ylim=(0.2, 1.04 * TOP), xlabel="update", title="Loss on the batch")
    axis.set(ylabel="loss")
    decades(axis, "y")
    lines = (
        moving_line(axis, "ours", label="ours", color=INK, lw=2.6),
        moving_line(axis, "theirs", label="translated", color=SERIES[1], ls=DASHES[1]),
    )
    axis.legend(loc="upper right", fontsize=9)
    return lines


def _gaps(axis, steps):
    axis.set(xlim=(0, steps), ylim=(NO_GAP / 1e3, 1e7), yscale="log", xlabel="update")
    axis.set(ylabel="|ours − translated|", title="How far the two losses are apart")
    axis.axhline(1e-5, color=GREY, lw=1, ls="--")
    axis.text(
        steps * 0.99, 6e-6, "agreed: below $10^{-5}$", ha="right", va="top", color=GREY, fontsize=9
    )
    axis.text(
        steps * 0.99, NO_GAP / 400, "no difference at all", ha="right", color=GREY, fontsize=9
    )
    lines = (
        moving_line(axis, "training gap", label="in training", color=SERIES[0]),
        moving_line(axis, "held gap", label="on held-out digits", color=SERIES[2], ls=DASHES[2]),
    )
    axis.legend(loc="upper right", fontsize=9, ncols=2)
    return lines
