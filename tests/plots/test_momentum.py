import numpy as np
import pytest

from helpers import plots
from helpers.optimizers import Momentum
from tests.plots.gallery import run


def test_velocities_are_the_steps_of_the_run_in_units_of_the_slope():
    records = [*run(Momentum(lr=0.1, beta=0.8), steps=10)]
    drawn = [axis.lines[1].get_ydata() for axis in plots.velocities(records).fig.axes]
    path = np.array([record.theta for record in records])
    assert np.transpose(drawn) == pytest.approx(np.diff(path, axis=0) / 0.1)
