"""What every rule is entered in, named by its sentence."""

from collections.abc import Callable, Iterator

from helpers.classroom.lessons import Lesson

Rule = Callable[[Lesson], Iterator[str]]
RULES: list[Rule] = []


def rule(f: Rule) -> Rule:
    RULES.append(f)
    return f


def sentence(f: Rule) -> str:
    return f.__name__.replace("_", " ")
