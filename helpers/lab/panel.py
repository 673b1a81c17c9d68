"""What stands on the page: controls, the picture, its words, buttons, and the line of code."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

import ipywidgets as widgets

from helpers.lab.control import Overlay
from helpers.lab.field import Field
from helpers.lab.painter import Frame, place
from helpers.plots.picture import Picture

ICONS = {"play": "play", "step": "step-forward", "reset": "undo", "pin": "thumb-tack", "unpin": ""}
TIMED = ("play", "step", "reset")
STATUS = "line-height: 1.7; min-height: 3.4em"  # room for two lines, so that nothing jumps


class Panel:
    """Widgets for the `controls` of a lab and its picture; a button that is clicked calls `act`
    with its name, and a state that is entered `act("restore", state)`.

    Each widget has a layout and a style, which are widgets too; those that look alike share them.
    """

    def __init__(self, picture: Picture, controls: Sequence[widgets.Widget], act: Callable):
        wide = {"width": f"{picture.width}px", "max_width": "100%"}
        self.image = Frame(layout=wide, words=picture.words)
        self.status = widgets.HTML()
        self.line = widgets.HTML(layout=self.status.layout, style=self.status.style)
        self.field = Field(lambda state: act("restore", state), layout=self.status.layout)
        self.buttons = _buttons(act)
        wrap = widgets.Layout(flex_flow="row wrap", align_items="flex-start", overflow="visible")
        pads = [widget for widget in controls if isinstance(widget, Overlay)]
        sliders = [widget for widget in controls if widget not in pads]
        rows = [widgets.HBox(row, layout=wrap) for row in (sliders, [*self.buttons.values()])]
        seen = _under(pads, self.image, picture) if pads else self.image
        self.box = widgets.VBox([rows[0], seen, self.status, rows[1], self.line, self.field])

    def tell(self, words: str, pinned: Sequence[str], code: str) -> None:
        """The words of now, those that are pinned, and the line of code."""
        told = "<br>pinned: ".join(map(escape, [words, *pinned]))
        self.status.value = f"<div role='status' style='{STATUS}'>{told}</div>"
        style = "style='user-select: all; overflow-wrap: anywhere' title='click, then copy'"
        self.line.value = f"<code {style}>{escape(code)}</code>"

    def offer(self, word: str) -> None:
        """The first button says what it would do: play or pause."""
        self.buttons["play"].description, self.buttons["play"].icon = word.title(), word

    def hide(self, timed: bool, pinned: bool) -> None:
        """Hide buttons with nothing to do: where a run is one record long, or no line moves."""
        for name, idle in (("play", timed), ("pin", pinned)):
            if idle:
                self.buttons[name].layout.display = "none"

    def close(self, spared: Sequence[widgets.Widget] = ()) -> None:
        """Close all widgets but those that another lab has taken over."""
        for widget in {*family(self.box, spared)}:
            widget.close()


def _under(pads, image, picture):
    """The picture under the pads, each of which covers its window on the first panel."""
    for pad in pads:
        pad.place, pad.shape = place(picture, pad.window), picture.shape
    whole = widgets.Layout(grid_area="1 / 1 / 2 / 2", width="auto", margin="0")
    for widget in (image, *pads):
        widget.layout = whole
    size = {"width": f"{picture.width}px", "max_width": "100%"}
    return widgets.GridBox([image, *pads], layout=size | {"grid_template_columns": "100%"})


def _buttons(act):
    """Buttons by name; those that are hidden together share a layout."""
    style = widgets.ButtonStyle()
    timed, always = widgets.Layout(width="auto"), widgets.Layout(width="auto")
    buttons = {}
    for name, icon in ICONS.items():
        layout = timed if name in TIMED else always
        button = widgets.Button(description=name.title(), icon=icon, layout=layout, style=style)
        button.on_click(lambda _, name=name: act(name))
        buttons[name] = button
    return buttons


def family(widget: widgets.Widget, spared: Sequence[widgets.Widget] = ()) -> Iterator:
    """A widget, how it is laid out and looks, and all that stand in it."""
    if widget in spared:
        return
    for child in getattr(widget, "children", ()):
        yield from family(child, spared)
    yield from (getattr(widget, trait) for trait in ("layout", "style") if widget.has_trait(trait))
    yield widget
