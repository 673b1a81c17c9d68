import numpy as np
import pytest

from helpers import plots
from helpers.experiments import zoo


def test_a_trial_shows_where_the_bug_has_diverged():
    picture = plots.zoo_trial(zoo.trial("no parentheses", 0.003, steps=3))
    [nan], [right], [wrong], [gone] = map(picture.named, ("NaN", "right", "wrong", "gone"))
    [ordinary] = picture.named("gradient 1")
    assert nan.get_visible()
    assert len(right.get_xdata()) == 4
    assert np.isnan(wrong.get_ydata()[1:]).all()
    assert gone.get_xdata().tolist() == [1]
    picture.show(zoo.trial("nothing", 0.003, steps=3))
    assert len(gone.get_xdata()) == 0
    assert not nan.get_visible()
    assert ordinary.get_ydata() == pytest.approx(1)


def test_fingerprints_have_a_panel_for_each_bug_and_say_where_nan_is():
    axes = plots.fingerprints(zoo.BUGS[1:]).fig.axes
    assert [axis.get_title(loc="left") for axis in axes] == [*zoo.BUGS[1:]]
    broken = [axis.get_title(loc="left") for axis in axes if axis.texts[0].get_visible()]
    assert broken == ["no parentheses"]
