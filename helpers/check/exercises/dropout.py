"""Dropout: inverted dropout, there, back, and at test time; a network without some of its units."""

import numpy as np

from helpers.check.exercise import exercise

rng = np.random.default_rng(10)


def scaled(choose, factor):
    """A wrong pass: `choose` says who is kept, `factor` by what they are multiplied."""

    def forward(x, keep, u):
        kept = choose(keep, u)
        return x * kept * factor(keep, kept)

    return forward


def chosen(keep, u):
    return u < keep


def batch_with_one_mask(keep, u):
    return np.broadcast_to(u[0] < keep, u.shape)


def as_kept(dy, kept, keep):
    return dy * kept / keep


def back(backward):
    """Right there, wrong on the way back."""

    def there_and_back(x, keep, u, dy):
        return x * (u < keep) / keep, backward(dy, u < keep, keep)

    return there_and_back


def there(choose, factor):
    """Wrong there and, consistently, on the way back."""

    def there_and_back(x, keep, u, dy):
        forward = scaled(choose, factor)
        return forward(x, keep, u), forward(dy, keep, u)

    return there_and_back


def drawn_case(m, n, keep):
    return rng.normal(size=(m, n)), keep, rng.random((m, n)), rng.normal(size=(m, n))


@exercise(
    cases=[
        (
            np.array([[1.0, 2.0, 3.0, 4.0]]),
            0.8,
            np.array([[0.5, 0.9, 0.1, 0.79]]),
            np.array([[1.0, -2.0, 3.0, 5.0]]),
        ),
        drawn_case(4, 6, 0.5),
        drawn_case(5, 3, 0.2),
        drawn_case(2, 3, 1.0),
        (  # an input of 0, as a ReLU hands it on, has a gradient if it was there
            np.array([[0.0, 2.0, 0.0]]),
            0.6,
            np.array([[0.3, 0.2, 0.9]]),
            np.array([[1.0, -2.0, 3.0]]),
        ),
    ],
    mistakes={
        "the kept ones are not scaled, so the layer's sum shrinks to the share keep: divide by "
        "keep": there(chosen, lambda keep, kept: 1),
        "you multiply by keep: that is plain dropout's rule for test time; here divide by it": (
            there(chosen, lambda keep, kept: keep)
        ),
        "your mask is the wrong way round: u < keep has probability keep, so those stay": (
            there(lambda keep, u: u > keep, lambda keep, kept: 1 / keep)
        ),
        "you read keep as the share to drop, as PyTorch does: here it is the share to keep": (
            there(lambda keep, u: u >= keep, lambda keep, kept: 1 / max(1 - keep, 1e-300))
        ),
        "you took keep for the share dropped: here it is the probability to stay": (
            there(lambda keep, u: u < 1 - keep, lambda keep, kept: 1 / np.float64(1 - keep))
        ),
        "you divide by 1 − keep: a unit is there with probability keep, so divide by that": (
            there(chosen, lambda keep, kept: 1 / max(1 - keep, 1e-300))
        ),
        "you divide by the share that happened to be kept: divide by keep, its expectation, or "
        "each batch gets a scale of its own": (
            there(chosen, lambda keep, kept: 1 / max(kept.mean(), 1e-300))
        ),
        "one mask serves the whole batch, so whole columns vanish: every example has a row of u": (
            there(batch_with_one_mask, lambda keep, kept: 1 / keep)
        ),
        "you divide by √keep, as for a variance: it is the mean that must stay": there(
            chosen, lambda keep, kept: 1 / np.sqrt(keep)
        ),
        "you scale twice, by 1/keep²: once is enough": (
            there(chosen, lambda keep, kept: 1 / keep**2)
        ),
        "nothing is dropped: multiply x and dy by the mask": (
            lambda x, keep, u, dy: (x / keep, dy / keep)
        ),
        "y and dx have changed places: return y first": (
            lambda x, keep, u, dy: back(as_kept)(dy, keep, u, x)
        ),
        "y is right; dx lacks the scale: forward divided by keep, so backward must as well": (
            back(lambda dy, kept, keep: dy * kept)
        ),
        "y is right; dx lacks the mask: a unit that was not there gets no gradient": (
            back(lambda dy, kept, keep: dy / keep)
        ),
        "y is right; dy passes untouched: it needs forward's mask and forward's 1/keep": (
            back(lambda dy, kept, keep: dy * 1.0)
        ),
        "y is right; for dx you multiply by keep: the slope of x/keep is 1/keep": (
            back(lambda dy, kept, keep: dy * kept * keep)
        ),
        "y is right; dx goes to those who were absent: it goes to those who were there": (
            back(lambda dy, kept, keep: dy * ~kept / keep)
        ),
        "y is right; for dx you take y's zeros for absent units: an x of 0 may have been there": (
            lambda x, keep, u, dy: (y := x * (u < keep) / keep, dy * (y != 0) / keep)
        ),
        "y is right; for dx you divide by 1 − keep: forward divided by keep": (
            back(lambda dy, kept, keep: dy * kept / max(1 - keep, 1e-300))
        ),
        "y is right; dx is scaled twice, by 1/keep²: forward did it once": (
            back(lambda dy, kept, keep: dy * kept / keep**2)
        ),
        "y is right; for dx the first example's mask serves all: every row has its own": (
            back(lambda dy, kept, keep: dy * kept[0] / keep)
        ),
        "y is right; for dx you draw a new mask: use the one of the way there": (
            back(
                lambda dy, kept, keep: (
                    dy * (np.random.default_rng(0).random(dy.shape) < keep) / keep
                )
            )
        ),
        "y is right; for dx you take the mean over the batch: a layer only hands on": (
            back(lambda dy, kept, keep: dy * kept / keep / len(dy))
        ),
        "y is right; dx is made of x: it is dy that goes back": (
            lambda x, keep, u, dy: (x * (u < keep) / keep,) * 2
        ),
    },
    returns=("y", "dx"),
)
def dropout(x, keep, u, dy):
    return back(as_kept)(x, keep, u, dy)


def hidden_by(training_rule, test_rule, activation=lambda z: np.maximum(z, 0)):
    """A wrong layer: rules take h, who is kept and keep, and say what leaves the layer."""

    def layer(x, W, b, keep, u, training):
        h = activation(x @ W + b)
        return (training_rule if training else test_rule)(h, u < keep, keep)

    return layer


def inverted(h, kept, keep):
    return h * kept / keep


def all_there(h, kept, keep):
    return h


def layer_case(m, n, units, keep, training):
    return (
        rng.normal(size=(m, n)),
        rng.normal(size=(n, units)),
        rng.normal(size=units),
        keep,
        rng.random((m, units)),
        training,
    )


@exercise(
    cases=[
        layer_case(2, 2, 4, 0.8, True),
        layer_case(2, 2, 4, 0.8, False),
        layer_case(4, 3, 6, 0.3, False),
        layer_case(4, 3, 6, 0.3, True),
    ],
    mistakes={
        "at test time you multiply by keep although training already divided by it: in inverted "
        "dropout the test does nothing": hidden_by(inverted, lambda h, kept, keep: h * keep),
        "units are still dropped at test time: return early when not training": (
            hidden_by(inverted, inverted)
        ),
        "units are still dropped at test time, without the scale: when not training, do nothing": (
            hidden_by(inverted, lambda h, kept, keep: h * kept)
        ),
        "at test time you divide by keep although everybody is there: do nothing": (
            hidden_by(inverted, lambda h, kept, keep: h / keep)
        ),
        "training and testing have changed places": hidden_by(all_there, inverted),
        "that is plain dropout, scaled at test time: right in itself, but here divide by keep in "
        "training and leave the test alone": (
            hidden_by(lambda h, kept, keep: h * kept, lambda h, kept, keep: h * keep)
        ),
        "training does not divide by keep, so at test time the next layer gets more than it is "
        "used to": hidden_by(lambda h, kept, keep: h * kept, all_there),
        "nothing is ever dropped": hidden_by(all_there, all_there),
        "the mask is the wrong way round in training: u < keep stays": (
            hidden_by(lambda h, kept, keep: h * ~kept / keep, all_there)
        ),
        "the ReLU is missing": hidden_by(inverted, all_there, activation=lambda z: z),
        "training divides by 1 − keep: a unit is there with probability keep, so divide by that": (
            hidden_by(lambda h, kept, keep: h * kept / (1 - keep), all_there)
        ),
        "training multiplies by keep: it must divide, or the test gets more than it is used to": (
            hidden_by(lambda h, kept, keep: h * kept * keep, all_there)
        ),
        "in training the first example's mask serves the whole batch: every row has its own": (
            hidden_by(lambda h, kept, keep: h * kept[0] / keep, all_there)
        ),
    },
)
def dropout_layer(x, W, b, keep, u, training):
    return hidden_by(inverted, all_there)(x, W, b, keep, u, training)


# A network without some of its units


def cut(hidden=lambda W1, b1, kept: (W1[:, kept], b1[kept]), out=lambda W2, kept: W2[kept],
        scale=lambda all_, left: all_ / left, b2_scale=1):  # fmt: skip
    """A wrong answer: what is left of the hidden layer, of W2, and by what W2 and b2 are scaled."""

    def thin_network(W1, b1, W2, b2, kept):
        factor = scale(kept.size, kept.sum())
        return *hidden(W1, b1, kept), out(W2, kept) * factor, b2 * factor**b2_scale

    return thin_network


def thin_case(features, kept, classes):
    units = len(kept)
    shapes = (features, units), units, (units, classes), classes
    return *(rng.normal(size=shape) for shape in shapes), np.array(kept, bool)


unscaled_b2 = {"b2_scale": 0}


@exercise(
    cases=[
        thin_case(4, [1, 0, 1, 1], 4),
        thin_case(3, [0, 1, 1, 0, 0, 1, 0, 0], 2),
        thin_case(5, [1, 0, 0, 0, 0], 3),
    ],
    mistakes={
        "you do not scale: those that are left must make up for those that are gone, in W2": (
            cut(scale=lambda all_, left: 1.0)
        ),
        "you scale b2 as well: it does not come from the hidden units, so it stays": cut(),
        "you multiply by left/all: the sum over fewer units is too small, so all/left": (
            cut(scale=lambda all_, left: left / all_, **unscaled_b2)
        ),
        "you scale by all/gone: it is the share of those left that counts, so all/left": (
            cut(scale=lambda all_, left: all_ / (all_ - left), **unscaled_b2)
        ),
        "you divide by the number of those left: divide by their share, left/all": (
            cut(scale=lambda all_, left: 1 / left, **unscaled_b2)
        ),
        "you scale twice, by (all/left)²: once is enough": (
            cut(scale=lambda all_, left: (all_ / left) ** 2, **unscaled_b2)
        ),
        "you scale W1 and b1 as well as W2: once is enough, where the units hand on": (
            lambda W1, b1, W2, b2, kept: (
                W1[:, kept] / kept.mean(), b1[kept] / kept.mean(), W2[kept] / kept.mean(), b2
            )
        ),
        "you scale W1 and b1: with a ReLU the answers are the same, but scale W2, what leaves the "
        "units": (
            lambda W1, b1, W2, b2, kept: (
                W1[:, kept] / kept.mean(), b1[kept] / kept.mean(), W2[kept], b2
            )
        ),
        "you take rows of W1: a unit is a column of it": (
            cut(lambda W1, b1, kept: (W1[kept], b1[kept]), **unscaled_b2)
        ),
        "you take columns of W2: what a unit hands on is a row of it": (
            cut(out=lambda W2, kept: W2[:, kept], **unscaled_b2)
        ),
        "b1 is as long as before: each unit takes its bias along": (
            cut(lambda W1, b1, kept: (W1[:, kept], b1), **unscaled_b2)
        ),
        "W2 is as large as before: the rows of those that are gone must go": (
            cut(out=lambda W2, kept: W2, **unscaled_b2)
        ),
        "you set weights to 0: the answers are right, but the network is as large as before": (
            lambda W1, b1, W2, b2, kept: (
                W1 * kept, b1 * kept, W2 * kept[:, None] / kept.mean(), b2
            )
        ),
        "you keep those that should go: kept is True for those that stay": (
            lambda W1, b1, W2, b2, kept: (
                W1[:, ~kept], b1[~kept], W2[~kept] / max((~kept).mean(), 1e-300), b2
            )
        ),
    },
    returns=("W1", "b1", "W2", "b2"),
)  # fmt: skip
def thin_network(W1, b1, W2, b2, kept):
    return cut(**unscaled_b2)(W1, b1, W2, b2, kept)
