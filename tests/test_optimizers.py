from dataclasses import replace

import numpy as np
import pytest

from helpers.optimizers import BLOCK, OPTIMIZERS, SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp
from helpers.surfaces import SURFACES, valley
from helpers.training import descend
from tests import reference

PROBLEM = reference.load("optimizers")
CURVATURE = np.array(PROBLEM["curvature"])
# A learning rate with which each optimizer gets down every surface.
GENTLE = {
    "SGD": 1e-3,
    "Momentum": 1e-4,
    "Nesterov": 1e-4,
    "AdaGrad": 0.1,
    "RMSProp": 1e-2,
    "Adadelta": 1.0,
    "Adam": 1e-2,
}
every_kind = pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=str)


@pytest.mark.parametrize("run", PROBLEM["runs"], ids=lambda r: f"{r['kind']}{r['hyperparameters']}")
def test_fifty_steps_agree_with_pytorch(run):
    opt, theta = OPTIMIZERS[run["kind"]](**run["hyperparameters"]), np.array(PROBLEM["start"])
    for t in range(1, 51):
        opt.step(theta, CURVATURE * theta - np.sin(theta))
        if str(t) in run["theta"]:
            np.testing.assert_allclose(theta, run["theta"][str(t)], rtol=1e-12, atol=1e-12)


@every_surface
@every_kind
def test_every_optimizer_gets_down_every_surface(kind, surface):
    first, *_, last = descend(kind(lr=GENTLE[kind.__name__]), surface, surface.start, steps=400)
    assert surface(surface.minimum) <= last.loss < first.loss


@every_surface
@every_kind
def test_k_runs_at_once_are_k_single_runs_bit_for_bit(kind, surface):
    rng, n = np.random.default_rng(1), len(surface.window)
    starts = np.array(surface.start) + 0.1 * rng.standard_normal((7, n))
    settings = {"lr": GENTLE[kind.__name__] * rng.uniform(0.1, 2, (7, 1))}
    settings |= {b: rng.uniform(0.1, 0.99, (7, 1)) for b in kind().__dict__ if b.startswith("beta")}
    together = [*descend(kind(**settings), surface, starts, steps=60)]
    for k in range(7):
        opt = kind(**{name: value[k, 0] for name, value in settings.items()})
        for one, all_ in zip(descend(opt, surface, starts[k], steps=60), together, strict=True):
            assert (one.theta == all_.theta[k]).all()
            assert one.loss == all_.loss[k]


@every_kind
def test_a_long_theta_is_stepped_in_blocks_with_the_same_result(kind):
    rng = np.random.default_rng(0)
    theta, grads = rng.standard_normal(2 * BLOCK + 5), rng.standard_normal((3, 2 * BLOCK + 5))
    whole, row = theta.copy(), theta[None].copy()  # a row is not cut into blocks
    in_blocks, uncut = kind(), kind()
    for grad in grads:
        in_blocks.step(whole, grad)
        uncut.step(row, grad[None])
    assert (whole == row[0]).all()
    assert not (whole == theta).any()


@every_kind
def test_a_float32_theta_stays_float32_and_so_does_all_state(kind):
    theta = np.ones(5, np.float32)
    opt = kind(lr=np.float64(0.1))
    opt.step(theta, np.ones(5, np.float32))
    assert type(opt.lr) is float
    assert theta.dtype == np.float32
    assert all(getattr(opt, name).dtype == np.float32 for name in opt.averages)


@every_kind
def test_no_temporary_is_promoted_to_float64(kind):
    class Strict(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
            inputs = [np.asarray(i) if isinstance(i, Strict) else i for i in inputs]
            out = None if out is None else tuple(np.asarray(o) for o in out)
            result = getattr(ufunc, method)(*inputs, out=out, **kwargs)
            assert result.dtype != np.float64, ufunc
            return result.view(Strict)

    opt, theta = kind(lr=np.float64(0.1)), np.ones(5, np.float32)
    opt.step(theta, np.ones(5, np.float32))
    strict = [a.view(Strict) for a in (theta, theta, *(getattr(opt, n) for n in opt.averages))]
    opt.rule(*strict)


@every_kind
def test_a_copy_by_replace_and_a_reset_remember_nothing(kind):
    opt = kind(lr=0.5)
    first, again = np.ones(3), np.ones(3)
    opt.step(first, np.full(3, 2.0))
    opt.step(np.zeros(3), np.ones(3))
    assert opt.t == 2
    for fresh in (replace(opt), opt):
        fresh.reset()
        again = np.ones(3)
        fresh.step(again, np.full(3, 2.0))
        assert fresh.t == 1
        assert (again == first).all()


def test_the_repr_is_a_short_legend_that_python_can_read():
    assert repr(SGD(lr=0.1)) == "SGD(lr=0.1)"
    assert repr(Momentum(lr=0.1)) == "Momentum(lr=0.1, beta=0.9)"
    assert repr(Momentum(0.1, 0.5, 0.5)) == "Momentum(lr=0.1, beta=0.5, dampening=0.5)"
    assert repr(Adam(eps=0.1)) == "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=0.1)"
    assert repr(SGD(lr=np.ones((100, 1)))) == "SGD(lr=<100×1 values>)"
    assert repr(eval(repr(RMSProp(lr=0.3)))) == "RMSProp(lr=0.3, beta=0.99)"


def test_with_beta_zero_momentum_nesterov_and_sgd_are_one():
    opts = SGD(lr=0.1), Momentum(lr=0.1, beta=0), Nesterov(lr=0.1, beta=0)
    a, b, c = ([p.theta for p in descend(opt, valley, valley.start)] for opt in opts)
    assert np.array_equal(a, b)
    assert np.array_equal(a, c)


def test_the_first_step_of_adam_is_the_sign_of_the_gradient():
    theta = np.zeros(3)
    Adam(lr=0.1).step(theta, np.array([5.0, -0.01, 300.0]))
    assert theta == pytest.approx([-0.1, 0.1, -0.1], rel=1e-5)


BAD_HYPERPARAMETERS = [
    (SGD, {"lr": -0.1}, "SGD: lr must be 0 or above, and finite, but is -0.1"),
    (SGD, {"lr": float("nan")}, "SGD: lr must be 0 or above, and finite, but is nan"),
    (Momentum, {"beta": 1.0}, r"Momentum: beta must be in \[0, 1\), but is 1"),
    (Momentum, {"dampening": 1.5}, r"Momentum: dampening must be in \[0, 1\], but is 1.5"),
    (Adam, {"beta2": 1.1}, r"Adam: beta2 must be in \[0, 1\), but is 1.1"),
    (Adam, {"beta1": [[0.5], [-1]]}, r"Adam: beta1 must be in \[0, 1\), but is <2×1 values>"),
    (AdaGrad, {"eps": -1}, "AdaGrad: eps must be 0 or above, but is -1"),
]


@pytest.mark.parametrize(("kind", "settings", "sentence"), BAD_HYPERPARAMETERS)
def test_a_hyperparameter_out_of_range_is_refused(kind, settings, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        kind(**settings)
    opt, [(name, value)] = kind(), settings.items()
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        setattr(opt, name, value)


def test_a_hyperparameter_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match="SGD: lr must be a number, but is 'fast'"):
        SGD(lr="fast")


@pytest.mark.parametrize(
    ("theta", "grad", "error", "sentence"),
    [
        (np.array([1, 2]), np.ones(2), TypeError, "in place, but it is int64: use np.array"),
        ([1.0, 2.0], np.ones(2), TypeError, "in place, but it is list: use np.array"),
        (np.ones(2), np.ones(3), ValueError, r"shape of theta, \(2,\), but has \(3,\)"),
        (np.array([1, np.nan]), np.ones(2), ValueError, "theta holds NaN or infinity before"),
    ],
)
def test_a_theta_or_gradient_that_cannot_work_is_refused(theta, grad, error, sentence):
    opt = SGD()
    with pytest.raises(error, match=sentence):
        opt.step(theta, grad)
    assert opt.t == 0


def test_a_theta_of_another_shape_midway_is_refused_and_nothing_is_lost():
    opt, theta = Momentum(lr=0.1), np.ones(2)
    opt.step(theta, np.ones(2))
    with pytest.raises(ValueError, match="has taken 1 steps with a theta of shape"):
        opt.step(np.ones(3), np.ones(3))
    opt.step(theta, np.ones(2))
    assert opt.t == 2


def test_fewer_positions_than_hyperparameters_are_refused():
    with pytest.raises(ValueError, match="give theta one position for each experiment"):
        SGD(lr=np.ones((5, 1))).step(np.ones(2), np.ones(2))


def test_an_optimizer_without_a_rule_says_so():
    with pytest.raises(NotImplementedError, match="Optimizer needs a rule"):
        OPTIMIZERS["SGD"].__base__().step(np.ones(2), np.ones(2))
