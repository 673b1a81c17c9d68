from helpers import plots
from helpers.lab import Lab, Score, controls
from helpers.optimizers import SGD
from helpers.progress.store import events
from helpers.surfaces import valley
from helpers.training import descend


def blind():
    mystery, answer = controls.seed(), controls.choice(["?", "even", "odd"], "?")
    score = Score(mystery, answer, lambda number: ("even", "odd")[number % 2])
    return Lab(
        plots.descent(valley),
        lambda mystery, answer: descend(SGD(0.1), valley, valley.start, mystery % 3),
        say=score,
        mystery=mystery,
        answer=answer,
    )


def said(lab):
    return " · ".join(lab.words.split(" · ")[-2:])


def test_nothing_counts_before_an_answer():
    assert said(blind()) == "name it · score 0 of 0"


def test_answers_are_judged_and_counted():
    lab = blind()
    assert said(lab.set(answer="even")) == "yes, it is even · score 1 of 1"
    assert said(lab.set(mystery=1)) == "name it · score 1 of 1"
    assert said(lab.set(answer="even")) == "no, not even: it is odd · score 1 of 2"


def test_only_the_first_answer_counts():
    lab = blind()
    lab.set(answer="odd").settle()
    assert said(lab.set(answer="even")) == "no, not odd: it is even · score 0 of 1"
    assert said(lab.set(mystery=3)) == "name it · score 0 of 1"
    assert said(lab.set(mystery=0)) == "no, not odd: it is even · score 0 of 1"


def test_a_new_mystery_takes_the_answer_back_before_it_can_count():
    lab = blind()
    lab.controls["answer"].value = "even"
    lab.controls["mystery"].value = 7
    assert lab.values == {"mystery": 7, "answer": "?"}
    assert said(lab) == "name it · score 1 of 1"


def test_two_labs_have_scores_of_their_own():
    first, second = blind(), blind()
    first.set(answer="even")
    assert said(second) == "name it · score 0 of 0"


def test_first_answers_are_kept_as_a_game(progress_file):
    lab = blind()
    lab.set(answer="odd").settle()
    lab.set(answer="even").settle()
    lab.set(mystery=1).settle()
    lab.set(answer="odd").settle()
    assert [event[1:] for event in events()] == [
        ("game", "", "<lambda> 0", False, "odd"),
        ("game", "", "<lambda> 1", True, "odd"),
    ]
