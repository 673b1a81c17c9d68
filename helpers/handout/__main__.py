"""Write the learners' edition of the lessons: each without its exercises, and these beside it.

Run again, it updates the lessons, and never an exercise that somebody has edited.
"""

import argparse
import sys
from pathlib import Path

from helpers.classroom.handout import hand_out


def main(arguments: list[str] | None = None) -> int:
    """What the command comes to: 0, or 2 for what cannot be done."""
    given = _parser().parse_args(arguments)
    try:
        for said in hand_out(given.notebooks, given.out, not given.without_solutions):
            print(said)
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


def _parser():
    parser = argparse.ArgumentParser("python -m helpers.handout", description=__doc__)
    parser.add_argument("notebooks", type=Path, help="the folder of the lessons")
    parser.add_argument("out", type=Path, help="where to write")
    parser.add_argument(
        "--without-solutions", action="store_true", help="leave folded solutions and answers out"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
