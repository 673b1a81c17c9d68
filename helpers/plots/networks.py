"""A network at work."""

from collections.abc import Iterable

import numpy as np

from helpers.picture import CLASSES, INK, OVER, SEAM, Picture, panels
from helpers.training import Update


def boundary(
    data: tuple,
    *runs: Iterable[Update],
    steps: int = 400,
    resolution: int = 60,
    floor: float = 0.05,
) -> Picture:
    """A two-class `train` run: what the network says everywhere, beside its loss at every update.

    The darker a place, the surer the network; the white seam between the colours is its boundary.
    `floor` is the lowest loss shown.
    """
    (x, y), (fig, (ground, curve)) = data, panels(1, 1, height=3.9)
    low, high = x.min(axis=0) - 0.4, x.max(axis=0) + 0.4
    grid = np.stack(np.meshgrid(*np.linspace(low, high, resolution).T), axis=-1).reshape(-1, 2)
    image = ground.imshow(
        np.full((resolution, resolution), 0.5),
        extent=(low[0], high[0], low[1], high[1]),
        origin="lower",
        aspect="auto",
        cmap=SEAM,
        vmin=0,
        vmax=1,
        interpolation="bilinear",
        zorder=OVER,
    )
    dots = [
        ground.scatter(
            *x[y == k].T, s=22, marker=m, c=c, edgecolors="white", lw=0.6, zorder=2 * OVER
        )
        for k, (m, c) in enumerate(zip("o^", CLASSES, strict=True))
    ]
    [losses] = curve.plot([], [], color=INK, zorder=OVER)
    ground.set(xlabel="$x_1$", ylabel="$x_2$", title="What the network says")
    curve.set(xlabel="update", ylabel="loss", title="Loss", yscale="log")
    curve.set(xlim=(0, steps), ylim=(floor, 100))
    ground.grid(visible=False)

    def move(run):
        image.set_data(run[-1].net.predict_proba(grid)[:, 1].reshape(resolution, resolution))
        losses.set_data([step.t for step in run], [step.loss for step in run])
        return [image, *dots, losses]

    picture = Picture(fig, f"A network and its loss on {len(x)} points of two classes", move)
    return picture.update(*([*run] for run in runs)) if runs else picture
