import numpy as np
import pytest

from helpers import plots
from helpers.experiments import deep
from helpers.experiments.signals import angle, level, profile, propagate


def stack_of(depth, std=0.1, activation="tanh"):
    rng = np.random.default_rng(0)
    weights = std * rng.standard_normal((depth, 100, 100))
    return propagate(rng.standard_normal((50, 100)), weights, activation)


@pytest.fixture(scope="module")
def sent():
    return stack_of(9)


@pytest.fixture(scope="module")
def picture(sent):
    return plots.stack([sent], depth=50)


def test_a_stack_shows_the_levels_and_the_angle_of_all_layers(picture, sent):
    [up], [down] = picture.named("level, activations"), picture.named("level, gradients")
    [turned] = picture.named("angle")
    assert [*up.get_xdata()] == [*range(10)]
    assert up.get_ydata() == pytest.approx([level(a) for a in sent.activations])
    assert down.get_ydata() == pytest.approx([level(d) for d in sent.gradients])
    assert turned.get_ydata() == pytest.approx([angle(a) for a in sent.activations])


def test_a_stack_shows_histograms_of_five_layers_with_their_levels(picture, sent):
    shown = [sent.activations[i] for i in (1, 3, 5, 7, 9)]
    bars = [patch.get_data().values for patch in picture.named("activations, shape")]
    shares = np.array([np.histogram(a, 40, (-1, 1))[0] / a.size for a in shown])
    assert bars == pytest.approx(shares)
    texts = [text.get_text() for text in picture.named("activations, level")]
    assert texts[0] == f"layer 1\nlevel {level(shown[0]):.2g}"
    [ends] = picture.named("activations, ends")
    assert ends.get_text() == "−1 to 1"


def test_an_angle_too_small_to_draw_lies_on_the_floor():
    [turned] = plots.stack([stack_of(20, 0.01, "sigmoid")]).named("angle")
    assert min(turned.get_ydata()) == turned.axes.get_ylim()[0]


def test_stacks_name_what_they_compare():
    picture = plots.stacks({"narrow": stack_of(5, 0.01), "wide": stack_of(5, 1.0, "relu")})
    assert repr(picture) == "Activations and gradients, layer by layer: narrow, wide"
    assert {text.get_text() for text in picture.fig.texts} == {"narrow", "wide"}


def test_what_is_carried_is_shown_as_medians_over_the_seeds():
    profiles = np.array([profile(stack_of(6, std)) for std in (0.05, 0.1, 0.2)])
    axes = plots.carried({"tanh": profiles}).fig.axes
    for axis, values in zip(axes, np.median(profiles, axis=0), strict=True):
        [line] = [line for line in axis.lines if line.get_label() == "tanh"]
        assert line.get_ydata() == pytest.approx(values)


def test_first_updates_show_the_losses_and_the_ratios_of_the_first_and_the_latest():
    run = [*deep.first_updates(1.0, 1.0, 2, 0.1, updates=3)]
    picture = plots.first_updates(run)
    [losses], [first], [latest] = map(picture.named, ("losses", "first", "latest"))
    assert [*losses.get_xdata()] == [1, 2, 3]
    assert losses.get_ydata() == pytest.approx([one.loss for one in run])
    [dot] = picture.named("first loss")
    assert [*dot.get_xdata(), *dot.get_ydata()] == pytest.approx([1, run[0].loss])
    assert [*first.get_xdata()] == [1, 2, 3]
    assert first.get_ydata() == pytest.approx(run[0].ratios)
    assert latest.get_ydata() == pytest.approx(run[-1].ratios)


def test_a_first_loss_above_the_picture_is_seen_at_its_edge():
    picture = plots.first_updates([*deep.first_updates(3.0, 1.0, 20, 0.03, updates=1)])
    [dot] = picture.named("first loss")
    assert [*dot.get_ydata()] == [dot.axes.get_ylim()[1]]
