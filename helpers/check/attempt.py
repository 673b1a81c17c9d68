"""Call a learner's function: on copies, with a time limit, whatever it does."""

import io
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from dis import get_instructions
from types import GeneratorType

import numpy as np

from helpers.deadline import TooLongError, take

LARGEST = 10**6  # elements of an answer; nothing larger is copied or compared
NOTHING = "None"
STUB = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}  # all that a stub does


@dataclass(frozen=True)
class Outcome:
    """What one call came to: arrays of floats, or the problem in words."""

    parts: tuple[np.ndarray, ...] = ()
    names: tuple[str, ...] = ()  # of the parts
    problem: str = ""
    message: str = ""  # of an exception
    line: str = ""  # of the learner, where it was raised
    changed: tuple[int, ...] = ()  # which arguments the function has written into

    @property
    def blank(self) -> bool:
        return self.problem == NOTHING

    @property
    def raised(self) -> bool:
        return bool(self.message)

    def agrees(self, other: "Outcome") -> bool:
        """The same answer to about nine digits, or the same problem."""
        same = self.problem == other.problem and len(self.parts) == len(other.parts)
        return same and all(
            a.shape == b.shape and close(a, b).all()
            for a, b in zip(self.parts, other.parts, strict=True)
        )


def close(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where b is a to a relative 1e-9, or to 1e-12 of the largest element of a."""
    largest = np.max(np.abs(a), initial=0, where=np.isfinite(a))
    return np.isclose(b, a, rtol=1e-9, atol=1e-12 * (largest or 1), equal_nan=True)


def attempt(
    f: Callable, cases: list[tuple], returns: tuple[str, ...], each: str, seconds: float
) -> tuple[list[Outcome], str]:
    """Outcomes of f on the cases it gets through in time, each in `seconds`, and what it prints.

    Raises KeyboardInterrupt when the kernel is interrupted meanwhile.
    """
    printed = io.StringIO()
    with redirect_stdout(printed):
        outcomes, error = take(calls(f, cases, returns, each), seconds)
    if isinstance(error, KeyboardInterrupt):
        raise error
    return outcomes, printed.getvalue()


def calls(
    f: Callable, cases: list[tuple], returns: tuple[str, ...], each: str = ""
) -> Iterator[Outcome]:
    """One outcome per case; an exception is the last."""
    for case in cases:
        yield (outcome := call(f, case, returns, each))
        if outcome.raised:
            return


def call(f: Callable, case: tuple, returns: tuple[str, ...], each: str = "") -> Outcome:
    """f on copies of its arguments; `returns` names the parts of an answer that is a tuple.

    With `each`, the answer is a list of such tuples, any number of them, each called `each`.
    A callable argument with a `fresh()` is given as a fresh one, and its `judge(array or None)`
    puts its own answer in the place of what f returns.
    """
    given = [_copied(argument) for argument in case]
    try:
        with np.errstate(all="ignore"):
            answer = f(*given)
    except TooLongError:
        raise
    except BaseException as error:
        if type(error) is not NotImplementedError:
            return _failure(error)
        answer = None
    for judge in (argument.judge for argument in given if hasattr(argument, "judge")):
        answer = answer if answer is None else judge(_array(answer))
    pairs = enumerate(zip(case, given, strict=True))
    changed = tuple(i for i, (a, b) in pairs if not (callable(a) or _same(a, b)))
    return _read_list(answer, returns, changed, each) if each else _read(answer, returns, changed)


def _same(a, b):
    return np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind == "f")


def does_something(f: Callable) -> bool:
    """Whether f is more than a stub, which only returns None or raises NotImplementedError."""
    code = getattr(f, "__code__", None)
    if code is None or "NotImplementedError" in code.co_names:
        return False
    return not {step.opname for step in get_instructions(code)} <= STUB


def _copied(argument):
    if hasattr(argument, "fresh"):
        return argument.fresh()
    return argument if callable(argument) else deepcopy(argument)


def _failure(error):
    name = type(error).__name__
    try:
        text = tidy(str(error))
    except Exception:
        text = ""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    line = f"{own[-1].lineno}: {own[-1].line}" if own else ""
    return Outcome(problem=name, message=f"{name}: {text}" if text else name, line=line)


def _read(answer, returns, changed):
    """The answer as new arrays of floats, or words for what cannot be read as such."""
    values = answer if returns else (answer,)
    if type(values) not in (tuple, list) or len(values) != len(returns or values):
        return Outcome(problem=_words(answer), changed=changed)
    if all(value is None for value in values):
        return Outcome(problem=NOTHING, changed=changed)
    arrays = tuple(map(_array, values))
    for name, value, array in zip(returns or [""], values, arrays, strict=True):
        if array is None:
            problem = f"{name} = {_words(value)}" if name else _words(value)
            return Outcome(problem=problem, changed=changed)
    return Outcome(arrays, returns, changed=changed)


def _read_list(answer, returns, changed, each):
    """The parts of all tuples of a list, one after the other."""
    if type(answer) not in (tuple, list) or len(answer) > LARGEST:
        return Outcome(problem=_words(answer), changed=changed)
    parts, names = [], []
    for i, one in enumerate(answer):
        outcome = _read(one, returns, changed)
        if not outcome.parts:
            return Outcome(problem=f"{each} {i}: {outcome.problem}", changed=changed)
        parts += outcome.parts
        names += [f"{name} of {each} {i}" for name in returns]
    return Outcome(tuple(parts), tuple(names), changed=changed)


def _array(value):
    try:
        if type(value) in (list, tuple, range) and len(value) > LARGEST:
            return None
        array = np.asarray(value)
        if array.dtype.kind in "biuf" and array.size <= LARGEST:
            return np.array(array, dtype=float)
    except TooLongError:
        raise
    except BaseException:  # the value's own __array__ or __len__ may do anything
        pass
    return None


def _words(value):
    kind = type(value)
    if value is None:
        return NOTHING
    if kind is str:
        return f"the string {tidy(repr(value[:60]))}"
    if kind is np.ndarray:
        return f"an array of shape {value.shape} and type {value.dtype}"
    if kind in (list, tuple):
        return f"a {kind.__name__} of length {len(value)}"
    if kind is GeneratorType:
        return "a generator: return the values, do not yield them"
    return f"something of type {tidy(kind.__name__)}"


def tidy(text: str, most: int = 200) -> str:
    """One line of at most `most` characters, without addresses in memory."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(text[: 10 * most].split()))
    return text if len(text) <= most else text[: most - 1] + "…"
