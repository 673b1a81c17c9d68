"""Exercises that know their right answer and the wrong ones that people really write."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from inspect import signature

from helpers.check.attempt import Outcome, attempt, calls, does_something, tidy
from helpers.check.verdict import Verdict, difference, given, printed
from helpers.progress.store import note

SECONDS = 0.8  # of work that one case may take


@dataclass(frozen=True, repr=False)
class Exercise:
    """Call it with a learner's function to get a verdict; it never raises and changes no argument.

    The verdict is kept with the learner's progress, where that is on.

    `cases` are argument tuples, `mistakes` maps each diagnosis to a function that makes it, and
    `returns` names the parts of the answer when it is a tuple. When it is a list of such tuples,
    `each` says what one of them is.
    """

    reference: Callable
    cases: list[tuple]
    mistakes: dict[str, Callable]
    returns: tuple[str, ...] = ()
    each: str = ""
    known: dict[Callable, list[Outcome]] = field(default_factory=dict, init=False, compare=False)

    def __call__(self, f: Callable) -> Verdict:
        return self._noted(self._verdict(f))

    def __repr__(self) -> str:
        return self.reference.__name__

    @property
    def lesson(self) -> str:
        """The module that it stands in, which bears the name of its lesson."""
        return self.reference.__module__.rpartition(".")[2]

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(signature(self.reference).parameters)

    def _verdict(self, f):
        if not callable(f):
            course = self.reference.__module__.startswith("helpers.check.")
            call, kind = f"{'check.' * course}{self}({self})", tidy(type(f).__name__)
            return Verdict(False, f"pass the function itself, {call}, not something of type {kind}")
        outcomes, text = attempt(f, self.cases, self.returns, self.each, SECONDS)
        verdict = self._judge(f, outcomes)
        return replace(verdict, rows=(*verdict.rows, *printed(text)))

    def _noted(self, verdict):
        """The verdict, kept with the learner's progress; it says so where that fails."""
        said = note("check", self.lesson, str(self), verdict.passed, verdict.diagnosis or "")
        return replace(verdict, rows=(*verdict.rows, ("progress", said))) if said else verdict

    def _judge(self, f, outcomes):
        if outcomes and all(outcome.blank for outcome in outcomes):
            return self._nothing_returned(f, outcomes)
        expected = self._outcomes(self.reference)
        for i, (right, came) in enumerate(zip(expected, outcomes, strict=False)):
            if came.changed or not came.agrees(right):
                return self._fault(i, right, outcomes)
        if len(outcomes) < len(self.cases):
            sentence = f"no answer within {SECONDS:g} s: is there a loop that never ends?"
            return Verdict(False, sentence, (self._given(len(outcomes)),))
        right = f"{self._name(f)} gives the right answer on all {len(self.cases)} inputs"
        return Verdict(True, right)

    def _nothing_returned(self, f, outcomes):
        for i, outcome in enumerate(outcomes):
            if outcome.changed:
                diagnosis = self._changed(outcome)
                return Verdict(False, diagnosis, (self._given(i),), diagnosis)
        if does_something(f):
            return Verdict(False, "your function returns None: is there a return at its end?")
        return Verdict(None, f"write {self._name(f)} and run this cell again")

    def _name(self, f):
        """The learner's own name of the function, if it has one."""
        name = getattr(f, "__name__", "")
        return name if name.isidentifier() else str(self)

    def _fault(self, i, right, outcomes):
        """What is wrong with the i-th outcome, the first that is not right."""
        came = outcomes[i]
        known = self._known_mistake(i, outcomes)
        if came.raised:
            sentence, rows = known or came.message, self._where(came, known)
        elif came.agrees(right):
            sentence, rows = (known := self._changed(came)), []
        else:
            sentence, rows = difference(right, came, self.returns, self.each)
            known = known or (self._changed(came) if came.changed else None)
            sentence = known or sentence
        return Verdict(False, sentence, (self._given(i), *rows), known)

    def _known_mistake(self, i, outcomes):
        """The diagnosis whose function comes to the same on every input that was answered.

        Of a contest, on the i-th alone: whoever loses there may well win elsewhere.
        """
        contest = any(hasattr(argument, "judge") for argument in self.cases[i])
        first = i if contest else 0
        if not outcomes[i].raised:
            outcomes = [outcome for outcome in outcomes if not outcome.raised]
        came = outcomes[first : i + 1 if contest else None]
        for diagnosis, wrong in self.mistakes.items():
            known = self._outcomes(wrong)[first:]
            if all(a.agrees(b) for a, b in zip(known, came, strict=False)):
                return diagnosis
        return None

    def _changed(self, came):
        names = " and ".join(self.arguments[i] for i in came.changed)
        if came.blank:
            return f"your function changes {names} in place and returns nothing: return a new array"
        return f"your function changes the caller's {names} in place: work on a copy"

    def _where(self, came, known):
        error = [("error", came.message)] if known else []
        if came.line:
            return [*error, ("your line", came.line)]
        return [*error, ("called as", f"{self}({', '.join(self.arguments)})")]

    def _outcomes(self, f):
        """What a function of the exercise's own comes to, found once."""
        if f not in self.known:
            self.known[f] = [*calls(f, self.cases, self.returns, self.each)]
        return self.known[f]

    def _given(self, i):
        return given(self.arguments, self.cases[i])


def exercise(
    cases: list[tuple],
    mistakes: dict[str, Callable],
    returns: tuple[str, ...] = (),
    each: str = "",
) -> Callable[[Callable], Exercise]:
    """Makes an exercise of the function below it, which is the reference.

    Raises TypeError or ValueError for cases that it cannot be called with, and mistakes that are no
    functions.
    """
    for diagnosis, wrong in mistakes.items():
        if not callable(wrong):
            raise TypeError(f"the mistake {diagnosis!r} must be a function, not {wrong!r}")

    def made(reference):
        _refuse(reference, cases)
        return Exercise(reference, cases, mistakes, returns, each)

    return made


def _refuse(reference, cases):
    names = [*signature(reference).parameters]
    if not cases:
        raise ValueError(f"{reference.__name__} needs at least one case to be tried with")
    for case in cases:
        if type(case) is not tuple or len(case) != len(names):
            wanted = f"({', '.join(names)}{',' * (len(names) == 1)})"
            raise TypeError(f"a case must be the tuple {wanted}, not {tidy(repr(case))}")
