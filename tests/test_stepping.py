import copy
import pickle
import tracemalloc
import weakref
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from helpers.beyond_adam import BEYOND, AdamW, AdEMAMix, NAdam
from helpers.optimizers import OPTIMIZERS, SGD, AdaGrad, Adam, Momentum, RMSProp
from helpers.stepping import BLOCK, Optimizer, check_optimizer

ALL = OPTIMIZERS | BEYOND
every_kind = pytest.mark.parametrize("kind", ALL.values(), ids=ALL)


def remembered(opt):
    numbers = (getattr(opt, name) for name in opt.numbers)
    return opt.t, *numbers, *(np.copy(getattr(opt, name)) for name in opt.averages)


def same(before, after):
    return all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))


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
def test_a_step_of_a_long_theta_allocates_no_array_as_long(kind):
    theta, grad, opt = np.ones(40 * BLOCK), np.ones(40 * BLOCK), kind()
    opt.step(theta, grad)
    tracemalloc.start()
    try:
        opt.step(theta, grad)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < theta.nbytes / 4


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
@pytest.mark.parametrize(
    "grad",
    [
        np.array([100, -128], np.int8),
        np.array([200, 255], np.uint8),
        np.array([True, False]),
        np.array([300, -4], np.float16),
        np.array([10**30, -1], object),
        [3, -2],
    ],
    ids=lambda grad: str(getattr(grad, "dtype", "list")),
)
def test_a_gradient_of_other_real_numbers_gives_the_step_of_its_floats(kind, grad):
    given, wanted, kept = np.ones(2), np.ones(2), copy.deepcopy(grad)
    kind().step(given, grad)
    kind().step(wanted, np.array([float(g) for g in grad]))
    assert (given == wanted).all()
    assert np.array_equal(grad, kept)


@every_kind
@pytest.mark.parametrize("layout", [np.asfortranarray, lambda a: a[::2], lambda a: a[:, 1:]])
def test_theta_and_gradient_may_be_laid_out_in_memory_as_they_like(kind, layout):
    rng = np.random.default_rng(0)
    theta, grad = (layout(rng.standard_normal((4, 6))) for _ in range(2))
    plain, opt, other = theta.copy("C"), kind(), kind()
    for _ in range(3):
        opt.step(theta, grad)
        other.step(plain, grad.copy("C"))
    assert (theta == plain).all()


@every_kind
@pytest.mark.parametrize("shape", [(), (0,), (0, 3)])
def test_a_theta_without_axes_or_without_elements_is_stepped_too(kind, shape):
    theta = np.ones(shape)
    kind().step(theta, np.ones(shape))
    assert (theta < 1).all()


# What is refused, and changes nothing


def read_only(theta):
    theta.flags.writeable = False
    return theta


BAD_STEPS = [
    (np.array([1, 2]), np.ones(2), TypeError, "in place, but it is int64: use np.array"),
    ([1.0, 2.0], np.ones(2), TypeError, "in place, but it is list: use np.array"),
    (np.ones(2, complex), np.ones(2), TypeError, "in place, but it is complex128: use np.array"),
    (np.ones(2, np.float16), np.ones(2), TypeError, "in place, but it is float16: use np.array"),
    (read_only(np.ones(2)), np.ones(2), TypeError, "read-only, but steps are taken in place"),
    (np.ones(2), np.ones(3), ValueError, r"the shape of theta, \(2,\), not \(3,\)"),
    (np.ones((2, 1)), np.ones(2), ValueError, r"the shape of theta, \(2, 1\), not \(2,\)"),
    (np.ones(2), 1.0, ValueError, r"the shape of theta, \(2,\), not \(\)"),
    (np.ones(2), None, TypeError, "grad must hold real numbers, but is None"),
    (np.ones(2), np.ones(2, complex), TypeError, "real numbers, but is of type complex128"),
    (np.ones(2), ["1", "2"], TypeError, "grad must hold real numbers, but holds text"),
    (np.ones(2), [10**400, 0], ValueError, "grad holds a number that is too large for a float"),
]


@every_kind
@pytest.mark.parametrize(("theta", "grad", "error", "sentence"), BAD_STEPS)
def test_a_step_that_is_refused_changes_nothing(kind, theta, grad, error, sentence):
    fresh, opt, home = kind(), kind(), np.ones(2)
    kept = np.copy(theta)
    with pytest.raises(error, match=sentence):
        fresh.step(theta, grad)
    assert fresh.t == 0
    assert all(getattr(fresh, name) is None for name in fresh.averages)
    opt.step(home, np.ones(2))
    before = remembered(opt)
    with pytest.raises((TypeError, ValueError)):
        opt.step(theta, grad)
    assert same(before, remembered(opt))
    assert np.array_equal(theta, kept)


def test_a_theta_that_is_not_finite_before_the_first_step_is_refused():
    opt = SGD()
    with pytest.raises(ValueError, match=r"^theta holds NaN or infinity before the first step$"):
        opt.step(np.array([1, np.nan]), np.ones(2))
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


def test_hyperparameters_that_do_not_broadcast_together_are_refused_at_the_first_step():
    opt = Momentum(lr=np.ones(2), beta=np.full(3, 0.5))
    sentence = r"^Momentum: these shapes do not broadcast together: lr \(2,\), beta \(3,\)$"
    with pytest.raises(ValueError, match=sentence):
        opt.step(np.ones(2), np.ones(2))


def test_a_hyperparameter_that_does_not_fit_theta_midway_is_refused_when_it_is_set():
    opt, theta = Momentum(lr=0.1), np.ones(2)
    opt.step(theta, np.ones(2))
    with pytest.raises(ValueError, match=r"lr of shape \(3,\) does not fit the theta of shape"):
        opt.lr = np.ones(3)
    opt.lr = [0.1, 0.2]
    opt.step(theta, np.ones(2))
    assert theta == pytest.approx([0.71, 0.52])


def test_a_rule_of_ones_own_that_fails_leaves_t_where_it_was():
    class Fragile(SGD):
        def rule(self, theta, g):
            super().rule(theta, g / self.share)

    opt, theta = Fragile(lr=0.1), np.ones(2)
    with pytest.raises(AttributeError, match="share"):
        opt.step(theta, np.ones(2))
    assert opt.t == 0
    opt.share = 2.0
    opt.step(theta, np.ones(2))
    assert opt.t == 1
    assert theta == pytest.approx([0.95, 0.95])


def test_a_rule_that_fails_leaves_the_numbers_that_it_counts_where_they_were():
    class Fragile(NAdam):
        def rule(self, theta, g, m, v):
            raise ZeroDivisionError

    opt = Fragile()
    with pytest.raises(ZeroDivisionError):
        opt.step(np.ones(2), np.ones(2))
    assert (opt.t, opt.product) == (0, 1.0)


def test_an_optimizer_without_a_rule_says_so():
    with pytest.raises(NotImplementedError, match="Optimizer needs a rule"):
        Optimizer().step(np.ones(2), np.ones(2))


# Hyperparameters


SIZE = "must be 0 or above, and finite, but is"
BAD_SIZES = [
    (AdamW, {"weight_decay": -1}, f"AdamW: weight_decay {SIZE} -1"),
    (NAdam, {"momentum_decay": np.inf}, f"NAdam: momentum_decay {SIZE} inf"),
    (AdEMAMix, {"beta3": 1}, r"AdEMAMix: beta3 must be in \[0, 1\), but is 1"),
    (AdEMAMix, {"alpha": -1}, f"AdEMAMix: alpha {SIZE} -1"),
    (SGD, {"lr": -0.1}, "SGD: lr must be 0 or above, and finite, but is -0.1"),
    (SGD, {"lr": float("nan")}, "SGD: lr must be 0 or above, and finite, but is nan"),
    (SGD, {"lr": float("inf")}, "SGD: lr must be 0 or above, and finite, but is inf"),
    (SGD, {"lr": 10**400}, "SGD: lr holds a number that is too large for a float"),
    (Momentum, {"beta": 1}, r"Momentum: beta must be in \[0, 1\), but is 1"),
    (Momentum, {"dampening": 1.5}, r"Momentum: dampening must be in \[0, 1\], but is 1.5"),
    (Adam, {"beta2": 1.1}, r"Adam: beta2 must be in \[0, 1\), but is 1.1"),
    (Adam, {"beta1": [[0.5], [-1]]}, r"Adam: beta1 must be in \[0, 1\), but is <2×1 values>"),
    (Adam, {"beta1": [0.5, np.nan]}, r"Adam: beta1 must be in \[0, 1\), but is <2 values>"),
    (AdaGrad, {"eps": -1}, "AdaGrad: eps must be 0 or above, and finite, but is -1"),
    (RMSProp, {"eps": np.nan}, "RMSProp: eps must be 0 or above, and finite, but is nan"),
]
NO_NUMBERS = [
    (SGD, {"lr": "fast"}, "SGD: lr must be a number, but is 'fast'"),
    (SGD, {"lr": "0.1"}, "SGD: lr must be a number, but is '0.1'"),
    (SGD, {"lr": None}, "SGD: lr must be a number, but is None"),
    (SGD, {"lr": True}, "SGD: lr must be a number, but is True"),
    (SGD, {"lr": 1j}, "SGD: lr must be a number, but is 1j"),
    (SGD, {"lr": [0.1, "0.2"]}, "SGD: lr must hold real numbers, but holds text"),
    (SGD, {"lr": [0.1, 1j]}, "SGD: lr must hold real numbers, but is of type complex128"),
    (SGD, {"lr": [[0.1], [0.1, 0.2]]}, "SGD: lr must be an array of numbers, not a ragged list"),
    (Momentum, {"beta": [True, False]}, "Momentum: beta must hold numbers, but is of type bool"),
]


@pytest.mark.parametrize(
    ("kind", "settings", "sentence", "error"),
    [(*bad, ValueError) for bad in BAD_SIZES] + [(*bad, TypeError) for bad in NO_NUMBERS],
)
def test_a_hyperparameter_that_makes_no_sense_is_refused(kind, settings, sentence, error):
    with pytest.raises(error, match=f"^{sentence}$"):
        kind(**settings)
    opt, [(name, value)] = kind(), settings.items()
    kept = getattr(opt, name)
    with pytest.raises(error, match=f"^{sentence}$"):
        setattr(opt, name, value)
    assert getattr(opt, name) == kept


@pytest.mark.parametrize("half", [np.float32(0.5), np.array(0.5), Fraction(1, 2)], ids=repr)
def test_a_hyperparameter_of_any_type_of_number_becomes_a_float(half):
    assert repr(Momentum(lr=1, beta=half)) == "Momentum(lr=1, beta=0.5)"
    assert type(Momentum(lr=1).lr) is type(Momentum(beta=half).beta) is float


def test_an_array_of_hyperparameters_is_a_copy_that_only_assignment_can_change():
    rates = np.array([[0.1], [0.2]])
    opt = SGD(lr=rates)
    rates[:] = -1
    assert opt.lr.tolist() == [[0.1], [0.2]]
    with pytest.raises(ValueError, match="read-only"):
        opt.lr[0] = -1
    opt.lr = 2 * opt.lr
    assert opt.lr.tolist() == [[0.2], [0.4]]


def test_the_repr_is_a_short_legend_that_python_can_read():
    assert repr(SGD(lr=0.1)) == "SGD(lr=0.1)"
    assert repr(Momentum(lr=0.1)) == "Momentum(lr=0.1, beta=0.9)"
    assert repr(Momentum(0.1, 0.5, 0.5)) == "Momentum(lr=0.1, beta=0.5, dampening=0.5)"
    assert repr(Adam(eps=0.1)) == "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=0.1)"
    assert repr(SGD(lr=np.ones((100, 1)))) == "SGD(lr=<100×1 values>)"
    assert repr(eval(repr(RMSProp(lr=0.3)))) == "RMSProp(lr=0.3, beta=0.99)"


# Copies, and the bond with one θ


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


COPIES = [copy.copy, copy.deepcopy, lambda opt: pickle.loads(pickle.dumps(opt))]


@every_kind
@pytest.mark.parametrize("twin_of", COPIES, ids=["copy", "deepcopy", "pickle"])
def test_a_copy_goes_on_from_the_same_averages_and_shares_none(kind, twin_of):
    opt, theta = kind(lr=[0.1, 0.2, 0.3]), np.ones(3)
    opt.step(theta, np.ones(3))
    twin, other = twin_of(opt), theta.copy()
    assert same(remembered(opt), remembered(twin))
    before = remembered(opt)
    twin.step(other, np.full(3, 2.0))
    assert same(before, remembered(opt))
    opt.step(theta, np.full(3, 2.0))
    assert (theta == other).all()
    assert same(remembered(opt), remembered(twin))


def test_an_optimizer_belongs_to_the_theta_that_it_stepped_until_it_is_reset():
    opt, mine, other = Adam(), np.ones(2), np.ones(2)
    check_optimizer(opt, mine)
    opt.step(mine, np.ones(2))
    check_optimizer(opt, mine)
    sentence = r"^Adam\(.*\) has taken 1 steps with another network: give each network its own opt"
    with pytest.raises(ValueError, match=sentence):
        check_optimizer(opt, other)
    opt.reset()
    check_optimizer(opt, other)


@pytest.mark.parametrize("twin_of", [replace, *COPIES], ids=["replace", "copy", "deep", "pickle"])
def test_a_copy_belongs_to_no_theta_until_it_steps_one(twin_of):
    opt, mine, other = Adam(), np.ones(2), np.ones(2)
    opt.step(mine, np.ones(2))
    twin = twin_of(opt)
    check_optimizer(twin, mine)
    check_optimizer(twin, other)
    twin.step(other, np.ones(2))
    check_optimizer(twin, other)
    with pytest.raises(ValueError, match="with another network"):
        check_optimizer(twin, mine)
    check_optimizer(opt, mine)


def test_an_optimizer_keeps_no_theta_alive_and_takes_no_later_one_for_it():
    same_place = 0
    for _ in range(100):
        opt, theta = Adam(), np.ones(2)
        opt.step(theta, np.ones(2))
        place, freed = id(theta), weakref.ref(theta)
        del theta
        assert freed() is None
        later = np.ones(2)
        same_place += id(later) == place
        with pytest.raises(ValueError, match="with another network"):
            check_optimizer(opt, later)
    assert same_place > 0  # Python gives the place of a freed array to a later one


@pytest.mark.parametrize(
    ("opt", "sentence"),
    [
        (Adam, r"^opt must be an optimizer, not the class: write Adam\(\)$"),
        (None, r"^opt must be an optimizer, with a step\(theta, grad\), but is of type NoneType$"),
        ("Adam", r"^opt must be an optimizer, with a step\(theta, grad\), but is of type str$"),
    ],
)
def test_what_cannot_step_is_refused(opt, sentence):
    with pytest.raises(TypeError, match=sentence):
        check_optimizer(opt)
