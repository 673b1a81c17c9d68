"""Fields over a plane: contours of a surface, one level of it, and planes painted by value."""

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from helpers.plots.style import GREY, INK
from helpers.surfaces import Surface


def heights(surface: Surface, resolution: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x (n,), y (n,) of the surface's window, and f − f(minimum) there (n, n)."""
    x, y = (np.linspace(*limits, resolution) for limits in surface.window)
    return x, y, surface(np.stack(np.meshgrid(x, y), axis=-1)) - surface.lowest


def contours(axis: Axes, surface: Surface, resolution: int = 200) -> None:
    """The map: levels equally spaced in the logarithm of the height, so that a valley shows."""
    x, y, height = heights(surface, resolution)
    levels = np.geomspace(np.quantile(height, 0.002), height.max(), 13)
    axis.contourf(x, y, np.log(height + levels[0]), 30, cmap="Blues_r", alpha=0.35)
    axis.contour(x, y, height, levels, colors=GREY, linewidths=0.5, alpha=0.7)
    cross = {"marker": "+", "markersize": 12, "markeredgewidth": 2, "gid": "minimum"}
    axis.plot(*surface.minimum, color=INK, **cross)
    axis.set(xlabel="x", ylabel="y", title=f"$f = {surface.equation}$", aspect="auto")
    axis.set(xlim=surface.window[0], ylim=surface.window[1])
    axis.grid(visible=False)


def level(surface: Surface, theta: np.ndarray, resolution: int = 120) -> np.ndarray:
    """The contour through θ as one line (2, n), broken by NaN where it has several pieces."""
    x, y, height = heights(surface, resolution)
    here = float(surface(theta) - surface.lowest)
    gap = np.full((1, 2), np.nan)
    pieces = contour_generator(x, y, height).lines(here)
    return np.concatenate([gap, *(part for piece in pieces for part in (piece, gap))]).T


def far_corners(surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """Corners far outside the window: what has left for good need not be drawn beyond them."""
    low, high = np.array(surface.window).T
    return low - 9 * (high - low), high + 9 * (high - low)


def lattice(low: np.ndarray, high: np.ndarray, resolution: int) -> np.ndarray:
    """Points (resolution², 2) of a square lattice between two corners, row by row."""
    sides = np.linspace(low, high, resolution).T
    return np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)


def painted(axis: Axes, values: np.ndarray, low, high, **look) -> AxesImage:
    """The plane between two corners in the colours of `values` (n, n), lowest row first."""
    extent = (low[0], high[0], low[1], high[1])
    smooth = {"origin": "lower", "aspect": "auto", "interpolation": "bilinear"}
    axis.grid(visible=False)
    return axis.imshow(values, extent=extent, **smooth | look)
