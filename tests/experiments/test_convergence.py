import numpy as np
import pytest

from helpers.experiments.convergence import arrival, measured, predicted, settled
from helpers.optimizers import SGD, Adam, Momentum, Nesterov
from helpers.surfaces import bowl, double_well, quadratic
from helpers.training import Point, descend


def run(opt, *curvatures, steps=600):
    f = quadratic(*curvatures)
    return [*descend(opt, f, f.start, steps)]


OPTS = [
    SGD(0.3),
    Momentum(0.2, 0.5),
    Momentum(0.2, 0.95),
    Momentum(2.5, 0.6),
    Momentum(2.0, 0.8, dampening=0.8),
    Nesterov(0.2, 0.9),
    Nesterov(1.2, 0.7),
]


@pytest.mark.parametrize("opt", OPTS, ids=repr)
def test_the_predicted_rate_is_measured_on_a_run(opt):
    assert measured(run(opt, 0.5)) == pytest.approx(predicted(opt, 0.5), abs=0.005)


def test_the_slowest_direction_sets_the_rate():
    opt = Momentum(0.5, 0.3)
    assert measured(run(opt, 0.05, 1)) == pytest.approx(max(predicted(opt, [0.05, 1])), abs=0.005)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_rate_passes_one_at_the_limit(beta):
    for limit, method in ((2 + 2 * beta, Momentum), ((2 + 2 * beta) / (1 + 2 * beta), Nesterov)):
        assert (
            predicted(method(0.999 * limit, beta), 1)
            < 1
            < predicted(method(1.001 * limit, beta), 1)
        )


def test_while_momentum_rings_its_rate_is_the_root_of_beta():
    assert predicted(Momentum(0.7, 0.81), [0.5, 1, 2]) == pytest.approx(np.full(3, 0.9), rel=1e-12)


def test_a_grid_of_runs_is_measured_at_once_and_divergence_is_above_one():
    grid = run(SGD(np.array([[0.5], [1.5], [2.5]])), 1.0, steps=90)
    assert measured(grid) == pytest.approx([0.5, 0.5, 1.5], abs=1e-6)
    assert measured(run(SGD(1e9), 1.0, steps=90)) == np.inf
    assert measured(run(SGD(1.0), 1.0, steps=9)) == 0
    assert measured(run(SGD(1.0), 1.0, steps=0)) == 1


@pytest.mark.parametrize("opt", [Adam(), Momentum, None], ids=repr)
def test_a_rule_without_a_theory_is_refused(opt):
    with pytest.raises(TypeError, match="a rate for SGD, Momentum and Nesterov, but not for "):
        predicted(opt, 1.0)


def test_curvatures_may_be_integers_or_out_of_all_bounds_but_must_be_real():
    assert predicted(SGD(0.5), np.array([1, 3], np.int8)).tolist() == [0.5, 0.5]
    assert predicted(SGD(0.5), 0) == 1
    assert predicted(Nesterov(0.5), 1e300) == np.inf
    with pytest.raises(TypeError, match="curvature must hold real numbers, but is of type complex"):
        predicted(SGD(), 1j)


def test_a_run_is_measured_while_it_goes_on_and_an_empty_one_is_refused():
    f = quadratic(0.5)
    assert measured(descend(SGD(0.3), f, f.start, 600)) == pytest.approx(0.85, abs=0.005)
    with pytest.raises(ValueError, match=r"^the run holds no points to measure$"):
        measured([])


# Arrival


def heights(*losses):
    """A run on the bowl whose losses are these, one list per experiment."""
    return [
        Point(t, None, np.array(loss), None, None, bowl)
        for t, loss in enumerate(zip(*losses, strict=True))
    ]


def test_a_run_arrives_at_the_first_step_from_which_on_its_loss_stays_within_the_goal():
    run = heights([3, 1, 0, 2, 1, 1], [1, 1, 1, 1, 1, 1], [3, 3, 3, 3, 3, 3], [3, 0, 0, 0, 0, 3])
    assert arrival(run, goal=1).tolist() == [4, 0, np.inf, np.inf]


def test_a_loss_that_is_no_number_is_not_home():
    assert arrival(heights([0, np.nan, 0, 0], [0, 0, 0, np.nan])).tolist() == [2, np.inf]


def test_the_goal_counts_from_the_lowest_place():
    run = [*descend(SGD(0.3), double_well, double_well.start, 60)]  # ends in the other well
    assert arrival(run) == np.inf
    assert arrival(run, goal=0.3) < 60


def test_a_run_without_points_does_not_arrive():
    with pytest.raises(ValueError, match="holds no points"):
        arrival([])


def test_an_arrival_is_for_good():
    losses = np.array(
        [[3.0, 0.5, 0.5, 3.0, 0.5, np.nan, 3.0], [0.5, 3.0, 0.5, 0.5, 0.5, 0.5, 3.0]]
    ).T
    assert settled(losses[:, None], 1).tolist() == [[np.inf, np.inf]]
    assert settled(losses[:5], 1).tolist() == [4, 2]
    assert settled([3, 2, 1, 0], 1.5) == 2
    assert settled([0.5, 0.9, 0.1], 1) == 0  # a start that is home for good has taken no step
    assert settled([0.5, 1.5, 0.1], 1) == 2
    assert settled([0.5, 0.5, np.nan], 1) == np.inf
    with pytest.raises(ValueError, match="losses must be those of a run, step by step"):
        settled([], 1)
    with pytest.raises(ValueError, match="goal must be a loss, but is nan"):
        settled([1.0], np.nan)
