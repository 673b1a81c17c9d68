"""A price on weights, patients to diagnose, digits on the move, and what remedies are worth."""

from collections.abc import Iterable, Sequence

import numpy as np

from helpers.experiments.augmentation import SIDE, Trial
from helpers.experiments.doctor import COUNTS, LARGE_FROM, Visit
from helpers.plots.networks import loss_axis, plane, two_losses
from helpers.plots.picture import OVER, Picture, figure, moving_line, panels
from helpers.plots.style import DASHES, GREY, INK, SERIES, house_style
from helpers.training import Evaluation

HIGHEST = 60  # percent of errors shown
LOOKS = {
    "held-out": (SERIES[1], DASHES[1]),
    "training": (SERIES[0], "-"),
    "human": (INK, DASHES[2]),
}
PARTS = {"bias": "bias:\ntraining − human", "variance": "variance:\nheld-out − training"}


@house_style()
def held_out(
    data: tuple, *runs: Iterable[Evaluation], steps: int = 500, window: Sequence | None = None
) -> Picture:
    """A two-class run of `watch`: what the network says, beside its training and held-out loss.

    `window` and a run of other data before that of the network are as in `boundary`.
    """
    fig, (ground, curve) = panels(1, 1, height=3.9)
    paint, lines = plane(ground, data, 50, window), two_losses(curve)
    loss_axis(curve, "loss, without the price", steps, (0.002, 50))
    curve.legend(loc="upper left", fontsize=9)

    def move(*runs):
        *others, run = runs
        updates, losses = [k.t for k in run], np.transpose([(k.loss, k.held) for k in run])
        for line, loss in zip(lines, losses, strict=True):
            line.set_data(updates, np.clip(loss, 1e-4, 1e3))
        return [*paint(run[-1].net, *(other[-1] for other in others)), *lines]

    words = f"A network on {len(data[0])} points of two classes, its loss there and on others"
    return Picture(fig, words, move).show(*runs)


@house_style()
def clinic(*runs: Iterable[Visit]) -> Picture:
    """Learning curves of a patient, beside bias and variance once the truth is told."""
    fig, (left, right) = panels(3, 2)
    curves, bars = _curves(left), _bars(right)
    place = {"x": 10, "y": 0.5, "ha": "center", "va": "center", "zorder": OVER, "gid": "unknown"}
    unknown = right.text(s="?", fontsize=40, color=GREY, **place)

    def move(run):
        ill, told = run[-1].patient, run[-1].told
        training, held = ill.curves()
        human = np.full(COUNTS.shape, ill.human)
        for curve, errors in zip(curves, (held, training, human), strict=True):
            curve.set_data(COUNTS, errors.clip(max=2 * HIGHEST))
        for row, (bar, size) in enumerate(zip(bars, (ill.bias, ill.variance), strict=True)):
            bar.set_data([0, size] if told else [], [row, row] if told else [])
        unknown.set_visible(not told)
        return [*curves, *bars, unknown]

    return Picture(fig, "Learning curves of a patient, and its bias and variance", move).show(*runs)


def _curves(axis):
    lines = [
        moving_line(axis, name, label=name, color=colour, linestyle=dash)
        for name, (colour, dash) in LOOKS.items()
    ]
    axis.set(xscale="log", xlim=(COUNTS[0], COUNTS[-1]), ylim=(-1, HIGHEST))
    axis.set(xlabel="examples to learn from", ylabel="error, %", title="Learning curves")
    axis.legend(fontsize=10)
    return lines


def _bars(axis):
    bars = [moving_line(axis, name, color=GREY, lw=16, solid_capstyle="butt") for name in PARTS]
    axis.axvline(LARGE_FROM, color=INK, lw=1, ls="--")
    axis.set(xlim=(0, 20), ylim=(1.6, -0.6), yticks=[0, 1], yticklabels=[*PARTS.values()])
    axis.set(xlabel="points, at 10,000 examples", title="The truth (dashed: large from here)")
    axis.grid(visible=False, axis="y")
    return bars


@house_style()
def remade(data: tuple, names: Sequence[str], *runs: Iterable[Trial]) -> Picture:
    """The first ten digits of data (x, y) as they are and moved, and what networks say of them.

    `names` are those of the networks; wrong answers have a cross.
    """
    fig = figure(2.7)
    tiles = fig.subplots(2, 10)
    images, said = _tiles(tiles, data[0]), _answers(tiles[1], names)

    def move(run):
        for image, pixels in zip(images, run[-1].images, strict=False):
            image.set_data(pixels.reshape(SIDE, SIDE))
        for words, answers in zip(said, run[-1].answers, strict=True):
            for word, answer, label in zip(words, answers, data[1], strict=False):
                word.set_text(f"{answer}" if answer == label else f"✗ {answer}")
                word.set_color(INK if answer == label else SERIES[1])
        return [*images, *(word for words in said for word in words)]

    words = f"Ten digits, moved, and what networks say: {', '.join(names)}"
    return Picture(fig, words, move).show(*runs)


def _tiles(tiles, x):
    """The digits in the first row, and in the second images that move."""
    look, black = {"cmap": "gray_r", "vmin": 0, "vmax": 1}, np.ones((SIDE, SIDE))
    for axis in tiles.flat:
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set(visible=True, color="#cccccc")
    for axis, image in zip(tiles[0], x, strict=False):
        axis.imshow(image.reshape(SIDE, SIDE), **look)
    images = [axis.imshow(black, zorder=OVER, gid="moved", **look) for axis in tiles[1]]
    for axis, words in zip(tiles[:, 0], ("as it is", "moved"), strict=True):
        axis.text(-0.15, 0.5, words, **_beside(axis))
    for axis in tiles.flat:
        axis.set(xlim=(-1, SIDE), ylim=(SIDE, -1))
    return images


def _answers(axes, names):
    """A row of words for each network, below the images."""
    for row, name in enumerate(names):
        axes[0].text(-0.15, -0.22 - 0.3 * row, name, **_beside(axes[0]))
    return [[_answer(axis, row) for axis in axes] for row in range(len(names))]


def _beside(axis):
    return {"transform": axis.transAxes, "ha": "right", "va": "center", "color": INK}


def _answer(axis, row):
    place = {"transform": axis.transAxes, "ha": "center", "va": "center", "fontsize": 11}
    return axis.text(0.5, -0.22 - 0.3 * row, "8", zorder=OVER, gid="answer", **place)


@house_style()
def remedies(named: dict[str, np.ndarray], xlabel: str) -> Picture:
    """{name: results (seeds,)}, the first of them what all others are measured against.

    Seeds as strokes, medians as dots; the grey stripe is the range of the first.
    """
    fig, [axis] = panels(1, height=1.1 + 0.28 * len(named))
    first = next(iter(named.values()))
    axis.axvspan(first.min(), first.max(), color=GREY, alpha=0.15, lw=0)
    axis.axvline(np.median(first), color=GREY, lw=1, ls="--")
    for row, values in enumerate(named.values()):
        axis.plot(values, np.full(len(values), row), "|", color=SERIES[0], ms=9, mew=1.5)
        axis.plot(np.median(values), row, "o", color=INK, ms=7, mec="white")
    axis.set(ylim=(len(named) - 0.4, -0.6), yticks=range(len(named)), yticklabels=[*named])
    told = f"Each stroke is a seed, each dot a median; in grey the range of “{next(iter(named))}”"
    axis.set(xlabel=xlabel, title=told)
    return Picture(fig, f"{xlabel}: {', '.join(named)}")
