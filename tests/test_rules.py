import base64
import io

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tests.lessons import lessons
from tests.rules import RULES, WIDGET, sentence


def png(*colours):
    image, file = Image.new("RGB", (8, 8), colours[0]), io.BytesIO()
    image.paste(colours[-1], (2, 2, 6, 6))
    image.save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


def markdown(text):
    return new_markdown_cell(text, metadata={})


def code(source, *outputs, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def printed(text):
    return new_output("stream", name="stdout", text=text)


def shown(text, count=None, **data):
    return new_output("execute_result", {"text/plain": text, **data}, execution_count=count)


def picture(text, image=None):
    return shown(text, **{"image/png": image or png("white", "navy")})


FIRST = """# 03 · Momentum: what does a rolling ball know?

It knows where it came from.

*30 minutes · you need lesson 01*

[← before](01_before.ipynb) · [index](../README.md) · [after →](04_after.ipynb)"""

SETUP = """import numpy as np

from helpers import check
from helpers.live import Lab

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


def good():
    """The cells of a lesson that keeps every rule."""
    cells = [
        markdown(FIRST),
        code(SETUP),
        markdown("## Play first\n\nMove the slider."),
        code("Lab(rng)", picture("Live lab. A ball. lr 0.1. Run the cell to play with it.")),
        markdown("## One rule\n\n$$v \\leftarrow \\beta v + g$$"),
        code("def push(v, g):\n    return 0.9 * v + g\n\n\npush(0.0, 1.0)", shown("1.0")),
        markdown("It rolls."),
        code("rng.normal()", picture("a ball in a valley")),
    ]
    for i in range(6):
        cells += [markdown(f"And {i} more."), code(f"print({i})", printed(f"{i}\n"))]
    cells += [
        markdown("It is timed."),
        code("assert push(0, 0) == 0\nprint(1)", printed("1\n"), tags=["nbval-ignore-output"]),
        markdown("## Traps\n\nA sign."),
        code("push(0.0, -1.0)", shown("-1.0")),
        markdown("## Exercises\n\n**1. Implement.** A step."),
        code("def my_step(theta, v, grad):\n    return None"),
        code("check.momentum(my_step)", shown("not attempted yet: write momentum")),
        markdown(SOLUTION),
        markdown(SUMMARY),
    ]
    return cells


def saved(cells, folder, name="03_momentum.ipynb"):
    """The lesson with these cells, executed, between two others."""
    for i, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), start=1):
        cell.execution_count = cell.execution_count or i
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = output.execution_count or i
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    (folder / "README.md").touch()
    (folder / "notebooks").mkdir()
    for other in ("01_before.ipynb", "04_after.ipynb"):
        (folder / "notebooks" / other).touch()
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "notebooks" / name)
    return next(lesson for lesson in lessons(folder / "notebooks") if lesson.path.name == name)


def complaints(lesson):
    return {sentence(rule): list(rule(lesson)) for rule in RULES if list(rule(lesson))}


def test_a_good_lesson_keeps_every_rule(tmp_path):
    assert complaints(saved(good(), tmp_path)) == {}


def test_a_notebook_that_is_hardly_begun_gets_complaints_and_no_crash(tmp_path):
    found = complaints(saved([markdown("Momentum"), code("")], tmp_path))
    assert found["the summary has three to five bullets"] == ["no cell begins with ## Summary"]


# Changes to the cells before they are saved


def swap(old, new):
    """Other words in the first cell that has the old ones."""

    def change(cells):
        cell = next(cell for cell in cells if old in cell.source)
        cell.source = cell.source.replace(old, new, 1)

    return change


def put(*new, at=8):
    def change(cells):
        cells[at:at] = new

    return change


def take(first, last=None):
    def change(cells):
        del cells[first : last or first + 1]

    return change


def outputs(*new, at=7):
    return lambda cells: cells[at].update(outputs=list(new))


def stretch(cells):
    for cell in cells[3:]:
        if cell.cell_type == "code":
            cell.source = "\n" * (8 - cell.source.count("\n")) + cell.source


def no_setup(cells):
    cells[1] = markdown("Hello.")


def unplug(cells):
    cells[3] = code("rng.normal()", picture("a ball"))


def wordy(cells, words):
    return [markdown("word " * words) for _ in range(cells)]


BROKEN = [
    ("the first cell asks", swap("know?", "knows."), "the title is not like"),
    ("the first cell asks", swap("# 03", "# 02"), "the title is not like"),
    ("the first cell asks", swap("from.", "from. It is heavy."), "not one sentence"),
    ("the first cell asks", swap("30 minutes", "soon"), "says 'minutes'"),
    ("the first cell asks", swap("you need lesson 01", "for all"), "says 'need'"),
    ("the first cell ends", swap("01_before", "04_after"), "but links 04_after.ipynb · ../R"),
    ("the first cell ends", swap(" · [after →](04_after.ipynb)", ""), "should link 01_before"),
    ("the first cell ends", swap("[index](../README.md) · ", ""), "should link 01_before"),
    ("links to files", swap("Move the", "[Move](05_x.ipynb#a) the"), "links 05_x.ipynb#a"),
    ("the second cell sets up", no_setup, "cell 1 (Hello.) is not code"),
    ("the second cell sets up", swap("import Lab", "import Lab\nfrom a import *"), "everything"),
    ("the second cell sets up", swap("rng(0)", "rng(1)"), "does more than to import"),
    ("the second cell sets up", swap("rng = np.random.default_rng(0)", ""), "uses rng, but cell 1"),
    ("nothing is imported", swap("rng.normal()", "import os"), "(import os) imports"),
    (
        "nothing is imported",
        swap("rng.normal()", "if rng:\n    from a import b"),
        "from a import b",
    ),
    ("code is plain", swap("rng.normal()", "%matplotlib inline"), "is not plain Python"),
    ("code is plain", swap("rng.normal()", "!ls"), "(!ls) is not plain Python"),
    ("code knows no files", swap("rng.normal()", "open('x.csv')"), "'x.csv'"),
    ("code knows no files", swap("rng.normal()", "open('../x')"), "'../x'"),
    ("code knows no files", swap("rng.normal()", "sys.path.append(rng)"), "uses sys.path"),
    ("code knows no files", swap("rng.normal()", "os.chdir(rng)"), "uses os.chdir"),
    ("no code cell", swap("rng.normal()", "rng.normal()\n" * 21), "has 21 lines"),
    ("half of the code", stretch, "the median is 9 lines"),
    ("no more than three", put(*[code(f"{i}") for i in range(3)]), "4 code cells follow"),
    ("a taught or imported", swap("rng.normal()", "push = 3"), "binds push again"),
    ("a taught or imported", swap("rng.normal()", "for push in rng:\n    0"), "binds push again"),
    ("a taught or imported", swap("rng.normal()", "def push(v):\n    pass"), "binds push again"),
    ("a taught or imported", swap("rng.normal()", "check = 3"), "binds check again"),
    ("an ignored output", swap("assert push(0, 0) == 0\n", ""), "asserts nothing"),
    ("a lesson has 25", take(8, 14), "it has 23"),
    ("a lesson has 25", put(*wordy(27, 1)), "it has 56"),
    ("a markdown cell", put(*wordy(1, 120)), "has 120"),
    ("a lesson has under", put(*wordy(17, 110)), "it has 19"),
    ("nothing is left", swap("It rolls.", "It rolls. TODO"), "says TODO"),
    ("nothing is left", swap("rng.normal()", "rng.normal()  # FIXME"), "says FIXME"),
    ("no cell is empty", put(markdown(" \n")), "is empty"),
    ("cells were run", lambda cells: cells[7].update(execution_count=9), "is number 9"),
    ("cells were run", outputs(shown("1", count=2)), "its output is number 2"),
    ("no cell ends in", outputs(new_output("error", ename="E", evalue="e")), "raised E: e"),
    ("nothing is written", outputs(new_output("stream", name="stderr", text="!")), "wrote '!'"),
    ("no widget", outputs(shown("x y", **{WIDGET: {}})), "a view of a widget"),
    ("no metadata", lambda cells: cells[7].metadata.update(collapsed=True), "has collapsed"),
    ("no metadata", lambda cells: cells[7].metadata.update(tags=["nbval-skip"]), "has nbval-skip"),
    ("every picture", outputs(picture("a ball", png("white"))), "blank or broken"),
    ("every picture", outputs(picture("a ball", "bm8gcG5n")), "blank or broken"),
    ("every picture", outputs(picture("<Figure size 9x9>")), "without words"),
    ("every picture", outputs(picture("")), "without words"),
    ("every lab", swap("rng.normal()", "Lab(1)"), "shows a lab, but"),
    ("every lab", swap("rng.normal()", "lab = Lab(1)\nlab"), "shows a lab, but"),
    ("a lesson has a live", unplug, "no output begins"),
    ("a picture or a lab", put(markdown("$$x$$"), at=2), "an equation before any"),
    ("the file is", outputs(shown("x" * 1_500_000)), "it has 1,5"),
    ("nothing tells", swap("It rolls.", "See /home/me/it."), "…'/home/me/it.'"),
    ("nothing tells", outputs(printed("at /tmp/ipykernel_7/1.py")), "…'/tmp/ipykernel_7"),
    ("the traps", swap("## Traps", "## Snares"), "no cell begins with ## Traps"),
    ("the traps", take(-6), "## Traps has no code cell"),
    ("there are two", swap("**2. Predict, then test.**", "Predict."), "there are 1 that begin"),
    ("whatever is not", swap("2. Predict, then test.", "2. Debug."), "exercise 2. Debug."),
    ("every check stands", swap("def my_step", "def your_step"), "has no stub"),
    ("every check stands", outputs(shown("passed"), at=-3), "does not say 'not attempted yet'"),
    ("every check has", swap("```python", "```"), "block defines my_step"),
    ("every check has", swap("<details>", ""), "block defines my_step"),
    ("the summary", swap("* Two.\n", ""), "## Summary has 2"),
    ("the summary", swap("* Two.\n", "* Two.\n" * 4), "## Summary has 6"),
    ("the summary", swap("## Summary", "## In short"), "no cell begins with ## Summary"),
    ("a cell says how", swap("PyTorch", "Torch"), "no cell names PyTorch, Keras, Optax"),
    ("the last cell", swap("](https", "](../README.md https"), "with links"),
]


@pytest.mark.parametrize(
    ("start", "change", "says"), BROKEN, ids=[f"{start}: {says}" for start, _, says in BROKEN]
)
def test_a_lesson_that_breaks_one_rule_is_told_so_by_that_rule_alone(start, change, says, tmp_path):
    cells = good()
    change(cells)
    ((rule, sentences),) = complaints(saved(cells, tmp_path)).items()
    assert rule.startswith(start)
    assert says in sentences[0]


@pytest.mark.parametrize(
    ("name", "says"),
    [("03_Momentum.ipynb", "is not like"), ("01_momentum.ipynb", "have the same number")],
)
def test_a_name_that_is_not_a_number_of_its_own_and_a_topic_is_told_so(name, says, tmp_path):
    found = complaints(saved(good(), tmp_path, name))
    assert says in found["the name is a number of its own and a topic"][0]


def test_every_other_rule_has_been_seen_to_complain():
    rules = {*map(sentence, RULES)}
    seen = {rule for rule in rules for start, *_ in BROKEN if rule.startswith(start)}
    assert rules - seen == {"the name is a number of its own and a topic"}
