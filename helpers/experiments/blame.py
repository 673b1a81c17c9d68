"""Blame handed back: one neuron, softmax at a temperature, and slips in a gradient by hand."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from helpers.arrays import floats, number, one_of, quietly
from helpers.losses import softmax

FINITE = "finite", np.isfinite
ABOVE_0 = "above 0 and finite", lambda value: 0 < value < np.inf


def _sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


BENDS = {  # f and its slope
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "sigmoid": (_sigmoid, lambda z: _sigmoid(z) * _sigmoid(-z)),
}
LOSSES = {  # of an answer a against a target t, and its slope for a
    "squared": (lambda a, t: (a - t) ** 2 / 2, lambda a, t: a - t),
    "cross-entropy": (
        lambda a, t: -t * np.log(a) - (1 - t) * np.log(1 - a),
        lambda a, t: (a - t) / (a * (1 - a)),
    ),
}
KINDS = ("tanh · squared", "ReLU · squared", "sigmoid · squared", "sigmoid · cross-entropy")


class Neuron(NamedTuple):
    """One neuron, a = f(w·x + b), and its loss against a target; `nudged` is what to look at."""

    w: float
    x: float
    b: float
    t: float
    kind: str = "tanh · squared"
    nudged: str = "w"

    @property
    def parts(self) -> tuple:
        """The bend with its slope, and the loss with its slope."""
        bend, loss = self.kind.split(" · ")
        return BENDS[bend], LOSSES[loss]

    @property
    @quietly
    def values(self) -> dict:
        """What goes forward: z, a and the loss."""
        (bend, _), (loss, _) = self.parts
        z = self.w * self.x + self.b
        return {"z": z, "a": bend(z), "loss": loss(bend(z), self.t)}

    @property
    @quietly
    def slopes(self) -> dict:
        """How much each operation passes on: the loss for a, a for z, and z for w, x and b."""
        ((_, bend), (_, loss)), values = self.parts, self.values
        slopes = {"a": loss(values["a"], self.t), "z": bend(values["z"])}
        return slopes | {"w": self.x, "x": self.w, "b": 1.0}

    @property
    def blame(self) -> dict:
        """What goes backward: the slope of the loss for a, z, w, x and b."""
        slopes = self.slopes
        da = slopes["a"]
        dz = da * slopes["z"]
        return {"a": da, "z": dz} | {name: dz * slopes[name] for name in "wxb"}

    def difference(self, eps: float = 1e-5) -> float:
        """(loss(… + ε) − loss(… − ε)) / 2ε for what is nudged; ValueError unless ε is above 0."""
        here, eps = getattr(self, self.nudged), number(eps, "eps", *ABOVE_0)
        above, below = (
            self._replace(**{self.nudged: here + side * eps}).values["loss"] for side in (1, -1)
        )
        return (above - below) / (2 * eps)

    def __str__(self):
        blame, difference = (
            f"{slope.round(4) + 0.0:.4f}"  # no zero has a sign
            for slope in np.array([self.blame[self.nudged], self.difference()])
        )
        told = f"loss {self.values['loss']:.3f} · blame of {self.nudged} {blame}"
        return f"{told}, by a difference {difference}"


def neuron(w, x, b, t, kind="tanh · squared", nudged="w") -> Iterator[Neuron]:
    """A run of one record, a neuron: what a lab shows.

    Raises TypeError or ValueError for what is not finite, another kind or anything else to nudge.
    """
    given = {"w": w, "x": x, "b": b, "t": t}
    finite = (number(value, name, *FINITE) for name, value in given.items())
    return iter([Neuron(*finite, one_of(kind, "kind", KINDS), one_of(nudged, "nudged", [*"wxb"]))])


# Softmax at a temperature


class Shares(NamedTuple):
    """Scores z (classes,) and the shares that softmax((z + added) / T) gives them."""

    z: tuple
    T: float
    added: float = 0.0
    stable: bool = True

    @quietly
    def at(self, T) -> np.ndarray:
        """The shares (…, classes) at temperatures T (…,); NaN where the naive formula fails."""
        z = (np.array(self.z) + self.added) / floats(T, "T")[..., None]
        if self.stable:
            return softmax(z)
        e = np.exp(z)
        return e / e.sum(axis=-1, keepdims=True)

    def __str__(self):
        p = self.at(self.T)
        if np.isnan(p).any():
            largest = (max(self.z) + self.added) / self.T
            fault = "too large for a number" if largest > 0 else "0, and so are all others"
            return f"nan: e to the power of {largest:.0f} is {fault}"
        return "p = " + ", ".join(f"{share:.3f}" for share in p)


def shares(z, T, added=0.0, stable=True) -> Iterator[Shares]:
    """A run of one record, shares of classes: what a lab shows.

    Raises TypeError or ValueError unless z is (classes,), all is finite and T above 0.
    """
    z = floats(z, "z")
    if z.ndim != 1 or len(z) == 0 or not np.isfinite(z).all():
        raise ValueError(f"z must be finite scores (classes,), but has shape {z.shape}")
    T, added = number(T, "T", *ABOVE_0), number(added, "added", *FINITE)
    return iter([Shares(tuple(z.tolist()), T, added, stable)])


# Slips


def _two_layers(back, total):
    """The gradient of two layers by hand, with other ways back through W2 and to a bias."""

    def gradient(W1, b1, W2, b2, x, y):
        h = np.tanh(x @ W1 + b1)
        p = softmax(h @ W2 + b2)
        loss = -np.log(p[np.arange(len(y)), y]).mean()
        dz2 = (p - np.eye(p.shape[1])[y]) / len(y)
        dz1 = back(dz2, W2) * (1 - h**2)
        return loss, (x.T @ dz1, total(dz1), h.T @ dz2, total(dz2))

    return gradient


def _back(dz, W):
    return dz @ W.T


def _total(dz):
    return dz.sum(axis=0)


SLIPS = {  # gradients (W1, b1, W2, b2, x, y) → loss, (dW1, db1, dW2, db2), all but the first wrong
    "none": _two_layers(_back, _total),
    "dz2 @ W2": _two_layers(lambda dz, W: dz @ W, _total),
    "dz2.sum()": _two_layers(_back, lambda dz: dz.sum()),
    "dz2": _two_layers(_back, lambda dz: dz),
}
