import numpy as np


def regression_by_loops(W, b, x, y, lr):
    dW, db = [0.0] * len(W), 0.0
    for row, target in zip(x, y, strict=True):
        error = sum(row * W) + b - target
        dW = [d + error * value for d, value in zip(dW, row, strict=True)]
        db += error
    return [w - lr * d / len(y) for w, d in zip(W, dW, strict=True)], b - lr * db / len(y)


def regression_with_a_column_of_ones(W, b, x, y, lr):
    x1 = np.column_stack([x, np.ones(len(x))])
    theta = np.append(W, b)
    theta -= lr / len(x) * x1.T @ (x1 @ theta - y)
    return [theta[:-1], theta[-1]]


def regression_in_one_line(W, b, x, y, lr):
    return W + lr * ((y - x @ W - b) @ x) / y.size, b + lr * np.mean(y - x @ W - b)


HONEST = {
    "linear_step": [
        regression_by_loops,
        regression_with_a_column_of_ones,
        regression_in_one_line,
    ]
}
