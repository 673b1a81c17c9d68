import pytest
from nbformat.v4 import new_output

from helpers.classroom.cells import COLLAPSED, PROOF, WIDGET
from tests.good_lesson import code, good, lab, markdown, picture, png, printed, saved, shown
from tests.rules import RULES, sentence


def complaints(lesson):
    return {sentence(rule): said for rule in RULES if (said := [*rule(lesson)])}


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
    for cell in cells[3:-1]:
        if cell.cell_type == "code" and "so_far" not in cell.source:
            cell.source = "# more\n" * (6 - cell.source.count("\n")) + cell.source


def no_setup(cells):
    cells[1] = markdown("Hello.")


def unplug(cells):
    cells[3] = code("rng.normal()", picture("a ball"))


def unproved(cells):
    del cells[-1]
    cells[21].metadata.clear()


def everywhere_a_lab(cells):
    for cell in cells[3:26]:
        if cell.cell_type == "code" and cell.outputs:
            cell.outputs = [lab()]


def wordy(cells, words, sentence=5):
    text = ("word " * (sentence - 1) + "word. ") * (words // sentence)
    return [markdown(text) for _ in range(cells)]


def wordy_everywhere(cells):
    cells[8:20:2] = wordy(6, 115)
    cells[20:20] = wordy(7, 115)


BROKEN = [
    ("the first cell asks", swap("know?", "knows."), "the title is not like"),
    ("the first cell asks", swap("# 03", "# 02"), "the title is not like"),
    ("the first cell asks", swap("from.", "from. It is heavy."), "not one sentence"),
    ("the first cell asks", swap("you need lesson 01", "for all"), "says what you need"),
    ("the header", swap("MINUTES", "soon"), "does not say '10 minutes + 15 for the exercises'"),
    ("the header", swap("MINUTES", "210 minutes + 15 for the exercises"), "does not say '10"),
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
    ("a code cell has", swap("rng.normal()", "rng.normal()\n" * 13), "has 13"),
    ("half of the code", stretch, "the median is 7 lines"),
    ("no more than three", put(*[code(f"{i}") for i in range(3)]), "4 code cells follow"),
    ("a taught or imported", swap("rng.normal()", "push = 3"), "binds push again"),
    ("a taught or imported", swap("rng.normal()", "for push in rng:\n    0"), "binds push again"),
    ("a taught or imported", swap("rng.normal()", "def push(v):\n    pass"), "binds push again"),
    ("a taught or imported", swap("rng.normal()", "check = 3"), "binds check again"),
    ("no other name", put(code("a = 1\na = 2")), "binds a again, which is from cell 8"),
    ("no other name", put(code("a = 1"), code("a += 1")), "cell 9 (a += 1) binds a again"),
    ("no other name", put(code("a = 1"), code("a = a + 1")), "binds a again"),
    ("no other name", put(code("a = 1"), code("for a in []:\n    0")), "binds a again"),
    ("no other name", put(code("a = 1"), code("[(a := 1) for _ in []]")), "binds a again"),
    ("no other name", put(code("rng = np.random.default_rng(1)")), "binds rng again"),
    ("a cell that defines", swap("0.9 * v + g\n", "0.9 * v + g\n\n\nprint(1)\n"), "does 2 things"),
    ("a cell shows", outputs(printed("1\n"), picture("a ball")), "stdout, execute_result"),
    ("the last cell and", unproved, "(## Summary), is no code with the tag proof"),
    (
        "the last cell and",
        put(code("1", tags=[PROOF], **COLLAPSED)),
        "cell 8 (1) has the tag proof",
    ),
    ("the proof and the", lambda cells: cells[-1].metadata.pop("jupyter"), "is not hidden"),
    ("the proof and the", put(code("Guess(\n    'a',\n    1,\n)")), "(Guess() is not hidden"),
    ("the first line of", put(code("Guess('a', 1)", **COLLAPSED)), "gives its answer away"),
    ("a guess has", put(code("b = Guess('a', 1)")), "(b = Guess('a', 1)) asks for a guess and"),
    ("a guess has", put(code("Guess('a', 1)\n3")), "(Guess('a', 1)) asks for a guess and"),
    (
        "the proof only",
        swap("assert push(0.0, 1.0) > 0.9", "print(1)"),
        "does more than to assert",
    ),
    ("the proof only", swap("# It rolls.\n", ""), "no comment quotes what is guarded here: assert"),
    ("the proof only", swap("# It rolls.", "# It flies."), "the text does not say: It flies."),
    ("an assert outside", swap("push(0, 0) == 0", "push(1, 1) == 1.9"), "push(1, 1) == 1.9"),
    ("an assert outside", swap("push(0, 0) == 0", "push(1, 1) > push(0, 0)"), "guards a number"),
    ("an assert outside", swap("push(0, 0) == 0", "np.isclose(push(1, 1), 1.9)"), "guards"),
    ("no assert rests", swap("spread = rng.normal()", "spread = perf_counter()"), "spread"),
    (
        "no assert rests",
        swap("spread = rng.normal()", "spread = []\nspread.append(perf_counter())"),
        "has touched: spread",
    ),
    ("an ignored output", swap("0 < spread < 9", "0 < push(1, 1) < 9"), "no assert guards"),
    ("a lesson has 25", take(8, 16), "it has 23"),
    ("a lesson has 25", put(*wordy(10, 5)), "it has 41"),
    ("a markdown cell", put(*wordy(1, 120)), "has 120"),
    ("a lesson has under", wordy_everywhere, "it has 15"),
    ("a lesson without", everywhere_a_lab, "11 labs · 2 exercises"),
    ("the mean sentence", put(*wordy(8, 117, sentence=39)), "it has 2"),
    ("no sentence has", put(*wordy(1, 41, sentence=41)), "has one of 41: word word"),
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
    ("nothing tells", swap("And 0 more.", "See /home/me/it."), "…'/home/me/it.'"),
    ("nothing tells", outputs(printed("at /tmp/ipykernel_7/1.py")), "…'/tmp/ipykernel_7"),
    ("the traps", swap("## Traps", "## Snares"), "no cell begins with ## Traps"),
    ("the traps", take(-8), "## Traps has no code cell"),
    ("there are two", swap("**2. Predict, then test.**", "Predict."), "there are 1 that begin"),
    ("whatever is not", swap("2. Predict, then test.", "2. Debug."), "exercise 2. Debug."),
    ("every check stands", swap("def my_step", "def your_step"), "has no stub"),
    ("every check stands", outputs(shown("passed"), at=-5), "does not say 'not attempted yet'"),
    ("every check has", swap("```python", "```"), "block defines my_step"),
    ("every check has", swap("<details>", ""), "block defines my_step"),
    ("the exercises end", swap('so_far("momentum")', 'so_far("adam")'), "is not check.so_far("),
    ("the summary", swap("* Two.\n", ""), "## Summary has 2"),
    ("the summary", swap("* Two.\n", "* Two.\n" * 4), "## Summary has 6"),
    ("the summary", swap("## Summary", "## In short"), "no cell begins with ## Summary"),
    ("a cell says how", swap("PyTorch", "Torch"), "no cell names PyTorch, Keras, Optax"),
    ("the last text", swap("](https", "](../README.md https"), "with links"),
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


KEPT = {
    "a lab of 20 lines": swap("Lab(rng)", "Lab(\n" + "    rng,\n" * 20 + ")"),
    "a proof of 20 lines": swap("# It rolls.\n", "# It rolls.\n" + "assert push(1, 1) > 0\n" * 20),
    "an update in the cell that binds": put(code("a = 1\na += 1\nfor _ in []:\n    a = a / 2")),
    "names of comprehensions": put(code("[a for a in [1]]"), code("a = {a for a in []}")),
    "loops with the same name": put(code("for i in []:\n    0"), code("for i in []:\n    0")),
    "loops without a name": put(code("for _ in []:\n    0"), code("for _ in []:\n    0")),
    "a small difference": swap("push(0, 0) == 0", "abs(push(0, 0) - 0) < 1e-9"),
    "all of two equal": swap("push(0, 0) == 0", "(push(0, 0) == push(0, 0)).all()"),
    "a row of two equal": swap("push(0, 0) == 0", "all(push(0, i) == i for i in [1])"),
    "nearly equal": swap("push(0, 0) == 0", "np.allclose(push(0, 1), push(0, 1), atol=1e-3)"),
    "a time that is shown": put(
        code("print(perf_counter())", printed("1\n"), tags=["nbval-ignore-output"])
    ),
}


@pytest.mark.parametrize("change", KEPT.values(), ids=KEPT)
def test_a_lesson_with_such_a_thing_keeps_every_rule(change, tmp_path):
    cells = good()
    change(cells)
    assert complaints(saved(cells, tmp_path)) == {}


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
