"""Digits as columns of a table, cut into batches."""

import matplotlib as mpl
import numpy as np

from helpers.plots.picture import Picture, panels
from helpers.plots.style import INK, house_style

ROW, GAP = 1.85, 0.45  # heights and distances, in widths of a column


@house_style()
def cuts(x: np.ndarray, y: np.ndarray, rows: dict[str, list]) -> Picture:
    """Digits x (m, 784) as columns coloured by their class y, in named rows of batches.

    A row is a list of batches, each a pair of row numbers: those of x and those of the labels.
    """
    wide = max(sum(len(labels) + GAP for _, labels in cut) for cut in rows.values()) - GAP
    fig, [axis] = panels(1, height=round(17 / wide * len(rows), 1))
    for i, (title, cut) in enumerate(rows.items()):
        axis.text(0, -ROW * i - 0.12, title, va="bottom", color=INK)
        for left, image, label in _places(cut):
            _column(axis, left, -ROW * i, x[image], y[image], y[label])
    axis.set(xlim=(-0.05, wide + 0.05), ylim=(-ROW * len(rows) + 0.4, 0.35), aspect="equal")
    axis.axis("off")
    return Picture(fig, f"Examples as columns: {', '.join(rows)}")


def _places(cut):
    """Where each column stands, the row of its digit and that of its label."""
    left = 0.0
    for images, labels in cut:
        for image, label in zip(images, labels, strict=True):
            yield left, image, label
            left += 1.0
        left += GAP


def _column(axis, left, top, pixels, digit, label):
    """A digit in the colour of its class, above its label in the colour of that."""
    colour, shade = (mpl.colormaps["viridis"](k / 9)[:3] for k in (digit, label))
    ink = pixels.reshape(28, 28, 1)
    axis.imshow(ink + (1 - ink) * colour, extent=(left, left + 0.94, top - 1.12, top - 0.18))
    axis.imshow([[shade]], extent=(left, left + 0.94, top - 1.4, top - 1.12))
    word = "white" if np.dot(shade, [0.3, 0.6, 0.1]) < 0.6 else "black"
    look = {"ha": "center", "va": "center", "fontsize": 8, "color": word}
    axis.text(left + 0.47, top - 1.27, label, **look)
