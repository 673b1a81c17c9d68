import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers import plots
from helpers.datasets import blobs, moons
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.plots.networks import CLASS_LOOKS
from helpers.training import train

DATA = moons(20, rng=0)


def test_the_boundary_shows_what_the_network_says():
    net = MLP([2, 3, 2], dtype=float)
    picture = plots.boundary(DATA, train(net, SGD(lr=0.1), DATA, 5), steps=5)
    [plane] = picture.named("plane")
    corner = DATA[0].min(axis=0) - 0.4
    assert plane.get_array()[0, 0] == pytest.approx(net.predict_proba(corner[None])[0, 1])


@pytest.mark.parametrize("classes", [2, 3, 4])
def test_regions_have_the_colours_of_what_the_last_network_says(classes):
    data, net = blobs(40, classes), MLP([2, classes], rng=0, dtype=float)
    picture = plots.regions({"a": (data, train(net, SGD(0.1), data, 3))}, resolution=20)
    [plane] = picture.named("plane")
    surest = net.predict_proba((data[0].min(axis=0) - 0.3)[None])[0].argmax()
    colour = 1 - np.array(to_rgb(CLASS_LOOKS[surest][0]))
    faded = 1 - plane.get_array()[0, 0]
    assert faded @ colour / np.linalg.norm(faded) / np.linalg.norm(colour) > 0.9
