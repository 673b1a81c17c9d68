import numpy as np

from helpers import plots
from helpers.experiments import arena, bench
from helpers.experiments.tracks import track_of
from helpers.optimizers import Adam


def test_the_bench_shows_the_last_step_of_each_rule():
    run = [*bench.bench(noise=1.0, steps=9)]
    picture = plots.bench(run, steps=9)
    ends = [dot.get_xdata()[0] for dot in picture.named("end")]
    assert ends == run[-1].moves.tolist()
    assert picture.named("gradients")[0].get_ydata() == [one.g for one in run]


def test_survivors_are_medians_in_their_range_beside_the_band_of_adam():
    losses = np.array([[1.0, 2, 4], [3, np.inf, 9]])
    [axis] = plots.survivors(["Adam", "SGD"], {"a": losses}).fig.axes
    [spread, dot, rest, _] = axis.get_lines()
    assert spread.get_xdata().tolist() == [1, 2, 4]
    assert np.ravel(dot.get_xdata()) == [2]
    assert rest.get_xdata().tolist() == [3, 9]
    [band] = axis.patches
    assert (band.get_x(), band.get_width()) == (1, 3)


def entry(problem, *results):
    curves = tuple(np.full(40, end) for end in results)
    return arena.Standing(problem, "", ((0.1, curves[0][None]),), 0.1, curves, 9.0, ended=True)


def test_the_arena_shows_an_entry_beside_the_field_of_its_problem():
    picture = plots.arena(arena.enter(Adam, seconds=0))
    assert picture.named("median")[0].get_xdata() == []
    for problem in ("digits", "20 layers", "digits"):
        picture.update([entry(problem, 0.75, 0.25, 0.5)])
        curve, score = picture.fig.axes
        assert picture.named("median")[0].get_xdata() == [0.5]
        assert picture.named("seeds")[0].get_xdata().tolist() == [0.25, 0.5, 0.75]
        field = track_of(problem).field()
        assert [tick.get_text() for tick in score.get_yticklabels()] == ["yours", *field.names]
        spread = score.get_lines()[2]  # after those of the entry
        assert spread.get_xdata().tolist() == sorted(field.scores[0].tolist())
        assert picture.named("rate")[0].get_text() == "lr 0.1"
        assert problem.capitalize() in curve.get_title(loc="left")


def test_on_a_surface_a_start_that_never_arrives_stands_at_never():
    picture = plots.arena([entry("valley", 0.0, 0.0, 9.0)])
    _, score = picture.fig.axes
    assert picture.named("seeds")[0].get_xdata().tolist() == [0, 0, score.get_xticks()[-1]]
    assert score.get_xticklabels()[-1].get_text() == "never"
    picture.update([entry("digits", 0.1)])
    assert "never" not in [tick.get_text() for tick in score.get_xticklabels()]
