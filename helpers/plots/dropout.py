"""Networks with units missing, what they say of false labels, and how good one can be at all."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from helpers.experiments import noisy_moons as moons
from helpers.experiments.false_labels import Examples
from helpers.experiments.removal import Removed
from helpers.plots.fields import lattice
from helpers.plots.networks import loss_axis, plane, two_losses
from helpers.plots.picture import OVER, Picture, figure, moving_line, panels, tiles
from helpers.plots.style import CLASSES, GREY, INK, SERIES, UPHILL, distinct, house_style

ABSENT = "#cfcfcf"
ROW = 20  # units of a layer in a row


@house_style()
def thinned(masks: Sequence[Sequence[np.ndarray]], titles: Sequence[str]) -> Picture:
    """One small network per panel; `masks` says for each of its layers which units are there."""
    fig, axes = panels(*[1] * len(masks), height=2.6)
    for axis, layers, title in zip(axes, masks, titles, strict=True):
        _network(axis, layers)
        axis.set(xlim=(-0.3, len(layers) - 0.7), ylim=(-1.2, 1.2), title=title)
        axis.axis("off")
    return Picture(fig, f"Networks with units dropped: {', '.join(titles)}")


def _network(axis, layers):
    places = [np.linspace(-1, 1, len(layer)) * min(len(layer) / 8, 1) for layer in layers]
    for i, (here, there) in enumerate(pairwise(layers)):
        pairs = [(a, b) for a in np.flatnonzero(here) for b in np.flatnonzero(there)]
        ends = [[(i, places[i][a]), (i + 1, places[i + 1][b])] for a, b in pairs]
        axis.add_collection(LineCollection(ends, colors=SERIES[0], lw=0.6, alpha=0.6))
    for i, (layer, y) in enumerate(zip(layers, places, strict=True)):
        there = np.asarray(layer, bool)
        axis.plot([i] * there.sum(), y[there], "o", ms=9, mfc=SERIES[0], mec="white")
        axis.plot([i] * (~there).sum(), y[~there], "x", ms=7, mew=1.8, color=ABSENT)


@house_style()
def ceiling(*runs: Iterable[moons.Seen], resolution: int = 50) -> Picture:
    """A run on noisy moons: what the network says, its losses, and what it gets right, below the
    ceiling that no rule can pass."""
    fig = figure(4.2)
    axes = fig.subplot_mosaic([["ground", "losses"], ["ground", "shares"]])
    paint, rule = plane(axes["ground"], moons.DATA, resolution), _best_boundary(axes["ground"])
    axes["ground"].set_title("What the network says (dashed: the best rule)")
    losses, shares = two_losses(axes["losses"]), two_losses(axes["shares"])
    loss_axis(axes["losses"], "loss", moons.UPDATES, (0.002, 50))
    axes["losses"].set(xlabel="", title="Loss, all units at work")
    _share_axis(axes["shares"])

    def move(run):
        columns = np.transpose([record[:5] for record in run])
        for line, values in zip([*losses, *shares], columns[1:], strict=True):
            line.set_data(columns[0], np.clip(values, 1e-4, 1e3))
        return [*paint(run[-1].net), rule, *losses, *shares]

    words = "A network on 60 points of two classes, its loss and what it gets right, there and else"
    return Picture(fig, words, move).show(*runs)


def _best_boundary(axis):
    """Where both moons are as dense, over the plane that is painted."""
    corners = np.transpose([axis.get_xlim(), axis.get_ylim()])
    sides, p = np.linspace(*corners, 80).T, moons.densities(lattice(*corners, 80))
    lead = (p[:, 1] - p[:, 0]).reshape(80, 80)
    dashes = {"colors": INK, "linewidths": 1.4, "linestyles": "--", "zorder": 3 * OVER}
    rule = axis.contour(*sides, lead, [0], **dashes)
    rule.set_gid("best rule")
    return rule


def _share_axis(axis):
    best = float((moons.best_rule(moons.HELD[0]) == moons.HELD[1]).mean())
    axis.axhline(best, color=INK, lw=1.4, ls="--", label=f"the best rule: {best:.1%}")
    axis.set(xlabel="update", title="Share right", xlim=(0, moons.UPDATES), ylim=(0.48, 1.02))
    axis.legend(loc="lower right", fontsize=9)


@house_style()
def answers(digits: Examples, said: dict[str, np.ndarray]) -> Picture:
    """Small digits (m, 100) with the label told, and below it what each network says, a ✓ where
    that is the true digit."""
    fig, axes = tiles(len(digits.x), 10, height=1.62 * -(-len(digits.x) // 10))
    for i, axis in enumerate(axes):
        axis.imshow(digits.x[i].reshape(10, 10), cmap="gray_r")
        axis.set_title(f"told {digits.told[i]}", loc="center", fontsize=9, pad=2)
        axis.set(xticks=[], yticks=[])
        for row, (name, answer) in enumerate(said.items()):
            true = answer[i] == digits.true[i]
            words = f"{name} {answer[i]} {'✓' if true else '✗'}"
            look = {"color": CLASSES[not true], "fontsize": 8.5, "ha": "center", "va": "top"}
            axis.text(0.5, -0.04 - 0.19 * row, words, transform=axis.transAxes, **look)
    return Picture(fig, f"{len(digits.x)} digits with false labels, and what {', '.join(said)} say")


@house_style()
def removal(names: Sequence[str], digit: np.ndarray, *runs: Iterable[Removed]) -> Picture:
    """What trained networks still get right while parts of them go, and which parts are left."""
    fig, (curve, rest) = panels(2, 1, height=3.6)
    lines = _declines(curve, names)
    image = rest.imshow(np.ones((1, 1, 3)), extent=(0, 1, 0, 1), zorder=OVER, gid="left")
    rest.set(title="What is left", xticks=[], yticks=[])
    rest.grid(visible=False)

    def move(run):
        for line, shares in zip(lines, np.transpose([record.right for record in run]), strict=True):
            line.set_data([100 * record.gone for record in run], 100 * shares)
        image.set_data(_left(run[-1], digit))
        return [*lines, image]

    words = f"Digits right while parts of trained networks are taken away: {', '.join(names)}"
    return Picture(fig, words, move).show(*runs)


def _declines(axis, names):
    """A moving line for each network, above the line of chance."""
    axis.axhline(10, color=GREY, lw=1)
    axis.set(xlim=(-2, 97), ylim=(0, 100), xlabel="gone, %", ylabel="unseen digits right, %")
    axis.set_title("A trained network loses its parts (thin line: chance)")
    lines = [
        moving_line(axis, name, label=name, **style | {"marker": "o", "ms": 4})
        for name, style in zip(names, distinct(names), strict=True)
    ]
    place = {"loc": "lower left", "bbox_to_anchor": (0, 0.1)}
    axis.legend(fontsize=9, title="dropped in training", alignment="left", **place)
    return lines


def _left(record, digit):
    """A digit whose pixels gone are crossed out; or hidden units by layer, those gone pale."""
    if record.part == "pixels":
        return _crossed_out(1 - digit.reshape(10, 10), record.left[0].reshape(10, 10))
    blank = np.full((1, ROW), np.nan)
    layers = [
        np.r_[mask, [np.nan] * (-len(mask) % ROW)].reshape(-1, ROW) for mask in record.left[1:]
    ]
    units = np.concatenate([part for layer in layers for part in (layer, blank)][:-1])[..., None]
    shown = np.where(units == 1, to_rgb(SERIES[0]), to_rgb(ABSENT))
    return np.where(np.isnan(units), 1.0, shown)


def _crossed_out(image, left, size=9):
    """Each pixel as a square; in place of those gone, an × on white."""
    square = np.ones((size, size))
    cross = np.kron(~left, np.eye(size) + np.eye(size)[::-1]) > 0
    grey = np.kron(np.where(left, image, 1.0), square)
    return np.where(cross[..., None], to_rgb(UPHILL), grey[..., None])
