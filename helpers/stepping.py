"""What all optimizers share: hyperparameters in their ranges, averages, and steps of one θ."""

from dataclasses import dataclass, fields
from typing import ClassVar
from weakref import ref

import numpy as np

from helpers.arrays import check_in_place, floats, number

Hyper = float | np.ndarray

BLOCK = 2**15  # elements of θ that one pass of a rule handles: temporaries then stay in the cache
SIZE = "0 or above, and finite", lambda h: (h >= 0) & (h < np.inf)
MEMORY = "in [0, 1)", lambda h: (h >= 0) & (h < 1)
RANGES = {
    "lr": SIZE,
    "eps": SIZE,
    "beta": MEMORY,
    "beta1": MEMORY,
    "beta2": MEMORY,
    "beta3": MEMORY,
    "alpha": SIZE,
    "weight_decay": SIZE,
    "momentum_decay": SIZE,
    "dampening": ("in [0, 1]", lambda h: (h >= 0) & (h <= 1)),
}


@dataclass(repr=False, eq=False)
class Optimizer:
    """Hyperparameters as fields; running averages as attributes that the first step creates.

    `dataclasses.replace(opt)` is the same optimizer with nothing remembered. `copy`, `deepcopy`
    and `pickle` take all along, with averages of their own, and belong to no θ until they step one.
    Raises TypeError or ValueError for a hyperparameter that is no number or outside its range,
    whenever it is set.
    """

    lr: Hyper = 1e-3
    averages = ()  # names of the arrays that the rule keeps, one element per element of θ
    from_theta = ()  # those of them that begin as a copy of θ; the others begin as zeros
    numbers: ClassVar[dict] = {}  # names of the numbers that it keeps, and what they begin as

    def __post_init__(self):
        self.reset()

    def reset(self) -> None:
        """Forget all steps: t = 0, no running averages, and no θ that they belong to."""
        self.t, self.home = 0, None
        for name in self.averages:
            setattr(self, name, None)
        vars(self).update(self.numbers)

    def step(self, theta: np.ndarray, grad: np.ndarray) -> None:
        """Move `theta` in place by one update from `grad`, real numbers of the same shape.

        Raises TypeError for a θ that is not a writable array of float32 or wider; ValueError when
        the shapes differ, when θ already holds NaN or infinity at the first step, and when θ has
        another shape than the running averages. A step that is refused changes nothing.
        """
        grad = floats(grad, "grad")
        self._refuse_bad(theta, grad)
        if self.t == 0:
            self._begin(theta)
        arrays = [theta, grad, *(getattr(self, name) for name in self.averages)]
        before = {name: getattr(self, name) for name in ("t", *self.numbers)}
        self.t += 1
        try:
            with np.errstate(all="ignore"):  # a run that diverges is not an error
                self.count()
                for parts in self._blocks(arrays):
                    self.rule(*parts)
        except BaseException:
            vars(self).update(before)
            raise
        if self.home is None or self.home() is not theta:
            self.home = ref(theta)

    def count(self):
        """Brings `numbers` up to step t, once, before the rule goes through the blocks of θ."""

    def rule(self, theta, g, *averages):
        raise NotImplementedError(f"{type(self).__name__} needs a rule(theta, g, ...)")

    def effective_lr(self) -> np.ndarray:
        """What multiplies g, or the average of g that the rule follows, in each element of θ.

        As the running averages stand after the last step. Raises ValueError before the first one,
        TypeError for a rule that has no `multiplier`.
        """
        if self.t == 0:
            raise ValueError(f"{self!r} has no effective learning rate before its first step")
        with np.errstate(all="ignore"):
            rates = self.multiplier(*(getattr(self, name) for name in self.averages))
        return np.array(np.broadcast_to(rates, self._shape))

    def multiplier(self, *averages):
        raise TypeError(f"{type(self).__name__} has no effective learning rate")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the hyperparameters broadcast together: () for a single experiment."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        try:
            return np.broadcast(*values.values()).shape
        except ValueError:
            words = ", ".join(f"{name} {np.shape(h)}" for name, h in values.items() if np.ndim(h))
            raise ValueError(
                f"{type(self).__name__}: these shapes do not broadcast together: {words}"
            ) from None

    def _refuse_bad(self, theta, grad):
        check_in_place(theta, "theta", "steps are taken")
        if self.t and theta.shape != self._shape:
            raise ValueError(
                f"{self!r} has taken {self.t} steps with a theta of shape {self._shape}, but this "
                f"one has shape {theta.shape}: give each run its own optimizer, or call reset()"
            )
        if grad.shape != theta.shape:
            raise ValueError(f"grad must have the shape of theta, {theta.shape}, not {grad.shape}")

    def _begin(self, theta):
        if not np.isfinite(theta).all():
            raise ValueError("theta holds NaN or infinity before the first step")
        if not _fits(self.shape, theta.shape):
            raise ValueError(
                f"theta has shape {theta.shape}, but the hyperparameters have shape {self.shape}: "
                f"give theta one position for each experiment"
            )
        self._shape = theta.shape
        for name in self.averages:
            begins = np.array if name in self.from_theta else np.zeros_like
            setattr(self, name, begins(theta))

    def _blocks(self, arrays):
        theta = arrays[0]
        if theta.size <= BLOCK or theta.ndim != 1 or self.shape:
            return [arrays]
        return ([a[i : i + BLOCK] for a in arrays] for i in range(0, theta.size, BLOCK))

    def __setattr__(self, name, value):
        if name in RANGES:
            value = _hyper(f"{type(self).__name__}: {name}", value, *RANGES[name])
            if np.ndim(value) and vars(self).get("t") and not _fits(value.shape, self._shape):
                raise ValueError(
                    f"{type(self).__name__}: {name} of shape {value.shape} does not fit the theta "
                    f"of shape {self._shape} that it has stepped"
                )
        super().__setattr__(name, value)

    def __getstate__(self):
        return vars(self) | {"home": None}

    def __setstate__(self, state):
        for name, value in state.items():
            setattr(self, name, value)

    def __copy__(self):
        twin = object.__new__(type(self))
        vars(twin).update(vars(self), home=None)
        if self.t:  # there are averages; what the hyperparameters hold cannot change in place
            vars(twin).update({name: getattr(self, name).copy() for name in self.averages})
        return twin

    def __repr__(self) -> str:
        shown = (
            f"{f.name}={_short(getattr(self, f.name))}"
            for f in fields(self)
            if f.name not in ("eps", "dampening") or np.any(getattr(self, f.name) != f.default)
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def check_optimizer(opt, theta: np.ndarray | None = None) -> None:
    """Refuse what cannot step, or what has stepped another array than `theta`.

    Any object with a `step(theta, grad)` will do; only an Optimizer knows which θ is its own.
    Raises TypeError for a class or an object without a step, ValueError for another's optimizer.
    """
    if isinstance(opt, type):
        raise TypeError(f"opt must be an optimizer, not the class: write {opt.__name__}()")
    if not callable(getattr(opt, "step", None)):
        raise TypeError(
            f"opt must be an optimizer, with a step(theta, grad), but is of type "
            f"{type(opt).__name__}"
        )
    home = getattr(opt, "home", None)
    if theta is not None and home is not None and home() is not theta:
        raise ValueError(
            f"{opt!r} has taken {opt.t} steps with another network: give each network its own "
            f"optimizer, with dataclasses.replace(opt), or call opt.reset()"
        )


def _hyper(name, value, needed, allowed):
    """The value as a Python float, which never promotes a float32 θ, or as an array of floats."""
    if not isinstance(value, np.ndarray | list | tuple) or np.ndim(floats(value, name)) == 0:
        return number(value, name, needed, allowed)
    array = np.array(floats(value, name), dtype=float)
    if np.asarray(value).dtype.kind == "b":
        raise TypeError(f"{name} must hold numbers, but is of type bool")
    if not allowed(array).all():
        raise ValueError(f"{name} must be {needed}, but is {_short(array)}")
    array.flags.writeable = False
    return array


def _fits(shape, theta):
    """Broadcast against θ, this shape leaves that of θ as it is."""
    try:
        return np.broadcast_shapes(shape, theta) == theta
    except ValueError:
        return False


def _short(value):
    return f"{value:.10g}" if np.ndim(value) == 0 else f"<{'×'.join(map(str, value.shape))} values>"
