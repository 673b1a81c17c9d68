"""What the frameworks say: run here where they are installed, or else recorded."""

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, one_of
from helpers.datasets import load_records
from helpers.experiments import parabolas
from helpers.experiments.frameworks import in_keras, in_optax, in_pytorch
from helpers.network import MLP

FRAMEWORKS: dict[str, tuple[str, Callable]] = {  # name: (package, training)
    "PyTorch": ("torch", in_pytorch),
    "Keras": ("keras", in_keras),
    "Optax": ("optax", in_optax),
}


def installed(name: str) -> str:
    """The version of a framework here, or "" where it is not installed.

    Raises ValueError for an unknown name.
    """
    package, _ = FRAMEWORKS[one_of(name, "framework", FRAMEWORKS)]
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


class Elsewhere(NamedTuple):
    """Where the numbers come from, in words; losses (100,) of the batches, and the held-out one."""

    source: str
    losses: np.ndarray
    held: float


def elsewhere(name: str, net: MLP, batches: Sequence[Pair], held: Pair) -> Elsewhere:
    """What a framework says: run here if it is installed, or else as it was recorded.

    The record is of `start()`, `batches()` and `held()`. Raises ValueError for an unknown name.
    """
    try:
        if here := installed(name):
            losses, end = FRAMEWORKS[name][1](net, batches, held)
            return Elsewhere(f"{here}, run here", np.array(losses), end)
    except ImportError:  # such as Keras without anything to run on
        pass
    return recorded(name)


def recorded(name: str) -> Elsewhere:
    """What was recorded, also of "Keras, eps as it is". Raises ValueError for an unknown name."""
    records = load_records("frameworks")
    names = records["names"].tolist()
    row = names.index(one_of(name, "framework", names))
    version = records["versions"][[0, 1, 2, 1][row]]
    return Elsewhere(f"{version}, recorded", records["losses"][row], float(records["held"][row]))


def ends_elsewhere(name: str) -> tuple[str, list[float]]:
    """Where a framework's w ends on its way to 10 and to 5, and where these numbers come from.

    Raises ValueError for an unknown name.
    """
    records, here = load_records("frameworks"), installed(name)
    try:
        if here:
            end = parabolas.ELSEWHERE[name]
            return f"{here}, run here", [end(minimum) for minimum in records["minima"].tolist()]
    except ImportError:
        pass
    return recorded(name).source, records["ends"][[*parabolas.ELSEWHERE].index(name)].tolist()
