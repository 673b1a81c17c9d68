"""What a picture of the course is, and the one visual style of all of them.

A picture is drawn in two parts: what stays (axes, contours, data), once, and what moves (paths,
dots, curves), by `update(*runs)`. A lesson shows it whole; a lab redraws only what moves.
"""

import io
from collections.abc import Callable, Sequence
from contextlib import contextmanager

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

INK, GREY, UPHILL = "#1a1a1a", "#6b6b6b", "#D55E00"
CLASSES = ("#0072B2", "#D55E00")
SEAM = mpl.colors.LinearSegmentedColormap.from_list("seam", ["#6FB1DB", "white", "#F0A876"])
# Okabe & Ito's colours, safe for colour-blind eyes; markers and dashes tell them apart in grey.
LOOKS = {
    "SGD": ("#0072B2", "o", "-"),
    "Momentum": ("#D55E00", "s", (0, (6, 2))),
    "Nesterov": ("#CC79A7", "D", (0, (6, 2, 1, 2))),
    "AdaGrad": ("#009E73", "^", (0, (1, 1.2))),
    "RMSProp": ("#E69F00", "v", (0, (3, 1.5))),
    "Adadelta": ("#56B4E9", "P", (0, (3, 1, 1, 1, 1, 1))),
    "Adam": ("#000000", "*", "-"),
}
OTHER = ("#7F3C8D", "h", "-")  # an optimizer of the learner's own
AGAIN = (("^", (0, (5, 1.5))), ("s", (0, (2, 1))), ("D", (0, (1, 1))))  # the same method once more
SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "font.size": 10,
    "grid.color": "#ececec",
    "legend.fontsize": 8,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}
mpl.rcParams.update(STYLE)

SHARP = 2.0  # pixels of a picture for each pixel of the page
OVER = 10  # what moves lies above all that stays, so that it can be painted over it


class Picture:
    """A figure, a function that moves what moves in it, and words for those who cannot see it.

    `move(*runs)` takes one list of records per run and returns the artists that it has set; where
    it changes what stays, it counts the `edition` up. Panels are laid out once, as they stand in a
    sharp picture: words are a little wider or narrower at another scale, and panels that shift
    would part what moves from what stays.
    """

    def __init__(self, fig: Figure, words: str, move: Callable | None = None):
        self.fig, self.words, self._move = fig, words, move
        self.moving: list = []
        self.ghosts: list = []
        self.edition = 0
        with self.scaled(SHARP):
            if engine := fig.get_layout_engine():
                engine.execute(fig)
            fig.set_layout_engine(None)

    @property
    def width(self) -> int:
        """Pixels that the picture takes on the page."""
        return round(self.fig.get_figwidth() * self.fig.dpi)

    @contextmanager
    def scaled(self, scale: float):
        """The figure with `scale` pixels for each pixel of the page, for a while."""
        page = self.fig.dpi
        self.fig.dpi = page * scale
        try:
            yield self.fig
        finally:
            self.fig.dpi = page

    def update(self, *runs: Sequence) -> "Picture":
        """Move to where the records of the runs end."""
        if not self._move:
            raise TypeError("this picture has nothing that moves: give it a move(*runs)")
        self.moving = self._move(*runs)
        for artist in self.moving:
            artist.set_animated(True)
        return self

    def pin(self) -> None:
        """Leave a faint ghost of every line that moves where it is now."""
        for line in (a for a in self.moving if isinstance(a, Line2D)):
            ghost = Line2D(*line.get_data(), alpha=0.35, zorder=OVER - 1)
            for trait in (
                "color",
                "linestyle",
                "marker",
                "markersize",
                "linewidth",
                "solid_capstyle",
            ):
                ghost.set(**{trait: getattr(line, f"get_{trait}")()})
            self.ghosts.append(line.axes.add_line(ghost))
        self.edition += 1

    def unpin(self) -> None:
        """Let the ghosts go."""
        for ghost in self.ghosts:
            ghost.remove()
        self.ghosts.clear()
        self.edition += 1

    def pixels(self, scale: float = 1.0) -> np.ndarray:
        """RGB of the whole figure, drawn anew, `scale` pixels for each pixel of the page."""
        file = io.BytesIO()
        self.fig.savefig(file, format="raw", dpi=scale * self.fig.dpi)
        width, height = (self.fig.get_size_inches() * scale * self.fig.dpi).astype(int)
        return np.frombuffer(file.getvalue(), np.uint8).reshape(height, width, 4)[..., :3]

    def __repr__(self):
        return self.words

    def _repr_mimebundle_(self, include=None, exclude=None):
        width = {"image/png": {"width": self.width}}
        return {"image/png": small_png(self.pixels(SHARP)), "text/plain": self.words}, width


def small_png(pixels: np.ndarray) -> bytes:
    """A PNG of the pixels (height, width, 3) in their 256 best colours: a third of the bytes."""
    file = io.BytesIO()
    Image.fromarray(pixels).quantize(256, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return file.getvalue()


def panels(*widths: float, height: float = 3.6) -> tuple[Figure, list]:
    """A figure of panels side by side, 9 inches wide."""
    fig = Figure(figsize=(9, height), dpi=100, layout="constrained")
    FigureCanvasAgg(fig)
    return fig, [*fig.subplots(1, len(widths), width_ratios=widths, squeeze=False)[0]]


def look(opt, again: int = 0) -> dict:
    """Colour, marker and dash of an optimizer, the same everywhere; paler when it comes again."""
    colour, marker, dash = LOOKS.get(type(opt).__name__, OTHER)
    if again:
        marker, dash = AGAIN[(again - 1) % len(AGAIN)]
    shade = 1 - (1 - np.array(mpl.colors.to_rgb(colour))) * max(0.8**again, 0.4)
    return {"color": shade, "marker": marker, "linestyle": dash}
