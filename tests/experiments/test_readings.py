from itertools import pairwise

import numpy as np

from helpers.experiments.race import split
from helpers.experiments.readings import reader
from helpers.experiments.sketches import SEVEN, cells, like_mnist
from helpers.network import MLP
from helpers.optimizers import Adam
from helpers.training import train

FEW = tuple(part[:200] for part in split()["tune"])


def begun():
    """The network, and the updates that were asked for."""
    net, asked = MLP([784, 10], rng=0), []

    def run():
        for update in train(net, Adam(0.01), FEW, epochs=2, batch_size=20):
            asked.append(update.t)
            yield update

    return net, asked, reader(run(), FEW, FEW, every=5)


def test_a_digit_is_read_at_the_first_update_and_at_every_fifth():
    net, _, read = begun()
    run = [*read(3)]
    assert [reading.t for reading in run] == [1, 5, 10, 15, 20]
    assert (run[-1].p == net.predict_proba(FEW[0][3:4])[0]).all()
    assert run[-1].accuracy == net.accuracy(*FEW)
    assert all(a.accuracy <= b.accuracy + 0.1 for a, b in pairwise(run))


def test_the_next_digit_is_read_by_the_stages_that_have_been():
    _, asked, read = begun()
    first = read(3)
    assert [next(first).t, next(first).t] == [1, 5]
    assert asked == [*range(1, 6)]
    assert [reading.t for reading in read(4)] == [1, 5, 10, 15, 20]
    assert len(asked) == 20
    assert [reading.t for reading in first] == [10, 15, 20]
    assert len(asked) == 20


def test_what_is_drawn_goes_before_the_digit():
    _, _, read = begun()
    drawn = like_mnist(cells(SEVEN))
    assert (next(read(3, SEVEN)).image == drawn).all()
    assert (next(read(3, "")).image == FEW[0][3]).all()


def test_a_reading_tells_the_two_most_probable_digits():
    _, _, read = begun()
    reading = next(read(0))._replace(p=np.eye(10)[7] * 0.75 + np.eye(10)[2] * 0.25)
    assert str(reading).endswith(f"right · a {FEW[1][0]} · says 7 (75%), then 2 (25%)")
    drawn = reading._replace(truth=next(read(0, SEVEN)).truth)
    assert str(drawn).endswith("right · says 7 (75%), then 2 (25%)")
