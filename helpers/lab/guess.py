"""A prediction that counts: a guess first, then the answer and how far off the guess was."""

from collections.abc import Callable, Sequence
from html import escape
from math import isfinite

import ipywidgets as widgets

from helpers.lab import shown
from helpers.lab.panel import family
from helpers.progress.lessons import lesson_of
from helpers.progress.store import note


class Guess:
    """A question, and an answer that is seen only after a guess; to skip it is one click.

    The answer is a number, one of the words in `among`, or a function that finds it.

        Guess(
            "lowest after 30 steps",
            "Momentum",
            among=["SGD", "Momentum", "Adam"],
        )

    JupyterLab collapses such a cell to its first line, which must not hold the answer.

    Raises TypeError for an answer that is no number where there is nothing to choose from,
    ValueError for one that is not among the words.
    """

    closed = False

    def __init__(self, question: str, answer: object | Callable, among: Sequence[str] = ()):
        self.question, self.answer, self.among = question, answer, tuple(among)
        if not callable(answer):
            _refuse(answer, self.among)
        self.verdict = widgets.HTML()
        self.field = widgets.Text(placeholder="a number", layout=widgets.Layout(width="8em"))
        self.field.on_msg(self._typed)
        asked = widgets.HTML(f"<b>{escape(question)}:</b>")
        choices = [self._button(word, self.try_out) for word in self.among]
        ask = choices or [self.field, self._button("Guess", lambda _: self.try_out())]
        self.asking = [*ask, self._button("Skip", lambda _: self.skip())]
        wrap = widgets.Layout(flex_flow="row wrap", align_items="center")
        self.box = widgets.VBox([widgets.HBox([asked, *self.asking], layout=wrap), self.verdict])

    def _button(self, word, act):
        button = widgets.Button(description=word, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: act(word))
        return button

    def _typed(self, field, message, buffers):
        """Enter guesses too."""
        if message.get("event") == "submit":
            self.try_out()

    def try_out(self, guess: str | None = None) -> "Guess":
        """Say how far off a guess is; without one, what is typed in the field."""
        guess = self.field.value if guess is None else guess
        if not self.among and (guess := _number(guess)) is None:
            return self._say(f"A guess is a number, not “{self.field.value}”.")
        try:
            answer = self.answer() if callable(self.answer) else self.answer
            _refuse(answer, self.among)
        except Exception as error:
            return self._say(f"The answer could not be found: {type(error).__name__}: {error}.")
        sentence = _right(guess, answer) if self.among else _distance(guess, answer)
        return self._end(sentence, sentence.startswith("Yes"), f"{guess}, and it is {answer}")

    def skip(self) -> "Guess":
        """No guess: the lesson goes on, and gives the answer where it comes to it."""
        return self._end("Skipped. Read on.", None, "skipped")

    def _end(self, sentence, right, said):
        for widget in self.asking:
            widget.disabled = True
        lesson = lesson_of("guess", self.question)
        return self._say(f"{sentence} {note('guess', lesson, self.question, right, said)}".strip())

    def _say(self, sentence):
        self.verdict.value = f"<div role='status'>{escape(sentence)}</div>"
        return self

    def close(self) -> None:
        """Close all widgets, for the cell has run again."""
        for widget in {*family(self.box)}:
            widget.close()
        self.closed = True

    def __repr__(self):
        choice = f" ({', '.join(self.among)}?)" if self.among else ""
        return f"Your guess: {self.question}{choice}. Run the cell to find out."

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.closed:
            return {"text/plain": repr(self)}
        shown.show(self)
        return self.box._repr_mimebundle_() | {"text/plain": repr(self)}


def _refuse(answer, among):
    if among and answer not in among:
        raise ValueError(f"the answer must be one of {', '.join(among)}, not {answer!r}")
    if not among and _number(answer) is None:
        raise TypeError(f"the answer must be a number, or among words to choose, not {answer!r}")


def _number(value):
    """As a float, or None for what is no finite number."""
    try:
        number = float(str(value).replace(",", "").replace("−", "-").strip())
    except ValueError:
        return None
    return number if isfinite(number) else None


def _right(guess, answer):
    return f"Yes: {answer}." if guess == answer else f"No: it is {answer}."


def _distance(guess, answer):
    """How far off a guess is: by a factor, or by a difference where there is none."""
    answer = float(answer)
    told = f"It is {_short(answer)}."
    if abs(guess - answer) <= 0.05 * abs(answer):
        return f"Yes. {told}"
    if guess * answer <= 0:
        off = abs(guess - answer)
        return f"{told} You are {_short(off)} too {'high' if guess > answer else 'low'}."
    factor = max(guess / answer, answer / guess)
    side = "high" if guess > answer else "low"
    if factor < 2:
        return f"{told} You are {abs(guess / answer - 1):.0%} too {side}."
    return f"{told} You are too {side} by a factor of {_short(factor, 2)}."


def _short(number, digits=3):
    return f"{number:,.0f}" if abs(number) >= 10**digits else f"{number:.{digits}g}"
