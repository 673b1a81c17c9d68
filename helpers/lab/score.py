"""A blind lab's score: the learner names what a mystery hides, and the first answer counts."""

from collections.abc import Callable

from helpers.lab.control import Control
from helpers.progress.lessons import lesson_of
from helpers.progress.store import note


class Score:
    """What a blind lab says: whether the answer is right, and how many first answers were.

    `mystery` and `answer` are controls of the lab, `truth(mystery)` the right answer. With each new
    mystery the answer goes back to its first option, which stands for none.

        Lab(picture, run, say=Score(mystery, answer, truth), mystery=mystery, answer=answer)
    """

    def __init__(self, mystery: Control, answer: Control, truth: Callable):
        self.truth, self.none, self.first = truth, answer.options[0], {}
        mystery.widget.observe(lambda _: setattr(answer, "value", self.none), mystery.trait)

    def __call__(self, values: dict, *runs: list) -> str:
        mystery, answer = values["mystery"], values["answer"]
        said = self._count(mystery, answer) if answer != self.none else ""
        return f"{self._verdict(mystery)} · score {self.right} of {len(self.first)}{said}"

    @property
    def right(self) -> int:
        """First answers that were right."""
        return sum(answer == self.truth(mystery) for mystery, answer in self.first.items())

    def _count(self, mystery, answer):
        """Keep an answer if it is the first; what is to be said of that."""
        if mystery in self.first:
            return ""
        self.first[mystery] = answer
        game = getattr(self.truth, "__name__", "game")
        right = bool(answer == self.truth(mystery))
        said = note("game", lesson_of("game", game), f"{game} {mystery}", right, str(answer))
        return said and f" · {said}"

    def _verdict(self, mystery):
        if mystery not in self.first:
            return "name it"
        answer, truth = self.first[mystery], self.truth(mystery)
        return f"yes, it is {truth}" if answer == truth else f"no, not {answer}: it is {truth}"
