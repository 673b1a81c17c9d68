import numpy as np

from helpers import plots


def test_columns_are_cut_into_batches_and_keep_or_lose_their_labels():
    x, y = np.zeros((6, 784)), np.arange(6)
    picture = plots.cuts(x, y, {"whole": [(range(6), range(6))], "cut": [([0, 1], [3, 2])]})
    assert repr(picture) == "Examples as columns: whole, cut"
    texts = [text.get_text() for text in picture.fig.axes[0].texts]
    assert texts == ["whole", *"012345", "cut", *"32"]
