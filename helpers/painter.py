"""Frames of a picture that moves."""

import io

import numpy as np
from PIL import Image

from helpers.picture import SHARP, Picture


class Painter:
    """Frames of a picture, made by drawing only what moves over a kept drawing of what stays."""

    def __init__(self, picture: Picture):
        self.picture, self.kept = picture, {}

    def pixels(self, scale: float = 1.0) -> np.ndarray:
        """RGB of the picture as it is now, (height, width, 3)."""
        with self.picture.scaled(scale) as fig:
            canvas = fig.canvas
            if scale not in self.kept:
                canvas.draw()  # all but the animated artists
                self.kept[scale] = canvas.copy_from_bbox(fig.bbox)
            canvas.restore_region(self.kept[scale])
            for artist in self.picture.moving:
                artist.axes.draw_artist(artist)
            return np.asarray(canvas.buffer_rgba())[..., :3].copy()

    def light(self) -> dict:
        """A quick frame, for motion."""
        return _encoded(self.pixels(), "jpeg", quality=88, subsampling=0)

    def sharp(self) -> dict:
        """A crisp frame, for rest."""
        return _encoded(self.pixels(SHARP), "png", compress_level=1)


def _encoded(pixels, kind, **settings):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **settings)
    return {"format": kind, "value": file.getvalue()}
