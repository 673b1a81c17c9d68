"""Trials for the tests of the search: processes and clusters import them by name."""

import os
import time
from pathlib import Path

from helpers.sampling import integer, log_uniform

SPACE = {"lr": log_uniform(1e-4, 1), "units": integer(1, 9)}


def product(seed, lr, units):
    return lr * units


def fails_at_even_units(seed, lr, units):
    if units % 2 == 0:
        raise ZeroDivisionError("even")
    return [0.0, lr]


def dies(seed, lr, units):
    os._exit(1)


def signed(seed, lr, units, folder, most=60.0):
    """Signs that it has begun, and by which process, waits for a file named `go`, and ends."""
    Path(folder, f"{seed}-{os.getpid()}").touch()
    for _ in range(int(most / 0.01)):
        if Path(folder, "go").exists():
            return lr
        time.sleep(0.01)
    raise TimeoutError("nobody said go")


def slowly(seed, lr, units, epochs):
    """Grows by lr in each epoch, and counts them."""
    return [lr * epoch for epoch in range(1, epochs + 1)]
