"""A slice through the loss of a network."""

from collections.abc import Iterable

import matplotlib as mpl
import numpy as np

from helpers.experiments.landscapes import Slice
from helpers.plots.fields import painted
from helpers.plots.picture import OVER, Picture, figure, moving_line
from helpers.plots.style import SERIES, house_style

LOWEST, HIGHEST = 0.1, 10.0  # losses that the colours tell apart
LINES = "across the middle, left to right", "across the middle, upwards"


@house_style()
def sliced(*runs: Iterable[Slice], resolution: int = 25) -> Picture:
    """Losses on a square with a network in its middle, beside their profiles through the middle."""
    fig = figure(3.9)
    ground, profile = fig.subplots(1, 2, width_ratios=(1, 1))
    image, middle = _square(fig, ground, resolution)
    profile.set(
        yscale="log",
        xlim=(-1, 1),
        ylim=(LOWEST / 2, HIGHEST * 10),
        title="Two cuts across the middle",
    )
    profile.set(xlabel="share of the reach", ylabel="loss")
    dashes = ("-", (0, (5, 1.5)))
    cuts = [
        moving_line(profile, name, color=colour, linestyle=dash, label=name.split(", ")[1])
        for name, colour, dash in zip(LINES, SERIES, dashes, strict=False)
    ]
    profile.legend(loc="lower center", ncols=2)

    def move(run):
        losses, share = run[-1].losses, np.linspace(-1, 1, resolution)
        image.set_data(losses.clip(LOWEST, HIGHEST))
        half = resolution // 2
        for cut, values in zip(cuts, (losses[half], losses[:, half]), strict=True):
            cut.set_data(share, values)
        return [image, middle, *cuts]

    return Picture(fig, "A square slice of a network's loss, and two cuts", move).show(*runs)


def _square(fig, axis, resolution):
    empty, norm = np.full((resolution,) * 2, LOWEST), mpl.colors.LogNorm(LOWEST, HIGHEST)
    over = {"zorder": OVER, "gid": "loss"}
    image = painted(axis, empty, (-1, -1), (1, 1), cmap="viridis", norm=norm, **over)
    white = {"color": "white", "markersize": 12, "markeredgewidth": 2, "gid": "middle"}
    [middle] = axis.plot(0, 0, "+", zorder=2 * OVER, **white)
    axis.set(xlabel="first direction / reach", ylabel="second direction / reach", title="Loss")
    fig.colorbar(image, ax=axis, pad=0.02, ticks=[0.1, 0.3, 1, 3, 10], format="{x:g}")
    return image, middle
