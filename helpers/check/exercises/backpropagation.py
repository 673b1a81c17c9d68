"""Backpropagation: a ReLU layer there and back, the blame of scores, a step of two layers."""

import numpy as np

from helpers.check.exercise import exercise
from helpers.losses import softmax

rng = np.random.default_rng(2)


def rows(m, *sizes):
    return rng.normal(size=(m, *sizes))


def back_through(masked, change=lambda dx, dW, db: (dx, dW, db)):
    """A wrong way back: `masked(da, z)` is the blame of z, `change` what becomes of the parts."""

    def backward(da, x, W, b):
        dz = masked(da, x @ W + b)
        return change(dz @ W.T, x.T @ dz, dz.sum(axis=0))

    return backward


def where_positive(da, z):
    return da * (z > 0)


def of_blame(part):
    """A wrong way back, of which `part(da, dz, x, W)` says what is other: dx, dW or db."""

    def backward(da, x, W, b):
        dz = where_positive(da, x @ W + b)
        parts = {"dx": dz @ W.T, "dW": x.T @ dz, "db": dz.sum(axis=0)} | part(da, dz, x, W)
        return parts["dx"], parts["dW"], parts["db"]

    return backward


def without_bias(da, x, W, b):
    return back_through(where_positive)(da, x, W, 0 * b)


@exercise(
    cases=[
        (rows(4, 3), rows(4, 3), rows(3, 3), rows(3)),
        (rows(5, 4), rows(5, 2), rows(2, 4), rows(4)),
        (
            rows(6, 2),
            np.eye(3)[[0, 1, 2, 0, 1, 2]],
            np.array([[1, -1], [0, 2], [-1.0, 0]]),
            np.zeros(2),
        ),
        (rows(1, 3), rows(1, 2), rows(2, 3), rows(3)),
    ],
    mistakes={
        "the slope of ReLU is missing: where x @ W + b is not above 0, no blame comes through "
        "(a mask of max(z, 0) >= 0 lets everything through)": back_through(lambda da, z: da),
        "your mask asks where the blame is positive: ask where z = x @ W + b was": (
            back_through(lambda da, z: da * (da > 0))
        ),
        "both masks at once, of z and of the blame: the slope knows only z": (
            back_through(lambda da, z: da * (z > 0) * (da > 0))
        ),
        "you multiply by max(z, 0) itself: its slope is 1 or 0": (
            back_through(lambda da, z: da * np.maximum(z, 0))
        ),
        "you multiply by z: the slope of max(z, 0) is 1 or 0": back_through(lambda da, z: da * z),
        "the mask is the wrong way round: blame comes through where z is above 0": (
            back_through(lambda da, z: da * (z <= 0))
        ),
        "at z = 0 exactly you let the blame through: the course, like PyTorch, takes slope 0": (
            back_through(lambda da, z: da * (z >= 0))
        ),
        "that is the slope of tanh: ReLU's is 1 where z > 0, else 0": (
            back_through(lambda da, z: da * (1 - np.tanh(z) ** 2))
        ),
        "a(1 − a) is the slope of the sigmoid: ReLU's is 1 where z > 0, else 0": (
            back_through(lambda da, z: da * np.maximum(z, 0) * (1 - np.maximum(z, 0)))
        ),
        "the bias is missing in z: units are on where x @ W + b is above 0": without_bias,
        "W is not transposed, which fits only when it is square: dx = dz @ W.T": (
            of_blame(lambda da, dz, x, W: {"dx": dz @ W})
        ),
        "dx has no mask: what goes on to x is dz, after the slope": (
            of_blame(lambda da, dz, x, W: {"dx": da @ W.T})
        ),
        "dx is masked again, by x: the mask belongs to z": (
            of_blame(lambda da, dz, x, W: {"dx": dz @ W.T * (x > 0)})
        ),
        "dW has no mask: take dz, after the slope, not da": (
            of_blame(lambda da, dz, x, W: {"dW": x.T @ da})
        ),
        "dW is transposed: blame has the shape of what is blamed, here that of W": (
            of_blame(lambda da, dz, x, W: {"dW": dz.T @ x})
        ),
        "dW is divided by m: if the loss is a mean, da has its 1/m already": (
            of_blame(lambda da, dz, x, W: {"dW": x.T @ dz / len(x)})
        ),
        "db has no mask: take dz, after the slope, not da": (
            of_blame(lambda da, dz, x, W: {"db": da.sum(axis=0)})
        ),
        "db is not summed over the examples: b is one row that all of them use": (
            of_blame(lambda da, dz, x, W: {"db": dz})
        ),
        "db is a mean over the examples: blame adds up, and da has its 1/m already": (
            of_blame(lambda da, dz, x, W: {"db": dz.mean(axis=0)})
        ),
        "dW and db are means over the examples: blame adds up, and da has its 1/m already": (
            of_blame(lambda da, dz, x, W: {"dW": x.T @ dz / len(x), "db": dz.mean(axis=0)})
        ),
        "db is summed over everything: sum over the examples only, axis=0": (
            of_blame(lambda da, dz, x, W: {"db": dz.sum()})
        ),
        "db is summed over the units: sum over the examples, axis=0": (
            of_blame(lambda da, dz, x, W: {"db": dz.sum(axis=1)})
        ),
        "db has an axis too many: the shape of b is (units,), so no keepdims": (
            of_blame(lambda da, dz, x, W: {"db": dz.sum(axis=0, keepdims=True)})
        ),
        "the parts have changed places: return dx, dW, db": (
            back_through(where_positive, lambda dx, dW, db: (dW, db, dx))
        ),
    },
    returns=("dx", "dW", "db"),
)
def relu_backward(da, x, W, b):
    return back_through(where_positive)(da, x, W, b)


# The blame of scores, with a temperature and smoothed labels


def smooth(y, k, share):
    return (1 - share) * np.eye(k)[y] + share / k


def scored(p=softmax, q=smooth, end=lambda gap, z, T: gap / (T * len(z))):
    """A wrong blame: `p` makes shares of z/T, `q` targets of labels, `end` dz of their gap."""

    def blame(z, y, T, share):
        return end(p(z / T) - q(y, z.shape[1], share), z, T)

    return blame


def spread_over_others(y, k, share):
    right = np.eye(k)[y]
    return (1 - share) * right + share / (k - 1) * (1 - right)


def short_of_one(y, k, share):
    right = np.eye(k)[y]
    return (1 - share) * right + share / k * (1 - right)


def over_all(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def shifted_by_one_maximum(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


def naive(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def maximum_before_dividing(z, y, T, share):
    with np.errstate(all="ignore"):
        e = np.exp(z / T - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
    return (p - smooth(y, z.shape[1], share)) / (T * len(z))


def whole_columns(z, y, T, share):
    """Subtracts the target in all rows of a column, as p[:, y] -= 1 does."""
    k = z.shape[1]
    dz = softmax(z / T) - share / k
    dz[:, y] -= 1 - share
    return dz / (T * len(z))


def of_shares(z, y, T, share):
    return -smooth(y, z.shape[1], share) / (softmax(z / T) * len(z))


def cold(z, y, T, share):
    return (softmax(z) - smooth(y, z.shape[1], share)) / (T * len(z))


def without_temperature(z, y, T, share):
    return (softmax(z) - smooth(y, z.shape[1], share)) / len(z)


def multiplied_temperature(z, y, T, share):
    return (softmax(z * T) - smooth(y, z.shape[1], share)) * T / len(z)


def once_more_softmax(z):
    return softmax(softmax(z))


@exercise(
    cases=[
        (np.array([[2.0, 1.0, 0.0]]), np.array([1]), 2.0, 0.0),
        (rows(4, 3), np.array([0, 2, 1, 2]), 0.5, 0.1),
        (rows(5, 4), np.array([3, 3, 0, 1, 2]), 3.0, 0.2),
        (np.array([[3002.0, 3000.0], [-3001.0, -3000.0]]), np.array([1, 0]), 2.0, 0.1),
        (np.array([[902.0, 900.0], [-901.0, -900.0]]), np.array([1, 0]), 1.0, 0.1),
    ],
    mistakes={
        "1/T is missing: z goes through z/T, whose slope is 1/T": (
            scored(end=lambda gap, z, T: gap / len(z))
        ),
        "you multiply by T: the slope of z/T is 1/T": (
            scored(end=lambda gap, z, T: gap * T / len(z))
        ),
        "you divide by T twice: the slope of z/T is 1/T, once": (
            scored(end=lambda gap, z, T: gap / (T**2 * len(z)))
        ),
        "p is that of T = 1: it is softmax(z / T)": cold,
        "T is nowhere: p is softmax(z / T), and z/T has the slope 1/T": without_temperature,
        "you multiply the scores by T: the temperature divides them": multiplied_temperature,
        "1/m is missing: the loss is a mean over the examples": (
            scored(end=lambda gap, z, T: gap / T)
        ),
        "you divide by the number of all entries: the mean is over examples, not over classes": (
            scored(end=lambda gap, z, T: gap / (T * z.size))
        ),
        "you divide by the number of classes: the mean is over the examples": (
            scored(end=lambda gap, z, T: gap / (T * z.shape[1]))
        ),
        "the sign is wrong: a score too high is to be lowered, p − q": (
            scored(end=lambda gap, z, T: -gap / (T * len(z)))
        ),
        "the labels are not smoothed": scored(q=lambda y, k, share: np.eye(k)[y]),
        "you take the share from the right class and give the others all of it, s/(k − 1) each: "
        "here every class gets s/k, the right one too": scored(q=spread_over_others),
        "the targets add up to less than 1: the right class gets its s/k as well": (
            scored(q=short_of_one)
        ),
        "you smooth with s for each class: the share s is for all of them, s/k each": (
            scored(q=lambda y, k, share: (1 - share) * np.eye(k)[y] + share)
        ),
        "the targets add up to more than 1: what is spread is taken from the right class, which "
        "keeps 1 − s": scored(q=lambda y, k, share: np.eye(k)[y] + share / k),
        "the share and what is left of it have changed places: s is spread, 1 − s stays": (
            scored(q=lambda y, k, share: smooth(y, k, 1 - share))
        ),
        "softmax runs down the columns: each example shares out its own 1, axis=1": (
            scored(p=lambda z: softmax(z.T).T)
        ),
        "softmax shares one 1 among the whole batch: sum along each row, axis=1": (
            scored(p=over_all)
        ),
        "one maximum for the whole batch: rows far below it become 0/0; subtract each row's own": (
            scored(p=shifted_by_one_maximum)
        ),
        "softmax overflows: subtract each row's maximum before exp": scored(p=naive),
        "you subtract the maximum of z from z / T: divide first, then subtract the maximum": (
            maximum_before_dividing
        ),
        "softmax is applied twice: p is softmax(z / T), once": scored(p=once_more_softmax),
        "p[:, y] takes whole columns: p[np.arange(m), y] takes one entry of each row": (
            whole_columns
        ),
        "the slope of softmax is in twice: p − q has it already": (
            lambda z, y, T, share: (
                (softmax(z / T) - smooth(y, z.shape[1], share))
                * softmax(z / T)
                * (1 - softmax(z / T))
                / (T * len(z))
            )
        ),
        "that is the blame of p, −q/p: go on through softmax to z": of_shares,
        "one number for each example, not for each score: dz has the shape of z": (
            lambda z, y, T, share: scored()(z, y, T, share).sum(axis=1)
        ),
    },
)
def score_blame(z, y, T, share):
    return scored()(z, y, T, share)


# A step of gradient descent for two layers


def stepped(
    gap=lambda p, y: p - np.eye(p.shape[1])[y],
    back=lambda dz, W: dz @ W.T,
    on=lambda h, da: h > 0,
    change=lambda *grads: grads,
    p=softmax,
):
    """A wrong step; `change(dW1, db1, dW2, db2, m)` may do anything to the gradients."""

    def step(W1, b1, W2, b2, x, y, lr):
        m, h = len(x), np.maximum(x @ W1 + b1, 0)
        dz2 = gap(p(h @ W2 + b2), y) / m
        da = back(dz2, W2)
        dz1 = da * on(h, da)
        grads = x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)
        parts = zip((W1, b1, W2, b2), change(*grads, m)[:4], strict=True)
        return tuple(part - lr * grad for part, grad in parts)

    return step


def too_early(W1, b1, W2, b2, x, y, lr):
    """The planted one: blame goes back through weights that have moved already."""
    h = np.maximum(x @ W1 + b1, 0)
    dz2 = (softmax(h @ W2 + b2) - np.eye(len(b2))[y]) / len(x)
    new = W2 - lr * h.T @ dz2
    dz1 = dz2 @ new.T * (h > 0)
    return W1 - lr * x.T @ dz1, b1 - lr * dz1.sum(axis=0), new, b2 - lr * dz2.sum(axis=0)


def hidden_anew(W1, b1, W2, b2, x, y, lr):
    """The first layer moves first, and what it says then goes into the gradient of the second."""
    new_W1, new_b1, _, new_b2 = stepped()(W1, b1, W2, b2, x, y, lr)
    dz2 = (softmax(np.maximum(x @ W1 + b1, 0) @ W2 + b2) - np.eye(len(b2))[y]) / len(x)
    return new_W1, new_b1, W2 - lr * np.maximum(x @ new_W1 + new_b1, 0).T @ dz2, new_b2


def whole_columns_of(p, y):
    p = p.copy()
    p[:, y] -= 1
    return p


def climbing(W1, b1, W2, b2, x, y, lr):
    return stepped()(W1, b1, W2, b2, x, y, -lr)


def only_gradients(W1, b1, W2, b2, x, y, lr):
    new = stepped()(W1, b1, W2, b2, x, y, 1.0)
    return tuple(old - part for old, part in zip((W1, b1, W2, b2), new, strict=True))


def a_network(m, n, hidden, classes):
    return (
        *(rows(n, hidden), rows(hidden), rows(hidden, classes), rows(classes), rows(m, n)),
        np.arange(m) % classes,
    )


@exercise(
    cases=[
        (*a_network(5, 2, 3, 3), 0.5),
        (*a_network(8, 4, 5, 3), 0.1),
        (*a_network(6, 3, 4, 2), 1.0),
    ],
    mistakes={
        "the bug is still in: W2 moves before dz1 is computed, so that the blame goes back "
        "through weights that were not there on the way forward": too_early,
        "h is computed anew after W1 has moved: take the h of the way forward": hidden_anew,
        "W2 is not transposed, which fits only when it is square: da = dz2 @ W2.T": (
            stepped(back=lambda dz, W: dz @ W)
        ),
        "the slope of ReLU is missing: dz1 is da where h > 0, else 0 "
        "(h >= 0 is true everywhere)": stepped(on=lambda h, da: 1),
        "your mask asks where the blame is positive: ask where h is": (
            stepped(on=lambda h, da: da > 0)
        ),
        "1 − h² is the slope of tanh: that of ReLU is 1 where h > 0, else 0": (
            stepped(on=lambda h, da: 1 - h**2)
        ),
        "b1 and b2 get means over the examples: dz2 has its 1/m already, so sum": stepped(
            change=lambda dW1, db1, dW2, db2, m: (dW1, db1 / m, dW2, db2 / m)
        ),
        "b1 and b2 get a sum over everything, one number for all units: sum over the examples "
        "only, axis=0": stepped(
            change=lambda dW1, db1, dW2, db2, m: (dW1, db1.sum(), dW2, db2.sum())
        ),
        "b1 gets a sum over everything, one number for all units: axis=0": stepped(
            change=lambda dW1, db1, dW2, db2, m: (dW1, db1.sum(), dW2, db2)
        ),
        "1/m is gone: the loss is a mean over the examples": stepped(
            change=lambda dW1, db1, dW2, db2, m: (m * dW1, m * db1, m * dW2, m * db2)
        ),
        "1/m is gone from the first layer: everything comes from dz2, which has it": stepped(
            change=lambda dW1, db1, dW2, db2, m: (m * dW1, m * db1, dW2, db2)
        ),
        "W1 and W2 are divided by m once more: dz2 has its 1/m already": stepped(
            change=lambda dW1, db1, dW2, db2, m: (dW1 / m, db1, dW2 / m, db2)
        ),
        "1/m is in twice, in dz2 and again in all four": stepped(
            change=lambda dW1, db1, dW2, db2, m: (dW1 / m, db1 / m, dW2 / m, db2 / m)
        ),
        "the biases stay where they are: they are to blame too": stepped(
            change=lambda dW1, db1, dW2, db2, m: (dW1, 0 * db1, dW2, 0 * db2)
        ),
        "the first layer stays where it is: pass the blame on": stepped(
            change=lambda dW1, db1, dW2, db2, m: (0 * dW1, 0 * db1, dW2, db2)
        ),
        "you climb: blame says which way is up, so subtract it": climbing,
        "those are the gradients: take a step of lr against them": only_gradients,
        "p[:, y] takes whole columns: p[np.arange(m), y] takes one entry of each row": (
            stepped(gap=whole_columns_of)
        ),
        "the slope of the sigmoid, p(1 − p), is in dz2: p − onehot has it already": stepped(
            gap=lambda p, y: (p - np.eye(p.shape[1])[y]) * p * (1 - p)
        ),
        "softmax runs down the columns: each example shares out its own 1, axis=1": (
            stepped(p=lambda z: softmax(z.T).T)
        ),
        "softmax shares one 1 among the whole batch: sum along each row, axis=1": (
            stepped(p=over_all)
        ),
    },
    returns=("W1", "b1", "W2", "b2"),
)
def network_step(W1, b1, W2, b2, x, y, lr):
    return stepped()(W1, b1, W2, b2, x, y, lr)
