import pytest

from helpers.lab.bar import Bar, duration, progress, words
from helpers.search import Result


def result(number, reason=""):
    return Result(number, {}, 0, 0.5, [0.5], reason)


@pytest.fixture
def bars(monkeypatch):
    """The bars that are shown, as in a notebook."""
    shown = []
    monkeypatch.setattr(
        "helpers.lab.bar.get_ipython", lambda: type("Shell", (), {"kernel": True})()
    )
    monkeypatch.setattr("helpers.lab.bar.display", shown.append)
    return shown


def test_outside_of_a_notebook_the_results_come_as_they_are():
    assert [*progress(iter("abc"), 3)] == [*"abc"]


def test_results_come_one_by_one_and_the_bar_counts_them(bars):
    run = progress(map(result, range(3)), 3)
    assert bars == []
    assert [next(run), next(run)] == [result(0), result(1)]
    [bar] = bars
    assert bar.done == 2
    run.close()
    assert "value='2'" in bar.box.value
    assert "2 of 3 trials · " in bar.box.value
    assert " left" in bar.box.value


def test_at_the_end_nothing_is_left_and_failures_are_counted(bars):
    assert len([*progress((result(i, "no" * (i == 1)) for i in range(4)), 4)]) == 4
    assert "4 of 4 trials, 1 of them failed · " in bars[0].box.value
    assert "left" not in bars[0].box.value


def test_a_search_that_raises_is_told_as_far_as_it_came(bars):
    def failing():
        yield result(0)
        raise RuntimeError("the workers are gone")

    with pytest.raises(RuntimeError, match="gone"):
        [*progress(failing(), 9)]
    assert "1 of 9 trials" in bars[0].box.value


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ((0, 100, 3.0), "0 of 100 trials"),
        ((37, 100, 1.85, 2), "37 of 100 trials, 2 of them failed · 111 a minute · 34 s left"),
        ((1, 2001, 1.0), "1 of 2001 trials · 60 a minute · 33 min left"),
        ((100, 100, 50.0), "100 of 100 trials · 3,000 a minute"),
    ],
)
def test_the_words_say_how_many_how_fast_and_how_long(case, said):
    assert words(*case) == said


def test_a_duration_is_short_to_say():
    assert [*map(duration, (0.4, 119, 121, 7200))] == ["0 s", "119 s", "2 min", "2 h"]


def test_what_is_kept_is_the_same_every_time_and_a_closed_bar_shows_its_words_only():
    bar = Bar(100)
    bundle = bar._repr_mimebundle_()
    assert bundle["text/plain"] == "Progress of 100 trials. Run the cell to watch it."
    assert "application/vnd.jupyter.widget-view+json" in bundle
    bar.close()
    assert bar._repr_mimebundle_() == {"text/plain": bundle["text/plain"]}


def test_trials_that_cannot_be_counted_are_refused():
    with pytest.raises(ValueError, match="trials must be a whole number, but is"):
        progress([], 2.5)
