"""Labs in a kernel of their own, driven by messages as a page sends them."""

import pytest
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, start_new_kernel

PATIENCE = 600  # seconds until an event is given up
SET_UP = """
import os, time
import ipywidgets, psutil
from helpers import plots
from helpers.lab import Lab, controls
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


@pytest.mark.parametrize("page", [{"cellId": "two labs"}, {}], ids=["ids", "no ids"])
def test_a_cell_that_runs_again_and_again_takes_no_more_memory(kernel, page, request):
    times = 100 if request.config.getoption("--thorough") else 3
    for _ in range(2):
        assert "error" not in kernel.run(TWO_LABS, **page)
    widgets, megabytes = kernel.number("widgets()"), kernel.number("megabytes()")
    for _ in range(times):
        kernel.run(TWO_LABS, **page)
    assert kernel.number("widgets()") == widgets
    assert kernel.number("megabytes()") < megabytes + 60  # each run that stays takes 40


def test_a_lab_whose_kernel_is_interrupted_says_so_and_goes_on(kernel):
    texts = kernel.run(LONG, act_at="stream", act=kernel.manager.interrupt_kernel)
    assert "error" not in texts
    assert "records · interrupted. Run the cell" in texts["execute_result"]
    assert kernel.run("lab.set(n=0).settle().words")["execute_result"] == "'n 0 · 0 · 1 records'"
