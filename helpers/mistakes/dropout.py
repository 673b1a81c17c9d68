"""Lesson 10: inverted dropout, there, back, and at test time."""

import numpy as np

from helpers.exercise import exercise

rng = np.random.default_rng(10)


def scaled(choose, factor):
    """A wrong forward pass: `choose` says who is kept, `factor` by what they are multiplied."""

    def forward(x, keep, u):
        kept = choose(keep, u)
        return x * kept * factor(keep, kept), kept

    return forward


def chosen(keep, u):
    return u < keep


def batch_with_one_mask(keep, u):
    return np.broadcast_to(u[0] < keep, u.shape)


@exercise(
    cases=[
        (np.array([[1.0, 2.0, 3.0, 4.0]]), 0.8, np.array([[0.5, 0.9, 0.1, 0.79]])),
        (rng.normal(size=(4, 6)), 0.5, rng.random((4, 6))),
        (rng.normal(size=(5, 3)), 0.2, rng.random((5, 3))),
        (rng.normal(size=(2, 3)), 1.0, rng.random((2, 3))),
    ],
    mistakes={
        "the kept ones are not scaled, so the layer's sum shrinks to the share keep: divide by "
        "keep": scaled(chosen, lambda keep, kept: 1),
        "you multiply by keep: that is plain dropout's rule for test time; here divide by it": (
            scaled(chosen, lambda keep, kept: keep)
        ),
        "your mask is the wrong way round: u < keep has probability keep, so those stay": (
            scaled(lambda keep, u: u > keep, lambda keep, kept: 1 / keep)
        ),
        "you read keep as the share to drop, as PyTorch does: here it is the share to keep": (
            scaled(lambda keep, u: u >= keep, lambda keep, kept: 1 / max(1 - keep, 1e-300))
        ),
        "you took keep for the share dropped: here it is the probability to stay": (
            scaled(lambda keep, u: u < 1 - keep, lambda keep, kept: 1 / np.float64(1 - keep))
        ),
        "you divide by 1 − keep: a unit is there with probability keep, so divide by that": (
            scaled(chosen, lambda keep, kept: 1 / max(1 - keep, 1e-300))
        ),
        "you divide by the share that happened to be kept: divide by keep, its expectation, or "
        "each batch gets a scale of its own": (
            scaled(chosen, lambda keep, kept: 1 / max(kept.mean(), 1e-300))
        ),
        "one mask serves the whole batch, so whole columns vanish: every example has a row of u": (
            scaled(batch_with_one_mask, lambda keep, kept: 1 / keep)
        ),
        "you divide by √keep, as for a variance: it is the mean that must stay": scaled(
            chosen, lambda keep, kept: 1 / np.sqrt(keep)
        ),
        "you scale twice, by 1/keep²: once is enough": (
            scaled(chosen, lambda keep, kept: 1 / keep**2)
        ),
        "the mask comes back already divided by keep: return who was kept, u < keep": (
            lambda x, keep, u: (x * (u < keep) / keep, (u < keep) / keep)
        ),
        "nothing is dropped: multiply x by the mask": lambda x, keep, u: (x / keep, u < keep),
        "y and kept have changed places: return y first": (
            lambda x, keep, u: (u < keep, x * (u < keep) / keep)
        ),
    },
    returns=("y", "kept"),
)
def dropout(x, keep, u):
    return scaled(chosen, lambda keep, kept: 1 / keep)(x, keep, u)


@exercise(
    cases=[
        (np.array([[1.0, -2.0, 3.0, 4.0]]), np.array([[True, False, True, True]]), 0.8),
        (rng.normal(size=(4, 6)), rng.random((4, 6)) < 0.5, 0.5),
        (rng.normal(size=(5, 3)), rng.random((5, 3)) < 0.2, 0.2),
    ],
    mistakes={
        "the scale is missing: forward divided by keep, so backward must as well": (
            lambda dy, kept, keep: dy * kept
        ),
        "the mask is missing: a unit that was not there gets no gradient": (
            lambda dy, kept, keep: dy / keep
        ),
        "the gradient passes untouched: it needs forward's mask and forward's 1/keep": (
            lambda dy, kept, keep: dy * 1.0
        ),
        "you multiply by keep: forward divided by it, and the slope of x/keep is 1/keep": (
            lambda dy, kept, keep: dy * kept * keep
        ),
        "the mask is the wrong way round: the gradient goes to those who were there": (
            lambda dy, kept, keep: dy * ~kept / keep
        ),
        "you divide by 1 − keep: forward divided by keep": (
            lambda dy, kept, keep: dy * kept / (1 - keep)
        ),
        "you scale twice, by 1/keep²: forward did it once": (
            lambda dy, kept, keep: dy * kept / keep**2
        ),
        "the first example's mask serves all: every row has its own": (
            lambda dy, kept, keep: dy * kept[0] / keep
        ),
        "a new mask: backward must use the one that forward used": (
            lambda dy, kept, keep: dy * (np.random.default_rng(0).random(dy.shape) < keep) / keep
        ),
    },
)
def dropout_backward(dy, kept, keep):
    return dy * kept / keep


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
    },
)
def dropout_layer(x, W, b, keep, u, training):
    return hidden_by(inverted, all_there)(x, W, b, keep, u, training)
