import locale
import os
import subprocess
import sys
from functools import cache
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.style import library

from helpers.beyond_adam import BEYOND, AdamW
from helpers.muon import ByPart
from helpers.optimizers import OPTIMIZERS, SGD
from helpers.plots.style import (
    BEYOND_STYLES,
    HOUSE,
    OTHER,
    SERIES,
    STYLES,
    distinct,
    house_style,
    style_of,
)
from tests.plots.gallery import PICTURES
from tests.tiers import some

ROOT = Path(__file__).parents[2]

# Who is who


def test_every_optimizer_has_a_style_of_its_own_even_in_grey():
    assert STYLES.keys() == OPTIMIZERS.keys()
    for trait in ("color", "marker"):
        assert len({style[trait] for style in STYLES.values()}) == len(STYLES)
    dashes = {str(style["linestyle"]) for style in STYLES.values()}
    assert len(dashes) >= len(STYLES) - 1  # SGD, Adam: solid


def test_later_optimizers_have_styles_that_no_other_has():
    assert BEYOND_STYLES.keys() == {*BEYOND, "Muon"}
    everyone = STYLES | BEYOND_STYLES | {"other": OTHER}
    for trait in ("color", "marker"):
        assert len({style[trait] for style in everyone.values()}) == len(everyone)
    dashes = [str(style["linestyle"]) for style in BEYOND_STYLES.values()]
    assert len({*dashes} - {str(style["linestyle"]) for style in STYLES.values()}) == len(dashes)


def test_a_network_stepped_by_part_looks_like_what_steps_its_matrices():
    shapes = {"W1": (2, 2), "W2": (2, 2), "W3": (2, 2)}
    assert style_of(ByPart(shapes=shapes))["marker"] == BEYOND_STYLES["Muon"]["marker"]
    assert style_of(AdamW())["marker"] == BEYOND_STYLES["AdamW"]["marker"]


def test_a_method_that_comes_again_keeps_its_hue_and_changes_its_marks():
    first, again = style_of(SGD()), style_of(SGD(), again=1)
    assert first["marker"] != again["marker"]
    assert first["linestyle"] != again["linestyle"]
    assert np.argsort(first["color"]).tolist() == np.argsort(again["color"]).tolist()


NAMES = {
    "none of a method": ["a", "b", "c"],
    "one of a method": ["Momentum", "mine"],
    "one of a method, last": ["mine", "another", "SGD"],
    "two of one method": ["RMSProp lr 1", "RMSProp lr 2", "a", "AdaGrad"],
    "all methods and mine": [*STYLES, "mine", "yours"],
    "later methods": [*BEYOND_STYLES, "Adam", "mine"],
    "more than colours": [*"abcdefghijk"],
    "more than colours and all methods": [*STYLES, *"abcdefgh"],
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_no_two_series_look_alike_in_colour_or_in_grey(names):
    for one, other in combinations(distinct(names), 2):
        assert colours(one) != colours(other) or one["marker"] != other["marker"]
        if marks(one) == marks(other):
            assert abs(grey(one) - grey(other)) > 0.3


def colours(style):
    return mpl.colors.to_hex(style["color"])


def marks(style):
    return style["marker"], str(style["linestyle"])


def grey(style):
    return np.dot(mpl.colors.to_rgb(style["color"]), [0.299, 0.587, 0.114])


def test_the_first_series_of_a_method_has_its_colour_and_dash():
    other, first, again = distinct(["a", "RMSProp lr 1", "RMSProp lr 2"])
    assert first == STYLES["RMSProp"] | {"marker": ""}
    assert {other["color"], again["color"]} <= {*SERIES} - {STYLES["RMSProp"]["color"]}


def test_more_series_than_can_be_told_apart_are_refused():
    assert len(distinct([*map(str, range(30))])) == 30
    with pytest.raises(ValueError, match="one picture cannot tell 31 series apart: draw fewer"):
        distinct([*map(str, range(31))])


# Whatever the user has set

XKCD = {
    "font.family": ["xkcd", "Humor Sans", "Comic Neue"],
    "font.size": 14,
    "path.sketch": (1, 100, 2),
    "path.effects": [withStroke(linewidth=4, foreground="w")],
    "axes.linewidth": 1.5,
    "axes.unicode_minus": False,
    "xtick.major.size": 8,
}
SETTINGS = {
    "dark_background": library["dark_background"],
    "xkcd": XKCD,
    "usetex": {"text.usetex": True, "font.family": "serif"},
    "decimal commas": {"axes.formatter.use_locale": True},
    "large and thick": {
        "figure.dpi": 300,
        "figure.constrained_layout.use": True,
        "savefig.bbox": "tight",
        "savefig.dpi": 50,
        "savefig.transparent": True,
        "font.size": 30,
        "lines.linewidth": 9,
        "lines.marker": "o",
        "image.cmap": "gray",
        "image.origin": "lower",
    },
}
ALL = {key: value for settings in SETTINGS.values() for key, value in settings.items()}
QUICK = ("average", "graph", "held_out", "stack")


@pytest.fixture(autouse=True)
def commas(monkeypatch):
    """A locale that writes 0,5 for 0.5."""
    monkeypatch.setattr(
        locale, "format_string", lambda form, value, *_: (form % value).replace(".", ",")
    )


@cache
def plain(name):
    return PICTURES[name]().pixels()


@pytest.mark.parametrize("name", some(PICTURES, QUICK))
def test_all_settings_at_once_change_no_picture_of_any_kind(name):
    with mpl.rc_context(ALL):
        pixels = PICTURES[name]().pixels()
    assert np.array_equal(pixels, plain(name))


@pytest.mark.thorough
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_no_setting_alone_changes_a_picture(settings):
    with mpl.rc_context(settings):
        assert np.array_equal(PICTURES["average"]().pixels(), plain("average"))


def test_a_picture_made_before_the_user_changes_a_setting_stays_as_it_is():
    picture = PICTURES["graph"]()
    with mpl.rc_context(ALL):
        assert np.array_equal(picture.pixels(), plain("graph"))


def a_figure_of_their_own():
    fig = Figure()
    canvas = FigureCanvasAgg(fig)
    fig.subplots().plot([0.5, 1.5], [0.5, 1.5])
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - {"usetex"}))  # which needs LaTeX
def test_figures_of_the_users_own_do_change_with_a_setting(name):
    before = a_figure_of_their_own()
    with mpl.rc_context(SETTINGS[name]):
        assert not np.array_equal(a_figure_of_their_own(), before)


def settings_now():
    return {key: mpl.rcParams[key] for key in mpl.rcParams if key != "backend"}


def test_the_style_is_over_where_its_block_ends_even_by_an_error():
    before = settings_now()

    @house_style()
    def fail():
        assert mpl.rcParams["legend.frameon"] is HOUSE["legend.frameon"] is False
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert settings_now() == before


# Whatever Python is started with

START = """
import sys
from hashlib import sha256

from tests.plots.gallery import PICTURES

print(sha256(PICTURES["average"]().pixels().tobytes()).hexdigest())

import matplotlib as mpl

print(mpl.get_backend(auto_select=False), mpl.rcParams["font.size"])
print("matplotlib.pyplot" in sys.modules)
"""


def started(**environment):
    """What START says in a new process."""
    done = subprocess.check_output(
        [sys.executable, "-c", START], cwd=ROOT, env=os.environ | environment, encoding="utf-8"
    )
    return done.splitlines()


def digest(name):
    return sha256(plain(name).tobytes()).hexdigest()


@pytest.mark.parametrize("backend", some(["nonsense", "module://nowhere"], ["nonsense"]))
def test_a_backend_that_does_not_exist_stops_no_picture(backend):
    pixels, *_ = started(MPLBACKEND=backend)
    assert pixels == digest("average")


def test_a_matplotlibrc_and_a_backend_stay_the_users_and_change_no_picture(tmp_path):
    rc = "figure.dpi: 300", "savefig.bbox: tight", "font.size: 30", "lines.linewidth: 9"
    (tmp_path / "matplotlibrc").write_text("\n".join(rc), encoding="utf-8")
    pixels, left, windows = started(MPLBACKEND="TkAgg", MATPLOTLIBRC=str(tmp_path))
    assert pixels == digest("average")
    assert left == "TkAgg 30.0"
    assert windows == "False"
