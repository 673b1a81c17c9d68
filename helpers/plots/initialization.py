"""What arrives at the layers of a deep stack: histograms, levels, and the angle between inputs."""

from collections.abc import Iterable, Sequence

import numpy as np

from helpers.experiments.deep import First
from helpers.experiments.signals import Signals, angle, level
from helpers.plots.picture import OVER, Picture, figure, moving_dots, moving_line, panels
from helpers.plots.style import GREY, INK, SERIES, distinct, house_style

SHOWN, BINS, TALLEST = 5, 40, 0.2  # panels, bins, and the share of values in the tallest bar
ENDS = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 3), "linear": (-3, 3)}
EACH = 2.4  # inches of height for one of several stacks
STYLES = {  # of the two ways that signals go
    "activations": {"color": SERIES[0], "linestyle": "-"},
    "gradients": {"color": SERIES[1], "linestyle": (0, (5, 1.5))},
}
ANGLE, FLATTEST = {"color": INK, "linestyle": "-"}, 1e-4  # the smallest angle that is drawn
SMALLEST = 1e-30  # the smallest level that is drawn


@house_style()
def stack(*runs: Iterable[Signals], depth: int = 50) -> Picture:
    """The last record of `propagate`: histograms at five layers, activations above gradients; the
    level at every layer; and the angle between inputs at every layer.
    """
    fig = figure(3.5, layout=None)
    rows, curves = _block(fig, 0.15, 1.2, depth)
    _legend(curves)

    def move(run):
        return _show(run[-1], rows, curves)

    words = f"Activations and gradients in a stack of up to {depth} layers"
    return Picture(fig, words, move).show(*runs)


@house_style()
def stacks(named: dict[str, Signals]) -> Picture:
    """Several results of `propagate`, {name: signals}, one below the other: the same picture."""
    fig = figure(EACH * len(named), layout=None)
    for i, (name, signals) in enumerate(reversed(named.items())):
        fig.text(0.08 / 9, (i + 0.93) / len(named), name, weight="bold")
        rows, curves = _block(fig, i * EACH + 0.1, 0.7, len(signals.weights))
        _show(signals, rows, curves)
    _legend(curves)  # the topmost's
    return Picture(fig, f"Activations and gradients, layer by layer: {', '.join(named)}")


def _axes(fig, x, y, width, height):
    """Axes at a place in inches."""
    across, up = fig.get_size_inches()
    return fig.add_axes((x / across, y / up, width / across, height / up))


def _block(fig, base, tall, depth):
    """Two rows of histograms, `tall` inches each, and beside them the curves of all layers."""
    rows = [
        _row([_axes(fig, 0.62 + 0.88 * i, y, 0.8, tall) for i in range(SHOWN)], name)
        for name, y in zip(STYLES, (base + tall + 0.24, base), strict=True)
    ]
    places = ((x, base + 0.35, 1.3, 2 * tall - 0.15) for x in (5.6, 7.55))
    levels, angles = (_axes(fig, *place) for place in places)
    return rows, [*_levels(levels, depth), _angles(angles, depth)]


def _levels(axis, depth):
    powers = 10.0 ** (np.arange(-20, 11, 5) if depth > 10 else np.arange(-8, 5, 2))
    axis.set(yscale="log", ylim=(powers[0], powers[-1]), yticks=powers)
    _over_layers(axis, depth, "level")
    axis.axhline(1, color=GREY, lw=0.8)
    return [
        moving_line(axis, f"level, {name}", label=name, linewidth=2, **style)
        for name, style in STYLES.items()
    ]


def _legend(curves):
    """Above the two panels of curves."""
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1.13), "borderaxespad": 0, "ncols": 2}
    curves[0].axes.legend(**place)


def _angles(axis, depth):
    axis.set(yscale="log", ylim=(FLATTEST, 300), yticks=[1e-4, 1e-2, 1, 90])
    axis.set_yticklabels(["0.0001", "0.01", "1", "90"])
    _over_layers(axis, depth, "angle, °")
    axis.axhline(90, color=GREY, lw=0.8)
    return moving_line(axis, "angle", linewidth=2, **ANGLE)


def _over_layers(axis, depth, title):
    axis.minorticks_off()
    axis.set(xlim=(0, depth), xlabel="layer")
    axis.set_title(title, fontsize=9)


def _row(axes, name):
    """From where to where the row goes, and for every layer shown a histogram and its level.

    Letters cost more time than all the rest of a frame: what can stay does.
    """
    for axis in axes:
        axis.set(xlim=(-0.02, 1.02), ylim=(0, TALLEST), xticks=[], yticks=[])
    empty, bins = np.zeros(BINS), np.linspace(0, 1, BINS + 1)
    look = {"fill": True, "color": STYLES[name]["color"], "zorder": OVER, "gid": f"{name}, shape"}
    shapes = [axis.stairs(empty, bins, **look) for axis in axes]
    upright = {"ha": "right", "va": "center", "rotation": 90}
    _words(axes[0], -0.3, 0.5, name, **upright)
    ends = _words(axes[0], -0.08, 0.5, **upright, gid=f"{name}, ends")
    return ends, shapes, [_words(axis, 0, 1.05, gid=f"{name}, level") for axis in axes]


def _words(axis, x, y, text="", **place):
    return axis.text(x, y, text, transform=axis.transAxes, fontsize=8, zorder=OVER, **place)


def _show(signals, rows, curves):
    """Moves everything to these signals and returns it."""
    layers = np.linspace(1, len(signals.weights), SHOWN).round().astype(int)
    ways = (signals.activations, ENDS[signals.activation]), (signals.gradients, (-3, 3))
    for row, curve, (values, limits) in zip(rows, curves, ways, strict=False):
        levels = np.array([level(v) for v in values])
        curve.set_data(range(len(levels)), np.maximum(levels, SMALLEST))
        said = [f"level {levels[layer]:.2g}" for layer in layers]
        if row is rows[0]:
            said = [f"layer {n}\n{text}" for n, text in zip(layers, said, strict=True)]
        _fill(row, values, layers, limits, said)
    turned = [max(angle(values), FLATTEST) for values in signals.activations]
    curves[-1].set_data(range(len(turned)), turned)
    return [
        *curves,
        *(artist for ends, shapes, words in rows for artist in [ends, *shapes, *words]),
    ]


def _fill(row, values, layers, limits, texts):
    """The histograms of a row, from where to where they go, and what is said above them."""
    ends, shapes, words = row
    ends.set_text("{} to {}".format(*limits).replace("-", "−"))
    for layer, shape, text, said in zip(layers, shapes, words, texts, strict=True):
        shape.set_data(np.histogram(values[layer], BINS, limits)[0] / values[layer].size)
        text.set_text(said)


@house_style()
def carried(series: dict[str, Sequence]) -> Picture:
    """{name: (seeds, 3, layers + 1)}: levels of activations and gradients, angles between inputs.

    Medians over the seeds, in bands from the lowest to the highest.
    """
    fig, axes = panels(1, 1, 1, height=3.3)
    titles = "level of activations", "level of gradients", "angle between inputs, °"
    for axis, title, part in zip(axes, titles, range(3), strict=True):
        for (name, runs), style in zip(series.items(), distinct([*series]), strict=True):
            values = np.asarray(runs)[:, part]
            layers = np.arange(values.shape[-1])
            low, high = values.min(axis=0), values.max(axis=0)
            axis.fill_between(layers, low, high, color=style["color"], alpha=0.15, lw=0)
            axis.plot(layers, np.median(values, axis=0), lw=2, label=name, **style)
        axis.axhline(90 if part == 2 else 1, color=GREY, lw=0.8, zorder=1)
        axis.set(yscale="log", xlabel="layer", title=title, xlim=(0, layers[-1]))
    axes[0].set_ylim(0.01, 10)
    axes[2].set_ylim(bottom=1e-8)  # below it there is only rounding
    axes[1].legend(loc="lower right", fontsize=9)
    return Picture(fig, f"Levels and angles, layer by layer: {', '.join(series)}")


@house_style()
def first_updates(*runs: Iterable[First], updates: int = 100, layers: int = 21) -> Picture:
    """The loss of each batch, beside how far an update moves the weights of each layer."""
    fig, (loss, move) = panels(1, 1, height=3.5)
    loss.set(yscale="log", ylim=(0.2, 1000), xlim=(0, updates), xlabel="update", title="Loss")
    loss.axhline(np.log(10), color=GREY, lw=0.8)
    loss.text(updates, np.log(10) * 1.1, "ln 10", ha="right", color=GREY, fontsize=9)
    losses = moving_line(loss, "losses", color=INK)
    start = moving_dots(loss, "first loss", color=INK, markersize=5)
    move.axhspan(1e-4, 1e-2, color=GREY, alpha=0.12, lw=0)
    move.set(yscale="log", ylim=(1e-12, 1e2), xlim=(0.5, layers + 0.5), xlabel="layer")
    move.set(title="Length of an update / length of the weights", xticks=range(1, layers + 1, 2))
    first = moving_dots(move, "first", "o", label="first update", color=SERIES[0])
    latest = moving_line(move, "latest", label="latest", color=SERIES[1], marker="s", markersize=4)
    move.legend(loc="lower right")

    def show(run):
        batches = [one.t for one in run]
        lost = np.minimum([one.loss for one in run], 1000)
        losses.set_data(batches, lost)
        start.set_data(batches[:1], lost[:1])
        for line, one in ((first, run[0]), (latest, run[-1])):
            line.set_data(np.arange(1, len(one.ratios) + 1), np.clip(one.ratios, 1e-12, 1e2))
        return [losses, start, first, latest]

    return Picture(fig, "The first updates: loss, and how far they move weights", show).show(*runs)
