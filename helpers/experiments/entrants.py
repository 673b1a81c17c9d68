"""Who may enter the arena: a rule of the learner's own, tried out on a bench before it races.

A rule is an `Optimizer`, or a function `rule(theta, g, state, lr)` that changes theta in place; its
`state` is a dict, empty before the first step, in which it may keep what it likes.
"""

from collections.abc import Callable
from contextlib import redirect_stdout
from copy import deepcopy
from dataclasses import dataclass, field, replace
from inspect import signature
from io import StringIO

import numpy as np

from helpers.arrays import number
from helpers.deadline import TooLongError, take
from helpers.stepping import Optimizer

Rule = Callable | Optimizer | type

PATIENCE = 1.0  # seconds that a trial on the bench may take
STEPS = 20  # of a trial
NO_RULE = "a rule is a function rule(theta, g, state, lr), or an Optimizer"


@dataclass(repr=False, eq=False)
class Own(Optimizer):
    """A function as an optimizer: `f(theta, g, state, lr)` changes the whole θ in place."""

    f: Callable | None = field(default=None, kw_only=True)
    shape = ()  # of the hyperparameters: one experiment

    def reset(self):
        super().reset()
        self.state = {}

    def rule(self, theta, g):
        self.f(theta, g, self.state, self.lr)

    def _blocks(self, arrays):
        return [arrays]

    def __copy__(self):
        return deepcopy(self)

    def __repr__(self):
        return f"{getattr(self.f, '__name__', 'rule')}(lr={self.lr:g})"


def made(rule: Rule, lr: float) -> Optimizer:
    """A fresh optimizer of the rule. Raises TypeError for what is no rule."""
    lr = number(lr, "lr", "above 0, and finite", lambda lr: 0 < lr < np.inf)
    if isinstance(rule, Optimizer):
        return replace(rule, lr=lr)
    if isinstance(rule, type) and issubclass(rule, Optimizer):
        return rule(lr)
    if isinstance(rule, type) or not callable(rule):
        raise TypeError(f"{NO_RULE}, but this is {rule!r}")
    try:
        signature(rule).bind(None, None, None, None)
    except (TypeError, ValueError):
        raise TypeError(f"{NO_RULE}: your function takes other arguments") from None
    return Own(lr, f=rule)


# The check


def fault(rule: Rule) -> str:
    """What is wrong with a rule, in a sentence, or "": it is tried out on small gradients.

    Raises KeyboardInterrupt when the kernel is interrupted meanwhile.
    """
    printed = StringIO()
    with np.errstate(all="ignore"), redirect_stdout(printed):
        found, error = take(_trials(rule), PATIENCE)
    if isinstance(error, KeyboardInterrupt):
        raise error
    if isinstance(error, TooLongError):
        return f"{STEPS} small steps take more than {PATIENCE:g} s: is there an endless loop?"
    if error is not None:
        where = f" with {WHERE[len(found) - 1]}" if found else ""
        return f"your rule fails{where}: {type(error).__name__}: {error}"
    if printed.getvalue():
        found = [
            *found,
            "your rule prints: a race would print it thousands of times, so take it out",
        ]
    return next(filter(None, found), "")


def _trials(rule):
    """The verdicts of all trials, up to the first that is none; the first of all is no trial."""
    try:
        made(rule, 1e-3)
    except (TypeError, ValueError) as error:
        yield str(error)
        return
    yield ""
    for trial in TRIALS:
        yield (sentence := trial(rule))
        if sentence:
            return


def _walk(opt, theta, g, steps=STEPS):
    for _ in range(steps):
        opt.step(theta, g.copy())
    return theta


def _places(size=6, dtype=float):
    return np.linspace(-2, 3, size, dtype=dtype), np.linspace(1, -0.5, size, dtype=dtype)


def _constant(rule):
    (theta, g), opt = _places(), made(rule, 1e-3)
    before, given = theta.copy(), g.copy()
    for _ in range(STEPS):
        opt.step(theta, g)
        if not (g == given).all():
            return "your rule changes the gradient g: work on a copy of it"
    if not np.isfinite(theta).all():
        return f"with a constant gradient theta is no number any more, after {STEPS} steps"
    if (theta == before).all():
        return (
            "your rule does not change theta: write theta -= …, for theta = … only gives that name "
            "to another array"
        )
    return ""


def _zero(rule):
    theta, g = _places()
    opt = made(rule, 1e-3)
    _walk(opt, theta, g, 3)
    for place in (_walk(made(rule, 1e-3), theta.copy(), 0 * g), _walk(opt, theta, 0 * g)):
        if not np.isfinite(place).all():
            return "where the gradient is 0 theta is no number any more: do you divide by 0?"
    return ""


def _apart(rule):
    theta, g = _places()
    alone, one, other = (made(rule, 1e-3) for _ in range(3))
    place, here, there = _walk(alone, theta.copy(), g), theta.copy(), -theta
    for _ in range(STEPS):
        one.step(here, g.copy())
        other.step(there, -3 * g)
    if not (place == here).all():
        return (
            "one run comes out differently beside another: keep what you remember in state, not "
            "in a global, and draw nothing at random"
        )
    return ""


def _float32(rule):
    opt = made(rule, 1e-3)
    _walk(opt, *_places(dtype=np.float32))
    kept = vars(opt) | getattr(opt, "state", {})
    for name, array in kept.items():
        if isinstance(array, np.ndarray) and array.dtype == np.float64 and array.ndim:
            return f"theta is float32, but your {name} is float64: begin with np.zeros_like(theta)"
    return ""


def _another_shape(rule):
    for theta, g in (_places(11), (np.ones((3, 2)), np.ones((3, 2)))):
        _walk(made(rule, 1e-3), theta, g)
    return ""


TRIALS = _constant, _zero, _apart, _float32, _another_shape
WHERE = (
    "a constant gradient",
    "a gradient of 0",
    "two runs side by side",
    "float32",
    "a theta of another shape",
)
