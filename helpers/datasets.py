"""Data to learn from: two real sets kept in data/, and drawn ones in two dimensions."""

import csv
import io
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "data"

Labelled = tuple[np.ndarray, np.ndarray]


def _verified(name):
    """The bytes of a file in data/, if they are the ones that data/README.md lists."""
    path, cure = DATA / name, f"restore it with: git checkout -- data/{name}"
    listed = dict(line.split()[::-1] for line in (DATA / "SHA256SUMS").read_text().splitlines())
    if not path.exists():
        raise FileNotFoundError(f"data/{name} is missing: {cure}")
    content = path.read_bytes()
    if sha256(content).hexdigest() != listed[name]:
        raise ValueError(f"data/{name} is not the file this course was written for: {cure}")
    return io.BytesIO(content)


@cache
def load_mnist() -> tuple[Labelled, Labelled]:
    """(x_train, y_train), (x_test, y_test): 60,000 and 10,000 handwritten digits.

    x (m, 784) float32 in [0, 1], rows of 28 × 28 pixels; y (m,) int64. Loaded once, shared and
    therefore read-only. Raises FileNotFoundError or ValueError when the file is missing or altered.
    """
    with np.load(_verified("mnist.npz"), allow_pickle=False) as file:
        return tuple(
            _read_only(_scaled(file[f"x_{part}"]), file[f"y_{part}"].astype(np.int64))
            for part in ("train", "test")
        )


def _scaled(images):
    x = images.reshape(len(images), -1).astype(np.float32)
    x /= 255
    return x


def _read_only(*arrays):
    for array in arrays:
        array.flags.writeable = False
    return arrays


def load_temperatures(year: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Days (datetime64) and their highest temperatures in Seattle, °C; 2012 to 2015, or one year.

    Raises ValueError for a year outside, FileNotFoundError or ValueError for a bad file.
    """
    rows = list(csv.DictReader(io.TextIOWrapper(_verified("seattle_temperatures.csv"))))
    days = np.array([row["date"] for row in rows], dtype="datetime64[D]")
    highest = np.array([float(row["temp_max"]) for row in rows])
    if year is None:
        return days, highest
    chosen = days.astype("datetime64[Y]") == np.datetime64(str(year), "Y")
    if not chosen.any():
        raise ValueError(f"there are temperatures for 2012 to 2015, but not for {year}")
    return days[chosen], highest[chosen]


def line(m: int = 1024, noise: float = 0.8, rng=0) -> Labelled:
    """Points of y = 2x − 1 with normal noise: rows (x, 1), x in [0, 2), and y, float64."""
    if m < 2 or noise < 0:
        raise ValueError(f"need 2 points and noise of 0 or above, but got m={m}, noise={noise}")
    rng = np.random.default_rng(rng)
    x = np.stack([2 * rng.random(m), np.ones(m)], axis=1)
    return x, x @ [2.0, -1.0] + noise * rng.standard_normal(m)


def moons(m: int = 300, noise: float = 0.2, rng=0) -> Labelled:
    """Two interleaving half circles, m points (m, 2) float64 and labels 0, 1."""
    rng, y = _start(m, 2, noise, rng)
    angle = np.pi * rng.random(m)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x[y == 1] = [1.0, 0.5] - x[y == 1]
    return x + noise * rng.standard_normal(x.shape), y


def circles(m: int = 300, noise: float = 0.1, rng=0) -> Labelled:
    """A circle of radius 1 (label 0) around one of radius 0.5 (label 1)."""
    rng, y = _start(m, 2, noise, rng)
    angle = 2 * np.pi * rng.random(m)
    x = np.where(y == 0, 1.0, 0.5)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal(x.shape), y


def spirals(m: int = 300, classes: int = 2, noise: float = 0.1, rng=0) -> Labelled:
    """Arms that wind once around the origin, one per class."""
    rng, y = _start(m, classes, noise, rng)
    radius = np.sqrt(rng.random(m))
    angle = 2 * np.pi * (radius + y / classes)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * radius[:, None] * rng.standard_normal(x.shape), y


def blobs(m: int = 300, classes: int = 3, noise: float = 0.3, rng=0) -> Labelled:
    """Round clouds of width `noise` whose centres stand on the unit circle."""
    rng, y = _start(m, classes, noise, rng)
    angle = 2 * np.pi * y / classes
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal(x.shape), y


def _start(m, classes, noise, rng):
    if m < classes or classes < 1 or noise < 0:
        raise ValueError(
            f"need at least one point per class and noise of 0 or above, "
            f"but got m={m}, classes={classes}, noise={noise}"
        )
    return np.random.default_rng(rng), np.arange(m) % classes
