import numpy as np
import pytest

from helpers import plots
from helpers.experiments.landscapes import Slice


def test_a_slice_shows_its_losses_and_two_cuts_through_the_middle():
    losses = np.array([[1.0, 2, 3], [4, 0.5, 6], [7, 8, 50]])
    picture = plots.sliced([Slice(0.5, losses)], resolution=3)
    [across], [up] = map(
        picture.named, ("across the middle, left to right", "across the middle, upwards")
    )
    [image] = picture.fig.axes[0].images
    assert across.get_ydata() == pytest.approx(losses[1])
    assert up.get_ydata() == pytest.approx(losses[:, 1])
    assert np.asarray(image.get_array()).max() == 10
