"""A class on one machine: uv run --group class python -m tests.benchmark_class [1 5 10 20]

The README's hub is started. So many learners drag a slider at once through it, while a real
browser beside them presses keys; then memory, idle and with lessons 05 and 15 run whole.
"""

import asyncio
import sys
from itertools import chain
from pathlib import Path
from statistics import mean, median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread

import nbformat
import psutil

from helpers.classroom.lessons import NOTEBOOKS
from helpers.datasets import share_mnist
from tests.browser import chromium, write_notebook
from tests.learner import SERVICE, TICK, Learner
from tests.servers import hub, logged_in

SECONDS, PRESSES = 15.0, 12  # of a drag; of the witness meanwhile
SET_UP = """
import os, threadpoolctl
from helpers import check, plots
from helpers.datasets import load_mnist
from helpers.experiments import noisy_moons
from helpers.lab import Lab, controls
from helpers.optimizers import SGD
from helpers.surfaces import valley
from helpers.training import descend
_ = load_mnist()
"""
LABS = {
    "a surface": """
lab = Lab(
    plots.descent(valley, steps=60),
    lambda lr: descend(SGD(lr), valley, valley.start, steps=60),
    lr=controls.log(0.4, 0.01, 1.2),
)
lab""",
    "a training": """
dropped = controls.slider([0.0, 0.5, 0.9], 0.0)
lab = Lab(plots.ceiling(), noisy_moons.learn, dropped=dropped, width=controls.integer(100, 60, 160))
lab""",
}
THREADS = {"one": "1", "as they come": "os.cpu_count()"}
CORES, GIGABYTES, SYSTEM = 8, 16, 2  # of a machine, and of these for the system and the hub
AT_ONCE, LOAD = 1 / 3, 0.7  # of a class drags at the same time; of the processors is used
KINDS = "uss", "pss", "rss"


class Class:
    """Learners of one hub, who do things at the same time, in a thread of their own."""

    def __init__(self, address: str, homes: Path):
        self.address, self.homes, self.learners = address, homes, []
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, daemon=True).start()

    def start(self, coroutines):
        async def together():
            return await asyncio.gather(*coroutines)

        return asyncio.run_coroutine_threadsafe(together(), self.loop)

    def all_do(self, coroutines) -> list:
        return self.start(coroutines).result()

    def join(self, names, *cells) -> list[float]:
        """New learners come at once and run cells; the seconds that each of them waits."""
        new = [Learner(self.address, name) for name in names]
        self.learners += new
        return self.all_do([one.come(*cells) for one in new])

    def processes(self, names) -> list[psutil.Process]:
        """The servers and the kernels of learners."""
        homes, found = {str(self.homes / name) for name in names}, []
        for process in psutil.process_iter():
            try:
                if process.environ().get("HOME") in homes:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def memory(self, names) -> list[float]:
        """Megabytes of one learner, the mean of all: server and kernel together."""
        parts = [process.memory_full_info() for process in self.processes(names)]
        return [sum(getattr(part, kind) for part in parts) / 1e6 / len(names) for kind in KINDS]

    def worked(self) -> float:
        """Seconds of processors that all servers and kernels of the class have taken."""
        times = [p.cpu_times() for p in self.processes([one.name for one in self.learners])]
        return sum(time.user + time.system for time in times)

    def drag(self, witness):
        """The waits of all who drag at once, of the witness, and the processors each would take.

        That is at full pace, of a kernel that never waits for a processor.
        """
        before = self.worked()
        drags = self.start([one.drag(SECONDS) for one in self.learners])
        seen, waits = witness(), [*chain(*drags.result())]
        return waits, seen, min(1, (self.worked() - before) / len(waits) / TICK)


def witness(context, address, homes):
    """A learner with a browser; the function gives the seconds from keys to pictures."""
    write_notebook(homes / "witness/notebooks/a_lab.ipynb", [SET_UP, LABS["a surface"]])
    lesson = logged_in(context, address, "witness", "a_lab")
    lesson.run_all()
    page, [lab] = lesson.page, lesson.labs

    def wait(key):
        page.evaluate("shown.length = moves.length = 0")
        lab.after(lambda: lab.sliders.first.press(key))
        moves, shown = page.evaluate("[moves, shown]")
        return (next(f["time"] for f in shown if f["kind"] == "image/jpeg") - moves[0]) / 1000

    return lambda: [wait(key) for key in ["ArrowRight", "ArrowLeft"] * (PRESSES // 2)]


def drags(group, seen, counts) -> float:
    """Prints what learners wait for; returns the processors that one of the fewest takes."""
    print(f"{'learners':>8} {'lab':10} {'threads':12} {'ms, median':>10} {'95%':>6}", end="")
    print(f" {'browser':>8} {'95%':>6} {'processors each':>16}")
    taken = {}
    for count in counts:
        names = [f"learner{i}" for i in range(len(group.learners), count)]
        starts = group.join(names, SET_UP)
        for name, lab in LABS.items():
            for threads, limit in THREADS.items():
                limited = f'_ = threadpoolctl.threadpool_limits({limit}, "blas")'
                group.all_do([one.run(limited + lab) for one in group.learners])
                waits, theirs, taken[count, name, threads] = group.drag(seen)
                numbers = f"{_spread(waits, 10)} {_spread(theirs, 8)}"
                used = taken[count, name, threads]
                print(f"{count:8} {name:10} {threads:12} {numbers} {used:16.2f}", flush=True)
        print(f"{len(starts)} came at once: {median(starts):.1f} s until", end=" ")
        print(f"the first cell has run, {max(starts):.1f} s for the last", flush=True)
    return mean(taken[counts[0], name, "one"] for name in LABS)


def _spread(waits, width):
    return f"{1000 * median(waits):{width}.0f} {1000 * quantiles(waits, n=20)[-1]:6.0f}"


def memories(group) -> float:
    """Prints what learners hold; returns the private megabytes of the largest."""
    rows = {"idle": [SET_UP]}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if path.stem[:2] in ("05", "15"):
            cells = nbformat.read(path, as_version=4).cells
            rows[path.stem] = [cell.source for cell in cells if cell.cell_type == "code"]
    print(f"\n{'MB a learner, server and kernel':32} {'USS':>6} {'PSS':>6} {'RSS':>6}")
    held = {}
    for row, cells in rows.items():
        names = [f"{row}-{i}" for i in range(2)]
        group.join(names, *cells)
        held[row] = group.memory(names)
        print(f"{row:32} {' '.join(f'{size:6.0f}' for size in held[row])}", flush=True)
    return max(uss for uss, *_ in held.values())


def rule(used, held):
    by_memory = 1000 * (GIGABYTES - SYSTEM) / held
    by_processors = LOAD * CORES / (AT_ONCE * used)
    print(f"\n{CORES} cores and {GIGABYTES} GB bear {min(by_memory, by_processors):.0f} learners:")
    print(f"{by_memory:.0f} by memory, if each holds {held:.0f} MB and {SYSTEM} GB are left over;")
    print(
        f"{by_processors:.0f} by processors, if a third of them drag at the same time, each taking"
    )
    print(f"{used:.2f} processors, and {LOAD:.0%} of the processors are used.")


def main(counts):
    share_mnist()
    with TemporaryDirectory() as folder, hub(Path(folder), SERVICE) as address:
        homes = Path(folder) / "homes"
        with chromium() as context:
            group = Class(address, homes)
            used = drags(group, witness(context, address, homes), counts)
            rule(used, memories(group))


if __name__ == "__main__":
    main([*map(int, sys.argv[1:])] or [1, 5, 10, 20])
