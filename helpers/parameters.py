"""One vector θ: all parameters in one contiguous array, known by name through views into it."""

from collections.abc import Mapping
from math import prod

import numpy as np

from helpers.arrays import floats


class Anchored:
    """Holds arrays that others hold too: assigning to one writes into it, and never replaces it.

    Raises TypeError or ValueError, and writes nothing, for a value that `write` refuses.
    """

    anchored: tuple[str, ...] = ()

    def __setattr__(self, name, value):
        if name in self.anchored and name in vars(self):
            write(value, vars(self)[name], name)
        else:
            super().__setattr__(name, value)


class Views(Mapping):
    """The parts of one vector by name; assigning to a name writes into the vector.

    `shapes` maps each name to the shape of its part, in the order in which they fill the vector.
    Raises ValueError for a vector of another length, and for a value that `write` refuses.
    """

    def __init__(self, vector: np.ndarray, shapes: dict[str, tuple[int, ...]]):
        lengths = [prod(shape) for shape in shapes.values()]
        if np.shape(vector) != (sum(lengths),):
            raise ValueError(
                f"these names need a vector of {sum(lengths)}, but got {np.shape(vector)}"
            )
        parts = np.split(vector, np.cumsum(lengths))[:-1]
        pairs = zip(shapes.items(), parts, strict=True)
        self._parts = {name: part.reshape(shape) for (name, shape), part in pairs}

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._parts:
            raise KeyError(f"no parameter {name!r}: there are {', '.join(self)}")
        return self._parts[name]

    def __setitem__(self, name: str, value) -> None:
        write(value, self[name], name)

    def __iter__(self):
        return iter(self._parts)

    def __len__(self):
        return len(self._parts)

    def __repr__(self):
        return ", ".join(f"{name} {part.shape}" for name, part in self.items())


def write(value, into: np.ndarray, name: str) -> None:
    """Write one number, or real numbers of the same shape, into an array.

    Raises TypeError for what is no real number, ValueError for another shape.
    """
    value = floats(value, name)
    if value.ndim and value.shape != into.shape:
        raise ValueError(f"{name} has shape {into.shape}, but got {value.shape}")
    with np.errstate(all="ignore"):  # what is too large for float32 becomes infinite
        into[...] = value
