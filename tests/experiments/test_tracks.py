import numpy as np
import pytest

from helpers.experiments.newcomers import FIELD, PROBLEMS
from helpers.experiments.on_surfaces import GROUNDS, ON_SURFACES
from helpers.experiments.race import result
from helpers.experiments.tracks import TRACKS, track_of
from helpers.optimizers import Adam
from helpers.training import last


@pytest.mark.parametrize("problem", TRACKS)
def test_the_field_is_stored_best_first(problem):
    field = track_of(problem).field()
    assert sorted(field.names) == sorted(FIELD if problem in PROBLEMS else ON_SURFACES)
    assert (np.diff(np.median(field.scores, axis=-1)[:5]) >= 0).all()
    assert field.curves.shape == (len(field.names), 5, 40)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_training_is_scored_by_its_last_ten_evaluations(problem):
    field = track_of(problem).field()
    assert (track_of(problem).score(field.curves) == result(field.curves)).all()


@pytest.mark.parametrize("problem", GROUNDS)
def test_a_rule_that_enters_a_surface_arrives_as_the_stored_one_did(problem):
    track, field = track_of(problem), track_of(problem).field()
    i = field.names.index("Adam")
    curve = last(track.judge(Adam, field.rates[i], 2))
    assert track.score(curve) == field.scores[i, 2]
    assert curve[25] == pytest.approx(field.curves[i, 2, 0], rel=1e-4)
