from types import SimpleNamespace

import numpy as np
import pytest

from helpers import plots
from helpers.datasets import spirals
from helpers.layers import BatchNorm
from helpers.network import MLP
from helpers.normalization import accuracies, in_companies, training_pass, with_batchnorm
from helpers.optimizers import SGD
from helpers.regression import squared_loss
from helpers.training import descend

data = spirals(40, rng=0)


def net(**settings):
    return MLP([2, 5, 4, 2], batchnorm=True, rng=0, dtype=float, **settings)


def test_every_batch_norm_gets_the_setting_and_an_unknown_one_is_refused():
    changed = with_batchnorm(net(), eps=0.5, momentum=0.0)
    layers = [layer for layer in changed.layers if isinstance(layer, BatchNorm)]
    assert [(layer.eps, layer.momentum) for layer in layers] == [(0.5, 0.0)] * 2
    changed.loss_and_grad(*data)
    assert not layers[0].running_mean.any()
    with pytest.raises(ValueError, match=r"^batch norm has eps and momentum, but no epsilon$"):
        with_batchnorm(net(), epsilon=1e-3)


def test_a_training_pass_gives_all_outputs_and_leaves_the_network_alone():
    one = net()
    outputs = training_pass(one, data[0])
    assert len(outputs) == len(one.layers) + 1
    assert outputs[0] is data[0]
    normalized = outputs[2]  # after Affine and BatchNorm
    assert np.allclose(normalized.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(normalized.std(axis=0), 1, atol=1e-3)
    assert not one.layers[1].running_mean.any()


def test_accuracies_come_for_every_epoch_even_when_the_run_diverges():
    shares = accuracies(net(), SGD(0.3), data, epochs=30, batch_size=10)
    assert shares.shape == (30,)
    assert shares[-1] > 0.8 > shares[0]
    rarely = accuracies(net(), SGD(0.3), data, epochs=30, batch_size=10, every=10)
    assert (rarely == shares[9::10]).all()
    plain = MLP([2, 5, 5, 2], init=100.0, rng=0)
    assert accuracies(plain, SGD(1e30), data, epochs=4, batch_size=10).shape == (4,)


def test_a_company_of_all_is_batch_gradient_descent_and_a_small_one_is_not():
    ours, one, few = net(), net(), net()
    opt = SGD(0.1)
    for _ in range(3):
        ours.loss_and_grad(*data)
        opt.step(ours.theta, ours.grad)
    in_companies(one, SGD(0.1), data, company=40, steps=3)
    in_companies(few, SGD(0.1), data, company=10, steps=3)
    assert np.allclose(one.theta, ours.theta, rtol=1e-9, atol=1e-12)
    assert not np.allclose(few.theta, ours.theta, rtol=1e-3)


def test_without_batch_norm_the_company_changes_nothing():
    big, small = (MLP([2, 5, 2], rng=0, dtype=float) for _ in range(2))
    in_companies(big, SGD(0.1), data, company=40, steps=3)
    in_companies(small, SGD(0.1), data, company=7, steps=3)
    assert np.allclose(big.theta, small.theta, rtol=1e-9, atol=1e-12)


def test_ellipses_show_a_path_on_each_surface_to_equal_scale():
    surface = squared_loss(np.eye(2), np.array([1.0, 2.0]), (-1.0, -1.0))
    run = [*descend(SGD(0.1), surface, surface.start, 5)]
    picture = plots.ellipses({"a": (surface, run), "b": (surface, run)})
    assert [axis.get_title(loc="left") for axis in picture.fig.axes] == ["a", "b"]
    assert picture.fig.axes[0].get_aspect() == 1
    assert (picture.fig.axes[0].lines[0].get_xydata() == [p.theta for p in run]).all()


def test_bells_say_the_std_of_every_layer():
    layers = [np.array([[-1.0, 1.0]]), np.array([[-0.02, 0.02]])]
    picture = plots.bells({"one": layers, "other": layers})
    titles = [axis.get_title(loc="left") for axis in picture.fig.axes]
    assert titles == ["std 1", "std 0.02"] * 2
    assert picture.words == "Histograms of 2 layers: one, other"


def test_epochs_draw_a_panel_for_each_std_with_a_curve_for_each_name():
    runs = np.linspace(0, 1, 16 * 3).reshape(16, 3)
    picture = plots.epochs(np.logspace(0, -4, 16), {"a": runs, "b": runs}, "right")
    assert [len(axis.lines) for axis in picture.fig.axes] == [2] * 16
    assert (picture.fig.axes[5].lines[0].get_ydata() == runs[5]).all()
    assert picture.fig.axes[15].get_title(loc="left") == "std 0.0001"
    assert [*picture.fig.axes[0].lines[0].get_xdata()] == [1, 2, 3]
    sparse = plots.epochs(range(4), {"a": runs[:4], "b": runs[:4]}, "right", every=2)
    assert [*sparse.fig.axes[0].lines[0].get_xdata()] == [2, 4, 6]


def test_the_graph_shows_every_value_above_and_every_gradient_below_in_orange():
    names = "x", "mean", "centred", "square", "var", "std", "inverse", "x_hat", "y"
    values = SimpleNamespace(**{name: np.array(i + 0.25) for i, name in enumerate(names)})
    gradients = SimpleNamespace(**{name: np.array(-i - 0.5) for i, name in enumerate(names)})
    texts = plots.graph(values, gradients).fig.axes[0].texts
    for i in range(len(names)):
        [value] = [text for text in texts if text.get_text().endswith(f"\n{i + 0.25:.2f}")]
        [gradient] = [text for text in texts if text.get_text() == f"−{i + 0.5:.2f}"]
        assert gradient.get_color() == "#D55E00" != value.get_color()
        assert gradient.get_position()[1] < value.get_position()[1]
