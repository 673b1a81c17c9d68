import importlib
import itertools
import sys
import threading
import time
from _thread import interrupt_main
from copy import deepcopy
from functools import partial

import numpy as np
import pytest

from helpers import check, deadline
from helpers.check import EXERCISES
from helpers.check.exercise import exercise
from helpers.progress.store import events
from helpers.surfaces import valley
from tests.check.honest import HONEST
from tests.check.honest.beyond_adam import heavy_ball
from tests.check.sample import critical_lr

exercises = importlib.import_module("helpers.check.exercise")
MISTAKES = [
    pytest.param(exercise, diagnosis, wrong, id=f"{exercise}: {diagnosis[:40]}")
    for exercise in EXERCISES.values()
    for diagnosis, wrong in exercise.mistakes.items()
]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=repr)
every_exercise_with_arrays = pytest.mark.parametrize(
    "exercise",
    [e for e in EXERCISES.values() if any(isinstance(a, np.ndarray) for a in e.cases[-1])],
    ids=repr,
)


@pytest.mark.parametrize(("exercise", "diagnosis", "wrong"), MISTAKES)
def test_every_mistake_gets_its_own_diagnosis(exercise, diagnosis, wrong):
    verdict = exercise(wrong)
    assert verdict.passed is False
    assert verdict.diagnosis == verdict.sentence == diagnosis
    assert repr(verdict).startswith(f"not yet: {diagnosis}\n  given     ")


@every_exercise
def test_every_catalogue_has_at_least_four_mistakes(exercise):
    assert len(exercise.mistakes) >= 4


@every_exercise
def test_the_reference_passes(exercise):
    verdict = exercise(exercise.reference)
    assert verdict.passed is True
    cases = len(exercise.cases)
    assert repr(verdict) == f"passed: {exercise} gives the right answer on all {cases} inputs"


@every_exercise
def test_a_stub_is_not_attempted_yet(exercise):
    verdict = exercise(lambda *arguments: None)
    assert verdict.passed is None
    assert verdict.diagnosis is None
    assert repr(verdict) == f"not attempted yet: write {exercise} and run this cell again"


@every_exercise_with_arrays
def test_a_check_leaves_its_inputs_alone(exercise):
    def overwrite(*arguments):
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument[...] = 0

    before = [case[-3:] for case in deepcopy(exercise.cases)]
    verdict = exercise(overwrite)
    assert verdict.passed is False
    assert "in place and returns nothing: return a new array" in verdict.diagnosis
    for old, new in zip(before, exercise.cases, strict=True):
        for a, b in zip(old, new[-3:], strict=True):
            assert callable(a) or np.array_equal(a, b, equal_nan=True)


@pytest.mark.parametrize(
    ("name", "rewrite"), [(name, f) for name, rewrites in HONEST.items() for f in rewrites]
)
def test_an_honest_rewrite_passes(name, rewrite):
    verdict = EXERCISES[name](rewrite)
    assert verdict.passed is True, verdict


@every_exercise
def test_every_exercise_has_three_honest_rewrites(exercise):
    assert len(HONEST[repr(exercise)]) >= 3


def step_in_place(theta, grad, lr):
    theta -= lr * grad
    return theta


def descent_in_place(grad, start, lr, steps):
    path = [start.copy()]
    for _ in range(steps):
        start -= lr * grad(start)
        path.append(start.copy())
    return np.array(path)


def regression_in_place(W, b, x, y, lr):
    residual = x @ W + b - y
    W -= lr * x.T @ residual / len(x)
    return W, b - lr * residual.mean()


def batches_in_place(x, y, batch_size, epochs, seed):
    batches = check.epochs_of_batches.reference(x.copy(), y.copy(), batch_size, epochs, seed)
    x[:], y[:] = x[::-1].copy(), y[::-1].copy()
    return batches


@pytest.mark.parametrize(
    ("name", "f", "argument"),
    [
        ("epochs_of_batches", batches_in_place, "x and y"),
        ("downhill_step", step_in_place, "theta"),
        ("gradient_descent", descent_in_place, "start"),
        ("linear_step", regression_in_place, "W"),
    ],
)
def test_a_right_answer_that_changes_an_argument_is_told_so(name, f, argument):
    verdict = EXERCISES[name](f)
    assert verdict.passed is False
    assert verdict.diagnosis.startswith(f"your function changes the caller's {argument}")
    assert verdict.diagnosis.endswith("in place: work on a copy")


def test_a_mistake_is_named_even_when_it_also_changes_an_argument():
    def aliased(grad, start, lr, steps):
        path = [start]
        for _ in range(steps):
            start -= lr * grad(start)
            path.append(start)
        return np.array(path)

    assert "the list holds one array many times" in check.gradient_descent(aliased).sentence


class NoArray:
    def __array__(self, *args, **kwargs):
        raise KeyboardInterrupt("no")

    def __eq__(self, other):
        raise ValueError("no")

    __hash__ = None


class Endless:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return 1.0


class BadTextError(Exception):
    def __str__(self):
        raise RuntimeError


def loop(*arguments):
    while True:
        pass


def stubborn_loop(*arguments):
    while True:
        try:
            n = 0
            n += 1
        except BaseException:
            print("never")


def failing(error):
    def f(*arguments):
        raise error

    return f


def endless_recursion(*arguments):
    return endless_recursion(*arguments)


def holds_itself(*arguments):
    endless = []
    endless.append(endless)
    return endless


def one_argument(theta):
    return theta


NASTY = {
    "a string": (lambda *a: "<b>", "came      the string '<b>'"),
    "NaN": (lambda *a: np.nan, "the answer holds NaN"),
    "infinity": (lambda *a: np.inf, "came      inf"),
    "complex": (lambda *a: 1.6j, "something of type complex"),
    "a huge integer": (lambda *a: 10**400, "something of type int"),
    "a wrong shape": (lambda *a: np.zeros((2, 3)), "came      an array of shape (2, 3)"),
    "an empty list": (lambda *a: [], "came      an array of shape (0,)"),
    "a ragged list": (lambda *a: [[1], [2, 3]], "came      a list of length 2"),
    "a list in itself": (holds_itself, "came      a list of length 1"),
    "a generator": (lambda *a: (i for i in a), "return the values, do not yield them"),
    "an endless iterator": (lambda *a: itertools.count(), "something of type count"),
    "an endless range": (lambda *a: range(10**12), "something of type range"),
    "a range beyond len()": (lambda *a: range(10**30), "something of type range"),
    "a dict": (lambda *a: {"theta": 1.6}, "something of type dict"),
    "a function": (lambda *a: loop, "something of type function"),
    "a class": (NoArray, "NoArray() takes no arguments"),
    "an array of objects": (lambda *a: np.array([None, 1]), "an array of shape (2,) and type obj"),
    "a huge array": (lambda *a: np.broadcast_to(1.0, (10**6, 10**6)), "shape (1000000, 1000000)"),
    "too much memory": (lambda *a: np.ones((10**8, 10**8)), "MemoryError"),
    "an array that refuses": (lambda *a: NoArray(), "something of type NoArray"),
    "an exception": (failing(ZeroDivisionError("<oops>")), "ZeroDivisionError: <oops>"),
    "an exception without words": (failing(BadTextError()), "not yet: BadTextError\n"),
    "an exit": (lambda *a: sys.exit(3), "SystemExit: 3"),
    "an interrupt": (failing(KeyboardInterrupt()), "KeyboardInterrupt"),
    "endless recursion": (endless_recursion, "RecursionError: maximum recursion depth"),
    "a wrong signature": (one_argument, "called as downhill_step(theta, grad, lr)"),
}


@pytest.mark.parametrize(("f", "says"), NASTY.values(), ids=NASTY)
def test_whatever_a_function_does_gets_a_clear_verdict(f, says):
    verdict = check.downhill_step(f)
    assert verdict.passed is False
    assert verdict.diagnosis is None
    assert says in repr(verdict)
    assert len(repr(verdict)) < 600
    assert "<b>" not in verdict._repr_html_().replace('<b><span style="', "")


@every_exercise
@pytest.mark.parametrize("f", [f for f, _ in NASTY.values()], ids=NASTY)
def test_no_exercise_raises(exercise, f):
    assert exercise(f).passed is False


def yields_nothing(*arguments):
    return next(i for i in itertools.count() if i < 0)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(exercises, "SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("f", [loop, stubborn_loop, yields_nothing, lambda *a: Endless()])
def test_an_endless_function_gets_a_verdict_and_its_thread_ends(f):
    threads = []

    def caught(*arguments):
        threads.append(threading.current_thread())
        return f(*arguments)

    verdict = check.downhill_step(caught)
    assert verdict.passed is False
    assert verdict.sentence == "no answer within 0.1 s: is there a loop that never ends?"
    threads[0].join(60)
    assert not threads[0].is_alive()
    assert threads[0].daemon


@pytest.mark.usefixtures("impatient")
def test_a_function_that_waits_for_ever_gets_the_same_verdict():
    alarm = threading.Event()
    verdict = check.downhill_step(lambda *arguments: alarm.wait())
    alarm.set()
    assert verdict.passed is False
    assert verdict.sentence == "no answer within 0.1 s: is there a loop that never ends?"


def test_a_kernel_that_is_interrupted_leaves_the_check():
    with pytest.raises(KeyboardInterrupt):
        check.downhill_step(lambda *arguments: (interrupt_main(), loop()))


def test_an_answer_of_much_work_passes_on_a_machine_that_makes_it_wait(monkeypatch):
    def slow(theta, grad, lr):
        time.sleep(0.15)
        return theta - lr * grad

    monkeypatch.setattr(exercises, "SECONDS", 0.1)
    monkeypatch.setattr(deadline, "SHARE", 1000)
    assert check.downhill_step(slow).passed


@pytest.mark.parametrize("thing", [None, 3, "downhill_step", np.zeros(2), NoArray()])
def test_what_is_no_function_gets_one_sentence(thing):
    verdict = check.downhill_step(thing)
    kind = type(thing).__name__
    assert repr(verdict) == (
        "not yet: pass the function itself, check.downhill_step(downhill_step), "
        f"not something of type {kind}"
    )


def test_an_exception_is_shown_with_the_line_of_the_learner_that_led_to_it():
    def mine(grad, start, lr, steps):
        return grad(np.zeros(5))

    verdict = check.gradient_descent(mine)
    line = mine.__code__.co_firstlineno + 1
    assert f"your line {line}: return grad(np.zeros(5))" in repr(verdict)
    assert "parabola: the last axis of theta must hold 1 coordinate" in verdict.sentence


@pytest.mark.usefixtures("impatient")
def test_the_input_that_takes_for_ever_is_named():
    def slow(curvatures):
        while len(curvatures) == 1:
            pass
        return 2 / max(curvatures)

    verdict = critical_lr(slow)
    assert repr(verdict).endswith("a loop that never ends?\n  given     curvatures=[0.8]")
    assert "last curvature" in critical_lr(lambda c: 2 / c[-1] + slow(c) * 0).sentence


def test_a_wrong_answer_is_diagnosed_even_when_a_later_input_raises():
    verdict = critical_lr(lambda c: c[1] / 0 if len(c) == 1 else 1 / max(c))
    assert verdict.sentence.startswith("1/λ jumps straight to the minimum")


class StdinNotImplementedError(NotImplementedError):
    """What input() raises in a notebook that runs by itself."""


def test_other_errors_of_that_family_are_errors():
    assert critical_lr(failing(StdinNotImplementedError("no"))).passed is False


def test_not_implemented_is_not_attempted():
    def my_critical_lr(curvatures):
        raise NotImplementedError

    verdict = critical_lr(my_critical_lr)
    assert verdict.passed is None
    assert repr(verdict) == "not attempted yet: write my_critical_lr and run this cell again"


def test_an_attempt_without_a_return_is_told_so():
    def my_critical_lr(curvatures):
        limit = 2 / curvatures.max()  # noqa: F841

    verdict = critical_lr(my_critical_lr)
    assert verdict.passed is False
    assert verdict.sentence == "your function returns None: is there a return at its end?"


def test_a_step_in_place_without_a_return_is_told_so():
    verdict = check.linear_step(lambda W, *rest: W.fill(1))
    assert verdict.sentence.startswith("your function changes W in place and returns nothing")


def test_an_answer_for_some_inputs_only_is_an_attempt():
    verdict = critical_lr(lambda c: 2 / c.max() if len(c) > 1 else None)
    assert verdict.passed is False
    assert repr(verdict).endswith("expected  one number, 2.5\n  came      None")


def test_half_a_tuple_is_an_attempt():
    assert "came      W = None" in repr(check.linear_step(lambda *a: (None, 1)))
    assert "the tuple (W, b)" in repr(check.linear_step(lambda *a: np.zeros(2)))


def test_an_answer_may_be_a_list_of_tuples_of_any_length():
    def one_short(*case):
        return check.epochs_of_batches.reference(*case)[1:]

    def no_pairs(x, y, batch_size, epochs, seed):
        return [x]

    assert repr(check.epochs_of_batches(one_short)).endswith(
        "not yet: the list has the wrong length: one item per batch\n"
        "  given     x=array of shape (7, 2), y=array of shape (7,), batch_size=3, epochs=2, "
        "seed=0\n  expected  a list of length 6\n  came      a list of length 5"
    )
    told = repr(check.epochs_of_batches(no_pairs))
    assert "the answer cannot be read as that list" in told
    assert "a list with a tuple (x, y) for each batch" in told
    yielded = check.epochs_of_batches(lambda *case: (one for one in [case]))
    assert "a generator: return the values, do not yield them" in repr(yielded)


def test_what_is_wrong_in_one_of_many_tuples_is_shown_with_its_place():
    def late(*case):
        batches = check.epochs_of_batches.reference(*case)
        batches[-1] = batches[-1][0], batches[-1][1] + 1
        return batches

    assert "expected  y of batch 5 = [" in repr(check.epochs_of_batches(late))


def test_a_small_difference_is_shown_with_the_digits_it_takes():
    verdict = check.downhill_step(lambda t, g, lr: t - lr * g + 1e-7)
    assert "expected  1.6\n  came      1.6000001" in repr(verdict)


def test_the_first_row_that_differs_is_shown():
    def late(grad, start, lr, steps):
        path = check.gradient_descent.reference(grad, start, lr, steps)
        path[5:] = 0
        return path

    verdict = check.gradient_descent(late)
    assert "given     grad=valley.grad, start=[-7.0, 2.0], lr=0.9, steps=6" in repr(verdict)
    assert "came      [5]: [0.0, 0.0]" in repr(verdict)


def test_any_callable_can_be_checked():
    assert check.downhill_step(partial(check.downhill_step.reference)).passed


def test_the_first_printed_lines_are_part_of_the_verdict(capsys):
    def chatty(theta, grad, lr):
        print("theta <is>", np.shape(theta))
        print("second\nthird\nfourth")

    verdict = check.downhill_step(chatty)
    assert repr(verdict).splitlines()[1:] == [
        "  printed   theta <is> ()",
        "  printed   second",
        "  printed   third",
        "            …",
    ]
    assert "theta &lt;is&gt;" in verdict._repr_html_()
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("impatient")
def test_a_verdict_reads_the_same_every_time():
    def odd(theta, grad, lr):
        raise ValueError(object())

    for f in (odd, loop, one_argument, lambda *a: object()):
        first, second = (check.downhill_step(f) for _ in range(2))
        assert repr(first) == repr(second)
        assert first._repr_html_() == second._repr_html_()
        assert "0x" not in repr(first)


@pytest.mark.parametrize(
    ("f", "says"),
    [
        (critical_lr.reference, "✓</span> passed"),
        (lambda c: 2 / c.min(), "✗</span> not yet"),
        (lambda c: None, "…</span> not attempted yet"),
    ],
)
def test_the_html_has_a_sign_and_a_word_beside_the_colour(f, says):
    assert says in critical_lr(f)._repr_html_()


def test_a_new_exercise_takes_a_reference_some_cases_and_its_mistakes():
    @exercise(cases=[(3.0,), (valley.minimum,)], mistakes={"that is the cube": lambda x: x**3})
    def square(x):
        return np.square(x)

    assert square(lambda x: np.multiply(x, x)).passed
    assert square(lambda x: np.power(x, 3)).diagnosis is None
    assert repr(square(lambda x: None)) == "not attempted yet: write square and run this cell again"


def test_a_contest_counts_afresh_for_every_answer():
    for _ in range(2):
        assert check.beat_sgd(heavy_ball).passed is True
    greedy = check.beat_sgd(lambda grad, start, steps: heavy_ball(grad, start, steps + 1))
    assert greedy.sentence.startswith("you ask for more gradients than `steps`")


def test_a_contest_won_now_and_then_says_where_it_was_lost():
    def lucky(grad, start, steps):
        return heavy_ball(grad, start, steps if start[0] > 0 else 5)

    verdict = check.beat_sgd(lucky)
    assert verdict.passed is False
    assert verdict.diagnosis.startswith("on a hidden place you are behind SGD")


@pytest.mark.parametrize("lr", np.linspace(0.5, 0.999, 12))
def test_no_rate_of_sgd_beats_sgd(lr):
    def sgd(grad, start, steps):
        theta = start
        for _ in range(steps):
            theta = theta - lr * grad(theta)
        return theta

    assert check.beat_sgd(sgd).diagnosis.startswith("on a hidden place you")


def test_every_verdict_is_kept_with_the_learners_progress(progress_file):
    critical_lr(lambda curvatures: 2 / curvatures.mean())
    critical_lr(lambda curvatures: None)
    critical_lr(lambda curvatures: 2 / curvatures.max())
    critical_lr(3)
    mean = "you use the mean curvature: one direction that diverges is enough"
    kept = [(e.kind, e.lesson, e.name, e.passed, e.said) for e in events()]
    assert kept == [
        ("check", "sample", "critical_lr", passed, said)
        for passed, said in ((False, mean), (None, ""), (True, ""), (False, ""))
    ]


def test_a_verdict_says_where_it_cannot_be_kept_and_says_it_once(progress_file):
    progress_file.mkdir(parents=True)
    first, second = (critical_lr(lambda curvatures: 2 / curvatures.max()) for _ in range(2))
    assert first.rows == (
        ("progress", f"Progress cannot be kept in {progress_file}: unable to open database file."),
    )
    assert second.rows == ()
