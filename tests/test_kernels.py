from copy import deepcopy

import pytest
from nbclient import NotebookClient

from tests.lessons import lessons
from tests.rules import plain


def run(client):
    """What the cells print whose outputs are compared."""
    client.reset_execution_trackers()
    for i, cell in enumerate(client.nb.cells):
        client.execute_cell(cell, i)
    return {
        i: [plain(output) for output in cell.get("outputs", [])]
        for i, cell in enumerate(client.nb.cells)
        if "nbval-ignore-output" not in cell.metadata.get("tags", [])
    }


@pytest.mark.parametrize("lesson", lessons(), ids=str)
def test_a_lesson_runs_in_another_folder_and_then_again_in_the_same_kernel(lesson, tmp_path):
    client = NotebookClient(
        deepcopy(lesson.notebook),
        kernel_name="python3",
        resources={"metadata": {"path": tmp_path}},
        timeout=120,
        coalesce_streams=True,  # a slow machine sends what is printed in several pieces
    )
    with client.setup_kernel():
        assert run(client) == run(client)
    assert [*tmp_path.iterdir()] == []
