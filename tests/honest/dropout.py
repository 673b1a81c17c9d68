import numpy as np


def dropout_with_where(x, keep, u):
    kept = u < keep
    return np.where(kept, x / keep, 0), kept


def dropout_with_a_scaled_mask(x, keep, u):
    mask = (u < keep) / keep
    return x * mask, mask > 0


def dropout_in_place_on_a_copy(x, keep, u):
    y, dropped = x.copy(), u >= keep
    y[dropped] = 0
    y /= keep
    return y, 1 - dropped


def backward_with_where(dy, kept, keep):
    return np.where(kept, dy / keep, 0)


def backward_in_place_on_a_copy(dy, kept, keep):
    dx = dy.copy()
    dx[~kept] = 0
    dx /= keep
    return dx


def backward_by_a_scaled_mask(dy, kept, keep):
    return np.multiply(dy, kept.astype(float) / keep)


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


HONEST = {
    "dropout": [dropout_with_where, dropout_with_a_scaled_mask, dropout_in_place_on_a_copy],
    "dropout_backward": [
        backward_with_where,
        backward_in_place_on_a_copy,
        backward_by_a_scaled_mask,
    ],
    "dropout_layer": [
        layer_with_one_mask_for_both,
        layer_that_drops_before_the_relu,
        layer_that_returns_early,
    ],
}
