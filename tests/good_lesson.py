"""A made-up lesson that keeps every rule, to break them one by one."""

import base64
import io
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from helpers.classroom.cells import COLLAPSED, PROOF
from helpers.classroom.lessons import Lesson
from tests.minutes import minutes


def png(*colours):
    image, file = Image.new("RGB", (8, 8), colours[0]), io.BytesIO()
    image.paste(colours[-1], (2, 2, 6, 6))
    image.save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


def markdown(text):
    return new_markdown_cell(text, metadata={})


def code(source, *outputs, tags=(), **metadata):
    metadata |= {"tags": list(tags)} if tags else {}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def printed(text):
    return new_output("stream", name="stdout", text=text)


def shown(text, count=None, **data):
    return new_output("execute_result", {"text/plain": text, **data}, execution_count=count)


def picture(text, image=None):
    return shown(text, **{"image/png": image or png("white", "navy")})


FIRST = """# 03 · Momentum: what does a rolling ball know?

It knows where it came from.

*MINUTES · you need lesson 01*

[← before](01_before.ipynb) · [index](../README.md) · [after →](04_after.ipynb)"""

SETUP = """from time import perf_counter

import numpy as np

from helpers import check
from helpers.lab import Lab

rng = np.random.default_rng(0)"""

SOLUTION = """<details><summary>Solution</summary>

```python
def my_step(theta, v, grad):
    return theta - 0.1 * v
```

</details>

**2. Predict, then test.** Where will it stop?"""

SUMMARY = """## Summary

* One.
* Two.
* Three.

| | here | PyTorch | Keras | Optax |
|---|---|---|---|---|
| friction | `beta` | `momentum` | `momentum` | `decay` |

**References**: B. Polyak, [Some methods](https://doi.org/10.1016/0041-5553) (1964)."""

PROOF_OF_IT = """# It rolls.
assert push(0.0, 1.0) > 0.9

# It varies … little.
assert 0 < spread < 9"""


def lab(text="A ball."):
    return picture(f"Live lab. {text} lr 0.1. Run the cell to play with it.")


def good():
    """The cells of a lesson that keeps every rule."""
    cells = [
        markdown(FIRST),
        code(SETUP),
        markdown("## Play first\n\nMove the slider."),
        code("Lab(rng)", lab()),
        markdown("## One rule\n\n$$v \\leftarrow \\beta v + g$$"),
        code("def push(v, g):\n    return 0.9 * v + g\n\n\npush(0.0, 1.0)", shown("1.0")),
        markdown("It rolls."),
        code("rng.normal()", picture("a ball in a valley")),
    ]
    for i in range(6):
        cells += [markdown(f"And {i} more."), code(f"print({i})", printed(f"{i}\n"))]
    cells += [
        markdown("It varies a little."),
        code("spread = rng.normal()\nprint(spread)", printed("1\n"), tags=["nbval-ignore-output"]),
        code("assert push(0, 0) == 0"),
        markdown("## Traps\n\nA sign."),
        code("push(0.0, -1.0)", shown("-1.0")),
        markdown("## Exercises\n\n**1. Implement.** A step."),
        code("def my_step(theta, v, grad):\n    return None"),
        code("check.momentum(my_step)", shown("not attempted yet: write momentum")),
        markdown(SOLUTION),
        code('check.so_far("momentum")', shown("Here stands what you have done.")),
        markdown(SUMMARY),
        code(PROOF_OF_IT, tags=[PROOF], **COLLAPSED),
    ]
    return cells


def saved(cells: list, folder: Path, name: str = "03_momentum.ipynb") -> Lesson:
    """The lesson with these cells, executed, between two others; it states its minutes."""
    (folder / "README.md").touch()
    (folder / "notebooks").mkdir()
    for file in ("01_before.ipynb", "04_after.ipynb", name):
        (folder / "notebooks" / file).touch()
    run([cell for cell in cells if cell.cell_type == "code"])
    path = folder / "notebooks" / name
    write(cells, path)
    core, more = minutes(Lesson(path))
    stated = f"{core} minutes + {more} for the exercises"
    cells[0].source = cells[0].source.replace("MINUTES", stated)
    write(cells, path)
    return Lesson(path)


def run(cells):
    for i, cell in enumerate(cells, start=1):
        cell.execution_count = cell.execution_count or i
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = output.execution_count or i


def write(cells, path):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
