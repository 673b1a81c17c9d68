"""With `-n 2 --dist loadgroup` tests run side by side; none is judged by the clock.

Property-based tests draw the same examples everywhere.
"""

import os
import re

import pytest
from hypothesis import settings

# Workers and the kernels they start share the cores: threads of their own would only wait there.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("downhill", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("downhill")


def pytest_addoption(parser):
    parser.addoption(
        "--long-fuzz", action="store_true", help="put every lab through 300 random settings"
    )


def pytest_collection_modifyitems(items):
    for item in items:
        lesson = re.search(r"\d\d_[a-z0-9_]+", item.name)
        group = f"{item.path.name} {lesson[0] if lesson else ''}"
        item.add_marker(pytest.mark.xdist_group(group))
