"""What comes into every public function: the kinds of argument, and where the functions are found.

The tables are in `course` and `experiments`; a new public function must be entered in one of them.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from numbers import Real
from typing import NamedTuple

import numpy as np

import helpers
import helpers.experiments


def _kind(value):
    """The kind of an array's dtype; of objects, whether they are real numbers."""
    array = np.asarray(value)
    if array.dtype.kind == "O":
        return "O" if all(isinstance(item, Real) for item in array.flat) else "?"
    return array.dtype.kind


class Array(NamedTuple):
    """An argument made of numbers, by the name (a pattern) that a sentence must call it.

    It is tried with whole numbers from `low` to `high` in every dtype and layout. What `takes`
    accepts must work as it does in the dtype `exact`; everything else must be refused.
    """

    name: str
    shape: tuple[int, ...]
    call: Callable
    low: int = 0
    high: int = 99
    takes: Callable = lambda value: _kind(value) in "biufO"
    exact: type = np.float64
    changes: bool = False  # it is the argument that the function is there to change


class Number(NamedTuple):
    """An argument that is one number, with a value that works.

    Some take arrays of numbers too, and some are welcome to be something else `besides`.
    """

    name: str
    good: float
    call: Callable
    arrays: bool = False
    besides: tuple = ()


class Other(NamedTuple):
    """An argument that is no number, with values that must be refused."""

    name: str
    bad: tuple
    call: Callable


labels = partial(Array, takes=lambda y: _kind(y) in "iu", exact=np.int64)
counts = partial(Array, takes=lambda n: _kind(n) in "iufO")
in_place = partial(
    Array,
    takes=lambda theta: (
        isinstance(theta, np.ndarray)
        and theta.dtype.kind == "f"
        and theta.itemsize >= 4
        and theta.flags.writeable
    ),
)

NO_NAME = ("swish", "", None, 3, ["relu"], b"relu", 1.5)
NO_PAIR = (None, 3, "xy", [], [[1.0]], np.ones(3), ((1, 2), (3, 4), (5, 6)))
NO_DTYPE = (int, bool, complex, "float16", "banana", object)


def public() -> Iterator[str]:
    """The functions of the course and of its experiments, and the methods of their classes."""
    for package in (helpers, helpers.experiments):
        for module in pkgutil.iter_modules(package.__path__):
            if not module.ispkg:
                yield from _names(importlib.import_module(f"{package.__name__}.{module.name}"))


def _names(module):
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        short = f"{module.__name__.rpartition('.')[2]}.{name}"
        if inspect.isclass(thing):
            yield from (f"{short}.{method}" for method in _methods(thing))
        elif inspect.isroutine(thing):
            yield short


def _methods(kind):
    for name, method in vars(kind).items():
        if inspect.isfunction(method) and (name[0] != "_" or name in ("__init__", "__call__")):
            yield name
