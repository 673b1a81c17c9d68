"""The road to the frameworks: a drawing made like the data, a recipe carried over."""

from itertools import product

import numpy as np

from helpers.check.exercise import exercise
from helpers.experiments.sketches import MIDDLE, SIDE, centred

rng = np.random.default_rng(18)
PLACES = np.arange(SIDE)


def blot(rows, columns, darker=0.5):
    """A square of uneven ink, and a fainter spot far from it."""
    image = np.zeros((SIDE, SIDE))
    image[rows, columns] = 0.2 + 0.8 * rng.random(image[rows, columns].shape)
    image[rows.start, columns] += darker
    image[rows.stop + 2 : rows.stop + 5, columns.stop + 1] = 0.1
    return image


IMAGES = [
    blot(slice(2, 9), slice(4, 16)),
    blot(slice(15, 21), slice(0, 7)),
    blot(slice(9, 18), slice(6, 24), darker=3.0),
    np.zeros((SIDE, SIDE)),
]
EDGED = blot(slice(1, 5), slice(2, 8))
EDGED[26:, 20:] = 0.02


def moved(image, down, right):
    """Without ink that leaves."""
    wide = np.zeros((3 * SIDE, 3 * SIDE))
    wide[SIDE + down : 2 * SIDE + down, SIDE + right : 2 * SIDE + right] = image
    return wide[SIDE : 2 * SIDE, SIDE : 2 * SIDE]


def mass_centre(image):
    return image.sum(1) @ PLACES / image.sum(), image.sum(0) @ PLACES / image.sum()


def wrong_centre(find=mass_centre, shift=lambda c: round(MIDDLE - c), move=moved):
    """Moves by another centre, by another amount or in another way."""

    def centre(image):
        if not image.any():
            return image.copy()
        return move(image, *map(shift, find(image)))

    return centre


def box_centre(image):
    return [(np.flatnonzero(image.any(axis=a))[[0, -1]]).mean() for a in (1, 0)]


def unweighted(image):
    return mass_centre(image > 0)


def darkest(image):
    return np.unravel_index(image.argmax(), image.shape)


def over_all_pixels(image):
    return tuple(np.array(mass_centre(image)) * image.sum() / image.size)


def rolled(image, down, right):
    return np.roll(image, (down, right), axis=(0, 1))


def from_the_end(image, down, right):
    """Ink that leaves below or on the right is lost, a negative index counts from the end."""
    new = np.zeros_like(image)
    for row, column in np.argwhere(image):
        if row + down < SIDE and column + right < SIDE:
            new[row + down, column + right] = image[row, column]
    return new


def no_guard(image):
    return wrong_centre()(image) if image.any() else image / image.sum()


def no_guard_rounded(image):
    return moved(image, *(round(MIDDLE - c) for c in mass_centre(image)))


def mixed(image):
    if not image.any():
        return image.copy()
    down, right = (MIDDLE - c for c in mass_centre(image))
    rows = np.array([np.interp(PLACES - down, PLACES, column) for column in image.T]).T
    return np.array([np.interp(PLACES - right, PLACES, row) for row in rows])


@exercise(
    cases=[(image,) for image in [*IMAGES[:3], EDGED, EDGED[::-1, ::-1].copy(), IMAGES[3]]],
    mistakes={
        "the middle of MNIST's digits is row 14 and column 14, not 13.5": wrong_centre(
            shift=lambda c: round(13.5 - c)
        ),
        "you move the ink away from the middle: by 14 − centre, not centre − 14": wrong_centre(
            shift=lambda c: round(c - MIDDLE)
        ),
        "you swap the axes: axis 0 runs down the rows": wrong_centre(
            move=lambda image, down, right: moved(image, right, down)
        ),
        "you centre the box around the ink: weigh each place by its ink": wrong_centre(box_centre),
        "you weigh all inked pixels alike: a grey one has less mass than a black one": (
            wrong_centre(unweighted)
        ),
        "you put the darkest pixel in the middle: the centre of mass is a mean": (
            wrong_centre(darkest)
        ),
        "you divide by all 784 pixels: a centre of mass is divided by the mass": (
            wrong_centre(over_all_pixels)
        ),
        "ink that leaves on one side comes back on the other: np.roll goes round": wrong_centre(
            move=rolled
        ),
        "ink that leaves at the top comes back below: a negative index counts from the end": (
            wrong_centre(move=from_the_end)
        ),
        "you cut the shift down to a whole number: round it": wrong_centre(
            shift=lambda c: int(MIDDLE - c)
        ),
        "you round the shift up: take the nearest whole number": wrong_centre(
            shift=lambda c: int(np.ceil(MIDDLE - c))
        ),
        "you move up and down only: the columns have a centre as well": wrong_centre(
            move=lambda image, down, right: moved(image, down, 0)
        ),
        "you move sideways only: the rows have a centre as well": wrong_centre(
            move=lambda image, down, right: moved(image, 0, right)
        ),
        "a blank picture has no mass: 0 / 0 is NaN, so give it back as it is": no_guard,
        "you stretch the ink to 1: its values should stay": wrong_centre(
            move=lambda *given: moved(*given) / given[0].max()
        ),
        "you count rows and columns from 1: the first is 0, and the middle 14": wrong_centre(
            shift=lambda c: round(MIDDLE - 1 - c)
        ),
        "you move by a part of a pixel, which mixes neighbours: round the shift": mixed,
        "a blank picture has no mass: 0 / 0 is NaN, which no shift can be": no_guard_rounded,
        "the picture comes back where it was: move it by 14 − centre": np.copy,
        "you return the shift: return the moved picture": wrong_centre(
            move=lambda image, down, right: np.array([down, right])
        ),
        "you return a row of 784 pixels: the answer is (28, 28) like the picture": wrong_centre(
            move=lambda *given: moved(*given).ravel()
        ),
    },
)
def centre(image):
    return centred(image.reshape(1, -1)).reshape(image.shape)


# A recipe from another text

RECIPES = [
    (0.001, 0.9, 0.02, 0.8, 32),
    (0.0005, 0.0, 0.5, 1.0, 128),
    (0.01, 0.99, 0.0, 0.5, 1),
    (0.002, 0.5, 0.3, 0.75, 4),
]


RATES = [  # what is done to each number: first what is right, then nothing, then other mistakes
    ("", lambda lr, beta, m: lr * m * (1 - beta)),
    ("lr: neither the sum nor the velocity is translated", lambda lr, beta, m: lr),
    ("lr: go from a sum to a mean the other way, and mind 1 − β", lambda lr, beta, m: lr / m),
    (
        "lr: a sum has a gradient m times that of a mean, so multiply by m, do not divide",
        lambda lr, beta, m: lr / m * (1 - beta),
    ),
    (
        "lr: a sum has a gradient m times that of a mean, and you leave m out",
        lambda lr, beta, m: lr * (1 - beta),
    ),
    (
        "lr: the text's velocity holds (1 − β)·g, so its steps are 1 − β as long",
        lambda lr, beta, m: lr * m,
    ),
    ("lr: multiply by 1 − β, do not divide by it", lambda lr, beta, m: lr * m / (1 - beta)),
    ("lr: both factors go the other way", lambda lr, beta, m: lr / m / (1 - beta)),
    ("lr: the factor is 1 − β, not β", lambda lr, beta, m: lr * m * beta),
]
DECAYS = [
    ("", lambda lam, m: 2 * lam / m),
    ("l2: neither the 2 nor the sum is translated", lambda lam, m: lam),
    (
        "l2: λ·Σw² has the slope 2λw, l2/2·Σw² has l2·w: the factor 2 is missing",
        lambda lam, m: lam / m,
    ),
    (
        "l2: a sum over m examples makes λ weigh m times less in the mean: divide by m",
        lambda lam, m: 2 * lam,
    ),
    (
        "l2: divide by m, do not multiply: the penalty stands beside a sum",
        lambda lam, m: 2 * lam * m,
    ),
    ("l2: the 2 goes the other way: λ is half of l2·m", lambda lam, m: lam / (2 * m)),
    ("l2: the 2 goes the other way, and m is left out", lambda lam, m: lam / 2),
]
SHARES = [
    ("", lambda keep: 1 - keep),
    ("dropout: the text says what is kept, MLP asks what is dropped", lambda keep: keep),
    (
        "dropout: 1 / keep_prob is the scale of inverted dropout, not the share",
        lambda keep: 1 / keep,
    ),
]
AS_GIVEN = {
    (1, 1, 1): "you copy the text's numbers: each of the three means something else here",
    (2, 1, 1): "all three are wrong: these are the numbers of the text, with lr / m",
}


def misread(rate, decay, share):
    """A translation made of those of its three numbers."""

    def translate(lr, beta, lam, keep_prob, batch_size):
        return rate(lr, beta, batch_size), decay(lam, batch_size), share(keep_prob)

    return translate


def misreadings():
    """{diagnosis: translation} with one of the numbers wrong, with two and with three."""
    known = {}
    for places in product(*(range(len(table)) for table in (RATES, DECAYS, SHARES))):
        parts = [table[i] for table, i in zip((RATES, DECAYS, SHARES), places, strict=True)]
        words, ways = zip(*parts, strict=True)
        known[AS_GIVEN.get(places) or "; ".join(filter(None, words))] = misread(*ways)
    del known[""]
    return known


@exercise(cases=RECIPES, mistakes=misreadings(), returns=("lr", "l2", "dropout"))
def translate(lr, beta, lam, keep_prob, batch_size):
    return lr * batch_size * (1 - beta), 2 * lam / batch_size, 1 - keep_prob
