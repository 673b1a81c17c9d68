"""A digit that somebody draws, made to look like those of MNIST: in their box, centred by its mass.

A drawing is 28 × 28 cells, inked or not: a text of 196 hexadecimal digits, each of which stands for
four cells, row by row. An empty text is an empty drawing.
"""

from itertools import pairwise

import numpy as np

from helpers.arrays import floats, rows, shown
from helpers.experiments.capstone import SIDE

BOX, MIDDLE = 20, 14  # of a digit of MNIST: pixels of its longer side, row and column of its mass
LENGTH = SIDE * SIDE // 4
EMPTY = "0" * LENGTH
PEN = np.array([0.15, 0.7, 0.15])  # how a cell of ink spreads, along either axis


def cells(drawing: str) -> np.ndarray:
    """The inked cells of a drawing, (28, 28), True or False.

    Raises TypeError or ValueError for what is no drawing.
    """
    if not isinstance(drawing, str):
        raise TypeError(f"a drawing must be a text, but is {shown(drawing)}")
    text = "".join(drawing) or EMPTY
    if len(text) != LENGTH or set(text) - set("0123456789abcdef"):
        raise ValueError(f"a drawing must be {LENGTH} hexadecimal digits, but is {text[:20]!r}")
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(text), np.uint8))
    return bits.astype(bool).reshape(SIDE, SIDE)


def drawing(inked: np.ndarray) -> str:
    """The text for cells (28, 28), of which those above 0 are inked.

    Raises TypeError or ValueError for other cells.
    """
    return np.packbits(_sheet(inked)).tobytes().hex()


def _sheet(inked):
    inked = floats(inked, "inked")
    if inked.shape != (SIDE, SIDE):
        raise ValueError(f"inked must be ({SIDE}, {SIDE}), a cell each, not {inked.shape}")
    return inked > 0


def like_mnist(inked: np.ndarray) -> np.ndarray:
    """Pixels (784,) of cells (28, 28) as MNIST has them: 20 pixels long, soft at the edge, centred.

    The centre is that of the mass. Nothing inked stays nothing. Raises TypeError or ValueError for
    other cells.
    """
    image = _softened(_sheet(inked).astype(float))
    return centred(_fitted(image).ravel()[None])[0] if image.any() else image.ravel()


def _softened(image):
    """Ink that spreads to the neighbours of a cell."""
    spread = np.apply_along_axis(np.convolve, 0, image, PEN, "same")
    return np.apply_along_axis(np.convolve, 1, spread, PEN, "same")


def _fitted(image):
    """The part with ink, enlarged or reduced until its longer side has 20 pixels."""
    down, right = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    middle = [(ends[0] + ends[-1]) / 2 for ends in (down, right)]
    scale = max(ends[-1] - ends[0] + 1 for ends in (down, right)) / BOX
    steps = (np.arange(SIDE) - (SIDE - 1) / 2) * scale
    return _between(_between(image, middle[0] + steps).T, middle[1] + steps).T


def _between(image, at):
    """Rows of an image at places between its own, which are mixed; 0 outside."""
    padded = np.pad(image, ((1, 1), (0, 0)))
    at = np.clip(at + 1, 0, len(padded) - 1.0)
    low = np.minimum(at.astype(int), len(padded) - 2)
    part = (at - low)[:, None]
    return (1 - part) * padded[low] + part * padded[low + 1]


def centred(x: np.ndarray) -> np.ndarray:
    """Digits x (m, 784) moved by whole pixels until their centre of mass is next to the middle.

    The middle is row 14 and column 14, counted from 0, as MNIST's digits have it. A blank picture
    stays; ink that leaves is lost. Raises TypeError or ValueError for other x, NaN and infinity.
    """
    x = rows(x, SIDE * SIDE)
    if not np.isfinite(x).all():
        raise ValueError("x holds NaN or infinity")
    return np.stack([_centred(image) for image in x.reshape(-1, SIDE, SIDE)]).reshape(x.shape)


def _centred(image):
    if not (mass := image.sum()):
        return image
    moved = np.zeros_like(image)
    places = np.arange(SIDE)
    far = [MIDDLE - ink @ places / mass for ink in (image.sum(1), image.sum(0))]
    by = [round(np.clip(shift, -SIDE, SIDE)) for shift in far]
    to = [slice(max(shift, 0), SIDE + min(shift, 0)) for shift in by]
    of = [slice(max(-shift, 0), SIDE + min(-shift, 0)) for shift in by]
    moved[*to] = image[*of]
    return moved


def strokes(*lines: list[tuple[float, float]]) -> str:
    """A drawing of lines through points (row, column), as a pen of two cells would leave it."""
    inked = np.zeros((SIDE, SIDE), bool)
    for line in lines:
        for start, end in pairwise(line):
            for place in np.linspace(start, end, 60):
                down, right = np.floor(place).astype(int).clip(0, SIDE - 2)
                inked[down : down + 2, right : right + 2] = True
    return drawing(inked)


SEVEN = strokes([(6, 8), (6, 19), (22, 12)])
EIGHT = strokes(
    [(14, 14), (10, 9), (6, 14), (10, 18), (14, 14), (18, 9), (22, 14), (18, 18), (14, 14)]
)
