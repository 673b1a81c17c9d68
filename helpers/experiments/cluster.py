"""A cluster on one machine, for a search that is about to outgrow it."""

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from helpers.arrays import whole

MISSING = (
    "Dask is not installed, so these trials run one by one: "
    "`uv sync --group cluster` in the folder of the course installs it."
)


@contextmanager
def local(workers: int = 2) -> Iterator[Executor | None]:
    """The executor of a Dask cluster with so many processes, which end with the block.

        with cluster.local(2) as executor: …

    Where Dask is not installed it says so, and the executor is None: one trial after the other.
    A cluster of many machines differs by the address that its client is given.
    Raises TypeError or ValueError for workers that are no whole number above 0.
    """
    workers = whole(workers, "workers", 1)
    if find_spec("distributed") is None:
        print(MISSING)
        yield None
        return
    dask = import_module("distributed")
    quiet = {"dashboard_address": None, "silence_logs": logging.ERROR}
    with (
        dask.LocalCluster(n_workers=workers, threads_per_worker=1, **quiet) as machines,
        dask.Client(machines) as client,
    ):
        yield client.get_executor()
