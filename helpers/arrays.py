"""What comes in: numbers and arrays as the course needs them, or one sentence that refuses them."""

import reprlib
from collections.abc import Callable, Iterable
from numbers import Real

import numpy as np

Pair = tuple[np.ndarray, np.ndarray]  # examples x (m, …) and what is wanted of each, y (m,)

quietly = np.errstate(all="ignore")  # what has diverged says nan, not a page of warnings


def floats(value, name: str) -> np.ndarray:
    """The value as an array of floats: float32 and wider stay, other real numbers become float64.

    So integers, bools and bytes of images cannot overflow in what is computed from them.
    An array that is already wide enough is returned itself, not a copy.
    Raises TypeError for what is not made of real numbers, ValueError for one beyond all floats.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise TypeError(f"{name} must be an array of numbers, not a ragged list") from None
    if array.dtype.kind == "f" and array.itemsize >= 4:
        return array
    if array.dtype.kind in "biuf" or _real_objects(array):
        return _converted(array.astype, float, name)
    raise TypeError(f"{name} must hold real numbers, but {_fault(value, array)}")


def whole(value, name: str, least: int = 0) -> int:
    """The value as an int. Raises TypeError unless it is a whole number, ValueError below `least`.

    2.0 is one, True and "2" are none.
    """
    value = _scalar(value)
    if not _is_number(value):
        raise TypeError(f"{name} must be a whole number, but is {shown(value)}")
    if value != value or value in (np.inf, -np.inf) or value != int(value):
        raise ValueError(f"{name} must be a whole number, but is {shown(value)}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, but is {value!r}")
    return int(value)


def number(value, name: str, needed: str, allowed: Callable[[float], bool]) -> float:
    """The value as a float that is `allowed`, as `needed` says in words.

    Raises TypeError for what is no real number, ValueError for one that is not allowed.
    """
    value = _scalar(value)
    if not _is_number(value):
        raise TypeError(f"{name} must be a number, but is {shown(value)}")
    if not allowed(size := _converted(float, value, name)):
        raise ValueError(f"{name} must be {needed}, but is {value!r}")
    return size


def pair(data: Pair, name: str = "data") -> Pair:
    """x as floats and y as it is, in arrays of equally many examples.

    Raises TypeError for what is not one pair of real numbers, ValueError for NaN, infinity, no
    examples, or different lengths.
    """
    if fault := _no_pair(data):
        raise TypeError(f"{name} must be one pair (x, y), but {fault}")
    x, labels = floats(data[0], "x"), floats(data[1], "y")
    if x.shape[:1] != labels.shape[:1]:
        raise ValueError(f"x has {_count(x)} examples, but y has {_count(labels)}")
    if _count(x) == 0:
        raise ValueError("there are no examples to train on")
    if not (np.isfinite(x).all() and np.isfinite(labels).all()):
        raise ValueError(f"{name} holds NaN or infinity")
    return x, np.asarray(data[1])


def _no_pair(data):
    """What is wrong with it, or an empty string."""
    if not isinstance(data, tuple | list):
        return f"is of type {type(data).__name__}"
    if len(data) != 2:
        return f"holds {len(data)} parts"
    nested = isinstance(data[0], tuple) and len({np.ndim(part) for part in data[0]}) > 1
    return "holds pairs itself: give one of them" if nested else ""


def rows(x, units: int, name: str = "x") -> np.ndarray:
    """x (batch, units) as floats, one example a row; TypeError or ValueError for anything else."""
    x = floats(x, name)
    if x.ndim != 2 or x.shape[1] != units:
        raise ValueError(
            f"{name} must be (batch, {units}), one example a row, but has shape {x.shape}"
        )
    if len(x) == 0:
        raise ValueError(f"{name} is empty: a batch needs at least one example")
    return x


def labels(y, count: int, classes: int) -> np.ndarray:
    """y (count,) as integers from 0 to classes − 1; TypeError or ValueError for anything else."""
    if not isinstance(y, np.ndarray):
        floats(y, "y")  # refuses what holds no numbers
    y, last = np.asarray(y), classes - 1
    if y.shape != (count,):
        raise ValueError(f"y must hold one label for each of {count} examples, not {y.shape}")
    if y.dtype.kind not in "iu":
        raise TypeError(f"y must hold integers from 0 to {last}, but is of type {y.dtype}")
    if y.min() < 0 or y.max() > last:
        raise ValueError(f"y must hold labels 0 to {last}, but runs from {y.min()} to {y.max()}")
    return y


def one_of(value, name: str, options: Iterable[str]) -> str:
    """The value, if it is one of the options. Raises ValueError, which lists them, if not."""
    if not isinstance(value, str) or value not in options:
        raise ValueError(f"unknown {name} {value!r}: use one of {', '.join(options)}")
    return value


def check_in_place(theta, name: str, reason: str) -> None:
    """Refuse, with the reason, what cannot be changed in place without loss: TypeError."""
    if not isinstance(theta, np.ndarray) or theta.dtype.kind != "f" or theta.itemsize < 4:
        kind = getattr(theta, "dtype", type(theta).__name__)
        raise TypeError(
            f"{name} must be an array of float32 or wider, because {reason} in place, "
            f"but it is {kind}: use np.array({name}, dtype=float)"
        )
    if not theta.flags.writeable:
        raise TypeError(f"{name} is read-only, but {reason} in place: use {name}.copy()")


def precision(dtype) -> np.dtype:
    """The dtype, if it is float32 or wider; TypeError for anything else."""
    try:
        kind = np.dtype(dtype)
    except TypeError:
        raise TypeError(f"dtype must be float32 or float64, but is {dtype!r}") from None
    if kind.kind != "f" or kind.itemsize < 4:
        raise TypeError(f"dtype must be float32 or float64, but is {kind}")
    return kind


def shown(value) -> str:
    """The value itself, or what it is where it would fill a page."""
    shape = getattr(value, "shape", ())
    return f"an array of shape {shape}" if shape else " ".join(reprlib.repr(value).split())


def _count(x):
    return len(x) if x.ndim else 0


def _scalar(value):
    """What an array without axes holds; anything else as it is."""
    return value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_ | np.timedelta64)


def _real_objects(array):
    return array.dtype.kind == "O" and all(isinstance(item, Real) for item in array.flat)


def _converted(convert, value, name):
    try:
        return convert(value)
    except OverflowError:
        raise ValueError(f"{name} holds a number that is too large for a float") from None


def _fault(value, array):
    """Why these are no real numbers: "is None", "is of type complex128", "holds None"."""
    if value is None or isinstance(value, str):
        return f"is {value!r}"
    if array.dtype.kind in "US":
        return "holds text"
    if array.dtype.kind != "O":
        return f"is of type {array.dtype}"
    if array.ndim == 0:
        return f"is of type {type(value).__name__}"
    return f"holds {next(item for item in array.flat if not isinstance(item, Real))!r}"
