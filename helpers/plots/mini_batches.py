"""The noise of batches, the clouds that it makes, and what each way of training takes."""

from collections.abc import Iterable

import numpy as np
from matplotlib.ticker import LogLocator

from helpers.plots.picture import Picture, moving_dots, moving_line, panels
from helpers.plots.regression import SOME, line_map
from helpers.plots.style import GREY, INK, MARKERS, SERIES, distinct, house_style
from helpers.regression import Estimates, Reading, rms
from helpers.surfaces import Surface

SIZES = np.array([1, 2**10])  # batch sizes from and to which theory is drawn


# Gradients of many batches


@house_style()
def gradients(surface: Surface, *runs: Iterable[Estimates], lr: float = 0.3) -> Picture:
    """Steps −lr·g by the gradients of many batches at one place, beside their noise against B."""
    fig, (ground, noise) = panels(3, 2, height=3.9)
    line_map(ground, surface, "One step from the same place, by 100 batches")
    fan, law = _fan(ground), _law(noise)

    def move(run):
        _step(run[-1], lr, *fan)
        _measure(run[-1], *law)
        return [*fan, *law]

    words = "Gradients of 100 batches at one place, and their noise"
    return Picture(fig, words, move).show(*runs)


def _fan(axis):
    return (
        moving_line(axis, "steps", color=SOME, linewidth=0.6, alpha=0.35),
        moving_dots(axis, "tips", color=SOME, markersize=3),
        moving_line(axis, "true step", color=INK, linewidth=2.6),
        moving_dots(axis, "true tip", color=INK, markersize=5),
        moving_dots(axis, "here", color=INK, mfc="none", mew=1.6, markersize=9),
    )


def _step(estimates, lr, steps, tips, true, true_tip, here):
    start, end = estimates.theta, estimates.theta - lr * estimates.grad
    ends = start - lr * estimates.batches
    gap = np.full_like(ends, np.nan)
    spokes = np.stack([np.broadcast_to(start, ends.shape), ends, gap], axis=1)
    steps.set_data(*spokes.reshape(-1, 2).T)
    tips.set_data(ends.T)
    true.set_data(*np.stack([start, end], axis=1))
    true_tip.set_data(end[:, None])
    here.set_data(start[:, None])


def _law(axis):
    label = {"theory": r"noise of one / $\sqrt{B}$", "length": "length of the gradient"}
    lines = (
        moving_line(axis, "theory", color=GREY, label=label["theory"]),
        moving_line(axis, "length", color=INK, linestyle="--", label=label["length"]),
        moving_dots(axis, "noise", color=SOME, markersize=9, label="noise, measured"),
        moving_line(axis, "equal", color=GREY, linestyle=":", lw=1.2, label="both equal"),
    )
    axis.set(xscale="log", yscale="log", xlim=(0.8, 1300), ylim=(0.01, 300), title="Noise")
    axis.set(xlabel="batch size B", ylabel="length")
    axis.legend(loc="upper right", ncols=1)
    return lines


def _measure(estimates, theory, length, noise, equal):
    theory.set_data(SIZES, estimates.spread / np.sqrt(SIZES))
    length.set_data(SIZES, [np.linalg.norm(estimates.grad)] * 2)
    noise.set_data([estimates.batch_size], [estimates.noise])
    equal.set_data([min(estimates.enough, 1e6)] * 2, [1e-3, 1e3])


@house_style()
def crossings(moments: dict[str, tuple]) -> Picture:
    """Noise of a batch's gradient against B, {moment: (sizes, noises, length of the gradient)}.

    Dots are measured; lines are σ/√B, with the σ that the dots give together; dashed lines are the
    gradient, as long as the noise where they cross.
    """
    fig, [axis] = panels(1, height=3.4)
    reach = np.array([0.8, 5000])
    axis.set(xscale="log", yscale="log", xlim=reach, ylim=(0.1, 30))
    for (name, moment), colour, marker in zip(moments.items(), SERIES, MARKERS, strict=False):
        _crossing(axis, name, reach, *moment, {"color": colour}, marker)
    axis.set(xlabel="batch size B", ylabel="length")
    axis.legend(ncols=2, loc="upper right", fontsize=9)
    return Picture(fig, f"Noise and gradient against batch size: {', '.join(moments)}")


def _crossing(axis, name, reach, sizes, noises, length, look, marker):
    sigma = np.sqrt((sizes * noises**2).mean())
    at = (sigma / length) ** 2
    axis.plot(sizes, noises, marker, ms=6, label=f"noise {name}", **look)
    axis.plot(reach, sigma / np.sqrt(reach), lw=1, **look)
    axis.plot(reach, [length] * 2, ls="--", label=f"gradient {name}", **look)
    axis.plot([at] * 2, [1e-3, length], ls=":", lw=1.2, **look)
    axis.text(at * 1.06, 0.13, f"B ≈ {at:.0f}", **look)


# Where paths end


@house_style()
def settled(
    surface: Surface, runs: dict[str, Iterable[Reading]], radii: Iterable[float]
) -> Picture:
    """The places of runs of `fit` around the minimum, on one scale, each in a circle of its radius.

    Titles give the root mean square distance, once the first epoch is over.
    """
    fig, axes = panels(*[1] * len(runs), height=2.9)
    reach, circle = 2.9 * max(radii), np.exp(1j * np.linspace(0, 2 * np.pi, 100))
    for axis, (name, run), radius in zip(axes, runs.items(), radii, strict=True):
        off = np.array([p.theta for p in run if p.epoch > 1]) - surface.minimum
        axis.plot(*off.T, ".", color=SOME, ms=2, alpha=0.35, mew=0)
        axis.plot(radius * circle.real, radius * circle.imag, color=INK, lw=1.4)
        axis.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axis.set(title=f"{name}: {rms(off):.3f}, circle {radius:.3f}", xlabel="slope − best")
        axis.tick_params(labelleft=axis is axes[0])
    axes[0].set_ylabel("offset − best")
    return Picture(fig, f"Clouds around the minimum and circles by theory: {', '.join(runs)}")


# The same runs against several things


@house_style()
def three_axes(runs: dict[str, dict[str, np.ndarray]]) -> Picture:
    """The same runs against several things: each run has columns, the last of which is the height.

    All axes are logarithmic.
    """
    *columns, height = next(iter(runs.values()))
    fig, axes = panels(*[1] * len(columns), height=3.4)
    for axis, column in zip(axes, columns, strict=True):
        for i, ((name, run), style) in enumerate(zip(runs.items(), distinct([*runs]), strict=True)):
            style |= {"marker": MARKERS[i % len(MARKERS)], "markevery": [len(run[column]) - 1]}
            axis.plot(run[column], run[height], ms=7, label=name, **style)
    for axis, column in zip(axes, columns, strict=True):
        axis.set(xscale="log", yscale="log", xlabel=column, ylim=axes[0].get_ylim())
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
        axis.yaxis.set_major_formatter("{x:g}" if axis is axes[0] else "")
        axis.yaxis.set_minor_formatter("")
    axes[0].set_ylabel(height)
    axes[0].legend()
    return Picture(fig, f"{height} of {', '.join(runs)} against {', '.join(columns)}")
