import numpy as np
import pytest

from helpers.datasets import load_records
from helpers.experiments import starts
from helpers.layers import BatchNorm

RECORDS = load_records("starts")


def test_digits_to_learn_to_choose_by_and_to_judge_by_do_not_overlap():
    parts = starts.learning(), starts.unseen(choosing=True), starts.unseen()
    assert [x.shape for x, _ in parts] == [(1000, 784)] * 3
    seen = [{row.tobytes() for row in x} for x, _ in parts]
    assert not seen[0] & seen[1]
    assert not seen[1] & seen[2]
    assert not seen[0] & seen[2]


def test_a_start_has_its_width_and_another_at_the_top_where_wanted():
    net = starts.start(0.01, top="he", eps=1e-9)
    assert net.params["W1"].std() == pytest.approx(0.01, rel=0.01)
    assert net.params["W6"].std() == pytest.approx(np.sqrt(2 / 100), rel=0.1)
    assert {layer.eps for layer in net.layers if isinstance(layer, BatchNorm)} == {1e-9}
    same = starts.start(0.01)
    assert (net.params["W1"] == same.params["W1"]).all()
    assert same.params["W6"].std() < 0.02


def test_records_have_the_shapes_that_they_are_said_to_have():
    assert RECORDS["map"].shape == (3, 2, 16, 9, 2)
    assert RECORDS["narrow"].shape == (5, len(starts.NARROW), 2)
    assert RECORDS["ghosts"].shape == (5, 4, 6, 2)
    assert (RECORDS["stds"] == starts.STDS).all()
    assert (RECORDS["rates"] == starts.RATES).all()
    for name in ("map", "narrow", "ghosts"):
        assert RECORDS[name].min() >= 0
        assert RECORDS[name].max() <= 1


def test_a_start_run_again_agrees_with_its_record():
    learned = starts.right(starts.start(1e-4, top="he", seed=1), seed=1)
    assert learned == pytest.approx(RECORDS["narrow"][1, 2], abs=0.03)
    stuck = starts.right(starts.start(starts.STDS[8], batchnorm=False))
    assert stuck == pytest.approx(RECORDS["map"][0, 0, 8, 2], abs=0.03)


def test_ghost_rates_were_chosen_inside_their_grid():
    chosen = np.median(RECORDS["ghosts"][..., 0], axis=0).argmax(axis=1)
    assert chosen.min() > 0
    assert chosen.max() < len(RECORDS["ghost_rates"]) - 1


def test_ghosts_of_another_size_learn_something_else_but_only_with_batch_norm():
    few, many = (starts.in_ghosts(size, 0.3, steps=12) for size in (8, 256))
    assert (few != many).any()
    few, many = (starts.in_ghosts(size, 0.3, batchnorm=False, steps=12) for size in (64, 256))
    assert few == pytest.approx(many, abs=0.02)


def test_the_spirals_are_untangled_with_batch_norm_and_not_without_at_a_narrow_start():
    assert starts.untangled(0.01, 0.1, batchnorm=True) > 0.95
    assert starts.untangled(0.01, 0.1, batchnorm=False) < 0.6
    assert [step.t for step in starts.spiral(0.1, 0.1, True, updates=5)] == [1, 2, 3, 4, 5]
