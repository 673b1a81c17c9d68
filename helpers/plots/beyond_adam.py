"""Beyond Adam: the bench of rules, singular values, what a race came to, and the arena."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from helpers.experiments.arena import MOST, SEEDS, Standing
from helpers.experiments.bench import RULES, Answer
from helpers.experiments.newcomers import EVALUATIONS
from helpers.experiments.on_surfaces import GOAL, GROUNDS, STEPS
from helpers.experiments.tracks import track_of
from helpers.plots.picture import OVER, Picture, moving_line, panels
from helpers.plots.style import GREY, INK, KNOWN, OTHER, house_style, style_of

TICKS = (-100, -10, -1, 0, 1, 10, 100)
LOSS = "loss on the test digits"
MEASURED = {"digits": LOSS, "false labels": "share wrong of unseen digits", "20 layers": LOSS}
MEASURED |= dict.fromkeys(GROUNDS, "loss above the minimum")
FLOOR, NEVER = 1e-6, 4 * STEPS  # of a surface: the lowest loss shown, and where "never" stands


def rows(axis: Axes, names: Sequence[str]) -> None:
    """A row for each name, the first on top."""
    axis.set(ylim=(len(names) - 0.4, -0.6), yticks=range(len(names)), yticklabels=names)
    axis.tick_params(axis="y", labelsize=9)


def dot_of(name: str) -> dict:
    """The colour and the marker of an optimizer, and of the learner's own."""
    style = KNOWN.get(name, OTHER)
    edge = {} if name in ("Adam", "Muon") else {"markeredgecolor": "white"}  # thin arms
    return {"color": style["color"], "marker": style["marker"], "linestyle": "", "ms": 9} | edge


@house_style()
def bench(*runs: Iterable[Answer], steps: int = 60) -> Picture:
    """Gradients one by one, and the step that each rule makes of the last of them.

    The line of a rule goes to its step of now; the axes are linear between −0.1 and 0.1.
    """
    fig, (told, made) = panels(2, 3, height=3.9)
    told.set(xlim=(0, steps), xlabel="step", title="The gradient that goes in")
    made.set(xlabel="step that comes out, in units of lr (log)", title="Downhill is to the right")
    told.set_yscale("symlog", linthresh=0.1)
    made.set_xscale("symlog", linthresh=0.1)
    told.set(ylim=(-1000, 1000), yticks=TICKS, yticklabels=[f"{tick:g}" for tick in TICKS])
    made.set(xlim=(-1000, 1000), xticks=TICKS, xticklabels=[f"{tick:g}" for tick in TICKS])
    made.axvline(0, color=INK, lw=1)
    rows(made, RULES)
    slopes = moving_line(told, "gradients", color=GREY, marker="o", ms=3, lw=0.8)
    parts = [
        (
            moving_line(made, "step", color=dot_of(name)["color"], lw=3, alpha=0.6),
            moving_line(made, "end", **dot_of(name) | {"zorder": OVER + 1}),
        )
        for name in RULES
    ]

    def move(run):
        slopes.set_data([one.t for one in run], [one.g for one in run])
        for row, (line, dot) in enumerate(parts):
            line.set_data([0, run[-1].moves[row]], [row, row])
            dot.set_data([run[-1].moves[row]], [row])
        return [slopes, *(artist for part in parts for artist in part)]

    return Picture(fig, "A gradient, and the step that each rule makes of it", move).show(*runs)


@house_style()
def survivors(names: Sequence[str], fields: dict[str, np.ndarray], beside: str = "Adam") -> Picture:
    """{title: results (optimizers, seeds)}, a panel each: seeds as dashes, medians large.

    The grey band is that of the optimizer `beside` which the others are seen.
    """
    fig, axes = panels(*[1] * len(fields), height=3.7)
    for axis, (title, losses) in zip(axes, fields.items(), strict=True):
        rows(axis, names if axis is axes[0] else [""] * len(names))
        band = losses[[*names].index(beside)]
        axis.axvspan(band.min(), band.max(), color=GREY, alpha=0.18, lw=0)
        for row, name in enumerate(names):
            _spread(axis, row, name, losses[row])
        axis.set(title=title.capitalize(), xlabel=MEASURED.get(title, ""))
    words = f"Results of {', '.join(names)}: {', '.join(fields)}; the band is that of {beside}"
    return Picture(fig, words)


def _spread(axis, row, name, seeds):
    seeds = np.sort(seeds[np.isfinite(seeds)])
    if seeds.size:
        dashes = {"color": dot_of(name)["color"], "marker": "|", "mew": 2, "ms": 7, "lw": 1.5}
        axis.plot(seeds, np.full(seeds.shape, row), **dashes)
        axis.plot(np.median(seeds), row, **dot_of(name))


@house_style()
def arena(*runs: Iterable[Standing]) -> Picture:
    """An entry beside the stored field: its curves while they grow, and a score for each seed.

    Pale are its trials at other rates. What is measured, and the field, are those of its problem.
    """
    fig, (curve, score) = panels(3, 2.6, height=4.2)
    mine = style_of(None)
    trials = [
        moving_line(curve, "trial", color=mine["color"], lw=1, alpha=0.3) for _ in range(MOST)
    ]
    seeds = [
        moving_line(curve, "seed", color=mine["color"], lw=2.2, zorder=OVER + 1) for _ in SEEDS
    ]
    row = (
        moving_line(score, "seeds", color=mine["color"], marker="|", mew=2, ms=7, lw=1.5),
        moving_line(score, "median", **dot_of("yours") | {"zorder": OVER + 1}),
    )
    rate = curve.text(0.98, 0.96, "", transform=curve.transAxes, gid="rate", zorder=OVER + 2)
    rate.set(horizontalalignment="right", verticalalignment="top", color=mine["color"])
    lay = _layer(curve, score)
    lay("valley")  # its words need the most room

    def move(run):
        now = run[-1]
        lay(now.problem)
        _grow(trials, [np.median(found, axis=0) for _, found in now.tried])
        _grow(seeds, now.curves)
        results = _shown(now.problem, np.sort(now.results))
        row[0].set_data(results, np.zeros(results.shape))
        row[1].set_data(*([[np.median(results)], [0]] if results.size else [[], []]))
        rate.set_text(f"lr {now.rate:.3g}")
        return [*trials, *seeds, *row, rate]

    words = "A rule in the arena: its curves, and its score beside the field"
    return Picture(fig, words, move).show(*runs)


def _grow(lines, curves):
    """One line for each curve; the lines that are left have nothing to show."""
    for i, line in enumerate(lines):
        curve = curves[i] if i < len(curves) else np.full(EVALUATIONS, np.nan)
        every = max(1, curve.size // EVALUATIONS)  # as seldom as the field's, which is stored so
        line.set_data(_share(curve)[::every], curve[::every])


def _share(curve):
    return (np.arange(curve.size) + 1) / curve.size


def _shown(problem, scores):
    """Scores as they are drawn: on a surface there is a place for never, else none for infinity."""
    if problem in GROUNDS:
        return np.where(np.isfinite(scores), scores, NEVER)
    return scores[np.isfinite(scores)]


def _layer(curve, score):
    """A function that draws the field of a problem in place of another's."""
    drawn = {}

    def lay(problem):
        if problem in drawn:
            return
        for artist in chain(*drawn.values()):
            artist.remove()
        drawn.clear()
        before = {*curve.get_children(), *score.get_children()}
        field = track_of(problem).field()
        _field(problem, curve, score, field)
        title = f"{problem.capitalize()}: you (thick) and the field"
        curve.set(xlabel="share of the run", ylabel=MEASURED[problem], title=title)
        (_steps if problem in GROUNDS else _means)(curve, score, field)
        drawn[problem] = {*curve.get_children(), *score.get_children()} - before

    return lay


def _field(problem, curve, score, field):
    medians = np.median(field.curves, axis=1)
    for i, name in enumerate(field.names):
        style = KNOWN[name] | {"marker": ""}
        curve.plot(_share(medians[i]), medians[i], lw=1, alpha=0.7, **style)
        _spread(score, i + 1, name, _shown(problem, field.scores[i]))
    rows(score, ["yours", *field.names])


def _means(curve, score, field):
    """The scales of a training."""
    medians, ends = np.median(field.curves, axis=1), field.scores[np.isfinite(field.scores)]
    low, high = np.nanmin(medians), np.nanmax(medians[:, EVALUATIONS // 10])
    curve.set(yscale="linear", xlim=(0, 1), ylim=(0.8 * low, 1.3 * high))
    room = 0.5 * np.ptp(ends)
    score.set(xscale="linear", xlim=(ends.min() - room, ends.max() + room))
    score.set(title="Score of five seeds", xlabel="mean of the last ten evaluations")


def _steps(curve, score, field):
    """The scales of a surface."""
    curve.set(xlim=(0, 1), yscale="log", ylim=(FLOOR, 10 * np.nanmax(field.curves)))
    score.set(xscale="log", xlim=(5, 1.3 * NEVER), title="Score of five starts")
    score.set(xlabel=f"steps until the loss stays within {GOAL} (log)")
    score.set(xticks=[10, 100, 1000, NEVER], xticklabels=["10", "100", "1000", "never"])
    score.xaxis.set_minor_locator(NullLocator())
