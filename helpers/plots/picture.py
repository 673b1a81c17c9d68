"""What a picture of the course is: a figure, what moves in it, and words for it.

A picture is drawn in two parts: what stays (axes, contours, data), once, and what moves (paths,
dots, curves), by `update(*runs)`. A lesson shows it whole; a lab redraws only what moves.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image

from helpers.plots.style import house_style

WIDTH = 9  # inches, of every figure
SHARP = 2.0  # pixels of a picture for each pixel of the page
OVER = 10  # what moves lies above all that stays, so that it can be painted over it


class Picture:
    """A figure, a function that moves what moves in it, and words for those who cannot see it.

    `move(*runs)` takes one list of records per run and returns the artists that it has set. Panels
    are laid out once, as they stand in a sharp picture: words are a little wider or narrower at
    another scale, and panels that shift would part what moves from what stays.
    """

    def __init__(self, fig: Figure, words: str, move: Callable | None = None):
        self.fig, self.words, self._move = fig, words, move
        self.moving: list[Artist] = []
        self.ghosts: list[Line2D] = []
        self.edition = 0  # goes up whenever what stays has changed
        with self.scaled(SHARP):
            if engine := fig.get_layout_engine():
                engine.execute(fig)
            fig.set_layout_engine(None)
        self.rest()

    @property
    def width(self) -> int:
        """Pixels that the picture takes on the page."""
        return round(self.fig.get_figwidth() * self.fig.dpi)

    @property
    def shape(self) -> float:
        """Its width, as a share of its height."""
        return self.fig.get_figwidth() / self.fig.get_figheight()

    @contextmanager
    def scaled(self, scale: float) -> Iterator[Figure]:
        """The figure with `scale` pixels for each pixel of the page, in the style of the course."""
        page = self.fig.dpi
        self.fig.dpi = page * scale
        try:
            with house_style():
                yield self.fig
        finally:
            self.fig.dpi = page

    def show(self, *runs: Iterable) -> "Picture":
        """Move to where the runs end; without runs, stay as it is."""
        return self.update(*([*run] for run in runs)) if runs else self

    @house_style()
    def update(self, *runs: Sequence) -> "Picture":
        """Move to where the records of the runs end.

        Raises TypeError for a picture in which nothing moves.
        """
        if not self._move:
            raise TypeError("this picture has nothing that moves: give it a move(*runs)")
        self.fig.stale = False
        try:
            self.moving = self._move(*runs)
        finally:
            self.edition += self.fig.stale  # what is animated does not make its figure stale
        for artist in self.moving:
            artist.set_animated(True)
        return self

    @property
    def lines(self) -> list[Line2D]:
        """The lines that move: what can be pinned."""
        return [artist for artist in self.moving if isinstance(artist, Line2D)]

    def named(self, name: str) -> list[Artist]:
        """The artists of that name (their `gid`), in the order in which they were made."""
        return self.fig.findobj(lambda artist: artist.get_gid() == name)

    @house_style()
    def pin(self) -> None:
        """Leave a faint ghost of every line that moves where it is now."""
        for line in self.lines:
            ghost = Line2D(*line.get_data())
            ghost.update_from(line)
            ghost.set(alpha=0.35, zorder=OVER - 1, label="", clip_on=True)
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
        with self.scaled(scale) as fig:
            fig.savefig(file, format="raw", dpi=fig.dpi)
            width, height = fig.canvas.get_width_height()
        self.rest()
        return np.frombuffer(file.getvalue(), np.uint8).reshape(height, width, 4)[..., :3]

    def rest(self) -> None:
        """Give back the memory of the last drawing, 5 MB, which every text in it remembers."""
        FigureCanvasAgg(self.fig)
        for text in self.fig.findobj(Text):
            text._renderer = None

    def __repr__(self):
        return self.words

    def _repr_mimebundle_(self, include=None, exclude=None):
        width = {"image/png": {"width": self.width}}
        return {"image/png": small_png(self.pixels(SHARP)), "text/plain": self.words}, width


def small_png(pixels: np.ndarray) -> bytes:
    """A PNG of the pixels (height, width, 3) in 256 colours: a third of the bytes.

    The colours are first those that leave no pixel far from one of them, so that a thin line in a
    legend keeps its own; then the means of their pixels, so that a pale ground keeps its tint.
    """
    file, image = io.BytesIO(), Image.fromarray(pixels)
    far, flat = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    few = image.quantize(256, method=far, kmeans=1, dither=flat)
    few.save(file, "png", optimize=True)
    return file.getvalue()


# What pictures are made of


@house_style()
def figure(height: float = 3.6, layout: str | None = "constrained") -> Figure:
    """An empty figure; its layout makes room for the words around panels."""
    fig = Figure(figsize=(WIDTH, height), dpi=100, layout=layout)
    FigureCanvasAgg(fig)
    return fig


@house_style()
def panels(*widths: float, height: float = 3.6) -> tuple[Figure, list[Axes]]:
    """A figure of panels side by side."""
    fig = figure(height)
    return fig, [*fig.subplots(1, len(widths), width_ratios=widths, squeeze=False)[0]]


@house_style()
def tiles(count: int, columns: int, height: float) -> tuple[Figure, list[Axes]]:
    """A figure of small panels on the same axes, row by row, of which the last may be short."""
    fig = figure(height)
    axes = fig.subplots(-(-count // columns), columns, sharex=True, sharey=True, squeeze=False)
    for axis in axes.flat[count:]:
        axis.axis("off")
    return fig, [*axes.flat[:count]]


def moving_line(axis: Axes, name: str, **style) -> Line2D:
    """An empty line that moves; `Picture.named(name)` finds it."""
    [line] = axis.plot([], [], **{"gid": name, "zorder": OVER} | style)
    return line


def moving_dots(axis: Axes, name: str, marker: str = "o", **style) -> Line2D:
    """Dots that move, none yet; `Picture.named(name)` finds them."""
    return moving_line(axis, name, marker=marker, linestyle="", **style)


def for_each(runs: Sequence, made: list[tuple], make: Callable[[int], tuple]) -> list[tuple]:
    """The artists of each run: `make(i)` makes those that lack, and those too many are hidden."""
    made += [make(i) for i in range(len(made), len(runs))]
    for i, artists in enumerate(made):
        for artist in artists:
            artist.set_visible(i < len(runs))
    return made[: len(runs)]


def legend(axis: Axes, lines: Sequence[Line2D], names: Sequence[str], **place) -> list[Legend]:
    """The legend of two or more lines, made anew only where it would say or show something else."""
    wanted = [*zip(names, map(_looks, lines), strict=True)] if len(names) > 1 else []
    if wanted and _told(axis.get_legend()) != wanted:
        axis.legend(lines, names, **place).set_gid("legend")
    elif axis.get_legend() and not wanted:
        axis.get_legend().remove()
    return [axis.get_legend()] if wanted else []


def _told(made):
    """What a legend says and shows."""
    texts, lines = (made.get_texts(), made.get_lines()) if made else ((), ())
    return [(text.get_text(), _looks(line)) for text, line in zip(texts, lines, strict=True)]


def _looks(line):
    return to_hex(line.get_color()), line.get_linestyle(), line.get_marker()
