import numpy as np

from helpers import plots
from helpers.experiments.race import tuning


def test_a_sweep_marks_the_best_median_and_the_rates_where_runs_diverge():
    rates, losses = np.array([0.1, 1, 10]), np.array([[3.0, 3, 3], [1, 2, 9], [np.nan, 1, 1]])
    [axis] = plots.sweeps({"Adam": (rates, losses)}, "lr", "loss").fig.axes[:1]
    [_, curve, best, gone] = axis.get_lines()
    assert np.isnan(curve.get_ydata()[2])
    assert (best.get_xdata()[0], best.get_ydata()[0]) == (1, 2)
    assert gone.get_xdata().tolist() == [10]


def test_results_are_medians_in_their_range_on_one_scale():
    losses = np.array([[1.0, 2, 4], [3, 3, 9]])
    axes = plots.results(["Adam", "SGD"], {"a": losses, "b": 2 * losses}, "loss").fig.axes
    [spread, dot, _, _] = axes[0].get_lines()
    assert spread.get_xdata().tolist() == [1, 2, 4]
    assert np.ravel(dot.get_xdata()) == [2]
    assert axes[0].get_xlim() == axes[1].get_xlim()


def test_a_budget_shows_the_losses_of_a_draw_and_the_shares_of_wins():
    [record] = tuning(3, draw=5)
    picture = plots.budget(record.names, [record])
    assert [dot.get_xdata()[0] for dot in picture.named("loss")] == [*record.losses.mean(axis=1)]
    assert [bar.get_xdata()[1] for bar in picture.named("wins")] == [*100 * record.wins]
