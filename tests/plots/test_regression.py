import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers import plots
from helpers.datasets import line
from helpers.optimizers import SGD
from helpers.plots.regression import ALL, ONE, SOME
from helpers.regression import fit, squared_loss

DATA = line(256)
SURFACE = squared_loss(DATA, start=(-0.5, -1.0))


def fits(*sizes, lr=0.1, epochs=4):
    return [[*fit(SGD(lr), SURFACE, DATA, B, epochs)] for B in sizes]


def test_descents_by_batches_share_an_axis_of_epochs():
    runs = fits(1, 16, 256)
    picture = plots.batches(SURFACE, DATA, *runs)
    walkers = zip(*map(picture.named, ("path", "cloud", "end", "losses")), strict=True)
    for run, (path, cloud, end, losses) in zip(runs, walkers, strict=True):
        assert len(path.get_xdata()) == len(run)
        assert len(cloud.get_xdata()) == sum(r.epoch > 2 for r in run)
        assert np.ravel(end.get_data()) == pytest.approx(run[-1].theta)
        assert losses.get_xdata()[-1] == 4
        assert len(losses.get_xdata()) <= 1 + 4 * 64


def test_the_colour_tells_one_some_and_all_examples():
    picture = plots.batches(SURFACE, DATA, *fits(1, 16, 256))
    for name in ("line", "path", "end", "losses"):
        assert [to_hex(line.get_color()) for line in picture.named(name)] == [
            to_hex(colour) for colour in (ONE, SOME, ALL)
        ]


def test_the_line_lies_among_the_points_and_those_it_has_just_seen_are_marked():
    [run] = fits(16)
    picture = plots.batches(SURFACE, DATA, run[:6])
    [line], [seen] = map(picture.named, ("line", "seen"))
    x, y = run[5].seen
    assert seen.get_offsets() == pytest.approx(np.stack([x[:, 0], y], axis=1))
    slope, offset = run[5].theta
    assert line.get_ydata() == pytest.approx(offset + slope * line.get_xdata())


def test_at_the_start_no_point_has_been_seen():
    [run] = fits(16)
    [seen] = plots.batches(SURFACE, DATA, run[:1]).named("seen")
    assert len(seen.get_offsets()) == 0


def test_a_ghost_keeps_the_line_and_the_path_but_not_the_points():
    picture = plots.batches(SURFACE, DATA, *fits(256))
    picture.pin()
    assert len(picture.ghosts) == len(picture.moving) - 1


def test_nothing_covers_the_best_place():
    picture = plots.batches(SURFACE, DATA, *fits(1))
    [best] = picture.named("best")
    assert best.get_zorder() == max(artist.get_zorder() for artist in picture.moving)
    assert picture.moving[-1] is best


def test_the_loss_of_a_long_run_is_drawn_as_means_that_stay_as_the_run_goes_on():
    [run] = fits(1)
    picture = plots.batches(SURFACE, DATA)
    [early], [late] = (
        [line.get_ydata() for line in picture.update(run[:k]).named("losses")] for k in (401, 1025)
    )
    assert early[:-1] == pytest.approx(late[: len(early) - 1])
    means = np.reshape([r.loss for r in run[1:]], (-1, 4)).mean(axis=1) - SURFACE.lowest
    assert late[1:] == pytest.approx(means)


def test_a_run_by_batches_that_diverges_can_be_drawn():
    [run] = fits(1, lr=3.0)
    assert not np.isfinite(run[-1].loss)
    assert plots.batches(SURFACE, DATA, run).pixels(0.5).std() > 0
