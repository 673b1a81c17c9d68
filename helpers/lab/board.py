"""The controls of a lab together: what they say, and how they move at once."""

from collections.abc import Callable, Mapping

from ipywidgets import Widget

from helpers.lab.control import Control


class Board:
    """Controls by name, which `lab` takes over; when one has moved, or several at once, `moved()`.

    Raises TypeError for a control that is none.
    """

    def __init__(self, lab, controls: Mapping[str, Control], moved: Callable):
        self.lab, self.controls, self.moved, self.held = lab, controls, moved, False
        for name, control in controls.items():
            if not isinstance(control, Control):
                raise TypeError(
                    f"{name} must be a control, like log(0.1, 0.01, 1), not {control!r}"
                )
            control.label, control.lab = control.label or name, lab
            control.widget.observe(self._one_moved, control.trait)
        self.first = self.values

    def _one_moved(self, change):
        if not self.held:
            self.moved()

    @property
    def values(self) -> dict:
        return {name: control.value for name, control in self.controls.items()}

    @property
    def widgets(self) -> list[Widget]:
        return [control.widget for control in self.controls.values()]

    @property
    def lent(self) -> list[Widget]:
        """Those that another lab has taken over."""
        return [control.widget for control in self.controls.values() if control.lab is not self.lab]

    def set(self, values: dict) -> None:
        """Move controls together.

        Raises TypeError for a control that there is not, ValueError for a value that is none of a
        control's stops.
        """
        if unknown := values.keys() - self.controls.keys():
            has, asked = ", ".join(self.controls), ", ".join(sorted(unknown))
            raise TypeError(f"this lab has the controls {has}, but was asked to set {asked}")
        self.held = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self.held = False
            self.moved()

    def close(self) -> None:
        """Watch the controls no more."""
        for control in self.controls.values():
            control.widget.unobserve(self._one_moved, control.trait)
