from math import hypot

import numpy as np


def kick_first(theta, g, lr, small, kick):
    new = theta - lr * g
    if np.sqrt(g @ g) < small:
        new += kick
    return new


def kick_by_squares(theta, g, lr, small, kick):
    flat = sum(slope**2 for slope in g) < small**2
    return [p - lr * s + (k if flat else 0) for p, s, k in zip(theta, g, kick, strict=True)]


HONEST = {
    "escape_step": [
        kick_first,
        kick_by_squares,
        lambda theta, g, lr, small, kick: (
            theta - lr * g + (kick if hypot(*g) < small else np.zeros_like(kick))
        ),
    ],
}
