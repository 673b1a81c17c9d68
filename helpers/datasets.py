"""Data to learn from: two real sets kept in data/, your own, and drawn ones in two dimensions."""

import csv
import io
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from helpers.arrays import number, one_of, whole
from helpers.environment import ROOT, checksums, data_file
from helpers.tables import Labelled, decoded, points

RECORDS = (
    "race",  # of lesson 09
    "depths",  # 12
    "starts",  # 13
    "few_digits",  # 14
    "labels",  # 15
    "search",  # 17
    "capstone",  # 18
    "frameworks",
    "beyond",  # 19
)
PARTS = "train", "test"
NOISE = "0 or above, and finite", lambda noise: 0 <= noise < np.inf


@cache
def load_mnist() -> tuple[Labelled, Labelled]:
    """(x_train, y_train), (x_test, y_test): 60,000 and 10,000 handwritten digits.

    x (m, 784) float32 in [0, 1], rows of 28 × 28 pixels; y (m,) int64. Loaded once, shared and
    therefore read-only; of `share_mnist`, all kernels of a machine see the same memory.
    Raises FileNotFoundError or ValueError when the file is missing or altered.
    """
    with _mnist() as file:
        labels = [file[f"y_{part}"].astype(np.int64) for part in PARTS]
        shared = _shared_images()
        images = np.split(_images(file) if shared is None else shared, [len(labels[0])])
    return tuple(_read_only(*pair) for pair in zip(images, labels, strict=True))


def share_mnist() -> Path:
    """Write the images as they are used, 220 MB, for all kernels of a machine; returns the file.

    Whoever loads MNIST maps them, so that thirty learners hold them once. It is whole or not there,
    and for this very source: its name holds the checksum.
    Raises OSError where it cannot be written, and like `load_mnist`.
    """
    with _mnist() as file:
        images = _images(file)
    path = _shared_file()
    with TemporaryDirectory(dir=path.parent) as folder:  # on the same disk, to be moved at once
        np.save(draft := Path(folder, path.name), images)
        draft.replace(path)
    return path


def _mnist():
    return np.load(io.BytesIO(data_file("mnist.npz")), allow_pickle=False)


def _images(file):
    x = np.concatenate([file[f"x_{part}"] for part in PARTS], dtype=np.float32)
    x /= 255
    return x.reshape(len(x), -1)


def _shared_file():
    return ROOT / "data" / f"mnist-{checksums()['mnist.npz'][:16]}.npy"


def _shared_images():
    """What `share_mnist` has written, mapped; None where there is nothing, or nothing whole."""
    with suppress(OSError, ValueError, EOFError):
        images = np.load(_shared_file(), mmap_mode="r", allow_pickle=False)
        if (images.shape, images.dtype) == ((70_000, 784), np.float32):
            return images.view(np.ndarray)


def _read_only(*arrays):
    for array in arrays:
        array.flags.writeable = False
    return arrays


def load_temperatures(year: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Days (datetime64) and their highest temperatures in Seattle, °C; 2012 to 2015, or one year.

    Raises ValueError for a year outside, FileNotFoundError or ValueError for a bad file.
    """
    rows = [*csv.DictReader(data_file("seattle_temperatures.csv").decode().splitlines())]
    days = np.array([row["date"] for row in rows], dtype="datetime64[D]")
    highest = np.array([float(row["temp_max"]) for row in rows])
    if year is None:
        return days, highest
    year = whole(year, "year")
    chosen = days.astype("datetime64[Y]") == np.datetime64(str(year), "Y")
    if not chosen.any():
        raise ValueError(f"there are temperatures for 2012 to 2015, but not for {year}")
    return days[chosen], highest[chosen]


def load_points(path: str | Path, standardize: bool = False) -> Labelled:
    """Points (m, 2) and labels (m,) of your own, from a small table (CSV): x, y, label in a line.

        lab = Lab(plots.boundary(load_points("mine.csv")), …)

    Raises FileNotFoundError where there is no such file, ValueError for one that is no text, and,
    in words and with the line, for one that holds no such points; see `helpers.tables`.
    """
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no file {path} in {Path.cwd()}") from None
    return points(decoded(content), standardize)


def load_records(name: str) -> dict[str, np.ndarray]:
    """Records of experiments that a lesson has no time to run, by the name of their file.

    What ran them, and what the arrays are, stands in data/README.md. Raises ValueError for a name
    that is none of `RECORDS`, FileNotFoundError or ValueError when the file is missing or altered.
    """
    file = data_file(f"{one_of(name, 'records', RECORDS)}.npz")
    with np.load(io.BytesIO(file), allow_pickle=False) as arrays:
        return dict(arrays)


def line(m: int = 1024, noise: float = 0.8, rng=0) -> Labelled:
    """Points of y = 2x − 1 with normal noise: rows (x, 1), x in [0, 2), and y, float64.

    Raises TypeError or ValueError for fewer than 2 points and for noise below 0.
    """
    m, noise, rng = whole(m, "m", 2), number(noise, "noise", *NOISE), np.random.default_rng(rng)
    x = np.stack([2 * rng.random(m), np.ones(m)], axis=1)
    return x, x @ [2.0, -1.0] + noise * rng.standard_normal(m)


# Drawn in the plane. All raise TypeError or ValueError for fewer points than classes, or bad noise.


def moons(m: int = 300, noise: float = 0.2, rng=0) -> Labelled:
    """Two interleaving half circles, m points (m, 2) float64 and labels 0, 1."""
    y, _, noise, rng = _start(m, 2, noise, rng)
    angle = np.pi * rng.random(len(y))
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x[y == 1] = [1.0, 0.5] - x[y == 1]
    return x + noise * rng.standard_normal(x.shape), y


def spirals(m: int = 300, classes: int = 2, noise: float = 0.1, rng=0) -> Labelled:
    """Arms that wind once around the origin, one per class."""
    y, classes, noise, rng = _start(m, classes, noise, rng)
    radius = np.sqrt(rng.random(len(y)))
    angle = 2 * np.pi * (radius + y / classes)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * radius[:, None] * rng.standard_normal(x.shape), y


def blobs(m: int = 300, classes: int = 3, noise: float = 0.3, rng=0) -> Labelled:
    """Round clouds of width `noise` whose centres stand on the unit circle."""
    y, classes, noise, rng = _start(m, classes, noise, rng)
    angle = 2 * np.pi * y / classes
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal(x.shape), y


def _start(m, classes, noise, rng):
    """Labels 0, 1, …, classes − 1, 0, 1, …, one for each of m points; the rest as it shall be."""
    classes = whole(classes, "classes", 1)
    y = np.arange(whole(m, "m, one point or more for each class,", classes)) % classes
    return y, classes, number(noise, "noise", *NOISE), np.random.default_rng(rng)


if __name__ == "__main__":
    try:
        print(f"MNIST is shared by all kernels of this folder: {share_mnist()}")
    except OSError as error:
        sys.exit(f"MNIST cannot be shared: {error}")
