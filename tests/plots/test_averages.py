import numpy as np

from helpers import plots
from helpers.datasets import load_temperatures
from helpers.experiments.averages import bargain, ewma


def test_the_picture_of_an_average_shows_it_day_by_day_with_its_weights():
    days, celsius = load_temperatures(2014)
    records = [*ewma(celsius, 0.9)][:30]
    picture = plots.average(days, celsius, records)
    [curve], [weights], [words] = map(picture.named, ("average", "weights", "words"))
    assert [*curve.get_ydata()] == [record.value for record in records]
    assert [*weights.get_ydata()] == [*records[-1].weights]
    assert words.get_text() == "window 10 days\nweights add up to 0.96"


def test_every_second_month_has_its_name():
    picture = plots.average(*load_temperatures(2014))
    names = [label.get_text() for label in picture.fig.axes[0].get_xticklabels()]
    assert names == ["Jan", "Mar", "May", "Jul", "Sep", "Nov"]


def test_the_picture_of_a_bargain_shows_its_average_and_where_its_memory_stands():
    [record] = bargain(0.9, noise=0.5, every=50)
    picture = plots.bargain([record])
    [average], [here], [best] = map(picture.named, ("average", "here", "best"))
    assert np.array_equal(average.get_ydata(), record.averages[:400])
    assert np.ravel(here.get_data()).tolist() == [1 / (1 - 0.9), record.own[2]]
    assert best.get_xdata() == [record.best] * 2
    for name, part in zip(("late", "noisy", "both"), record.parts, strict=True):
        [curve] = picture.named(name)
        assert np.array_equal(curve.get_ydata(), part)


def test_values_are_dots_and_their_averages_lines_with_names():
    t, x = np.arange(1, 5), np.array([3.0, 1.0, 2.0, 5.0])
    picture = plots.smoothed(t, x, {"one": x / 2, "other": 2 * x}, "day", "°C")
    [axis] = picture.fig.axes
    dots, one, other = axis.lines
    assert (dots.get_linestyle(), dots.get_marker()) == ("None", "o")
    assert [*one.get_ydata(), *other.get_ydata()] == [*x / 2, *2 * x]
    texts = [text.get_text() for text in axis.get_legend().get_texts()]
    assert texts == ["each value", "one", "other"]
    assert repr(picture) == "°C against day, and averages: one, other"
