"""The course's pictures, and its one visual style.

A picture is drawn in two parts: what stays (axes, contours, data), once, and what moves (paths,
dots, curves), by `update(*runs)`. A lesson shows it whole; a lab redraws only what moves.
"""

import io
from collections.abc import Callable, Iterable, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from helpers.surfaces import Surface
from helpers.training import Point

INK, GREY = "#1a1a1a", "#6b6b6b"
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

    `move(*runs)` takes one list of records per run and returns the artists that it has set.
    """

    def __init__(self, fig: Figure, words: str, move: Callable | None = None):
        self.fig, self.words, self._move = fig, words, move
        self.moving: list = []
        self.ghosts: list = []

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
            for trait in ("color", "linestyle", "marker", "markersize", "linewidth"):
                ghost.set(**{trait: getattr(line, f"get_{trait}")()})
            self.ghosts.append(line.axes.add_line(ghost))

    def unpin(self) -> None:
        """Let the ghosts go."""
        for ghost in self.ghosts:
            ghost.remove()
        self.ghosts.clear()

    def pixels(self, scale: float = 1.0) -> np.ndarray:
        """RGB of the whole figure, drawn anew, `scale` pixels for each pixel of the page."""
        file = io.BytesIO()
        self.fig.savefig(file, format="raw", dpi=scale * self.fig.dpi)
        width, height = (self.fig.get_size_inches() * scale * self.fig.dpi).astype(int)
        return np.frombuffer(file.getvalue(), np.uint8).reshape(height, width, 4)[..., :3]

    def __repr__(self):
        return self.words

    def _repr_mimebundle_(self, include=None, exclude=None):
        width = {"image/png": {"width": round(self.fig.get_figwidth() * self.fig.dpi)}}
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
    shade = np.array(mpl.colors.to_rgb(colour)) * 0.55**again + 1 - 0.55**again
    return {"color": shade, "marker": marker, "linestyle": (0, (2, 1)) if again else dash}


# Descents


def descent(surface: Surface, *runs: Iterable[Point], steps: int = 100) -> Picture:
    """Runs of `descend` on a surface, beside their losses above the minimum on a log axis."""
    fig, (ground, curve) = panels(3, 2)
    (_contours if len(surface.window) == 2 else _graph)(ground, surface)
    _loss_axis(curve, surface, steps)
    artists = []

    def move(*runs):
        while len(artists) < len(runs):
            artists.append(_walker(ground, curve, z=OVER + len(artists)))
        kinds = [type(run[0].opt) for run in runs]
        for i, (run, walker) in enumerate(zip(runs, artists, strict=False)):
            _walk(surface, run, look(run[0].opt, again=kinds[:i].count(kinds[i])), *walker)
        moving = [artist for walker in artists for artist in walker]
        return [*moving, _legend(curve, moving[2::3])] if len(runs) > 1 else moving

    runs = [[*run] for run in runs]
    ends = [f"{run[-1].opt!r}: {run[-1]}" for run in runs]
    picture = Picture(fig, "; ".join([f"Descent on the {surface.name}", *ends]), move)
    return picture.update(*runs) if runs else picture


def _contours(axis, surface, resolution=200):
    """The map: levels equally spaced in the logarithm of the height, so that a valley shows."""
    x, y = (np.linspace(*limits, resolution) for limits in surface.window)
    height = surface(np.stack(np.meshgrid(x, y), axis=-1)) - surface(surface.minimum)
    levels = np.geomspace(np.quantile(height, 0.002), height.max(), 13)
    axis.contourf(x, y, np.log(height + levels[0]), 30, cmap="Blues_r", alpha=0.35)
    axis.contour(x, y, height, levels, colors=GREY, linewidths=0.5, alpha=0.7)
    axis.plot(*surface.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
    axis.set(xlabel="x", ylabel="y", title=f"$f = {surface.equation}$", aspect="auto")
    axis.set(xlim=surface.window[0], ylim=surface.window[1])
    axis.grid(visible=False)


def _graph(axis, surface):
    [limits] = surface.window
    x = np.linspace(*limits, 200)
    axis.plot(x, surface(x[:, None]), color=GREY)
    axis.set(xlabel="x", ylabel="f(x)", title=f"$f = {surface.equation}$", xlim=limits)


def _loss_axis(axis, surface, steps):
    top = float(surface(surface.start) - surface(surface.minimum))
    axis.set(yscale="log", xlim=(0, steps), ylim=(1e-6 * top, 1e2 * top))
    axis.set(xlabel="step", ylabel="loss above the minimum", title="Loss")


def _walker(ground, curve, z):
    """A path with small marks, a large mark where it ends, and a curve."""
    [path] = ground.plot([], [], markersize=3.5, linewidth=1.2, zorder=z)
    [end] = ground.plot([], [], markersize=9, markeredgecolor="white", linestyle="", zorder=z)
    [losses] = curve.plot([], [], zorder=z)
    return path, end, losses


def _walk(surface, run, style, path, end, losses):
    theta, height = np.array([p.theta for p in run]), np.array([p.loss for p in run])
    places = theta.T if theta.shape[1] == 2 else np.stack([theta[:, 0], height])
    path.set(data=places, **style)
    end.set(data=places[:, -1:], **style | {"linestyle": ""})
    losses.set_data([p.t for p in run], height - surface(surface.minimum))
    losses.set(**style | {"marker": ""}, label=repr(run[0].opt))


def _legend(axis, lines):
    """A legend that moves too: its words change with the learning rates."""
    legend = axis.legend(handles=lines, loc="lower left")
    legend.set_zorder(2 * OVER)
    return legend


# Curves and digits


def curves(series: dict[str, tuple], xlabel: str, ylabel: str, log: bool = False) -> Picture:
    """Named curves (x, y) in one panel, each labelled where it ends."""
    fig, [axis] = panels(1, height=3.2)
    for colour, (name, (x, y)) in zip(SERIES, series.items(), strict=False):
        axis.plot(x, y, color=colour)
        axis.annotate(f" {name}", (x[-1], y[-1]), color=colour, va="center", annotation_clip=False)
    axis.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    axis.margins(x=0.01)
    return Picture(fig, f"{ylabel} against {xlabel}: {', '.join(series)}")


def digits(x: np.ndarray, titles: Sequence) -> Picture:
    """Rows of x (m, 784) as pictures of handwritten digits, with a title above each."""
    fig, axes = panels(*[1] * len(x), height=1.3)
    for axis, image, title in zip(axes, x, titles, strict=True):
        axis.imshow(image.reshape(28, 28), cmap="gray_r")
        axis.set_title(title, loc="center")
        axis.axis("off")
    return Picture(fig, f"{len(x)} handwritten digits: {', '.join(map(str, titles))}")
