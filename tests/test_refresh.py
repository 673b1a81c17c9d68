from nbformat.v4 import new_notebook

from helpers.classroom.cells import COLLAPSED, PROOF, WIDGET
from tests.good_lesson import code, markdown, shown
from tests.refresh import clean


def test_a_clean_notebook_keeps_tags_and_pictures_and_no_more():
    cells = [
        markdown("Text"),
        code("1", shown("a lab", **{WIDGET: {}, "image/png": "iVBO"}), collapsed=True),
        code("2", tags=["nbval-ignore-output"], scrolled=True),
    ]
    cells[0].metadata.editable = False
    notebook = clean(new_notebook(cells=cells, metadata={"widgets": {}}))
    assert notebook.metadata.keys() == {"kernelspec", "language_info"}
    assert [cell.metadata for cell in notebook.cells] == [{}, {}, {"tags": ["nbval-ignore-output"]}]
    assert notebook.cells[1].outputs[0].data.keys() == {"text/plain", "image/png"}


def test_the_proof_is_collapsed_however_it_was_left():
    shown_, half = (
        code("1", tags=[PROOF]),
        code("1", tags=[PROOF], jupyter={"outputs_hidden": True}),
    )
    for cell in clean(new_notebook(cells=[shown_, half])).cells:
        assert cell.metadata == {"tags": [PROOF], **COLLAPSED}


def test_the_answer_to_a_guess_is_collapsed():
    guess, more = (code(source) for source in ("Guess('steps', 3)", "Guess('steps', 3).skip()"))
    guess, more = clean(new_notebook(cells=[guess, more])).cells
    assert (guess.metadata, more.metadata) == (COLLAPSED, {})
