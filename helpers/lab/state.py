"""A lab's state as a text that a person can read and mend: `lr=0.44&start=-1.5,2&pin&lr=0.1`.

First stands what every control says now. Then, after each `pin`, what was different when that pin
was made. All controls are written, also those that nobody has moved: a lesson may begin elsewhere
one day, and the text shall still mean the same. A control that a text does not name stands where
the lab began, so that one which is added later changes no old text. A number that is no longer a
stop means the nearest one.

Words stand as they are, without `%20` and the like, but for `%` and `&` themselves.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from helpers.arrays import shown
from helpers.lab.control import Control

LONGEST = 10_000  # characters
MOST = 30  # pins: each of them is run to its end

Controls = Mapping[str, Control]


def write(controls: Controls, now: dict, pins: Sequence[dict]) -> str:
    """The text for the values of all controls by name, now and when each pin was made."""
    told = _settings(controls, now)
    for pinned in pins:
        other = {name: value for name, value in pinned.items() if value != now[name]}
        told += ["pin", *_settings(controls, other)]
    return "&".join(told)


def _settings(controls, values):
    return [f"{name}={_quoted(controls[name].text(value))}" for name, value in values.items()]


def _quoted(text):
    return "".join(quote(letter) if letter in "%&" else letter for letter in text)


def read(text: str, controls: Controls, first: dict) -> tuple[dict, list[dict]]:
    """The values of all controls by name, now and when each pin was made.

    What a text leaves out is as `first` says. Raises TypeError for what is no text, ValueError, in
    one sentence, for a text that is no state of a lab with these controls.
    """
    if not isinstance(text, str):
        raise TypeError(f"a state must be a text, not {shown(text)}")
    if len(text) > LONGEST:
        raise ValueError(f"a state has {LONGEST:,} letters at most, but this has {len(text):,}")
    items, *pins = _parts(text)
    if len(pins) > MOST:
        raise ValueError(f"a state has {MOST} pins at most, but this has {len(pins)}")
    now = first | _values(items, controls)
    return now, [now | _values(items, controls) for items in pins]


def _parts(text):
    """What stands between pins: lists of `name=value`."""
    parts = [[]]
    for item in map(str.strip, text.split("&")):
        if item == "pin":
            parts.append([])
        elif item:
            parts[-1].append(item)
    return parts


def _values(items, controls):
    values = {}
    for item in items:
        name, equals, text = (part.strip() for part in item.partition("="))
        if not equals:
            raise ValueError(f"a state is made of name=value, but holds {shown(item)}")
        if name not in controls:
            raise ValueError(f"this lab has no control {shown(name)}, but {', '.join(controls)}")
        if name in values:
            raise ValueError(f"{name} stands twice in this state")
        values[name] = _value(name, controls[name], unquote(text))
    return values


def _value(name, control, text):
    try:
        return control.read(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
