import numpy as np


def highest_by_hand(lr, curvatures):
    highest = 0.0
    for curvature in curvatures:
        highest = max(highest, (1 - (lr * curvature) ** 0.5) ** 2)
    return highest


def highest_multiplied_out(lr, curvatures):
    return max(1 + lr * curvatures - 2 * np.sqrt(lr * curvatures))


def highest_as_an_array(lr, curvatures):
    return np.square(1 - np.sqrt(lr * curvatures)).max()


def swing_from_the_eigenvalues(lr, beta, curvature):
    matrix = [[1 - lr * curvature, -lr * beta], [curvature, beta]]
    angle = np.abs(np.angle(np.linalg.eigvals(matrix)[0]))
    complex_pair = (1 + beta - lr * curvature) ** 2 < 4 * beta
    return 2 * np.pi / angle if complex_pair else np.inf


def swing_from_the_tangent(lr, beta, curvature):
    half = (1 + beta - lr * curvature) / 2
    if half * half >= beta:
        return float("inf")
    return 2 * np.pi / np.arctan2(np.sqrt(beta - half * half), half)


def swing_from_the_cosine(lr, beta, curvature):
    cosine = (1 + beta - lr * curvature) / (2 * beta**0.5)
    return 2 * np.pi / np.arccos(cosine) if abs(cosine) < 1 else np.inf


HONEST = {
    "ringing_beta": [highest_by_hand, highest_multiplied_out, highest_as_an_array],
    "swing": [swing_from_the_eigenvalues, swing_from_the_tangent, swing_from_the_cosine],
}
