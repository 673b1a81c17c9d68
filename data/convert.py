"""Make the files of data/ from the packages that README.md names.

python data/convert.py FOLDER_OF_IDX_FILES SEATTLE_WEATHER_CSV
"""

import csv
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
MAGIC = {0x803: 3, 0x801: 1}  # an IDX file starts with its type and number of axes


def read_idx(path):
    content = path.read_bytes()
    axes = MAGIC[int.from_bytes(content[:4], "big")]
    shape = np.frombuffer(content, ">u4", axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


def main(mnist, weather):
    parts = {"train": "train", "test": "t10k"}
    arrays = {
        f"x_{part}": read_idx(mnist / f"{file}-images-idx3-ubyte") for part, file in parts.items()
    }
    arrays |= {
        f"y_{part}": read_idx(mnist / f"{file}-labels-idx1-ubyte") for part, file in parts.items()
    }
    np.savez_compressed(HERE / "mnist.npz", **arrays)

    rows = list(csv.DictReader(weather.read_text(encoding="utf-8").splitlines()))
    path = HERE / "seattle_temperatures.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["date", "temp_min", "temp_max"])
        table.writerows(
            [row["date"].replace("/", "-"), row["temp_min"], row["temp_max"]] for row in rows
        )

    seal()


def seal():
    """List the checksums of the files that a lesson loads."""
    files = sorted([*HERE.glob("*.npz"), *HERE.glob("*.csv")])
    sums = (f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    (HERE / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
