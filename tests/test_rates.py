import numpy as np
import pytest

from helpers.optimizers import SGD, Adadelta, AdaGrad, Adam, Momentum, Nesterov, RMSProp
from helpers.rates import effective_lr, measured, predicted
from helpers.surfaces import quadratic, valley
from helpers.training import descend


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


def test_a_rule_without_a_theory_is_refused():
    with pytest.raises(TypeError, match="a rate for SGD, Momentum and Nesterov, but not for Adam"):
        predicted(Adam(), 1.0)


@pytest.mark.parametrize("opt", [AdaGrad(lr=0.5), RMSProp(lr=0.1), SGD(lr=0.1)], ids=repr)
def test_the_effective_lr_is_what_multiplied_the_last_gradient(opt):
    *_, before, last = descend(opt, valley, valley.start, steps=10)
    factor = (before.theta - last.theta) / before.grad
    assert effective_lr(last.opt, (2,)) == pytest.approx(factor)


def test_the_effective_lr_of_adadelta_is_the_ratio_of_its_two_roots():
    opt = Adadelta(lr=2.0, eps=0.0)
    opt.step(np.ones(2), np.ones(2))
    opt.h, opt.d = np.array([4.0, 1.0]), np.array([1.0, 4.0])
    assert effective_lr(opt).tolist() == [1.0, 4.0]


def test_there_is_no_effective_lr_before_the_first_step_of_a_method_that_measures():
    assert np.isnan(effective_lr(AdaGrad(), (2,))).all()
    assert effective_lr(SGD(lr=0.3), (2,)).tolist() == [0.3, 0.3]
