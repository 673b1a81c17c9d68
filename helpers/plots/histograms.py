"""What arrives at the layers of a deep stack, as histograms and as spread from layer to layer."""

from collections.abc import Iterable

import numpy as np

from helpers.picture import GREY, INK, OVER, SERIES, Picture, panels
from helpers.signals import Signals, spread

SHOWN, BINS, TALLEST = 5, 40, 0.2  # panels, bins, and the share of values in the tallest bar
ENDS = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 3), "linear": (-3, 3)}
UP, DOWN = SERIES[:2]


def stack(*runs: Iterable[Signals], depth: int = 50) -> Picture:
    """The last record of `propagate`: histograms at five layers, activations above gradients; the
    std at every layer; and the std of the weights beside its landmarks for 100 inputs a unit.
    """
    fig = _figure(4.0)
    rows, curves = _block(fig, 0.95, 1.2, depth)
    curves[0].axes.legend(loc="upper center")
    mark = _dial(_axes(fig, 0.6, 0.5, 8.25, 0.3))

    def move(run):
        mark.set_xdata([run[-1].weights[0].std()])
        return [*_show(run[-1], rows, curves), mark]

    picture = Picture(fig, f"Activations and gradients in a stack of up to {depth} layers", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def stacks(named: dict[str, Signals]) -> Picture:
    """Several results of `propagate`, {name: signals}, one below the other: the same picture."""
    each = 2.45
    fig = _figure(each * len(named))
    for i, (name, signals) in enumerate(reversed(named.items())):
        fig.text(0.08 / 9, ((i + 0.9) * each) / (each * len(named)), name, weight="bold")
        rows, curves = _block(fig, i * each + 0.1, 0.78, len(signals.weights))
        _show(signals, rows, curves)
    curves[0].axes.legend(loc="lower center")  # the topmost's
    return Picture(fig, f"Activations and gradients, layer by layer: {', '.join(named)}")


def _figure(height):
    fig, [frame] = panels(1, height=height)
    frame.remove()
    fig.set_layout_engine(None)
    return fig


def _axes(fig, x, y, width, height):
    """Axes at a place in inches."""
    across, up = fig.get_size_inches()
    return fig.add_axes((x / across, y / up, width / across, height / up))


def _block(fig, base, tall, depth):
    """Two rows of histograms, `tall` inches each, and beside them the two curves of their std."""
    rows = [
        _row([_axes(fig, 0.6 + 1.12 * i, y, 1.02, tall) for i in range(SHOWN)], name, colour)
        for y, name, colour in (
            (base + tall + 0.28, "activations", UP),
            (base, "gradients", DOWN),
        )
    ]
    curve = _axes(fig, 6.95, base + 0.35, 1.9, 2 * tall - 0.07)
    decades = 10.0 ** (np.arange(-20, 11, 5) if depth > 10 else np.arange(-8, 5, 2))
    curve.set(yscale="log", xlim=(0, depth), ylim=(decades[0], decades[-1]), yticks=decades)
    curve.set(xlabel="layer")
    curve.minorticks_off()
    curve.text(0, 1.03, "std", transform=curve.transAxes)
    curve.axhline(1, color=GREY, lw=0.8)
    curves = [
        curve.plot([], [], dash, color=colour, lw=2, zorder=OVER, label=name)[0]
        for name, colour, dash in (("activations", UP, "-"), ("gradients", DOWN, "--"))
    ]
    return rows, curves


def _row(axes, name, colour):
    """From where to where the row goes, and for every layer shown a histogram and its std.

    Letters cost more time than all the rest of a frame: what can stay does.
    """
    for axis in axes:
        axis.set(xlim=(-0.02, 1.02), ylim=(0, TALLEST), xticks=[], yticks=[])
    shapes = [
        axis.stairs(
            np.zeros(BINS), np.linspace(0, 1, BINS + 1), fill=True, color=colour, zorder=OVER
        )
        for axis in axes
    ]
    upright = {"ha": "right", "va": "center", "rotation": 90}
    _words(axes[0], -0.25, 0.5, name, **upright)
    ends = _words(axes[0], -0.08, 0.5, **upright)
    return ends, shapes, [_words(axis, 0, 1.04) for axis in axes]


def _words(axis, x, y, text="", **place):
    return axis.text(x, y, text, transform=axis.transAxes, fontsize=8, zorder=OVER, **place)


def _dial(axis):
    """Where the std of the weights stands, and two landmarks, for 100 inputs a unit."""
    axis.set(xscale="log", xlim=(9e-3, 0.55), ylim=(0, 1), yticks=[], xlabel="std of the weights")
    for name, std, side in (("Xavier  ", 0.1, "right"), ("  He", 0.02**0.5, "left")):
        axis.axvline(std, color=INK, lw=1.2)
        axis.text(std, 0.5, name, ha=side, va="center", fontsize=9)
    axis.set_xticks([0.01, 0.02, 0.05, 0.1, 0.2, 0.5], minor=False)
    axis.xaxis.set_major_formatter("{x:g}")
    axis.minorticks_off()
    [mark] = axis.plot(1, 0.5, "v", color=INK, ms=9, zorder=OVER)
    return mark


def _show(signals, rows, curves):
    """Moves everything to these signals and returns it."""
    depth, moved = len(signals.weights), [*curves]
    layers = np.linspace(1, depth, SHOWN).round().astype(int)
    limits = ENDS[signals.activation], (-3, 3)
    for row, curve, values, (low, high) in zip(rows, curves, signals[1:3], limits, strict=True):
        ends, shapes, words = row
        sizes = np.array([spread(v) for v in values])
        ends.set_text(f"{low} to {high}".replace("-", "−"))
        curve.set_data(range(depth + 1), np.maximum(sizes, 1e-40))
        for layer, shape, text in zip(layers, shapes, words, strict=True):
            shape.set_data(np.histogram(values[layer], BINS, (low, high))[0] / values[layer].size)
            above = f"layer {layer}: " if row is rows[0] else ""
            text.set_text(f"{above}{sizes[layer]:.2g}")
        moved += [ends, *shapes, *words]
    return moved
