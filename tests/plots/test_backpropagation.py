import numpy as np
import pytest

from helpers import plots
from helpers.experiments.blame import shares

SCORES = (2.0, 1.0, 0.0, -1.0)


def test_bars_and_dots_stand_at_the_shares_and_curves_run_through_them():
    [one] = run = [*shares(SCORES, 0.5)]
    picture = plots.temperature(run)
    for name, share in zip("ABCD", one.at(0.5), strict=True):
        [bar], [dot], [curve] = (
            picture.named(f"{part} {name}") for part in ("bar", "dot", "curve")
        )
        assert np.ravel(dot.get_data()) == pytest.approx([0.5, share])
        assert bar.get_ydata()[1] == share
        T, everywhere = curve.get_data()
        assert np.interp(np.log(0.5), np.log(T), everywhere) == pytest.approx(share, abs=1e-3)


def test_where_the_naive_formula_fails_there_is_nan():
    picture = plots.temperature(shares(SCORES, 1.0, 1000.0, stable=False))
    [told], [curve] = picture.named("share A"), picture.named("curve A")
    assert told.get_text() == "nan"
    T, everywhere = curve.get_data()
    limit = 1002 / np.log(np.finfo(float).max)
    assert np.isfinite(everywhere).tolist() == (limit < T).tolist()


def test_the_shapes_of_a_layer_are_named_as_they_are_drawn():
    picture = plots.shapes(5, 2, 3)
    [axis] = picture.fig.axes
    named = [text.get_text() for text in axis.texts]
    assert {"x  5 × 2", "W  2 × 3", "z  5 × 3", "xᵀ  2 × 5", "dW  2 × 3", "Wᵀ  3 × 2"} <= {*named}
    cells = sum(a * b for a, b in ((5, 3), (5, 2), (2, 3), (1, 3)))
    cells += sum(a * b for a, b in ((2, 3), (2, 5), (5, 3), (1, 3), (5, 2), (5, 3), (3, 2)))
    assert len(axis.patches) == cells


def test_the_steepest_slopes_of_bends_are_written_beside_them():
    axes = plots.bends().fig.axes
    assert [axis.texts[0].get_text() for axis in axes] == [
        f"slope at most {s}" for s in ("0.25", 1, 1)
    ]
