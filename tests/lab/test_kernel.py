"""Labs in a kernel of their own, driven by messages as a page sends them."""

import pytest
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, start_new_kernel

from tests.tiers import some

PATIENCE = 600  # seconds until an event is given up
SET_UP = """
import os, time
import ipywidgets, psutil
from helpers import plots
from helpers.experiments import noisy_moons
from helpers.experiments.sketches import cells
from helpers.lab import Lab, controls, sketch
from helpers.optimizers import SGD
from helpers.surfaces import valley
from helpers.training import descend

def widgets():
    return len(ipywidgets.widgets.widget._instances)

def megabytes():
    return psutil.Process().memory_info().rss / 1e6
"""
TWO_LABS = """
def run(lr):
    return descend(SGD(lr), valley, valley.start)

display(Lab(plots.descent(valley), run, lr=controls.log(0.4, 0.01, 1.2)))
Lab(plots.descent(valley), run, lr=controls.log(0.1, 0.01, 1.2))
"""
A_TRAINING = """
dropped = controls.slider([0.0, 0.5, 0.9], 0.0)
width = controls.integer(10, 5, 40)
Lab(plots.ceiling(), noisy_moons.learn, dropped=dropped, width=width).set(dropped=0.5)
"""
A_SHEET = """
fig, [axis] = plots.panels(1)
image = axis.imshow(cells(""), vmin=0, vmax=1, zorder=plots.OVER, gid="cells")

def move(drawings):
    image.set_data(cells(drawings[-1]))
    return [image]

Lab(plots.Picture(fig, "a sheet", move), lambda drawn: iter([drawn]), drawn=sketch())
"""
GROWING = {"ids": TWO_LABS, "no ids": TWO_LABS, "a training": A_TRAINING, "a sheet": A_SHEET}
LONG = """
def run(n):
    yield n
    while n:
        print(end=".", flush=True)
        yield n
        time.sleep(0.01)

picture = plots.Picture(plots.panels(1)[0], "nothing", lambda run: [])
count = lambda values, run: f"{len(run)} records"
lab = Lab(picture, run, say=count, n=controls.integer(1, 0, 1))
lab
"""


class Kernel:
    """`metadata` goes with every request to run a cell; some pages name the cell there."""

    def __init__(self):
        self.manager, self.client = start_new_kernel(PATIENCE, CURRENT_ENV_KERNEL_NAME)

    def run(self, code, act_at=None, act=None, **metadata) -> dict[str, str]:
        """What comes of a cell, by kind: its texts; act() once there is any of one kind."""
        content = {"code": code, "silent": False, "store_history": True}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        texts = {}
        for kind, content in self._messages(message["header"]["msg_id"]):
            if kind == act_at and kind not in texts:
                act()
            text = content.get("text") or content.get("data", {}).get("text/plain", "")
            texts[kind] = texts.get(kind, "") + text
        return texts

    def _messages(self, request):
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            kind, content = message["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") == request:
                if content.get("execution_state") == "idle":
                    return
                yield kind, content

    def number(self, code):
        return float(self.run(code)["execute_result"])

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    kernel.run(SET_UP)
    yield kernel
    kernel.stop()


@pytest.mark.parametrize("cell", some(GROWING, ["ids"]))
def test_a_cell_that_runs_again_and_again_takes_no_more_memory(kernel, cell, thorough):
    times = 25 if thorough else 3
    page, cell = ({} if cell == "no ids" else {"cellId": cell}), GROWING[cell]
    for _ in range(2):
        assert "error" not in kernel.run(cell, **page)
    widgets, megabytes = kernel.number("widgets()"), kernel.number("megabytes()")
    for _ in range(times):
        kernel.run(cell, **page)
    grown = kernel.number("megabytes()") - megabytes
    print(f"grown by {grown:.1f} MB in {times} runs")
    assert kernel.number("widgets()") == widgets
    assert grown < 60  # each run of two labs that stays takes 20


def test_a_lab_whose_kernel_is_interrupted_says_so_and_goes_on(kernel):
    texts = kernel.run(LONG, act_at="stream", act=kernel.manager.interrupt_kernel)
    assert "error" not in texts
    assert "records · interrupted. Run the cell" in texts["execute_result"]
    assert kernel.run("lab.set(n=0).settle().words")["execute_result"] == "'n 0 · 0 · 1 records'"
