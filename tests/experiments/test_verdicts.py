import numpy as np
import pytest

from helpers.experiments.tracks import TRACKS
from helpers.experiments.verdicts import beside, rows, told, verdict


def test_a_verdict_needs_bands_apart():
    one, other = np.array([1.0, 2, 3]), np.array([4.0, 5, 6])
    assert verdict(one, other) == "ahead"
    assert verdict(other, one) == "behind"
    assert verdict(one + 1, other) == "within noise"
    assert verdict(one + np.inf, other + np.inf) == "within noise"


@pytest.mark.parametrize("problem", TRACKS)
def test_a_rule_of_the_field_is_within_noise_of_itself(problem):
    field = TRACKS[problem].field()
    assert f" of {len(field.names)}, lower than Adam with 0 of 5 seeds" in told(
        field.of("Adam"), field
    )
    others = beside(problem, field.names[4])
    assert sorted(sum(others.values(), [field.names[4]])) == sorted(field.names)


def test_an_entry_stands_in_its_place():
    field = TRACKS["valley"].field()
    names = [row.split()[0] for row in rows(np.full(5, 40.0), 0.3, field)]
    assert names.index("ScheduleFree") < names.index("yours") < names.index("Adam")
