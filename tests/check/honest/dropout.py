import numpy as np


def dropout_with_where(x, keep, u, dy):
    return np.where(u < keep, x / keep, 0), np.where(u < keep, dy / keep, 0)


def dropout_with_a_scaled_mask(x, keep, u, dy):
    mask = np.floor(keep + 1 - u).clip(0, 1) / keep if keep < 1 else np.ones_like(u)
    return [x * mask, np.multiply(dy, mask)]


def dropout_in_place_on_copies(x, keep, u, dy):
    y, dx, dropped = x.copy(), dy.copy(), u >= keep
    for array in (y, dx):
        array[dropped] = 0
        array /= keep
    return y, dx


def layer_with_one_mask_for_both(x, W, b, keep, u, training):
    mask = (u < keep) / keep if training else 1
    return np.maximum(x @ W + b, 0) * mask


def layer_that_drops_before_the_relu(x, W, b, keep, u, training):
    z = x @ W + b
    if training:
        z = np.where(u < keep, z, 0) / keep
    return z * (z > 0)


def layer_that_returns_early(x, W, b, keep, u, training):
    h = (x @ W + b).clip(min=0)
    if not training:
        return h
    h[u >= keep] = 0
    return h / keep


def thinned_by_indices(W1, b1, W2, b2, kept):
    who = np.flatnonzero(kept)
    return W1[:, who], b1[who], W2[who] * len(kept) / len(who), b2


def thinned_by_deletion(W1, b1, W2, b2, kept):
    gone = np.flatnonzero(~kept)
    W1, b1 = np.delete(W1, gone, axis=1), np.delete(b1, gone)
    return W1, b1, np.delete(W2 / kept.mean(), gone, axis=0), b2


def thinned_unit_by_unit(W1, b1, W2, b2, kept):
    units = [(w, b, v) for w, b, v, stays in zip(W1.T, b1, W2, kept, strict=True) if stays]
    W1, b1, W2 = map(np.array, zip(*units, strict=True))
    return [W1.T, b1, W2 * kept.size / kept.sum(), b2.copy()]


HONEST = {
    "dropout": [dropout_with_where, dropout_with_a_scaled_mask, dropout_in_place_on_copies],
    "dropout_layer": [
        layer_with_one_mask_for_both,
        layer_that_drops_before_the_relu,
        layer_that_returns_early,
    ],
    "thin_network": [thinned_by_indices, thinned_by_deletion, thinned_unit_by_unit],
}
