import shutil
from hashlib import sha256

import numpy as np
import pytest

from helpers import datasets
from helpers.datasets import blobs, circles, line, load_mnist, load_temperatures, moons, spirals


def test_mnist_is_all_there():
    (x_train, y_train), (x_test, y_test) = load_mnist()
    assert x_train.shape == (60000, 784)
    assert x_test.shape == (10000, 784)
    assert x_train.dtype == x_test.dtype == np.float32
    assert y_train.dtype == y_test.dtype == np.int64
    assert x_train.min() == 0
    assert x_train.max() == 1
    assert y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert x_train.mean() == pytest.approx(0.1307, abs=1e-4)


def test_mnist_is_loaded_once_and_cannot_be_spoilt():
    (x, _), _ = load_mnist()
    assert load_mnist()[0][0] is x
    with pytest.raises(ValueError, match="read-only"):
        x[0] = 0


def test_temperatures_are_daily_and_real():
    days, highest = load_temperatures()
    assert len(days) == len(highest) == 1461
    assert (np.diff(days) == np.timedelta64(1, "D")).all()
    assert -20 < highest.min() < highest.max() < 45
    assert len(load_temperatures(2014)[0]) == 365
    with pytest.raises(ValueError, match="for 2012 to 2015, but not for 1999"):
        load_temperatures(1999)


def test_the_readme_lists_the_checksums_of_the_files():
    readme = (datasets.DATA / "README.md").read_text()
    for name in ("mnist.npz", "seattle_temperatures.csv"):
        content = (datasets.DATA / name).read_bytes()
        assert f"| `{name}` | `{sha256(content).hexdigest()}` |" in readme


@pytest.fixture
def other_data(tmp_path, monkeypatch):
    for name in ("SHA256SUMS", "seattle_temperatures.csv"):
        shutil.copy(datasets.DATA / name, tmp_path)
    monkeypatch.setattr(datasets, "DATA", tmp_path)
    return tmp_path


def test_a_missing_file_is_named_with_its_cure(other_data):
    (other_data / "seattle_temperatures.csv").unlink()
    cure = "restore it with: git checkout -- data/seattle_temperatures.csv"
    sentence = f"data/seattle_temperatures.csv is missing: {cure}"
    with pytest.raises(FileNotFoundError, match=sentence):
        load_temperatures()
    load_mnist.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"data/mnist.npz is missing: restore it with"):
        load_mnist()


def test_an_altered_file_is_refused(other_data):
    file = other_data / "seattle_temperatures.csv"
    file.write_text(file.read_text().replace("12.8", "99.9"))
    with pytest.raises(ValueError, match="is not the file this course was written for: restore it"):
        load_temperatures()


@pytest.mark.parametrize(("make", "classes"), [(moons, 2), (circles, 2), (spirals, 2), (blobs, 3)])
def test_drawn_data_are_balanced_repeatable_and_as_many_as_asked_for(make, classes):
    x, y = make(101, rng=3)
    assert x.shape == (101, 2)
    assert np.ptp(np.bincount(y, minlength=classes)) <= 1
    assert (make(101, rng=3)[0] == x).all()
    assert (make(101, rng=4)[0] != x).any()
    with pytest.raises(ValueError, match="at least one point per class"):
        make(1)


def test_a_line_comes_with_a_column_of_ones_and_noise_around_it():
    x, y = line(5000, noise=0.5, rng=1)
    assert (x[:, 1] == 1).all()
    residual = y - x @ [2, -1]
    assert residual.std() == pytest.approx(0.5, rel=0.05)
    assert (line(5000, noise=0.5, rng=1)[1] == y).all()
    with pytest.raises(ValueError, match="need 2 points and noise of 0 or above, but got m=1"):
        line(1)


def test_without_noise_the_points_lie_on_their_curves():
    x, y = circles(50, noise=0)
    assert np.hypot(*x.T) == pytest.approx(np.where(y == 0, 1.0, 0.5))
    x, y = moons(50, noise=0)
    assert np.hypot(*(x - np.where(y == 0, 0, 1)[:, None] * [1.0, 0.5]).T) == pytest.approx(
        np.ones(50)
    )
    x, y = blobs(50, classes=4, noise=0)
    assert len(np.unique(x.round(9), axis=0)) == 4
    x, y = spirals(50, classes=3, noise=0)
    assert np.bincount(y).tolist() == [17, 17, 16]
