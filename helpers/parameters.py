"""One vector θ: all parameters in one contiguous array, known by name through views into it."""

from collections.abc import Mapping
from math import prod

import numpy as np


class Anchored:
    """Holds arrays that others hold too: assigning to one writes into it, and never replaces it."""

    anchored: tuple[str, ...] = ()

    def __setattr__(self, name, value):
        if name in self.anchored and name in vars(self):
            vars(self)[name][...] = value
        else:
            super().__setattr__(name, value)


class Views(Mapping):
    """The parts of one vector by name; assigning to a name writes into the vector.

    `shapes` maps each name to the shape of its part, in the order in which they fill the vector.
    """

    def __init__(self, vector: np.ndarray, shapes: dict[str, tuple[int, ...]]):
        ends = np.cumsum([prod(shape) for shape in shapes.values()])
        if vector.shape != (ends[-1],):
            raise ValueError(f"these names need a vector of {ends[-1]}, but got {vector.shape}")
        parts = np.split(vector, ends[:-1])
        pairs = zip(shapes.items(), parts, strict=True)
        self._parts = {name: part.reshape(shape) for (name, shape), part in pairs}

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._parts:
            raise KeyError(f"no parameter {name!r}: there are {', '.join(self)}")
        return self._parts[name]

    def __setitem__(self, name: str, value) -> None:
        self[name][...] = value

    def __iter__(self):
        return iter(self._parts)

    def __len__(self):
        return len(self._parts)

    def __repr__(self):
        return ", ".join(f"{name} {part.shape}" for name, part in self.items())
