"""The one visual style of the course: what everything looks like by itself, and who is who."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import matplotlib as mpl
import numpy as np

INK, GREY, UPHILL, PALE = "#1a1a1a", "#6b6b6b", "#D55E00", "#9db8c9"
CLASSES = ("#0072B2", "#D55E00")
SEAM = mpl.colors.LinearSegmentedColormap.from_list("seam", ["#6FB1DB", "white", "#F0A876"])
HOUSE = {key: mpl.rcParamsDefault[key] for key in mpl.rcParamsDefault if key != "backend"} | {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "font.size": 10,
    "grid.color": "#ececec",
    "legend.fontsize": 8,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's own settings and ours for a while, instead of the user's; also a decorator.

    Settings are read when an artist is made, and some again when it is drawn.
    """
    theirs = {key: mpl.rcParams[key] for key, ours in HOUSE.items() if mpl.rcParams[key] != ours}
    _put({key: HOUSE[key] for key in theirs})
    try:
        yield
    finally:
        _put(theirs)


def _put(settings):
    """As mpl.rc_context does, without its checks and copies: every frame would wait for them."""
    for key, value in settings.items():
        mpl.rcParams._set(key, value)


# Optimizers


def _style(color, marker, linestyle):
    return {"color": color, "marker": marker, "linestyle": linestyle}


# Okabe & Ito's colours, safe for colour-blind eyes; markers and dashes tell them apart in grey.
STYLES = {
    "SGD": _style("#0072B2", "o", "-"),
    "Momentum": _style("#D55E00", "s", (0, (6, 2))),
    "Nesterov": _style("#CC79A7", "D", (0, (6, 2, 1, 2))),
    "AdaGrad": _style("#009E73", "^", (0, (1, 1.2))),
    "RMSProp": _style("#E69F00", "v", (0, (3, 1.5))),
    "Adadelta": _style("#56B4E9", "P", (0, (3, 1, 1, 1, 1, 1))),
    "Adam": _style("#000000", "*", "-"),
}
# Beyond Adam: Paul Tol's muted colours, as safe; no marker and no dash of theirs stands above.
BEYOND_STYLES = {
    "AdamW": _style("#332288", "X", (0, (8, 1.5))),
    "AMSGrad": _style("#999933", "p", (0, (1, 2.5))),
    "NAdam": _style("#44AA99", "<", (0, (5, 1, 1, 1, 1, 1, 1, 1))),
    "Lion": _style("#882255", ">", (0, (4, 3))),
    "AdEMAMix": _style("#117733", "d", (0, (8, 2, 2, 2))),
    "ScheduleFree": _style("#88CCEE", "H", (0, (2, 1))),
    "ScheduleFreeAdam": _style("#CC6677", "8", (0, (6, 1, 2, 1, 2, 1))),
    "Muon": _style("#AA4499", (4, 1, 0), (0, (10, 2))),
}
KNOWN = STYLES | BEYOND_STYLES
OTHER = _style("#7F3C8D", "h", "-")  # an optimizer of the learner's own
AGAIN = (("^", (0, (5, 1.5))), ("s", (0, (2, 1))), ("D", (0, (1, 1))))  # the same method once more


def style_of(opt, again: int = 0) -> dict:
    """Colour, marker and dash of an optimizer, the same everywhere; paler when it comes again."""
    kind = type(getattr(opt, "hidden", opt)).__name__  # of a network stepped by part
    style = KNOWN.get(kind, OTHER)
    pale = 1 - (1 - np.array(mpl.colors.to_rgb(style["color"]))) * max(0.8**again, 0.4)
    marker, dash = (
        AGAIN[(again - 1) % len(AGAIN)] if again else (style["marker"], style["linestyle"])
    )
    return _style(pale, marker, dash)


# Series with names

SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
DASHES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")


def distinct(names: Sequence[str]) -> list[dict]:
    """A style for each name, no two alike, neither in colour nor in grey.

    The first name that begins with that of an optimizer has its colour and dash. The others get
    what is left of five colours, each with a dash, and once these are used up markers as well.
    Raises ValueError when there are more names than styles.
    """
    kinds = [name.partition(" ")[0] for name in names]
    styles = {i: KNOWN[kind] | {"marker": ""} for i, kind in enumerate(kinds)
              if kind in KNOWN and kind not in kinds[:i]}  # fmt: skip
    for i in range(len(names)):
        if i not in styles:
            styles[i] = _free(i, styles.values())
    return [styles[i] for i in range(len(names))]


def _free(i: int, taken: Collection[dict]):
    """The first style, from the i-th on, that is like none of those taken."""
    turned = [k % len(SERIES) for k in range(i, i + len(SERIES))]
    for marker in ("", *MARKERS):
        for k in turned:
            style = _style(SERIES[k], marker, DASHES[k])
            if not any(_alike(style, other) for other in taken):
                return style
    raise ValueError(f"one picture cannot tell {len(taken) + 1} series apart: draw fewer")


def _alike(style, other):
    """Whether lines in these styles could be taken for each other, in colour or in grey."""
    same_colour, same_dash = (
        style["color"] == other["color"],
        _kind_of_dash(style["linestyle"]) == _kind_of_dash(other["linestyle"]),
    )
    return style["marker"] == other["marker"] and (same_colour or same_dash)


def _kind_of_dash(linestyle):
    """Solid, dashed, dotted, or how many strokes and dots a dash is made of."""
    if linestyle == "-":
        return "solid"
    _, strokes = linestyle
    return len(strokes), strokes[0] > 2
