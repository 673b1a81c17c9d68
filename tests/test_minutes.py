import pytest

from tests.good_lesson import code, good, lab, markdown, picture, saved
from tests.minutes import amounts, main, minutes, up_to_5

GOOD = {"words": 66, "lines": 20, "figures": 1, "labs": 1, "exercises": 2}


def with_more(*cells, at=8):
    lesson = good()
    lesson[at:at] = cells
    return lesson


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        (markdown("Five words are said here."), {"words": GOOD["words"] + 5}),
        (code("# one\n\n\n# two"), {"lines": GOOD["lines"] + 2}),
        (code("0", picture("a ball")), {"lines": GOOD["lines"] + 1, "figures": 2}),
        (code("Guess('steps', 3)"), {}),
        (code("0", lab()), {"lines": GOOD["lines"] + 1, "labs": 2}),
    ],
)
def test_what_stands_before_the_exercises_and_in_the_summary_is_counted(cell, more, tmp_path):
    assert amounts(saved(with_more(cell), tmp_path)) == GOOD | more


def test_exercises_and_the_proof_are_not_counted_with_the_lesson(tmp_path):
    more = markdown("Five words are said here."), code("0", lab())
    assert amounts(saved(with_more(*more, at=-3), tmp_path)) == GOOD


def test_minutes_are_rounded_up_to_5(tmp_path):
    assert [*map(up_to_5, (0, 1, 5, 5.01, 40))] == [0, 5, 5, 10, 40]
    # 66 / 180 + 20 / 6 + 1 / 2 + 4 = 8.2, and 2 · 6 = 12
    assert minutes(saved(good(), tmp_path)) == (10, 15)


def test_the_table_has_a_row_for_each_lesson(capsys):
    main()
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["lesson", "core", "+"]
    assert rows[0].split()[0] == "00_start_here"
    assert all(len(row.split()) == len(head.split()) for row in rows)
