"""Matplotlib, started whatever MPLBACKEND says: no picture of the course needs a window."""

import os
import sys
from contextlib import suppress


def start_matplotlib() -> None:
    """Import Matplotlib with the backend that MPLBACKEND names, or its own if there is none such.

    By itself Matplotlib refuses to be imported then.
    """
    if "matplotlib" in sys.modules:
        return
    wanted = os.environ.pop("MPLBACKEND", None)
    import matplotlib

    if wanted is not None:
        os.environ["MPLBACKEND"] = wanted
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = wanted


start_matplotlib()
