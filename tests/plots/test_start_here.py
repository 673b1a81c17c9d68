import numpy as np
import pytest

from helpers import plots


def test_a_dot_and_a_ring_mark_the_best_rates_and_the_title_tells_their_steps():
    rates = np.array([0.1, 1.0, 10.0])
    needed = {
        name: {"here": np.array([9.0, 4.0, np.inf]), "there": np.array([3.0, 20.0, 30.0])}
        for name in ("SGD", "Adam", "AdaGrad", "RMSProp", "Momentum", "Nesterov")
    }
    picture = plots.tuning(rates, needed)
    axis = picture.fig.axes[0]
    assert axis.get_title("left") == "SGD: 4 / 3 steps"
    dots = [line.get_xydata().ravel() for line in axis.lines if line.get_marker() == "o"]
    assert dots == [pytest.approx([1.0, 4.0]), pytest.approx([0.1, 3.0])]
    assert [line.get_markerfacecolor() == "none" for line in axis.lines[1::2]] == [False, True]
    assert picture.words.endswith("SGD, Adam, AdaGrad, RMSProp, Momentum, Nesterov")
