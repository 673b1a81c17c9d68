"""A lab against `interact` with an inline figure, side by side in one browser; and every lab.

uv run python -m tests.benchmark_labs [01 02 …] measures the labs of those lessons.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from helpers import plots
from helpers.classroom.lessons import NOTEBOOKS
from helpers.lab.painter import Painter
from helpers.optimizers import SGD
from helpers.surfaces import valley
from helpers.training import descend
from tests.browser import CHROMIUM, OpenLesson, chromium, drag, jupyterlab, write_notebook

ROUNDS, PRESSES, TICKS, TICK = 3, 6, 60, 0.016
CELLS = [
    """
%matplotlib inline
from ipywidgets import SelectionSlider, interact

from helpers import plots
from helpers.lab import Lab, controls
from helpers.optimizers import SGD
from helpers.surfaces import valley
from helpers.training import descend""",
    """
Lab(
    plots.descent(valley, steps=60),
    lambda lr: descend(SGD(lr), valley, valley.start, steps=60),
    lr=controls.log(0.4, 0.01, 1.2),
)""",
    """
@interact(lr=SelectionSlider(options=controls.log(0.4, 0.01, 1.2).options, value=0.4))
def show(lr):
    run = descend(SGD(lr), valley, valley.start, steps=60)
    return plots.descent(valley, run, steps=60).fig""",
]


class Contestant:
    """A slider with a picture, its frames that count, and what was measured of them, in ms."""

    def __init__(self, lesson, cell: int, thumb: str, track: str, moving: str):
        output = lesson.page.locator(".jp-Cell").nth(cell).locator(".jp-Cell-outputArea")
        self.page, self.moving = lesson.page, moving
        self.thumb, self.track = output.locator(thumb), output.locator(track)
        self.latencies, self.drags, self.shown = [], [], []

    def to_the_low_end(self):
        self.thumb.press("Home")
        self._quiet()

    def press(self):
        self._watch()
        self.thumb.press("ArrowRight")
        keys, frames = self._seen()
        self.latencies.append(frames[0]["time"] - keys[0])

    def drag(self):
        """From the thumb's place at the low end."""
        self.to_the_low_end()
        self._watch()
        drag(self.page, self.track, 0.0, 0.95, TICKS, TICK)
        ticks, frames = self._seen()
        self.drags.append((len(frames), frames[-1]["time"] - ticks[-1]))

    def _watch(self):
        self.page.evaluate("shown.length = moves.length = 0")

    def _seen(self):
        """When the hand moved, and the frames that came of it, however late the first is."""
        arrived = "kind => shown.some((frame) => frame.kind === kind)"
        self.page.wait_for_function(arrived, arg=self.moving)
        self._quiet()
        moves, shown = self.page.evaluate("[moves, shown]")
        self.shown += shown
        return moves, [frame for frame in shown if frame["kind"] == self.moving]

    def _quiet(self, seconds=2.5):
        """Wait until nothing new has been shown for so long."""
        count = -1
        while count != (count := self.page.evaluate("shown.length")):
            self.page.wait_for_timeout(1000 * seconds)

    @property
    def latency(self):
        return median(self.latencies)

    @property
    def frames(self):
        return median(count for count, _ in self.drags)

    @property
    def lag(self):
        return median(late for _, late in self.drags)


def in_a_browser():
    with TemporaryDirectory() as folder:
        notebooks = Path(folder) / "notebooks"
        write_notebook(notebooks / "race.ipynb", CELLS)
        with jupyterlab(notebooks) as address, chromium() as browser:
            lesson = OpenLesson(browser, address, "race")
            lesson.run_all()
            ours = Contestant(lesson, 1, *["input[type=range]"] * 2, "image/jpeg")
            rival = Contestant(lesson, 2, ".noUi-handle", ".noUi-base", "image/png")
            for one in [ours, rival] * ROUNDS:
                one.to_the_low_end()
                for _ in range(PRESSES):
                    one.press()
                one.drag()
    return ours, rival


def labs():
    if not CHROMIUM:
        print("\nLabs: needs the system's Chromium")
        return
    ours, rival = in_a_browser()
    print(
        f"\nA lab on the valley against interact, {ROUNDS} × {PRESSES} keys, {ROUNDS} drags of ",
        end="",
    )
    print(f"{TICKS} ticks in {TICKS * TICK:.1f} s")
    print(f"{'':33} {'lab':>6} {'interact':>8}  {'ratio':>6}  goal")
    for what, goal in (
        ("latency", "≤ 0.4, lab ≤ 60 ms"),
        ("frames", "≥ 6"),
        ("lag", "≤ 0.1, lab ≤ 100 ms"),
    ):
        a, b = getattr(ours, what), getattr(rival, what)
        print(f"{NAMES[what]:33} {a:6.0f} {b:8.0f}  {a / b:6.2f}  {goal}")
    late = max(late for _, late in ours.drags)
    print(f"slowest key {max(ours.latencies):.0f} ms, latest frame {late:.0f} ms")
    for kind in ("image/jpeg", "image/png"):
        sizes = [frame["size"] for frame in ours.shown if frame["kind"] == kind]
        print(f"{kind}: {median(sizes) / 1024:.0f} KiB a frame")
    costs()


NAMES = {
    "latency": "ms from key to picture",
    "frames": "pictures shown during a drag",
    "lag": "ms from last tick to last picture",
}


def costs():
    """What a frame costs in the kernel."""
    run = [*descend(SGD(0.4), valley, valley.start, steps=60)]
    picture = plots.descent(valley, run, steps=60)
    painter = Painter(picture)
    for what, call in {
        "run 60 steps": lambda: [*descend(SGD(0.4), valley, valley.start, steps=60)],
        "move the artists": lambda: picture.update(run),
        "paint light": painter.pixels,
        "paint and encode light": painter.light,
        "paint sharp": lambda: painter.pixels(2.0),
        "paint and encode sharp": painter.sharp,
    }.items():
        call()
        print(f"{what:24} {1000 * median(seconds(call) for _ in range(20)):6.1f} ms")


def seconds(call):
    start = perf_counter()
    call()
    return perf_counter() - start


def every_lab(numbers=()):
    """What a learner waits for at every slider of every lab, against the budgets of the design."""
    print(f"\n{'lab, slider':44} {'first frame, ms':>16} {'frames/s':>9} {'latest, ms':>11}")
    print(f"{'':44} {'median':>8} {'worst':>7} {'':>9} {'in a drag':>11}")
    names = [
        p.stem for p in sorted(NOTEBOOKS.glob("*.ipynb")) if not numbers or p.stem[:2] in numbers
    ]
    with TemporaryDirectory() as folder:
        notebooks = Path(folder) / "notebooks"
        notebooks.mkdir()
        with jupyterlab(notebooks) as address, chromium() as browser:
            for name in names:
                lesson = OpenLesson(browser, address, name)
                lesson.run_all()
                for i, lab in enumerate(lesson.labs, 1):
                    for slider in lab.sliders.all():
                        what = f"{name} lab {i}, {_label(slider)}"
                        print(f"{what:44} {_waits(lesson.page, lab, slider)}", flush=True)
                lesson.close()


def _label(slider):
    return slider.evaluate("(input) => input.labels[0].firstChild.textContent")


def _arrows(slider):
    """The keys for more and less: in a place on a map, left and right are those of x alone."""
    upright = _label(slider).endswith(" y")
    return ("ArrowUp", "ArrowDown") if upright else ("ArrowRight", "ArrowLeft")


def _waits(page, lab, slider):
    slider.press("Home")
    lab.rests()
    first, rates, stops = [], [], int(slider.get_attribute("max"))
    more, less = _arrows(slider)
    for key in [more] * min(6, stops - 1) + ["End"] + [less] * min(5, stops):
        page.evaluate("shown.length = moves.length = 0")
        lab.after(lambda key=key: slider.press(key))
        keys, shown = page.evaluate("[moves, shown]")
        frames = [frame["time"] for frame in shown if frame["kind"] == "image/jpeg"]
        first.append(frames[0] - keys[0])
        if len(frames) > 5:
            rates.append(1000 * (len(frames) - 1) / (frames[-1] - frames[0]))
    page.evaluate("shown.length = moves.length = 0")
    drag(page, slider, 0.05, 0.95, TICKS, TICK)
    page.wait_for_timeout(1000)
    moves, shown = page.evaluate("[moves, shown]")
    after = [f["time"] - moves[-1] for f in shown if f["kind"] == "image/jpeg"]
    latest = next((time for time in after if time > 0), 0.0)
    rate = f"{median(rates):.0f}" if rates else "–"
    return f"{median(first):8.0f} {max(first):7.0f} {rate:>9} {latest:11.0f}"


if __name__ == "__main__":
    every_lab(sys.argv[1:])
