import io

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import StepPatch
from matplotlib.text import Text
from PIL import Image

from helpers import plots
from helpers.averages import ewma
from helpers.datasets import line, load_temperatures, moons
from helpers.network import MLP
from helpers.optimizers import OPTIMIZERS, SGD, AdaGrad, Momentum, Nesterov
from helpers.painter import Painter
from helpers.picture import LOOKS, Picture, look, panels, small_png
from helpers.rates import effective_lr, predicted
from helpers.regression import estimates, fit, squared_loss
from helpers.schedules import constant, exponential
from helpers.signals import propagate, spread
from helpers.surfaces import SURFACES, bowl, double_well, parabola, quadratic, tilted_valley, valley
from helpers.training import descend, train

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=str)


def run(opt=None, surface=valley, steps=10, start=None):
    return descend(opt or SGD(lr=0.1), surface, start or surface.start, steps)


def legend_texts(picture):
    [legend] = [axis.get_legend() for axis in picture.fig.axes if axis.get_legend()]
    return [text.get_text() for text in legend.get_texts()]


def test_every_optimizer_has_a_look_of_its_own_even_in_grey():
    assert LOOKS.keys() == OPTIMIZERS.keys()
    assert len({marker for _, marker, _ in LOOKS.values()}) == len(LOOKS)
    assert len({colour for colour, _, _ in LOOKS.values()}) == len(LOOKS)
    assert len({str(dash) for _, _, dash in LOOKS.values()}) >= len(LOOKS) - 1  # SGD, Adam: solid


def test_a_method_that_comes_again_keeps_its_hue_and_changes_its_marks():
    first, again = look(SGD()), look(SGD(), again=1)
    assert first["marker"] != again["marker"]
    assert first["linestyle"] != again["linestyle"]
    assert np.argsort(first["color"]).tolist() == np.argsort(again["color"]).tolist()


@every_surface
def test_a_descent_is_drawn_on_every_surface_and_ends_where_the_run_ends(surface):
    records = [*run(surface=surface, opt=SGD(lr=1e-3))]
    picture = plots.descent(surface, records, steps=10)
    _, end, losses = picture.moving
    assert np.ravel(end.get_data())[0] == records[-1].theta[0]
    assert len(losses.get_xdata()) == 11
    assert picture.words == f"Descent on the {surface.name}; {SGD(lr=1e-3)!r}: {records[-1]}"


def test_the_legend_says_what_tells_the_runs_apart():
    assert not any(axis.get_legend() for axis in plots.descent(valley, run()).fig.axes)
    kinds = plots.descent(valley, run(), run(Momentum(lr=0.2)))
    assert legend_texts(kinds) == ["SGD", "Momentum"]
    betas = plots.descent(valley, run(Momentum(0.1, 0.5)), run(Momentum(0.1, 0.9)))
    assert legend_texts(betas) == ["Momentum(lr=0.1, beta=0.5)", "Momentum(lr=0.1, beta=0.9)"]
    starts = plots.descent(double_well, *(run(surface=double_well, start=(x, 1)) for x in (0, 0.5)))
    assert legend_texts(starts) == ["from (0, 1)", "from (0.5, 1)"]


def test_frames_follow_when_the_words_of_a_legend_change():
    picture = plots.descent(valley, run(), run(Momentum()), steps=10)
    painter = Painter(picture)
    painter.pixels()
    picture.update([*run()], [*run(AdaGrad(lr=0.1))])
    assert np.array_equal(painter.pixels(), picture.pixels())


def test_the_arrow_of_the_slope_is_the_gradient_and_crosses_the_contour_at_a_right_angle():
    picture = plots.slope(valley, run(SGD(lr=0), steps=0, start=(-3.0, 0.5)))
    level, arrow, *_ = picture.moving
    x, y = arrow.get_data()
    assert [x[1] - x[0], y[1] - y[0]] == pytest.approx([-0.3, 1.0])
    contour = np.stack(level.get_data(), axis=1)
    heights = valley(contour[np.isfinite(contour[:, 0])])
    assert heights == pytest.approx(np.full(len(heights), valley([-3.0, 0.5])), rel=0.01)


def test_where_there_is_no_slope_there_is_no_arrow():
    picture = plots.slope(valley, run(SGD(lr=0), steps=0, start=(0.0, 0.0)))
    assert picture.moving[2].get_marker() == ""
    assert picture.pixels().std() > 0


@pytest.mark.parametrize(
    ("surface", "limits"), [(valley, [20, 1]), (tilted_valley, [1, 1]), (bowl, [1, 1])], ids=str
)
def test_the_bars_end_at_the_effective_lr_below_the_limits_of_their_directions(surface, limits):
    picture = plots.adaptive(surface, run(AdaGrad(lr=0.5), surface), steps=10)
    opt = [*run(AdaGrad(lr=0.5), surface)][-1].opt
    tops = [bar.get_ydata()[1] for bar in picture.moving[-2:]]
    assert tops == pytest.approx(effective_lr(opt))
    drawn = [line.get_ydata()[0] for line in picture.fig.axes[2].lines[:2]]
    assert drawn == pytest.approx(limits)
    assert picture.words == f"A descent on the {surface.name} and its learning rates"


def test_bars_stay_inside_their_axis_and_may_be_missing():
    picture = plots.adaptive(valley, run(SGD(lr=1e9), steps=0))
    assert picture.moving[-1].get_ydata()[1] == 1e3
    assert plots.adaptive(valley, run(AdaGrad(), steps=0)).pixels().std() > 0


def test_the_bars_can_be_told_in_words():
    assert plots.rates_in_words({}, [*run(SGD(lr=0.3))]) == "effective lr 0.3 for x, 0.3 for y"
    assert plots.rates_in_words({}, [*run(AdaGrad(), steps=0)]) == "no step taken yet"


def test_a_curve_named_after_a_method_has_its_colour():
    line = [1, 2], [1, 2]
    series = {"a": line, "RMSProp lr 1": line, "RMSProp lr 2": line}
    picture = plots.curves(series, "x", "y", log=True, logx=True)
    [axis] = picture.fig.axes
    assert axis.lines[1].get_color() == LOOKS["RMSProp"][0]
    assert len({curve.get_color() for curve in axis.lines}) == 3
    assert (axis.get_xscale(), axis.get_yscale()) == ("log", "log")


def test_the_boundary_shows_what_the_network_says():
    data = moons(40, rng=0)
    net = MLP([2, 3, 2], dtype=float)
    picture = plots.boundary(data, train(net, SGD(lr=0.1), data, 5), steps=5)
    said = picture.moving[0].get_array()
    low = data[0].min(axis=0) - 0.4
    assert said[0, 0] == pytest.approx(net.predict_proba(low[None])[0, 1])


def test_a_swarm_shows_its_learning_rate_its_mean_loss_and_where_all_balls_are():
    records = [*descend(SGD(), valley, np.tile(valley.start, (5, 1)), 1000, exponential(0.4, 0.99))]
    rates, one, mean, path, dots = plots.swarm(valley, records).moving
    assert rates.get_ydata()[-1] == pytest.approx(0.4 * 0.99**1000)
    assert mean.get_xdata()[-1] == 1000
    assert len(mean.get_xdata()) <= 402
    assert mean.get_ydata() == pytest.approx(one.get_ydata())
    assert np.stack(dots.get_data(), axis=1) == pytest.approx(records[-1].theta)
    assert path.get_xdata()[0] == valley.start[0]


def test_the_area_under_a_schedule_is_written_beside_it():
    picture = plots.rates({"one": constant(0.5), "two": constant(0.1)}, steps=100)
    assert [axis.texts[0].get_text() for axis in picture.fig.axes] == ["Σ lr = 50", "Σ lr = 10"]
    assert picture.words == "Learning rate against step: one, two"


def test_clouds_are_drawn_beside_what_belongs_to_them():
    picture = plots.clouds({"a": ([1, 2], [2, 1], [1, 0.5])})
    assert len(picture.fig.axes[0].lines) == 3
    assert picture.words == "Radius of the cloud against step: a"
    [axis] = plots.clouds({"b": ([0.01, 0.1], [2, 1], [1, 0.5])}, "learning rate").fig.axes
    assert axis.get_xscale() == "log"


def test_curves_and_digits_say_what_they_show():
    picture = plots.curves({"a": ([1, 2], [1, 2]), "b": ([1, 2], [2, 1])}, "step", "loss", log=True)
    assert repr(picture) == "loss against step: a, b"
    assert repr(plots.digits(np.zeros((2, 784)), [7, "8?"])) == "2 handwritten digits: 7, 8?"


def a_line_and_fits(*sizes, lr=0.1, epochs=4):
    data = line(256)
    surface = squared_loss(*data, start=(-0.5, -1.0))
    return surface, data, [[*fit(SGD(lr), surface, data, B, epochs)] for B in sizes]


def test_descents_by_batches_share_an_axis_of_epochs():
    surface, _, runs = a_line_and_fits(1, 16, 256)
    picture = plots.batches(surface, *runs)
    assert legend_texts(picture) == [f"B = {B} · lr 0.1" for B in (1, 16, 256)]
    walkers = [picture.moving[i : i + 4] for i in (0, 4, 8)]
    for run, (path, cloud, end, losses) in zip(runs, walkers, strict=True):
        assert len(path.get_xdata()) == len(run)
        assert len(cloud.get_xdata()) == sum(r.epoch > 2 for r in run)
        assert np.ravel(end.get_data()) == pytest.approx(run[-1].theta)
        assert losses.get_xdata()[-1] == 4
        assert len(losses.get_xdata()) <= 1 + 4 * 64


def test_the_loss_of_a_long_run_is_drawn_as_means_that_stay_as_the_run_goes_on():
    surface, _, [run] = a_line_and_fits(1)
    early, late = (plots.batches(surface, run[:k]).moving[3].get_ydata() for k in (401, 1025))
    assert early[:-1] == pytest.approx(late[: len(early) - 1])
    means = np.reshape([r.loss for r in run[1:]], (-1, 4)).mean(axis=1) - surface(surface.minimum)
    assert late[1:] == pytest.approx(means)


def test_a_run_by_batches_that_diverges_can_be_drawn():
    surface, _, [run] = a_line_and_fits(1, lr=3.0)
    assert not np.isfinite(run[-1].loss)
    assert plots.batches(surface, run).pixels().std() > 0


def test_the_steps_of_batches_start_at_the_place_and_their_noise_is_marked():
    surface, data, _ = a_line_and_fits()
    e = estimates(data, surface.start, 4)
    fan, tips, *_, dot = plots.gradients(surface, [e]).moving
    assert len(fan.get_xdata()) == 300
    assert tips.get_xdata() == pytest.approx(e.theta[0] - 0.3 * e.batches[:, 0])
    assert np.ravel(dot.get_data()) == pytest.approx([4, e.noise])


def test_columns_are_cut_into_batches_and_keep_or_lose_their_labels():
    x, y = np.zeros((6, 784)), np.arange(6)
    picture = plots.cuts(x, y, {"whole": [(range(6), range(6))], "cut": [([0, 1], [3, 2])]})
    assert repr(picture) == "Examples as columns: whole, cut"
    texts = [text.get_text() for text in picture.fig.axes[0].texts]
    assert texts == ["whole", *"012345", "cut", *"32"]


def test_three_axes_show_the_same_runs_against_each_column():
    run = {"updates": [1, 2], "seconds": [3, 4], "loss": [2, 1]}
    picture = plots.three_axes({"batch": run, "mini-batch": run})
    assert repr(picture) == "loss of batch, mini-batch against updates, seconds"
    assert [axis.get_xlabel() for axis in picture.fig.axes] == ["updates", "seconds"]


def test_bands_show_the_median_and_the_range_of_the_runs():
    runs = np.array([[3.0, 1.0], [1.0, 5.0], [2.0, 2.0]])
    picture = plots.bands({"a": ([1, 10], runs)}, "step", "loss", log="xy", top=9)
    [axis] = picture.fig.axes
    assert axis.lines[0].get_ydata().tolist() == [2.0, 2.0]
    band = axis.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (1.0, 5.0)
    assert (axis.get_xscale(), axis.get_yscale(), axis.get_ylim()[1]) == ("log", "log", 9)
    assert axis.get_legend().get_title().get_text() == "median and range of 3 seeds"
    assert repr(picture) == "loss against step, medians and ranges: a"


def test_the_picture_of_an_average_shows_it_day_by_day_with_its_weights():
    days, celsius = load_temperatures(2014)
    records = [*ewma(celsius, 0.9)][:30]
    picture = plots.average(days, celsius, records)
    curve, _, _, stems, words = picture.moving
    assert [*curve.get_ydata()] == [record.value for record in records]
    assert [*stems.get_ydata()] == [*records[-1].weights]
    assert words.get_text() == "window 10 days\nweights add up to 0.96"


def test_velocities_are_the_steps_of_the_run_in_units_of_the_slope():
    records = [*run(Momentum(lr=0.1, beta=0.8))]
    drawn = [axis.lines[1].get_ydata() for axis in plots.velocities(records).fig.axes]
    path = np.array([record.theta for record in records])
    assert np.transpose(drawn)[:-1] == pytest.approx(np.diff(path, axis=0) / 0.1)


GRID = np.linspace(0.02, 4.4, 12)[:, None], np.linspace(0, 0.9, 9)[:, None, None]


def atlas(make, kappa, lr=1.0, beta=0.5, steps=90):
    f = quadratic(1 / kappa, 1)
    return [[*descend(opt, f, f.start, steps)] for opt in (make(*GRID), make(lr, beta))]


@pytest.mark.parametrize("make", [Momentum, Nesterov])
def test_the_map_of_stability_diverges_where_theory_says(make):
    grid, own = atlas(make, kappa=5)
    image, *_ = plots.stability(grid, own).moving
    converges = predicted(make(GRID[0][:, 0], GRID[1][:, 0]), 1.0) < 1
    sure = abs(predicted(make(GRID[0][:, 0], GRID[1][:, 0]), 1.0) - 1) > 0.02
    shown = np.ma.filled(np.ma.masked_invalid(image.get_array()), np.inf) < np.inf
    assert (shown == converges)[sure].all()
    assert sure.mean() > 0.8


def test_the_star_of_the_map_is_the_best_pair_and_moves_with_the_condition_number():
    stars = {}
    for kappa in (20, 1000):
        *_, star, _, _, _ = plots.stability(*atlas(Momentum, kappa)).moving
        [lr], [beta] = star.get_data()
        rate = max(predicted(Momentum(lr, beta), [1 / kappa, 1]))
        assert rate == pytest.approx((kappa**0.5 - 1) / (kappa**0.5 + 1), abs=1e-6)
        stars[kappa] = lr, beta
    assert stars[1000] > stars[20]


def test_the_star_of_nesterov_is_better_than_any_place_around_it():
    *_, star, _, _, _ = plots.stability(*atlas(Nesterov, 20)).moving
    [lr], [beta] = star.get_data()
    rates = {
        (a, b): max(predicted(Nesterov(lr + a, beta + b), [1 / 20, 1]))
        for a in (-0.01, 0, 0.01)
        for b in (-0.01, 0, 0.01)
    }
    assert min(rates, key=rates.get) == (0, 0)
    assert rates[0, 0] == pytest.approx(1 - 2 / 61**0.5)


def test_a_map_can_be_moved_by_a_run_of_one_step():
    picture = plots.stability()
    assert picture.update(*([first] for first, *_ in atlas(Momentum, 20))).pixels().std() > 0


def test_a_ghost_stays_behind_when_the_picture_moves_on_and_can_be_let_go():
    picture = plots.descent(parabola, run(surface=parabola))
    before = picture.pixels()
    picture.pin()
    assert len(picture.ghosts) == 3
    picture.update([*run(SGD(lr=0.4), parabola)])
    with_ghost = picture.pixels()
    picture.unpin()
    assert not np.array_equal(picture.pixels(), with_ghost)
    picture.update([*run(surface=parabola)])
    assert np.array_equal(picture.pixels(), before)


def test_a_picture_is_shown_as_a_small_sharp_png_with_words():
    picture = plots.descent(valley, run())
    data, metadata = picture._repr_mimebundle_()
    png = Image.open(io.BytesIO(data["image/png"]))
    assert png.size == (1800, 720)
    assert metadata["image/png"]["width"] == 900
    assert data["text/plain"] == picture.words
    assert len(small_png(picture.pixels(2))) < 150_000


def test_a_picture_with_nothing_that_moves_says_so():
    fig, _ = panels(1)
    with pytest.raises(TypeError, match="nothing that moves: give it a move"):
        Picture(fig, "still").update([])


def stack_of(depth, std=0.1, activation="tanh"):
    rng = np.random.default_rng(0)
    weights = std * rng.standard_normal((depth, 100, 100))
    return propagate(rng.standard_normal((50, 100)), weights, activation)


def test_a_stack_shows_histograms_of_five_layers_and_the_spread_of_all():
    sent = stack_of(9)
    picture = plots.stack([sent], depth=50)
    steps = [artist for artist in picture.moving if hasattr(artist, "get_data")]
    up, down = [line.get_data() for line in steps if isinstance(line, Line2D)][:2]
    assert [*up[0]] == [*range(10)]
    assert up[1] == pytest.approx([spread(a) for a in sent.activations])
    assert down[1] == pytest.approx([spread(d) for d in sent.gradients])
    bars = [patch.get_data().values for patch in steps if isinstance(patch, StepPatch)]
    shown = [sent.activations[i] for i in (1, 3, 5, 7, 9)]
    assert bars[:5] == pytest.approx(
        np.array([np.histogram(a, 40, (-1, 1))[0] / a.size for a in shown])
    )
    assert picture.moving[-1].get_xdata()[0] == pytest.approx(0.1, rel=0.02)
    texts = [artist.get_text() for artist in picture.moving if isinstance(artist, Text)]
    assert texts[:2] == ["−1 to 1", f"layer 1: {spread(shown[0]):.2g}"]


def test_stacks_name_what_they_compare():
    picture = plots.stacks({"narrow": stack_of(5, 0.01), "wide": stack_of(5, 1.0, "relu")})
    assert repr(picture) == "Activations and gradients, layer by layer: narrow, wide"
    assert {text.get_text() for text in picture.fig.texts} == {"narrow", "wide"}


def test_a_long_logarithmic_axis_names_only_the_powers_of_10():
    for low, subs in ((0.1, [0.1, 0.2, 0.5, 1]), (1e-6, [1e-4, 1e-2, 1])):
        picture = plots.bands({"a": ([0, 1], [[low, 1.0]])}, "x", "y", log="y")
        ticks = picture.fig.axes[0].get_yticks()
        assert all(np.isclose(ticks, tick).any() for tick in subs)
        assert np.isclose(ticks, 0.2).any() == (low == 0.1)
