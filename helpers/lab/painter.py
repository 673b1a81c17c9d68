"""Frames of a picture that moves."""

import io
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from PIL import Image

from helpers.plots.picture import SHARP, Picture


class Frame(anywidget.AnyWidget):
    """The place on the page where frames are shown; each is a data URL.

    A URL that holds its own bytes is shown sooner than one for which the page has to ask: the
    image widget of ipywidgets makes a blob of each frame, and fetches that. The code is text, for
    anywidget would watch a path for changes on behalf of every frame that was ever made.
    """

    _esm = Path(__file__).with_name("frame.js").read_text(encoding="utf-8")
    source = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)


class Painter:
    """Frames of a picture, made by drawing only what moves over a kept drawing of what stays."""

    def __init__(self, picture: Picture):
        self.picture, self.kept = picture, {}

    def pixels(self, scale: float = 1.0) -> np.ndarray:
        """RGB of the picture as it is now, (height, width, 3)."""
        with self.picture.scaled(scale) as fig:
            canvas, edition = fig.canvas, self.picture.edition
            if scale not in self.kept or self.kept[scale][0] != edition:
                canvas.draw()  # all but the animated artists
                self.kept[scale] = edition, canvas.copy_from_bbox(fig.bbox)
            canvas.restore_region(self.kept[scale][1])
            for artist in self.picture.moving:
                artist.axes.draw_artist(artist)
            return np.asarray(canvas.buffer_rgba())[..., :3].copy()

    def close(self) -> None:
        """Give the memory of all drawings back; the picture can be drawn anew."""
        self.kept.clear()
        self.picture.rest()

    def light(self) -> str:
        """A quick frame, for motion: a data URL."""
        return _encoded(self.pixels(), "jpeg", quality=88, subsampling=0)

    def sharp(self) -> str:
        """A crisp frame, for rest: a data URL."""
        frame = _encoded(self.pixels(SHARP), "png", compress_level=1)
        self.picture.rest()
        return frame


def place(picture: Picture, window: Sequence) -> list[float]:
    """Where a window ((low, high), (low, high)) of the first panel lies on the picture.

    Left, top, width and height, as shares of the picture's.
    """
    panel = picture.fig.axes[0]
    panel.apply_aspect()
    corners = panel.transData.transform(np.transpose(window)) / picture.fig.bbox.size
    (left, bottom), (right, top) = corners.tolist()
    return [left, 1 - top, right - left, top - bottom]


def _encoded(pixels, kind, **settings):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **settings)
    return f"data:image/{kind};base64,{b64encode(file.getvalue()).decode()}"
