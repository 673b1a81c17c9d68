import pytest

from helpers.classroom.lessons import lessons
from tests.rules import RULES, sentence


@pytest.mark.parametrize(
    ("lesson", "rule"),
    [
        pytest.param(lesson, rule, id=f"{lesson}: {sentence(rule)}")
        for lesson in lessons()
        for rule in RULES
    ],
)
def test_lesson(lesson, rule):
    complaints = list(rule(lesson))
    assert not complaints, "\n".join([f"{lesson}: {sentence(rule)}", *complaints])
