import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest

from helpers.muon import A, B, ByPart, C, Muon, orthogonalised
from helpers.network import MLP
from helpers.optimizers import SGD, Adam
from helpers.stepping import check_optimizer
from helpers.training import train
from tests import reference

PROBLEM = reference.load("muon")


def singular_values(M):
    return np.linalg.svd(M, compute_uv=False)


def given(*singular, shape, seed=0):
    """A matrix with these singular values."""
    rng = np.random.default_rng(seed)
    U, V = (np.linalg.qr(rng.standard_normal((n, n)))[0] for n in shape)
    S = np.zeros(shape)
    np.fill_diagonal(S, singular)
    return U @ S @ V


# Orthogonalised


@pytest.mark.parametrize("case", PROBLEM["orthogonalised"], ids=lambda case: str(case["shape"]))
def test_the_iteration_agrees_with_pytorch(case):
    M = np.array(case["M"])
    np.testing.assert_allclose(orthogonalised(M), case["O"], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("shape", [(4, 4), (6, 4), (4, 6), (7, 1)])
def test_singular_values_come_near_one_but_not_to_one(shape):
    before = np.geomspace(1, 0.01, min(shape))
    after = singular_values(orthogonalised(given(*before, shape=shape)))
    assert (after > 0.68).all()
    assert (after < 1.21).all()
    assert abs(after - 1).max() > 0.02


def test_what_is_above_a_five_hundredth_of_the_norm_ends_between_068_and_121():
    s = np.geomspace(0.002, 1, 100_001)
    for _ in range(5):
        s = A * s + B * s**3 + C * s**5
    assert 0.68 < s.min() < 0.69
    assert 1.20 < s.max() < 1.21


def test_more_steps_do_not_bring_them_to_one():
    M = given(1, 0.5, 0.25, shape=(3, 3))
    far = [abs(singular_values(orthogonalised(M, steps)) - 1).max() for steps in (5, 10, 20, 40)]
    assert min(far) > 0.1


def test_small_singular_values_stay_below_and_a_matrix_of_zeros_stays_zero():
    after = singular_values(orthogonalised(given(1, 1e-5, shape=(2, 2))))
    assert after[1] < 0.01
    assert (orthogonalised(np.zeros((3, 2))) == 0).all()


def test_singular_vectors_length_and_orientation_of_the_matrix_do_not_matter():
    M = given(3, 2, 1, shape=(5, 3))
    O = orthogonalised(M)  # noqa: E741
    U, _, V = np.linalg.svd(M, full_matrices=False)
    inside = U.T @ O @ V.T
    np.testing.assert_allclose(inside, np.diag(np.diag(inside)), atol=1e-12)
    np.testing.assert_allclose(orthogonalised(1e6 * M), O, atol=1e-12)
    np.testing.assert_allclose(orthogonalised(M.T), O.T, atol=1e-12)
    np.testing.assert_allclose(orthogonalised(np.stack([M, 2 * M])), [O, O], atol=1e-12)


def test_without_steps_it_is_only_made_shorter():
    M = given(3, 4, shape=(2, 3))
    np.testing.assert_allclose(orthogonalised(M, steps=0), M / 5, rtol=1e-12)


def test_float32_stays_float32_and_the_matrix_stays_as_it_is():
    M = np.ones((3, 2), np.float32)
    assert orthogonalised(M).dtype == np.float32
    assert (M == 1).all()


@pytest.mark.parametrize(
    ("M", "error", "sentence"),
    [
        (np.ones(3), ValueError, r"^M must be a matrix, but has shape \(3,\)$"),
        (np.ones((2, 2), complex), TypeError, "^M must hold real numbers, but is of type complex"),
    ],
)
def test_what_is_no_matrix_is_refused(M, error, sentence):
    with pytest.raises(error, match=sentence):
        orthogonalised(M)


# One matrix


@pytest.mark.parametrize("run", PROBLEM["runs"], ids=lambda run: str(run["hyperparameters"]))
def test_fifty_steps_agree_with_pytorch(run):
    opt, W = Muon(**run["hyperparameters"]), np.array(run["start"])
    wanted = np.array(run["target"])
    for t in range(1, 51):
        opt.step(W, W - wanted + np.sin(W))
        if str(t) in run["theta"]:
            np.testing.assert_allclose(W, run["theta"][str(t)], rtol=1e-12, atol=1e-12)


def test_a_step_is_as_long_as_a_usual_one_of_adam():
    W = np.zeros((300, 100))
    Muon(lr=1.0).step(W, np.random.default_rng(0).standard_normal(W.shape))
    assert 0.14 < np.sqrt(np.mean(W * W)) < 0.24


def test_a_vector_is_refused_and_nothing_is_changed():
    opt, theta = Muon(), np.ones(5)
    with pytest.raises(ValueError, match=r"^Muon steps a matrix, but theta has shape \(5,\): give"):
        opt.step(theta, np.ones(5))
    assert opt.t == 0
    assert (theta == 1).all()


def test_k_matrices_at_once_are_k_single_ones():
    rng = np.random.default_rng(0)
    W, g, lr = rng.standard_normal((4, 3, 2)), rng.standard_normal((4, 3, 2)), rng.random((4, 1, 1))
    one_by_one = W.copy()
    Muon(lr=lr).step(W, g)
    for k in range(4):
        Muon(lr=lr[k, 0, 0]).step(one_by_one[k], g[k])
    np.testing.assert_allclose(W, one_by_one, rtol=1e-12)


def test_a_float32_matrix_stays_float32_and_so_does_its_average():
    W, opt = np.ones((3, 2), np.float32), Muon(lr=np.float64(0.1))
    opt.step(W, np.ones((3, 2), np.float32))
    assert W.dtype == opt.m.dtype == np.float32


# A whole network


def net(sizes=(4, 5, 5, 3), **settings):
    return MLP([*sizes], rng=0, dtype=float, **settings)


def stepped(opt, net, times=3):
    grads = np.random.default_rng(0).standard_normal((times, net.theta.size))
    for grad in grads:
        opt.step(net.theta, grad)
    return net.theta.copy()


def test_each_part_is_stepped_by_its_own_optimizer():
    whole, apart = net(batchnorm=True), net(batchnorm=True)
    opts = {name: Muon(0.1) if name == "W2" else Adam(0.1) for name in apart.params}
    stepped(ByPart(0.1, shapes=whole.shapes), whole)
    for grad in np.random.default_rng(0).standard_normal((3, apart.theta.size)):
        for name, slope in apart.views(grad).items():
            opts[name].step(apart.params[name], slope)
    assert (whole.theta == apart.theta).all()


def test_it_trains_a_network_with_a_schedule_that_sets_the_rate_of_all_parts():
    mine, opt = net(), ByPart(shapes=net().shapes)
    x, y = np.random.default_rng(0).standard_normal((30, 4)), np.arange(30) % 3
    losses = [u.loss for u in train(mine, opt, (x, y), 40, 30, schedule=lambda t: 0.02 + 0 * t)]
    assert losses[-1] < 0.8 * losses[0]
    assert {part.lr for part in opt.opts.values()} == {0.02}
    assert opt.t == 40


def test_reset_and_replace_forget_all_parts():
    mine = net()
    start, opt = mine.theta.copy(), ByPart(0.1, shapes=mine.shapes)
    first = stepped(opt, mine)
    for fresh in (replace(opt), opt):
        fresh.reset()
        mine.theta[:] = start
        assert (stepped(fresh, mine) == first).all()


@pytest.mark.parametrize(
    "twin_of", [copy.copy, copy.deepcopy, lambda opt: pickle.loads(pickle.dumps(opt))]
)
def test_a_copy_goes_on_from_the_same_averages_and_shares_none(twin_of):
    mine = net()
    opt = ByPart(0.1, shapes=mine.shapes)
    stepped(opt, mine)
    twin, other = twin_of(opt), mine.theta.copy()
    kept = {name: part.m.copy() for name, part in opt.opts.items()}
    twin.step(other, np.ones(other.size))
    assert all((opt.opts[name].m == m).all() for name, m in kept.items())
    opt.step(mine.theta, np.ones(other.size))
    assert (mine.theta == other).all()


def test_it_belongs_to_the_network_that_it_stepped():
    mine, other = net(), net()
    opt = ByPart(shapes=mine.shapes)
    stepped(opt, mine)
    check_optimizer(opt, mine.theta)
    with pytest.raises(ValueError, match="with another network"):
        check_optimizer(opt, other.theta)


@pytest.mark.parametrize("size", [3, 100])
def test_a_theta_of_another_length_is_refused_and_changes_nothing(size):
    opt, theta = ByPart(shapes=net().shapes), np.ones(size)
    with pytest.raises(ValueError, match=r"^these names need a vector of 73, but got"):
        opt.step(theta, np.ones(size))
    assert opt.t == 0
    assert (theta == 1).all()


def test_a_theta_with_nan_in_its_last_part_is_refused_before_the_first_part_moves():
    mine = net()
    mine.theta[-1] = np.nan
    before = mine.theta.copy()
    with pytest.raises(ValueError, match="theta holds NaN or infinity before the first step"):
        ByPart(shapes=mine.shapes).step(mine.theta, np.ones(mine.theta.size))
    assert np.array_equal(mine.theta, before, equal_nan=True)


@pytest.mark.parametrize("sizes", [(4, 3), (4, 5, 3)])
def test_a_network_without_a_matrix_inside_is_refused(sizes):
    with pytest.raises(ValueError, match=r"^shapes must have a matrix between hidden layers, but"):
        ByPart(shapes=net(sizes).shapes)


def test_its_repr_names_both_with_the_rate_that_they_step_with():
    opt = ByPart(0.003, shapes=net().shapes, rest=SGD())
    assert repr(opt) == "Muon(lr=0.003, beta=0.95, weight_decay=0) inside, SGD(lr=0.003)"
