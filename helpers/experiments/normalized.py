"""Batch norm looked at closely: its graph with three examples, and one digit in its company."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, number, one_of, pair, quietly, whole
from helpers.experiments.ghosts import training_pass
from helpers.gradcheck import numerical_gradient, relative_difference
from helpers.losses import softmax
from helpers.network import MLP

FINITE = "finite", np.isfinite
PULLS = {"y1": (1.0, 0.0, 0.0), "y2": (0.0, 1.0, 0.0), "y3": (0.0, 0.0, 1.0)}
PULLS |= {"all three": (1.0, 1.0, 1.0)}
EPS = 1e-5  # below the root


class Graph(NamedTuple):
    """Batch norm y = γx̂ + β of one feature x (m,), and the loss Σ dy·y that pulls on its outputs.

    With `forgotten` the gradient takes the deviation for a constant, which is wrong.
    """

    x: tuple
    gamma: float
    beta: float
    dy: tuple
    forgotten: bool = False

    @property
    def values(self) -> dict:
        """What goes forward, by the names of the graph's arrows."""
        x = np.array(self.x)
        v = {"x": x, "gamma": self.gamma, "beta": self.beta, "mean": x.mean()}
        v["centred"] = x - v["mean"]
        v["square"] = v["centred"] ** 2
        v["var"] = v["square"].mean()
        v["std"] = np.sqrt(v["var"] + EPS)
        v["x_hat"] = v["centred"] / v["std"]
        return v | {"y": self.gamma * v["x_hat"] + self.beta}

    @property
    def gradients(self) -> dict:
        """What comes back, by the same names."""
        v, dy, m = self.values, np.array(self.dy), len(self.x)
        d = {"y": dy, "gamma": (dy * v["x_hat"]).sum(), "beta": dy.sum()}
        d["x_hat"] = dy * self.gamma
        through = not self.forgotten
        d["std"] = -through * (d["x_hat"] * v["x_hat"]).sum() / v["std"]
        d["var"] = d["std"] / (2 * v["std"])
        d["square"] = np.full(m, d["var"] / m)
        d["centred"] = d["x_hat"] / v["std"] + d["square"] * 2 * v["centred"]
        d["mean"] = -d["centred"].sum()
        return d | {"x": d["centred"] + d["mean"] / m}

    @property
    def differences(self) -> dict:
        """Difference quotients of the loss for x (m,), γ and β, of the right forward pass."""
        told = {name: np.array(getattr(self, name)) for name in ("x", "gamma", "beta")}

        def loss():
            y = self._replace(**told).values["y"]
            return float((y * np.array(self.dy)).sum())

        return {name: numerical_gradient(loss, part) for name, part in told.items()}

    @property
    def error(self) -> float:
        """The relative difference between the gradients at x and their difference quotients."""
        return relative_difference(self.gradients["x"], self.differences["x"], floor=1e-4)

    def __str__(self):
        own, other = (
            ", ".join(f"{slope:z.3f}" for slope in found["x"])
            for found in (self.gradients, self.differences)
        )
        return f"gradients at x: {own}; by differences: {other}"


def graph(x1, x2, x3, pulled="y1", gamma=2.0, forgotten=False, beta=1.0) -> Iterator[Graph]:
    """A run of one record, batch norm of three examples whose loss is what is pulled.

    Raises TypeError or ValueError for what is not finite and for another name to pull.
    """
    given = {"x1": x1, "x2": x2, "x3": x3, "gamma": gamma, "beta": beta}
    *x, gamma, beta = (number(value, name, *FINITE) for name, value in given.items())
    return iter([Graph((*x,), gamma, beta, PULLS[one_of(pulled, "pulled", PULLS)], forgotten)])


def checked(m: int, forgotten: bool, rng=0) -> float:
    """The relative difference that a gradient check finds on a batch of m random examples.

    Raises TypeError or ValueError for m below 1.
    """
    x, dy = np.random.default_rng(rng).normal(size=(2, whole(m, "m", 1)))
    return Graph((*x,), 1.5, 0.5, (*dy,), forgotten).error


# A digit in company

OTHERS = ("any digits", "its own class", "copies of itself")


class Company(NamedTuple):
    """A digit (784,), its label, the others of its batch (m − 1, 784), and the network's answer."""

    digit: np.ndarray
    label: int
    others: np.ndarray
    evaluation: bool
    p: np.ndarray

    def __str__(self):
        best = int(self.p.argmax())
        mode = "evaluation" if self.evaluation else "training"
        return f"a {self.label}, in {mode} mode taken for a {best}, p = {self.p[best]:.2f}"


def company(
    net: MLP,
    data: Pair,
    digit: int,
    size: int,
    others: str = "any digits",
    draw=0,
    evaluation=False,
) -> Iterator[Company]:
    """A run of one record: what a network says of one digit of `data` in a batch of `size`.

    In training mode it is normalized together with the others, which `draw` draws; in evaluation
    mode with the running averages. Raises TypeError or ValueError for what does not fit.
    """
    x, y = pair(data)
    digit, size = whole(digit, "digit", 0), whole(size, "size", 1)
    if digit >= len(x):
        raise ValueError(f"digit must be below {len(x)}, the digits there are, but is {digit}")
    beside = _beside(y, digit, size - 1, one_of(others, "others", OTHERS), draw)
    batch = x[[digit, *beside]]
    return iter(
        [Company(batch[0], int(y[digit]), batch[1:], evaluation, answer(net, batch, evaluation))]
    )


@quietly
def answer(net: MLP, batch: np.ndarray, evaluation: bool = False) -> np.ndarray:
    """Probabilities (classes,) for the first example of a batch, in training or evaluation mode."""
    if evaluation:
        return net.predict_proba(batch[:1])[0]
    return softmax(training_pass(net, batch)[-1])[0]


@quietly
def right_together(net: MLP, data: Pair, batches: Iterable) -> float:
    """Share right in training mode, where each of the batches, rows of `data`, is normalized alone.

    NaN without batches. Raises TypeError or ValueError for data that do not fit.
    """
    (x, y), twin = pair(data), deepcopy(net)
    hits = []
    for rows in batches:
        scores = x[rows]
        for layer in twin.layers:
            scores = layer.forward(scores)
        hits.append(scores.argmax(axis=1) == y[rows])
    return float(np.concatenate(hits or [[np.nan]]).mean())


def by_company(net: MLP, data: Pair) -> dict[str, float]:
    """Shares right of `data` in training mode, by who is in a batch, and in evaluation mode.

    Batches take the examples as they come; the rest that does not fill one is left out.
    Raises TypeError or ValueError for data that do not fit.
    """
    x, y = pair(data)
    rows, found = np.arange(len(x)), {}
    for m in (100, 8, 2, 1):
        batches = rows[: len(x) // m * m].reshape(-1, m)
        found[f"batches of {m}"] = right_together(net, data, batches)
    classes = [rows[y == k] for k in np.unique(y)]
    found["its own class"] = right_together(net, data, classes)
    return found | {"evaluation mode": net.accuracy(x, y)}


def _beside(y, digit, count, others, draw):
    if others == "copies of itself":
        return [digit] * count
    welcome = np.arange(len(y)) != digit
    if others == "its own class":
        welcome &= y == y[digit]
    found = np.flatnonzero(welcome)
    if len(found) < count:
        raise ValueError(
            f"size must be at most {len(found) + 1}, as there are no more digits of that kind, "
            f"but is {count + 1}"
        )
    return np.random.default_rng(draw).choice(found, count, replace=False)
