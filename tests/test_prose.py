import pytest

from tests.prose import length, said, sentences, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One two. Three four? Five six!", ["One two.", "Three four?", "Five six!"]),
        ("A loss of 0.5 is less.", ["A loss of 0.5 is less."]),
        (
            "See e.g. 0.1, as in Kingma et al. (2015).",
            ["See e.g. 0.1, as in Kingma et al. (2015)."],
        ),
        ("It fell (by half.) Then it rose.", ["It fell (by half.", "Then it rose."]),
        ("**Predict** `x.y()` for\n$a = b + c$.", ["Predict formula for formula."]),
        ("So it is\n\n$$a = b$$\n\nwhere a is b.", ["So it is", "where a is b."]),
        ("## A title\n\n* one bullet\n* and another", ["one bullet", "and another"]),
        ("[The paper](https://a.b) says so.", ["The paper says so."]),
        ("Look here:\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|", ["Look here:"]),
        ("<details><summary>Answer</summary>\n\nIt is nine.\n\n</details>", ["It is nine."]),
        ("Yes.\n\n**References**: A. Author, A title.", []),
    ],
)
def test_sentences_end_where_a_reader_would_say_so(text, found):
    assert sentences(text) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Four – words · and 1", 4),
        ("$$a = b + c$$", 1),
        ("the rate $2 / \\lambda$ and `f(x, y)`", 5),
        ("See [the paper](https://a.b).", 3),
        ("One.\n\n| a | b |\n\n```python\nx = 1\n```", 1),
        ("One.\n\n<details>Not to be read at once.</details>", 1),
        ("One.\n\n### References\n\nA. Author, A title.", 1),
    ],
)
def test_words_are_those_that_are_read_on_the_way(text, count):
    assert words(text) == count


def test_the_length_of_a_sentence_counts_no_signs():
    assert length("It falls – by 9 of 10 – at once.") == 8


def test_what_is_said_can_be_quoted_without_marks():
    text = "**Momentum** needs $\\beta$ steps of\n`SGD`, see [lesson 01](01.ipynb)."
    assert said(text) == "Momentum needs \\beta steps of SGD, see lesson 01."
