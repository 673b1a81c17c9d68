import numpy as np
import pytest

from helpers.datasets import load_records
from helpers.experiments import deep
from helpers.experiments.race import result

RECORDS = load_records("depths")
STARTS, DEPTHS = RECORDS["starts"].tolist(), RECORDS["depths"].tolist()


def test_every_start_was_trained_at_every_depth_from_five_seeds():
    assert [*deep.STARTS] == STARTS
    assert RECORDS["losses"].shape == (3, 4, 5, 1 + deep.UPDATES // deep.EVERY)


def test_each_ran_at_the_best_rate_of_its_sweep_and_none_at_the_edge():
    best = np.median(RECORDS["sweep"], axis=-1).argmin(axis=-1)
    assert (RECORDS["lr"] == RECORDS["rates"][best]).all()
    assert best.min() > 0
    assert best.max() < len(RECORDS["rates"]) - 1


@pytest.mark.parametrize("start", STARTS)
def test_a_short_run_agrees_with_its_record(start):
    row, column = STARTS.index(start), DEPTHS.index(5)
    losses = deep.deep_run(start, 5, RECORDS["lr"][row, column], seed=3, updates=15)
    begun, after = RECORDS["losses"][row, column, 3, :2]
    assert losses[0] == pytest.approx(begun, rel=1e-5)
    assert losses[1] == pytest.approx(after, rel=0.1)  # 15 updates make much of a rounding


def test_from_where_a_run_has_diverged_the_loss_is_nan_and_its_result_infinite():
    losses = deep.deep_run("He", 2, lr=1e6, updates=30)
    assert np.isfinite(losses).tolist() == [True, False, False]
    assert result(losses) == np.inf


def test_the_mirror_has_the_same_layers_as_he_and_half_of_its_numbers():
    plain, twin = deep.deep_net("He", 2, seed=1).params, deep.deep_net("He, mirrored", 2, seed=1)
    assert (twin.params["W2"][:50, :50] == plain["W2"][:50, :50]).all()
    assert (twin.params["W2"][50:, :50] == -plain["W2"][:50, :50]).all()
    assert (twin.params["W3"][50:] == -plain["W3"][:50]).all()
    assert twin.theta.shape == deep.deep_net("Xavier", 2).theta.shape


def test_first_updates_measure_how_far_each_layer_moves():
    first, second = deep.first_updates(1.0, 1.0, 1, lr=0.1, updates=2)
    assert (first.t, second.t) == (1, 2)
    assert first.ratios.shape == (2,)
    doubled, _ = deep.first_updates(1.0, 1.0, 1, lr=0.2, updates=2)
    assert doubled.ratios == pytest.approx(2 * first.ratios)
    assert doubled.loss == first.loss


def test_a_wide_last_layer_is_sure_and_wrong_at_first():
    narrow, usual, wide = (next(deep.first_updates(1.0, o, 5, 0.1)) for o in (0.01, 1.0, 100.0))
    assert narrow.loss == pytest.approx(np.log(10), abs=0.01)
    assert usual.loss < 2.6
    assert wide.loss > 20
    assert narrow.level == usual.level == wide.level


def test_first_updates_say_how_they_go():
    [first] = deep.first_updates(1.0, 1.0, 1, 0.1, updates=1)
    assert str(first).startswith(f"batch 1: loss {first.loss:.3g}, update / weights ")
    assert str(first).endswith(f"level {first.level:.2g}, angle {first.angle:.2g}°")
    assert str(first._replace(loss=np.nan, t=9)) == "diverged at batch 9"
    assert str(first._replace(level=0.0)).endswith("last hidden layer: all units dead")
