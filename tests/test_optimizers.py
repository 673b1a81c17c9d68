import numpy as np
import pytest

from helpers.beyond_adam import (
    BEYOND,
    AdamW,
    AdEMAMix,
    AMSGrad,
    Lion,
    NAdam,
    ScheduleFree,
    ScheduleFreeAdam,
)
from helpers.optimizers import (
    OPTIMIZERS,
    SGD,
    Adadelta,
    AdaGrad,
    Adam,
    Momentum,
    Nesterov,
    RMSProp,
)
from helpers.stepping import BLOCK, Optimizer
from helpers.surfaces import SURFACES, valley
from helpers.training import descend, last
from tests import reference

PROBLEM, EXTREMES = reference.load("optimizers"), reference.load("gradients")
LATER = reference.load("beyond")["runs"]
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
    "AdamW": 1e-2,
    "AMSGrad": 1e-2,
    "NAdam": 1e-2,
    "Lion": 1e-3,
    "AdEMAMix": 1e-2,
    "ScheduleFree": 1e-3,
    "ScheduleFreeAdam": 1e-2,
}
ALL = OPTIMIZERS | BEYOND
every_kind = pytest.mark.parametrize("kind", ALL.values(), ids=ALL)
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=str)


@pytest.mark.parametrize(
    "run", PROBLEM["runs"] + LATER, ids=lambda r: f"{r['kind']}{r['hyperparameters']}"
)
def test_fifty_steps_agree_with_a_published_implementation(run):
    opt, theta = ALL[run["kind"]](**run["hyperparameters"]), np.array(PROBLEM["start"])
    for t in range(1, 51):
        opt.step(theta, CURVATURE * theta - np.sin(theta))
        if str(t) in run["theta"]:
            np.testing.assert_allclose(theta, run["theta"][str(t)], rtol=1e-12, atol=1e-12)
    if "x" in run:
        np.testing.assert_allclose(opt.x, run["x"], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("run", "grads", "dtype"),
    [
        pytest.param(run, given["grads"], given["dtype"], id=f"{run['kind']}, {name}")
        for name, given in EXTREMES.items()
        for run in given["runs"]
    ],
)
def test_extreme_gradients_and_hyperparameters_agree_with_pytorch(run, grads, dtype):
    opt, theta = OPTIMIZERS[run["kind"]](**run["hyperparameters"]), np.zeros(4, dtype)
    within = {"float64": 1e-12, "float32": 1e-6}[dtype]
    for t, grad in enumerate(np.array(grads, dtype), start=1):
        opt.step(theta, grad)
        if str(t) in run["theta"]:
            wanted = np.array(run["theta"][str(t)])
            np.testing.assert_allclose(theta, wanted, rtol=within, atol=within * abs(wanted).max())


@every_surface
@every_kind
def test_every_optimizer_gets_down_every_surface(kind, surface):
    end = last(descend(kind(lr=GENTLE[kind.__name__]), surface, surface.start, steps=400))
    assert surface.lowest <= end.loss < surface(surface.start)


@every_surface
@every_kind
def test_k_runs_at_once_are_k_single_runs_bit_for_bit(kind, surface):
    within = 1e-9 if kind in BEYOND.values() else 0  # powers of β, of which they have more, round
    rng, n = np.random.default_rng(1), len(surface.window)
    starts = np.array(surface.start) + 0.1 * rng.standard_normal((7, n))
    settings = {"lr": GENTLE[kind.__name__] * rng.uniform(0.1, 2, (7, 1))}
    settings |= {b: rng.uniform(0.1, 0.99, (7, 1)) for b in kind().__dict__ if b.startswith("beta")}
    together = trail(kind(**settings), surface, starts)
    for k in range(7):
        opt = kind(**{name: value[k, 0] for name, value in settings.items()})
        for one, all_ in zip(trail(opt, surface, starts[k]), together, strict=True):
            np.testing.assert_allclose(one, all_[:, k], rtol=within, atol=0)


def trail(opt, surface, start):
    """θ and loss of a run after each step."""
    points = [*descend(opt, surface, start, steps=60)]
    return np.array([p.theta for p in points]), np.array([p.loss for p in points])


def test_with_beta_zero_momentum_nesterov_and_sgd_are_one():
    opts = SGD(lr=0.1), Momentum(lr=0.1, beta=0), Nesterov(lr=0.1, beta=0)
    a, b, c = ([p.theta for p in descend(opt, valley, valley.start)] for opt in opts)
    assert np.array_equal(a, b)
    assert np.array_equal(a, c)


def test_the_first_step_of_adam_is_the_sign_of_the_gradient():
    theta = np.zeros(3)
    Adam(lr=0.1).step(theta, np.array([5.0, -0.01, 300.0]))
    assert theta == pytest.approx([-0.1, 0.1, -0.1], rel=1e-5)


def test_limits_in_which_later_methods_are_adam_or_sgd():
    def path(opt):
        return np.array([p.theta for p in descend(opt, valley, valley.start, steps=30)])

    adam = path(Adam(lr=0.1))
    np.testing.assert_allclose(path(AdamW(lr=0.1, weight_decay=0)), adam, rtol=1e-12)
    np.testing.assert_allclose(path(AdEMAMix(lr=0.1, alpha=0)), adam, rtol=1e-12)
    np.testing.assert_allclose(path(ScheduleFree(lr=0.1, beta=0)), path(SGD(lr=0.1)), rtol=1e-12)


def test_adamw_makes_weights_smaller_that_have_no_gradient_and_adam_does_not():
    theta = np.array([1.0, 1.0])
    for _ in range(10):
        AdamW(lr=0.1, weight_decay=0.5).step(theta, np.array([0.0, 1.0]))
    assert theta[0] == pytest.approx(0.95**10)


def test_every_step_of_lion_is_lr_long_whatever_the_gradient():
    theta, opt = np.zeros(3), Lion(lr=0.1)
    opt.step(theta, np.array([5.0, -0.01, 300.0]))
    assert theta.tolist() == [-0.1, 0.1, -0.1]


def test_the_effective_lr_of_amsgrad_never_grows_after_a_large_gradient_and_that_of_adam_does():
    rates = {}
    for kind in (Adam, AMSGrad):
        opt, theta, rates[kind] = kind(beta2=0.9), np.zeros(1), []
        for g in [100.0] + [1.0] * 50:
            opt.step(theta, np.array([g]))
            corrected = (1 - opt.beta2**opt.t) ** 0.5
            rates[kind].append(opt.effective_lr()[0] / corrected)
    assert rates[Adam][-1] > 10 * rates[Adam][0]
    np.testing.assert_allclose(rates[AMSGrad], rates[AMSGrad][0], rtol=1e-5)


def test_nadam_and_schedule_free_count_a_step_once_however_many_blocks_theta_has():
    for kind in (NAdam, ScheduleFree, ScheduleFreeAdam):
        long, short = kind(), kind()
        long.step(np.ones(3 * BLOCK), np.ones(3 * BLOCK))
        short.step(np.ones(3), np.ones(3))
        assert {n: getattr(long, n) for n in kind.numbers} == {
            n: getattr(short, n) for n in kind.numbers
        }


def test_schedule_free_forgets_steps_taken_while_lr_was_small():
    def lately(rates):
        opt, theta = ScheduleFree(), np.zeros(1)
        for opt.lr in rates:
            opt.step(theta, np.ones(1))
        return opt.share

    assert lately([0.1] * 10) == pytest.approx(1 / 10)
    assert lately([0.0] * 9 + [0.1]) == 1
    assert lately([0.0] * 3) == 0
    assert lately([0.01] * 9 + [0.1]) == pytest.approx(1 / 1.09)


# What multiplies the gradient, or its average


@pytest.mark.parametrize("opt", [AdaGrad(lr=0.5), RMSProp(lr=0.1), SGD(lr=0.1)], ids=repr)
def test_the_effective_lr_is_what_multiplied_the_last_gradient(opt):
    *_, before, end = descend(opt, valley, valley.start, steps=10)
    assert end.opt.effective_lr() == pytest.approx((before.theta - end.theta) / before.grad)


@pytest.mark.parametrize("opt", [Momentum(0.1, 0.5), Momentum(0.1, 0.5, 0.5)], ids=repr)
def test_the_effective_lr_of_momentum_multiplied_the_last_velocity(opt):
    *_, before, end = descend(opt, valley, valley.start, steps=10)
    assert end.opt.effective_lr() == pytest.approx((before.theta - end.theta) / end.opt.v)


def test_the_effective_lr_of_nesterov_multiplied_the_gradient_and_the_velocity_to_come():
    *_, before, end = descend(Nesterov(0.1, 0.5), valley, valley.start, steps=10)
    followed = before.grad + 0.5 * end.opt.v
    assert end.opt.effective_lr() == pytest.approx((before.theta - end.theta) / followed)


@pytest.mark.parametrize("opt", [Adam(lr=0.1), Adam(0.1, 0.5, 0.9, eps=0.3)], ids=repr)
def test_the_effective_lr_of_adam_multiplied_the_corrected_mean_of_the_gradients(opt):
    *_, before, end = descend(opt, valley, valley.start, steps=10)
    m_hat = end.opt.m / (1 - opt.beta1**10)
    assert end.opt.effective_lr() == pytest.approx((before.theta - end.theta) / m_hat)
    assert not np.allclose(end.opt.effective_lr(), opt.lr)


def followed(opt, g):
    """What the rule multiplies by the effective learning rate, after a step with g."""
    m_hat = opt.m / (1 - opt.beta1**opt.t)
    match opt:
        case NAdam():
            ahead, here = opt.mu(opt.t + 1), opt.mu(opt.t)
            rest = (1 - here) * g / (1 - opt.product)
            return ahead * opt.m / (1 - opt.product * ahead) + rest
        case AdEMAMix():
            return m_hat + opt.alpha * opt.s
        case _:
            return m_hat


@pytest.mark.parametrize("kind", [AdamW, AMSGrad, NAdam, AdEMAMix])
def test_the_effective_lr_of_adams_heirs_multiplied_what_they_followed(kind):
    opt = kind(lr=0.1, **({"weight_decay": 0} if kind is AdamW else {}))
    *_, before, end = descend(opt, valley, valley.start, steps=10)
    moved = (before.theta - end.theta) / followed(end.opt, before.grad)
    assert end.opt.effective_lr() == pytest.approx(moved)


@pytest.mark.parametrize("kind", [Lion, ScheduleFree, ScheduleFreeAdam])
def test_where_no_rate_multiplies_the_gradient_there_is_no_effective_lr(kind):
    opt = kind()
    opt.step(np.ones(2), np.ones(2))
    with pytest.raises(TypeError, match=rf"^{kind.__name__} has no effective learning rate$"):
        opt.effective_lr()


def test_the_effective_lr_of_adadelta_is_the_ratio_of_its_two_roots():
    opt = Adadelta(lr=2.0, eps=0.0)
    opt.step(np.ones(2), np.ones(2))
    opt.h, opt.d = np.array([4.0, 1.0]), np.array([1.0, 4.0])
    assert opt.effective_lr().tolist() == [1.0, 4.0]


def test_the_effective_lr_has_the_shape_of_theta():
    opt = SGD(lr=[[0.1], [0.2]])
    opt.step(np.ones((2, 3)), np.ones((2, 3)))
    assert opt.effective_lr().tolist() == [[0.1] * 3, [0.2] * 3]


@every_kind
def test_there_is_no_effective_lr_before_the_first_step(kind):
    with pytest.raises(ValueError, match=r"has no effective learning rate before its first step$"):
        kind().effective_lr()


def test_a_rule_that_does_not_say_has_no_effective_lr():
    class Signs(Optimizer):
        def rule(self, theta, g):
            theta -= self.lr * np.sign(g)

    opt = Signs()
    opt.step(np.ones(2), np.ones(2))
    with pytest.raises(TypeError, match=r"^Signs has no effective learning rate$"):
        opt.effective_lr()
