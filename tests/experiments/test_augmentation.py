import numpy as np
import pytest

from helpers.experiments.augmentation import augmented, moved, trial
from helpers.network import MLP

rng = np.random.default_rng(0)
PICTURES = rng.random((3, 28, 28))
X = PICTURES.reshape(3, 784)


def as_pictures(x):
    return x.reshape(-1, 28, 28)


def test_a_digit_that_does_not_move_stays_as_it_is():
    assert moved(X) == pytest.approx(X)


@pytest.mark.parametrize("right", [1, 3, -2])
def test_a_shift_by_whole_pixels_moves_the_picture_and_brings_black(right):
    there = as_pictures(moved(X, right=right))
    kept = PICTURES[:, :, : 28 - right] if right > 0 else PICTURES[:, :, -right:]
    part = there[:, :, right:] if right > 0 else there[:, :, :right]
    gone = there[:, :, :right] if right > 0 else there[:, :, right:]
    assert part == pytest.approx(kept)
    assert (gone == 0).all()


def test_down_is_down_and_half_a_pixel_is_the_mean_of_two():
    assert as_pictures(moved(X, down=1))[:, 1:] == pytest.approx(PICTURES[:, :-1])
    between = as_pictures(moved(X, down=0.5))[:, 1:]
    assert between == pytest.approx((PICTURES[:, 1:] + PICTURES[:, :-1]) / 2, rel=1e-5)


def test_a_quarter_turn_is_clockwise():
    turned = as_pictures(moved(X, degrees=90))
    assert turned == pytest.approx(np.rot90(PICTURES, -1, axes=(1, 2)), abs=1e-4)


def test_a_mirrored_digit_has_left_and_right_exchanged_and_then_moves():
    assert as_pictures(moved(X, mirrored=True)) == pytest.approx(PICTURES[:, :, ::-1], abs=1e-5)
    both = as_pictures(moved(X, right=2, mirrored=True))
    assert both[:, :, 2:] == pytest.approx(PICTURES[:, :, :1:-1], abs=1e-5)


def test_each_digit_can_move_in_its_own_way():
    alone = [moved(X[[i]], right=right) for i, right in enumerate((0, 1, 2))]
    assert moved(X, right=[0, 1, 2]) == pytest.approx(np.concatenate(alone))


def test_out_of_sight_is_black():
    assert (moved(X, right=[40, -40, 1000]) == 0).all()


def test_copies_keep_their_labels_and_differ():
    x, y = augmented((X, np.array([4, 7, 1])), copies=5, shift=2, turn=10, rng=3)
    assert x.shape == (15, 784)
    assert y.tolist() == [4] * 5 + [7] * 5 + [1] * 5
    assert len(np.unique(x.round(9), axis=0)) == 15
    again, _ = augmented((X, np.array([4, 7, 1])), copies=5, shift=2, turn=10, rng=3)
    assert (again == x).all()


def test_all_or_none_are_mirrored():
    labelled = X, np.arange(3)
    assert augmented(labelled, 1, mirror=1)[0] == pytest.approx(moved(X, mirrored=True))
    assert augmented(labelled, 1, mirror=0)[0] == pytest.approx(X)


def test_a_trial_has_what_each_network_says():
    nets = [MLP([784, 10], rng=seed) for seed in (0, 1)]
    y = nets[0].predict(moved(X, right=1))
    [record] = trial(nets, (X, y), right=1)
    assert record.answers.shape == (2, 3)
    assert record.accuracies[0] == 1
    assert str(record).startswith("100% and ")


def test_what_makes_no_move_is_refused():
    with pytest.raises(ValueError, match="right must be one number, or one for each of 3 digits"):
        moved(X, right=[1, 2])
    with pytest.raises(ValueError, match="mirror must be in"):
        augmented((X, np.arange(3)), mirror=2)
