import pytest

from helpers import plots
from helpers.datasets import moons
from helpers.experiments import own_points
from helpers.experiments.own_points import RING
from helpers.lab import Lab, scatter
from helpers.network import MLP
from helpers.optimizers import SGD
from helpers.training import train

DATA = moons(20)
TABLE = b"x;y;Klasse\r\n1,5;-2;0\r\n0,25;2;1\r\n-1;0,5;1\r\n2;1;0\r\n"


def learn(points):
    data = own_points.drawn(points, DATA)
    return [[data], train(MLP([2, 2, 2], dtype=float), SGD(0.1), data, epochs=2)]


def on_a_plane(**settings):
    picture = plots.boundary(DATA, steps=2, window=own_points.WINDOW)
    code = "plots.boundary(DATA, *learn({points!r}))"
    return Lab(picture, learn, code=code, points=scatter(), **settings)


def load(lab, content):
    """As the page does."""
    lab.controls["points"].widget._handle_custom_msg({"file": True}, [memoryview(content)])


def test_what_is_drawn_is_the_value_and_the_words_only_count_it():
    control = scatter()
    assert (control.value, str(control.value)) == ("", "none of your own")
    control.widget.drawn = "1,2,0;0.5,-1,1"
    assert control.value == "1,2,0;0.5,-1,1"
    assert str(control.value) == "2 of your own"
    for option in control.options:
        control.value = option
        assert control.value == control.widget.drawn == option


def test_what_are_no_points_is_refused_and_the_picture_stays():
    control = scatter()
    control.value = RING
    with pytest.raises(ValueError, match="points must be x,y,label with a label 0 or 1, not '1,2'"):
        control.value = "1,2"
    assert control.value == RING


def test_a_lab_learns_and_shows_what_is_drawn_and_without_it_what_it_has():
    lab = on_a_plane().settle()
    assert lab.run.records[0][0][0] is DATA[0]
    lab.set(points="1,2,0;0.5,-1,1").settle()
    assert lab.words == "points 2 of your own"
    [circles], [triangles] = lab.picture.named("class 0"), lab.picture.named("class 1")
    assert circles.get_offsets().tolist() == [[1, 2]]
    assert triangles.get_offsets().tolist() == [[0.5, -1]]
    assert "learn(&#x27;1,2,0;0.5,-1,1&#x27;)" in lab.panel.line.value


def test_points_are_part_of_a_state():
    lab = on_a_plane().set(points=RING).settle()
    assert on_a_plane(state=lab.state).values == {"points": RING}
    wrong = on_a_plane(state="points=1,2,7").settle()
    assert wrong.words.endswith(
        "not restored: points: points must be x,y,label with a label 0 or 1, not '1,2,7'"
    )


def test_a_table_is_loaded():
    lab = on_a_plane()
    load(lab, TABLE)
    assert lab.values == {"points": "1.5,-2,0;0.25,2,1;-1,0.5,1;2,1,0"}
    assert lab.words == "points 4 of your own"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (TABLE.replace(b"0,5", b""), "line 4: y is missing; fill it in, or leave the line out"),
        (TABLE.replace(b"0,5", b"high"), "line 4: y must be a number, not 'high'"),
        (TABLE.replace(b"1,5", b"15"), "x runs from -1 to 15, but the picture from -3 to 3: stand"),
        (
            TABLE.replace(b"1,5", b"9999"),
            "x varies 2,938 times as much as y: standardize both columns",
        ),
        (
            TABLE.replace(b";1\r\n-1", b";2\r\n-1"),
            "two classes can be shown, 0 and 1, but the file",
        ),
        (
            TABLE.replace(b";1\r", b";0\r"),
            "all points have the label 0, but two classes are needed",
        ),
        (TABLE + b"1;1;1\r\n" * 197, "200 points can be shown at most, but the file has 201"),
        (b"PK\0\0", "this file is no text"),
        (b"", "from 4 to 10,000 points are needed, not 0"),
        (b"1" * 1_000_001, "this file has more than 1,000,000 bytes"),
    ],
)
def test_a_table_that_cannot_be_shown_is_named_in_words_and_the_lab_stays(content, sentence):
    lab = on_a_plane().set(points=RING).settle()
    load(lab, content)
    assert f"not loaded: {sentence}" in lab.words
    assert lab.words.replace("'", "&#x27;") in lab.panel.status.value
    assert lab.values == {"points": RING}
    lab.set(points="").settle()
    assert "not loaded" not in lab.words


def test_the_ground_covers_its_window_on_the_first_panel():
    lab = on_a_plane().settle()
    left, top, width, height = lab.controls["points"].widget.place
    fig = lab.picture.fig
    pixels = fig.axes[0].transData.transform
    assert fig.bbox.size * [left, 1 - top - height] == pytest.approx(pixels((-3, -3)))
    assert fig.bbox.size * [left + width, 1 - top] == pytest.approx(pixels((3, 3)))
    assert lab.controls["points"].widget.shape == pytest.approx(fig.bbox.width / fig.bbox.height)
