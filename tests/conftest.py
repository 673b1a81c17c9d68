"""Property-based tests draw the same examples everywhere, and no test is judged by the clock."""

import os

from hypothesis import settings

# Kernels share the cores with browsers and each other: threads of their own would only wait there.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("downhill", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("downhill")


def pytest_addoption(parser):
    parser.addoption(
        "--long-fuzz", action="store_true", help="put every lab through 300 random settings"
    )
