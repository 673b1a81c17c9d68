import numpy as np


def wait(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best


def look_back(losses, patience):
    for stop in range(len(losses)):
        best = int(np.argmin(losses[: stop + 1]))
        if stop - best == patience:
            break
    return [stop, best]


def no_improvement(losses, patience):
    stop, best, waited = 0, 0, 0
    while stop + 1 < len(losses) and waited < patience:
        stop += 1
        better = losses[stop] < losses[best]
        best, waited = (stop, 0) if better else (best, waited + 1)
    return stop, best


def masked(theta, v, g, weights, lr, beta, decay):
    v = beta * v + g
    new = theta.copy()
    new[weights] *= 1 - lr * decay
    new -= lr * v
    return new, v


def chosen(theta, v, g, weights, lr, beta, decay):
    v = v * beta + g
    return np.where(weights, theta * (1 - lr * decay), theta) - lr * v, v


def one_by_one(theta, v, g, weights, lr, beta, decay):
    v = [beta * a + b for a, b in zip(v, g, strict=True)]
    pull = [decay * t if w else 0 for t, w in zip(theta, weights, strict=True)]
    return [t - lr * (a + p) for t, a, p in zip(theta, v, pull, strict=True)], v


HONEST = {
    "early_stopping": [wait, look_back, no_improvement],
    "shrink": [masked, chosen, one_by_one],
}
