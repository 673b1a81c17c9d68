import numpy as np
import pytest

from helpers.datasets import load_records
from helpers.experiments.few_digits import SIZES, learn, split, sure_of_mistakes, unlit
from helpers.network import MLP
from helpers.optimizers import SGD, Adam

rng = np.random.default_rng(0)
X = rng.random((60, 784), dtype=np.float32)
X[:, :100] = 0
DATA = X, rng.integers(10, size=60)


def test_a_split_has_three_parts_without_a_digit_in_common():
    parts = split(seed=3, count=50)
    assert [len(parts[name][0]) for name in ("fit", "choose", "judge")] == [50, 2000, 10_000]
    rows = np.concatenate([parts[name][0] for name in ("fit", "choose")])
    assert len(np.unique(rows, axis=0)) == 2050
    assert (split(seed=3, count=50)["fit"][0] == parts["fit"][0]).all()
    assert (split(seed=4, count=50)["fit"][0] != parts["fit"][0]).any()


def test_of_false_labels_nine_in_ten_are_wrong_and_the_digits_are_the_same():
    true, half = split(1, 2000), split(1, 2000, false=0.5)
    assert (true["fit"][0] == half["fit"][0]).all()
    assert (true["fit"][1] != half["fit"][1]).mean() == pytest.approx(0.45, abs=0.03)


def test_a_training_is_evaluated_forty_times_or_at_the_last_ten_of_these():
    whole = learn(DATA, DATA, 0.1, updates=80)
    assert whole.updates.tolist() == [*range(2, 81, 2)]
    assert whole.losses[-1] == pytest.approx(whole.net.loss(*DATA))
    assert whole.accuracies[-1] == whole.net.accuracy(*DATA)
    ends = learn(DATA, DATA, 0.1, updates=80, only_last=True)
    assert (ends.losses == whole.losses[-10:]).all()


def test_a_training_that_diverges_evaluates_to_nan():
    assert np.isnan(learn(DATA, DATA, lr=1e6, updates=40).losses[-1])


def test_how_sure_a_network_is_of_its_mistakes_is_the_mean_of_what_it_gives_them():
    net, (x, _) = MLP(SIZES, dtype=float), DATA
    said, chances = net.predict(x), net.predict_proba(x).max(axis=1)
    missed = np.where(np.arange(60) < 20, (said + 1) % 10, said)
    assert sure_of_mistakes(net, (x, missed)) == pytest.approx(chances[:20].mean())
    assert np.isnan(sure_of_mistakes(net, (x, said)))


def lengths(opt, l2=0.0, decay=0.0):
    net = MLP(SIZES, l2=l2, dtype=float)
    return unlit(net, opt, DATA, decay, updates=30)


def test_weights_behind_dark_pixels_stay_without_a_price_and_decay_by_the_rate():
    assert lengths(Adam(0.01)) == pytest.approx(np.ones(30))
    shrunk = (1 - 0.1 * 0.5) ** np.arange(1, 31)
    assert lengths(SGD(0.1), decay=0.5) == pytest.approx(shrunk)
    assert lengths(SGD(0.1), l2=0.5) == pytest.approx(shrunk)
    assert lengths(Adam(0.1), decay=0.5) == pytest.approx(shrunk)


def test_digits_that_light_every_pixel_have_no_weights_to_watch():
    with pytest.raises(ValueError, match="lights every pixel"):
        unlit(MLP(SIZES), SGD(0.1), (np.ones((2, 784)), np.array([0, 1])))


def test_adam_moves_them_as_far_at_a_tiny_price_as_at_a_large_one():
    tiny, large = (lengths(Adam(0.001), l2=l2)[-1] for l2 in (1e-5, 0.1))
    assert tiny == pytest.approx(large, abs=0.02)
    assert tiny < 0.8


def test_the_records_hold_what_they_say():
    records = load_records("few_digits")
    count = len(records["names"])
    assert records["judged"].shape == (count, 2, 5)
    assert records["lr"].shape == (count,)
    for name in ("nothing", "L2", "L1", "shifts", "turns"):
        tried = records[f"strengths_{name}"]
        assert records[f"sweep_{name}"].shape == (2, len(records["rates"]), len(tried), 3)
    assert records["false_judged"].shape == (2, 3, 3, 5)
    assert records["false_lr"].shape == records["false_l2"].shape == (3,)
    assert records["false_rate_sweep"].shape == (2, 3, len(records["false_rates"]), 3)
    assert records["false_sweep"].shape == (2, 3, len(records["strengths"]), 3)
