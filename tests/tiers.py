"""What is tested always, and what with --thorough."""

from collections.abc import Collection, Iterable

import pytest


def some(names: Iterable[str], quick: Collection[str]) -> list:
    """The names to test with, of which all but the quick ones wait for --thorough."""
    return [
        name if name in quick else pytest.param(name, marks=pytest.mark.thorough) for name in names
    ]
