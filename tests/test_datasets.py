import shutil
from hashlib import sha256
from mmap import mmap
from pathlib import Path

import numpy as np
import pytest

from helpers import datasets, environment
from helpers.datasets import (
    RECORDS,
    blobs,
    line,
    load_mnist,
    load_records,
    load_temperatures,
    moons,
    share_mnist,
    spirals,
)

DATA = Path(__file__).resolve().parents[1] / "data"
MEMBERS = "x_train", "x_test", "y_train", "y_test"


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


@pytest.fixture
def apart(tmp_path, monkeypatch):
    """A course of its own, in which MNIST has not been loaded yet."""
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("mnist-*"))
    monkeypatch.setattr(datasets, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    load_mnist.cache_clear()
    yield tmp_path / "data"
    load_mnist.cache_clear()


def is_mapped(x):
    while isinstance(x, np.ndarray):
        x = x.base
    return isinstance(x, mmap)


def loaded_afresh():
    load_mnist.cache_clear()
    return load_mnist()


def test_mnist_that_is_shared_is_the_same_but_mapped(apart):
    own = loaded_afresh()
    path = share_mnist()
    shared = loaded_afresh()
    assert [path] == [*apart.glob("mnist-*")]
    assert path.stat().st_mode & 0o044 == 0o044  # for all learners to read
    for (x, y), (x_shared, y_shared) in zip(own, shared, strict=True):
        assert (is_mapped(x), is_mapped(x_shared)) == (False, True)
        assert type(x_shared) is np.ndarray
        assert (x_shared.dtype, x_shared.flags.writeable) == (x.dtype, False)
        assert (x_shared == x).all()
        assert (y_shared == y).all()
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        x_shared.flags.writeable = True


def test_what_is_left_of_a_shared_file_is_not_used(apart):
    path = share_mnist()
    head = path.read_bytes()[:1000]
    for torn in (b"", head):
        path.write_bytes(torn)
        assert not is_mapped(loaded_afresh()[0][0])


def test_mnist_is_checked_also_where_it_is_shared(apart):
    share_mnist()
    (apart / "mnist.npz").write_bytes(b"altered")
    with pytest.raises(ValueError, match="not the file this course was written for"):
        loaded_afresh()
    (apart / "mnist.npz").unlink()
    with pytest.raises(FileNotFoundError, match=r"data/mnist\.npz is missing"):
        loaded_afresh()


@pytest.mark.thorough
def test_the_shared_file_of_another_source_is_not_used(apart):
    share_mnist()
    sums = apart / "SHA256SUMS"
    source = apart / "mnist.npz"
    before = sha256(source.read_bytes()).hexdigest()
    images = np.zeros((60_000, 28, 28), np.uint8), np.zeros((10_000, 28, 28), np.uint8)
    labels = np.zeros(60_000, np.uint8), np.zeros(10_000, np.uint8)
    np.savez_compressed(source, **dict(zip(MEMBERS, (*images, *labels), strict=True)))
    after = sha256(source.read_bytes()).hexdigest()
    sums.write_text(sums.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    (x, _), _ = loaded_afresh()
    assert x.max() == 0


def test_temperatures_are_daily_and_real():
    days, highest = load_temperatures()
    assert len(days) == len(highest) == 1461
    assert (np.diff(days) == np.timedelta64(1, "D")).all()
    assert -20 < highest.min() < highest.max() < 45
    assert len(load_temperatures(2014)[0]) == 365
    with pytest.raises(ValueError, match="for 2012 to 2015, but not for 1999"):
        load_temperatures(1999)


def test_the_readme_lists_the_checksums_of_the_files():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for row in (DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        checksum, name = row.split()
        assert f"| `{name}` | `{checksum}` |" in readme
        assert sha256((DATA / name).read_bytes()).hexdigest() == checksum


def test_every_record_is_there_and_no_other_file():
    assert {*DATA.glob("*.npz")} == {DATA / f"{name}.npz" for name in ("mnist", *RECORDS)}
    assert all(load_records(name) for name in RECORDS)


@pytest.mark.parametrize(("make", "classes"), [(moons, 2), (spirals, 2), (blobs, 3)])
def test_drawn_data_are_balanced_repeatable_and_as_many_as_asked_for(make, classes):
    x, y = make(101, rng=3)
    assert x.shape == (101, 2)
    assert np.ptp(np.bincount(y, minlength=classes)) <= 1
    assert (make(101, rng=3)[0] == x).all()
    assert (make(101, rng=4)[0] != x).any()
    with pytest.raises(ValueError, match="one point or more for each class, must be at least"):
        make(1)


def test_a_line_comes_with_a_column_of_ones_and_noise_around_it():
    x, y = line(5000, noise=0.5, rng=1)
    assert (x[:, 1] == 1).all()
    residual = y - x @ [2, -1]
    assert residual.std() == pytest.approx(0.5, rel=0.05)
    assert (line(5000, noise=0.5, rng=1)[1] == y).all()
    with pytest.raises(ValueError, match="m must be at least 2, but is 1"):
        line(1)


BAD_DRAWS = [
    (lambda: spirals(300, 2.5), ValueError, "classes must be a whole number, but is 2.5"),
    (lambda: spirals(300, 0), ValueError, "classes must be at least 1, but is 0"),
    (lambda: blobs(-5), ValueError, "m, one point or more for each class, must be at least 3"),
    (lambda: moons(noise=np.nan), ValueError, "noise must be 0 or above, and finite, but is nan"),
    (lambda: line(noise=-1), ValueError, "noise must be 0 or above, and finite, but is -1"),
    (lambda: blobs("300"), TypeError, "must be a whole number, but is '300'"),
    (lambda: load_temperatures("2014"), TypeError, "year must be a whole number, but is '2014'"),
]


@pytest.mark.parametrize(("draw", "error", "sentence"), BAD_DRAWS)
def test_data_that_cannot_be_drawn_are_refused(draw, error, sentence):
    with pytest.raises(error, match=sentence):
        draw()


def test_without_noise_the_points_lie_on_their_curves():
    x, y = moons(50, noise=0)
    assert np.hypot(*(x - np.where(y == 0, 0, 1)[:, None] * [1.0, 0.5]).T) == pytest.approx(
        np.ones(50)
    )
    x, y = blobs(50, classes=4, noise=0)
    assert len(np.unique(x.round(9), axis=0)) == 4
    x, y = spirals(50, classes=3, noise=0)
    assert np.bincount(y).tolist() == [17, 17, 16]
