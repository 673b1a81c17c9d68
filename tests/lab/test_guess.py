import pytest

from helpers.lab import Guess
from helpers.lab.panel import family
from helpers.progress.store import events


def steps(answer=40):
    return Guess("steps", answer)


def first(answer="SGD"):
    return Guess("the first", answer, among=["SGD", "Adam"])


def typed(text, answer):
    guess = steps(answer)
    guess.field.value = text
    press(guess, "Guess")
    return guess


def press(guess, word):
    [button] = [widget for widget in guess.asking if widget.description == word]
    button.click()


def said(guess):
    return guess.verdict.value.removeprefix("<div role='status'>").removesuffix("</div>")


@pytest.mark.parametrize(
    ("text", "answer", "sentence"),
    [
        ("40", 40, "Yes. It is 40."),
        ("41.9", 40, "Yes. It is 40."),
        ("30", 40, "It is 40. You are 25% too low."),
        ("50", 40, "It is 40. You are 25% too high."),
        ("4", 40, "It is 40. You are too low by a factor of 10."),
        ("4000", lambda: 40, "It is 40. You are too high by a factor of 100."),
        (" 12,000 ", 12000, "Yes. It is 12,000."),
        ("−2", -0.5, "It is -0.5. You are too low by a factor of 4."),
        ("3", 0, "It is 0. You are 3 too high."),
        ("-1", 2, "It is 2. You are 3 too low."),
        ("0", 0, "Yes. It is 0."),
    ],
)
def test_a_number_is_told_how_far_off_it_is(text, answer, sentence):
    guess = typed(text, answer)
    assert said(guess) == sentence
    assert all(widget.disabled for widget in guess.asking)


def test_enter_guesses_too():
    guess = steps(40)
    guess.field.value = "40"
    guess.field._handle_custom_msg({"event": "submit"}, [])
    assert said(guess) == "Yes. It is 40."


@pytest.mark.parametrize("text", ["", "many", "nan", "inf", "1e999"])
def test_what_is_no_number_is_said_and_may_be_typed_anew(text):
    guess = typed(text, 40)
    assert said(guess) == f"A guess is a number, not “{text}”."
    assert not any(widget.disabled for widget in guess.asking)


def test_one_click_chooses_a_word():
    right, wrong = first(), first()
    press(right, "SGD")
    press(wrong, "Adam")
    assert said(right) == "Yes: SGD."
    assert said(wrong) == "No: it is SGD."


def test_one_click_skips_the_question_and_gives_nothing_away():
    for guess in (steps(), first()):
        press(guess, "Skip")
        assert said(guess) == "Skipped. Read on."


def test_neither_a_notebook_nor_a_page_gives_the_answer_away():
    assert repr(steps()) == "Your guess: steps. Run the cell to find out."
    assert repr(first()) == "Your guess: the first (SGD, Adam?). Run the cell to find out."
    assert steps()._repr_mimebundle_()["text/plain"] == repr(steps())
    assert said(steps()) == ""


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda: 1 / 0, "ZeroDivisionError: division by zero."),
        (lambda: "soon", "TypeError: the answer must be a number, or among words to choose, not"),
    ],
)
def test_an_answer_that_cannot_be_found_is_said_in_words(answer, sentence):
    guess = typed("3", answer)
    assert said(guess).startswith(f"The answer could not be found: {sentence}")


def test_an_answer_that_no_guess_can_meet_is_refused():
    with pytest.raises(TypeError, match="the answer must be a number, or among words"):
        Guess("steps", "many")
    with pytest.raises(TypeError, match="not nan"):
        Guess("steps", float("nan"))
    with pytest.raises(ValueError, match="one of SGD, Adam, not 'Lion'"):
        first("Lion")


def test_a_guess_that_is_closed_leaves_no_widget_behind():
    guess = first()
    widgets = [*family(guess.box)]
    guess.close()
    assert all(widget.comm is None for widget in widgets)
    assert guess._repr_mimebundle_() == {"text/plain": repr(guess)}


def test_the_first_guess_and_a_skip_are_kept_with_the_lesson_that_asks(progress_file):
    question = "The ball's cloud divided by SGD's, in radius"
    for act in (lambda guess: guess.try_out("3"), lambda guess: guess.skip()):
        act(Guess(question, 3.1))
    first("SGD").try_out("Adam")
    assert [event[1:] for event in events()] == [
        ("guess", "momentum", question, True, "3.0, and it is 3.1"),
        ("guess", "momentum", question, None, "skipped"),
        ("guess", "", "the first", False, "Adam, and it is SGD"),
    ]


def test_a_guess_that_cannot_be_kept_says_so_below_the_answer(progress_file):
    progress_file.mkdir(parents=True)
    answered = (
        f"Yes: SGD. Progress cannot be kept in {progress_file}: unable to open database file."
    )
    assert said(first("SGD").try_out("SGD")) == answered
    assert said(first("SGD").try_out("SGD")) == "Yes: SGD."
