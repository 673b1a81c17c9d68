import numpy as np

from helpers import plots
from helpers.datasets import moons
from helpers.heldout import watch
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.picture import OVER
from helpers.training import train

DATA, HELD = moons(20, rng=0), moons(30, rng=1)


def test_a_held_out_run_shows_what_the_network_says_and_both_losses():
    net = MLP([2, 4, 2], rng=0)
    run = [*watch(train(net, SGD(0.1), DATA, 20, batch_size=20), DATA, HELD, every=5)]
    picture = plots.held_out(DATA, run, steps=20)
    image, *_, own, others = picture.moving
    assert image.get_array().std() > 0
    assert list(own.get_xdata()) == list(others.get_xdata()) == [1, 5, 10, 15, 20]
    assert own.get_ydata()[-1] == run[-1].loss
    assert others.get_ydata()[-1] == run[-1].held
    assert all(artist.get_zorder() >= OVER for artist in picture.moving)


def test_a_loss_that_is_far_outside_stays_drawable():
    look = next(watch(train(MLP([2, 4, 2]), SGD(0.1), DATA), DATA, HELD))
    picture = plots.held_out(DATA, [look._replace(loss=0.0, held=np.inf)])
    assert np.isfinite(picture.moving[-1].get_ydata()).all()
    assert picture.moving[-2].get_ydata()[0] > 0


def test_absent_units_are_crosses_without_connections():
    layers = [np.ones(2), np.array([1, 0, 1]), np.ones(1)]
    picture = plots.thinned([layers], ["one draw"])
    [axis] = picture.fig.axes
    crosses = [line for line in axis.lines if line.get_marker() == "x"]
    assert sum(len(line.get_xdata()) for line in crosses) == 1
    assert [len(c.get_segments()) for c in axis.collections] == [4, 2]
    assert picture.words == "Networks with units dropped: one draw"


def test_votes_that_agree_leave_no_doubt():
    def agreed(x):
        return np.ones((5, len(x)))

    def split(x):
        return np.repeat([[0.0], [1.0]], len(x), axis=1)

    for votes, mean, spread in ((agreed, 1, 0), (split, 0.5, 0.5)):
        panes = plots.doubt(DATA, votes, resolution=4).fig.axes[:2]
        shown = [axis.images[0].get_array() for axis in panes]
        assert (shown[0] == mean).all()
        assert (shown[1] == spread).all()


def test_a_ridge_has_a_line_and_dots_for_every_weight():
    at, lines = np.array([0.1, 0.5]), np.arange(6.0).reshape(3, 2)
    picture = plots.ridge(np.array([0, 0.4, 0.8]), lines, (at, lines[:2]))
    drawn = [line.get_ydata().tolist() for line in picture.fig.axes[0].lines[1:]]
    assert drawn == [[0, 2, 4], [0, 2], [1, 3, 5], [1, 3]]
