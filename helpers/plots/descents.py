"""Descents on a surface: paths beside their losses, and a place with its slope."""

from collections.abc import Iterable, Sequence

import numpy as np
from contourpy import contour_generator

from helpers.picture import GREY, INK, OVER, UPHILL, Picture, look, panels
from helpers.surfaces import Surface
from helpers.training import Point


def descent(surface: Surface, *runs: Iterable[Point], steps: int | None = None) -> Picture:
    """Runs of `descend` on a surface, beside their losses above the minimum on a log axis.

    The axis of steps is as long as the longest run, unless `steps` says how long.
    """
    runs = [[*run] for run in runs]
    steps = steps or max([run[-1].t for run in runs], default=100)
    fig, (ground, curve) = panels(3, 2)
    (contours if len(surface.window) == 2 else _graph)(ground, surface)
    loss_axis(curve, surface, steps)
    artists = []

    def move(*runs):
        while len(artists) < len(runs):
            artists.append(new_walker(ground, curve, z=OVER + len(artists)))
        kinds, names = [type(run[0].opt) for run in runs], _names(runs)
        for i, (run, walker) in enumerate(zip(runs, artists, strict=False)):
            style = look(run[0].opt, again=kinds[:i].count(kinds[i]))
            walk(surface, run, style | {"label": names[i]}, *walker)
        if len(runs) > 1 and _said(curve) != names:
            _legend(curve, [losses for *_, losses in artists])
            picture.edition += 1
        return [artist for walker in artists for artist in walker]

    ends = [f"{run[-1].opt!r}: {run[-1]}" for run in runs]
    picture = Picture(fig, "; ".join([f"Descent on the {surface.name}", *ends]), move)
    return picture.update(*runs) if runs else picture


def contours(axis, surface, resolution=200):
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


def loss_axis(axis, surface, steps):
    top = float(surface(surface.start) - surface(surface.minimum))
    axis.set(yscale="log", xlim=(0, steps), ylim=(1e-6 * top, 1e2 * top))
    axis.set(xlabel="step", ylabel="loss above the minimum", title="Loss")


def new_walker(ground, curve, z):
    """A path with small marks, a large mark where it ends, and a curve."""
    [path] = ground.plot([], [], markersize=3.5, linewidth=1.2, zorder=z)
    [end] = ground.plot([], [], markersize=9, markeredgecolor="white", linestyle="", zorder=z)
    [losses] = curve.plot([], [], zorder=z)
    return path, end, losses


def walk(surface, run, style, path, end, losses):
    theta, height = np.array([p.theta for p in run]), np.array([p.loss for p in run])
    places = theta.T if theta.shape[1] == 2 else np.stack([theta[:, 0], height])
    path.set(data=places, **style)
    end.set(data=places[:, -1:], **style | {"linestyle": ""})
    losses.set_data([p.t for p in run], height - surface(surface.minimum))
    losses.set(**style | {"marker": ""})


def _names(runs):
    """What tells the runs apart, as short as can be: their kinds, hyperparameters or starts."""
    opts = [run[0].opt for run in runs]
    for names in ([type(opt).__name__ for opt in opts], [repr(opt) for opt in opts]):
        if len({*names}) == len(names):
            return names
    return [f"from ({', '.join(f'{x:g}' for x in run[0].theta)})" for run in runs]


def _legend(axis, lines):
    """Above where the losses start, so that none that falls runs through it."""
    short = all(len(line.get_label()) < 12 for line in lines)
    axis.legend(handles=lines, loc="upper right", ncols=1 + short)


def _said(axis):
    """The words of a legend."""
    legend = axis.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def maps(surfaces: Sequence[Surface], *runs: Iterable[Point]) -> Picture:
    """One run of `descend` on each of several surfaces, side by side."""
    fig, grounds = panels(*[1] * len(surfaces), height=3)
    artists = []
    for ground, surface in zip(grounds, surfaces, strict=True):
        contours(ground, surface)
        ground.set(title=surface.name, ylabel="")
        [path] = ground.plot([], [], markersize=3.5, linewidth=1.2, zorder=OVER)
        [end] = ground.plot([], [], markersize=9, markeredgecolor="white", zorder=OVER)
        artists.append((path, end))

    def move(*runs):
        for run, (path, end) in zip(runs, artists, strict=True):
            places, style = np.array([p.theta for p in run]).T, look(run[0].opt)
            path.set(data=places, **style)
            end.set(data=places[:, -1:], **style | {"linestyle": ""})
        return [artist for pair in artists for artist in pair]

    words = f"One run each on {', '.join(surface.name for surface in surfaces)}"
    picture = Picture(fig, words, move)
    return picture.update(*([*run] for run in runs)) if runs else picture


# A place and its slope


def slope(surface: Surface, *runs: Iterable[Point]) -> Picture:
    """Where a run of `descend` stands, its contour and its gradient, beside the height along it.

    The arrow is as long as the gradient, in the units of the map.
    """
    fig, (ground, profile) = panels(3, 2)
    contours(ground, surface)
    ground.set_aspect("equal")  # or a right angle would not look like one
    [level] = ground.plot([], [], color=INK, linewidth=1.6, zorder=OVER)
    [arrow] = ground.plot([], [], color=UPHILL, linewidth=2.2, zorder=OVER)
    [tip] = ground.plot([], [], color=UPHILL, markersize=10, zorder=OVER)
    [dot] = ground.plot([], [], "o", color=INK, markersize=8, zorder=OVER)
    reach = 1.5
    along = np.linspace(-reach, reach, 81)
    [height] = profile.plot([], [], color=GREY, zorder=OVER)
    [tangent] = profile.plot([], [], color=UPHILL, linewidth=2.2, zorder=OVER)
    [here] = profile.plot(0, 0, "o", color=INK, markersize=8, zorder=OVER)
    profile.set(title="Height along the arrow", xlabel="distance from the dot", ylabel="f − f(dot)")
    profile.set(xlim=(-reach, reach), ylim=(-4, 6))

    def move(run):
        theta, g = run[-1].theta, run[-1].grad
        size = np.linalg.norm(g)
        unit = g / size if size else np.array([1.0, 0.0])
        level.set_data(*_level(surface, theta))
        arrow.set_data(*np.stack([theta, theta + g], axis=1))
        tip.set_data(*(theta + g)[:, None])
        tip.set_marker((3, 0, np.degrees(np.arctan2(g[1], g[0])) - 90) if size else "")
        dot.set_data(*theta[:, None])
        height.set_data(along, surface(theta + along[:, None] * unit) - surface(theta))
        tangent.set_data(along, size * along)
        return [level, arrow, tip, dot, height, tangent, here]

    picture = Picture(fig, f"A point on the {surface.name}, its contour and its gradient", move)
    return picture.update(*([*run] for run in runs)) if runs else picture


def _level(surface, theta, resolution=120):
    """The contour through θ as one line (x, y), broken by NaN where it has several pieces."""
    x, y = (np.linspace(*limits, resolution) for limits in surface.window)
    height = surface(np.stack(np.meshgrid(x, y), axis=-1))
    pieces = contour_generator(x, y, height).lines(float(surface(theta)))
    gap = np.full((1, 2), np.nan)
    return np.concatenate([gap, *(part for piece in pieces for part in (piece, gap))]).T
