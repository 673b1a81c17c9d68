"""Property-based tests draw the same examples everywhere, and no test is judged by the clock."""

from hypothesis import settings

settings.register_profile("downhill", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("downhill")


def pytest_addoption(parser):
    parser.addoption(
        "--long-fuzz", action="store_true", help="put every lab through 300 random settings"
    )
