"""Removal: parts of a trained network, or of what it sees, are taken away one after the other."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from helpers.arrays import Pair, labels, number, one_of, pair, quietly, rows, whole
from helpers.losses import softmax
from helpers.network import MLP

PARTS = ["hidden units", "pixels"]
STEPS = 20  # from nothing gone to all of it
NEARLY = 0.9999  # of a lead lost is all of it, however sums are rounded
GONE = "a share, in [0, 1)", lambda share: 0 <= share < 1


class Removed(NamedTuple):
    """Of which part what share is gone; what is left, as `masks`; what each network gets right."""

    part: str
    gone: float
    left: list[np.ndarray]
    right: list[float]

    def __str__(self):
        return f"{self.gone:.0%} of the {self.part} gone"


def masks(net: MLP, gone: float, draw: int = 0, part: str = "hidden units") -> list[np.ndarray]:
    """Which inputs are left, and which units of each hidden layer, when the share `gone` of a part
    is away; with the same draw, who is gone stays gone when more go.

    Raises TypeError or ValueError for a share outside of [0, 1), and for no such part.
    """
    gone, rng = number(gone, "gone", *GONE), np.random.default_rng(whole(draw, "draw"))
    at_risk = one_of(part, "part", PARTS) == "hidden units"
    ranks = [rng.permutation(width) for width in net.sizes[:-1]]
    return [
        rank >= round(gone * len(rank)) * ((layer > 0) == at_risk)
        for layer, rank in enumerate(ranks)
    ]


def without(
    net: MLP, x: np.ndarray, left: Sequence[np.ndarray], rescaled: bool = True
) -> np.ndarray:
    """Classes (m,) that a network names when only those parts are left, one mask for the inputs
    and one for each hidden layer; what is left is multiplied by all/left, if it is `rescaled`.

    Raises TypeError or ValueError for x that does not fit.
    """
    x = rows(x, net.sizes[0])
    for block, mask in zip(net.blocks, left, strict=True):
        x = x * mask * (mask.size / max(mask.sum(), 1) if rescaled else 1)
        for layer in block:
            x = layer.infer(x)
    return x.argmax(axis=1)


def removal(
    nets: Sequence[MLP],
    data: Pair,
    part: str = "hidden units",
    gone: float = 0.5,
    draw: int = 0,
    rescaled: bool = True,
) -> Iterator[Removed]:
    """Records of networks of one shape while more and more of a part goes, in steps of 5%.

    Raises TypeError or ValueError like `masks` and `MLP.accuracy`.
    """
    gone, (x, y) = number(gone, "gone", *GONE), _examples(nets[0], data)
    shares = (np.arange(round(STEPS * gone) + 1) / STEPS).tolist()
    stages = [(share, masks(nets[0], min(share, gone), draw, part)) for share in shares]
    return (
        Removed(part, share, left, [_right(net, x, y, left, rescaled) for net in nets])
        for share, left in stages
    )


def still_right(
    nets: Sequence[MLP], data: Pair, part: str, gone: float, draws: int = 5
) -> list[float]:
    """What each network gets right with the share `gone` of a part away, for each of some draws.

    Raises TypeError or ValueError like `removal`, and for less than one draw.
    """
    x, y = _examples(nets[0], data)
    teams = [masks(nets[0], gone, draw, part) for draw in range(whole(draws, "draws", 1))]
    return [_right(net, x, y, left, rescaled=True) for left in teams for net in nets]


@quietly
def loudest(net: MLP, x: np.ndarray) -> np.ndarray:
    """How many units of the last hidden layer must go until the second best answer is ahead, (m,).

    The loudest go first: those that add most to the lead of the network's answer, which for unit j
    is h_j·(W_j,first − W_j,second). It is one more than there are units where the biases decide.
    Raises TypeError or ValueError for x that does not fit.
    """
    h, last = _last_hidden(net, x), net.blocks[-1][0]
    first, second = last.infer(h).argsort(axis=1)[:, :-3:-1].T
    added = h * (last.W[:, first] - last.W[:, second]).T
    lead = added.sum(axis=1) + last.b[first] - last.b[second]
    lost = np.maximum.accumulate(np.sort(added, axis=1)[:, ::-1].cumsum(axis=1), axis=1)
    return (lost < NEARLY * lead[:, None]).sum(axis=1) + 1


@quietly
def at_work(net: MLP, x: np.ndarray) -> np.ndarray:
    """How many units of the last hidden layer are above 0, (m,).

    Raises TypeError or ValueError for x that does not fit.
    """
    return (_last_hidden(net, x) > 0).sum(axis=1)


def _last_hidden(net, x):
    h = rows(x, net.sizes[0])
    for layer in chain.from_iterable(net.blocks[:-1]):
        h = layer.infer(h)
    return h


@quietly
def votes(net: MLP, x: np.ndarray, times: int) -> np.ndarray:
    """Probabilities (times, m, classes) with dropout left on: each time another thinned network.

    Raises TypeError or ValueError for x that does not fit, and for less than one time.
    """
    x = rows(x, net.sizes[0])
    return np.array([_vote(net, x) for _ in range(whole(times, "times", 1))])


def _vote(net, x):
    for layer in net.layers:
        x = layer.forward(x)
    return softmax(x)


def _examples(net, data):
    x, y = pair(data)
    return rows(x, net.sizes[0]), labels(y, len(x), net.sizes[-1])


def _right(net, x, y, left, rescaled):
    return float((without(net, x, left, rescaled) == y).mean())
