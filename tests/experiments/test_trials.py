import pickle
from functools import partial

import numpy as np
import pytest

from helpers.datasets import load_records
from helpers.experiments import trials
from helpers.sampling import draw
from helpers.search import Result, best, search

RECORDS = load_records("search")


def test_a_box_has_a_corner_a_width_and_a_scale():
    for scale, share in (("log", 0.5), ("linear", 0.1)):
        space = trials.box(1e-3, 2, 1e-5, 2, scale)
        drawn = np.array([[*draw(space, i)[0].values()] for i in range(400)])
        assert (drawn > [1e-3, 1e-5]).all()
        assert (drawn < [1e-1, 1e-3]).all()
        assert (drawn < [1e-2, 1e-4]).mean(axis=0) == pytest.approx([share] * 2, abs=0.08)
    with pytest.raises(ValueError, match="unknown scale 'cubic'"):
        trials.box(1e-3, 2, 1e-5, 2, "cubic")


def test_the_four_parts_of_mnist_do_not_overlap():
    parts = trials.split()
    assert [len(x) for x, _ in parts.values()] == [400, 100, 10_000, 10_000]
    seen = {name: {image.tobytes() for image in x} for name, (x, _) in parts.items()}
    assert len(seen["fit"] | seen["validate"]) == 500
    assert (seen["fit"] | seen["validate"]).isdisjoint(seen["judge"] | seen["test"])


def test_a_shrunk_digit_holds_the_means_of_its_blocks():
    whole, shrunk = trials.split()["fit"][0], trials.split(7)["fit"][0]
    assert shrunk.shape == (400, 49)
    block = whole.reshape(-1, 28, 28)[:, 8:12, 12:16]
    assert shrunk.reshape(-1, 7, 7)[:, 2, 3] == pytest.approx(block.mean(axis=(1, 2)))


def test_a_trial_gives_an_accuracy_for_each_epoch_and_its_seed_decides_it():
    first, again, other = (trials.small(seed, 0.5, epochs=3) for seed in (0, 0, 1))
    assert len(first) == 3
    assert first == again != other
    assert trials.digits(0, 0.05, 0.0, epochs=1)[0] == pytest.approx(0.3, abs=0.25)


def test_fewer_epochs_are_the_beginning_of_more():
    assert trials.small(3, 0.5, epochs=4)[:2] == trials.small(3, 0.5, epochs=2)


def test_a_trial_that_diverges_says_when():
    with pytest.raises(FloatingPointError, match=r"diverged at update \d+"):
        trials.small(0, 30.0, decay=1.0)
    [result] = search(partial(trials.small, decay=1.0), {"lr": lambda rng: 30.0}, 1)
    assert result.reason.startswith("FloatingPointError: diverged at update ")


def test_a_trial_is_something_that_processes_can_be_sent():
    assert pickle.loads(pickle.dumps(trials.small)) is trials.small


@pytest.mark.parametrize("name", trials.SPACES)
def test_a_stored_search_tried_what_its_space_gives(name):
    results, accuracies = trials.recorded(name)
    for result in results[::9]:
        values, seed = draw(trials.SPACES[name], result.number)
        assert result.values == pytest.approx(values)
        assert result.seed == seed
    assert [r.number for r in results] == [*range(100)]
    assert all(len(r.curve) == 50 and r.curve[-1] == r.score for r in best(results))
    assert (np.isnan(accuracies) == [bool(r.reason) for r in results]).all()


def test_a_trial_agrees_with_its_record():
    results, _ = trials.recorded("widened")
    top = best(results)[0]
    assert trials.digits(top.seed, **top.values, epochs=5) == pytest.approx(top.curve[:5], abs=0.03)


def test_the_trials_that_ran_again_are_five_best_and_five_middling():
    results, _ = trials.recorded("fine")
    ranks = [result.number for result in best(results)]
    assert ranks[:5] == RECORDS["numbers"][:5].tolist()
    assert ranks[48:53] == RECORDS["numbers"][5:].tolist()
    assert RECORDS["again"].shape == (10, 20, 2)


def test_a_grid_sees_five_learning_rates_and_a_random_search_25():
    grid, random = trials.spread("grid"), trials.spread("random", rng=3)
    assert [len(np.unique(grid[:, 0])), len(np.unique(random[:, 0]))] == [5, 25]
    assert grid.shape == random.shape == (25, 2)
    assert (trials.spread("random", rng=3) == random).all()
    with pytest.raises(ValueError, match="unknown kind 'diagonal': use one of grid, random"):
        trials.spread("diagonal")


def test_a_grid_agrees_with_its_record():
    assert trials.best_of_25("grid", 2) == pytest.approx(RECORDS["grid"][0, 2], abs=0.02)


def test_a_search_or_part_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="unknown search 'wide': use one of described, widened"):
        trials.recorded("wide")
    with pytest.raises(ValueError, match="unknown part of the data 'train': use one of fit"):
        trials.judged(0, 0.1, 0.0, on="train")


def test_a_knob_that_decides_explains_all_and_one_that_does_nothing_little():
    results = [
        Result(i, {"decides": i // 20, "idle": i % 7}, 0, (i // 20) / 5, [0.0]) for i in range(100)
    ]
    assert trials.explained(results, "decides") == pytest.approx(1)
    assert trials.explained(results, "idle") < 0.1
    lost = [results[0]._replace(score=np.nan), *results[1:]]
    assert trials.explained(lost, "decides") == pytest.approx(1, abs=0.01)
