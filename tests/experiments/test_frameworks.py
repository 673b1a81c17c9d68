import numpy as np
import pytest

from helpers.datasets import load_records
from helpers.experiments import elsewhere, frameworks, parabolas
from helpers.experiments.elsewhere import FRAMEWORKS, ends_elsewhere, installed, recorded

GIVEN = frameworks.start(), frameworks.batches(), frameworks.held()
RECORDS = load_records("frameworks")


def test_every_framework_makes_our_losses():
    ours, _ = frameworks.here(*GIVEN)
    for name in FRAMEWORKS:
        assert recorded(name).losses == pytest.approx(ours, abs=1e-5)
    for name in ("PyTorch", "Optax"):
        assert recorded(name).losses == pytest.approx(ours, abs=1e-11)


def test_keras_has_another_loss_when_its_eps_is_not_translated():
    ours, _ = frameworks.here(*GIVEN)
    assert abs(recorded("Keras, eps as it is").losses - ours).max() > 1e-3


def test_held_out_losses_agree_but_for_the_variance_that_keras_divides_by_m():
    _, ours = frameworks.here(*GIVEN)
    assert recorded("PyTorch").held == pytest.approx(ours, abs=1e-9)
    assert recorded("Optax").held == pytest.approx(ours, abs=1e-9)
    assert 1e-4 < abs(recorded("Keras").held - ours) < 2e-3


def test_the_network_that_they_begin_with_stays_as_it_is():
    net = frameworks.start()
    frameworks.here(net, GIVEN[1][:3], GIVEN[2])
    assert (net.theta == GIVEN[0].theta).all()


def test_the_first_folded_step_is_shorter_where_a_gradient_is_small():
    net, (x, y) = frameworks.start(), GIVEN[1][0]
    apart = frameworks.first_steps_apart(net, x, y)
    size = abs(net.grads["W1"])
    assert (apart[size == 0] == 0).all()
    assert (apart[size > 1e-4] < 0.004).all()
    assert apart.max() > 0.5


def test_a_kicked_network_is_a_copy_that_far_away():
    net = frameworks.kicked(GIVEN[0], 0.5)
    assert np.linalg.norm(net.theta - GIVEN[0].theta) == pytest.approx(0.5)
    assert (frameworks.kicked(GIVEN[0], 0).theta == GIVEN[0].theta).all()
    assert (net.params["W1"].ravel() == net.theta[: net.params["W1"].size]).all()


def test_ten_and_five_are_reached_up_to_the_precision():
    for i, minimum in enumerate((10, 5)):
        exact = minimum * (1 - 0.98**1000)
        assert parabolas.here(minimum, np.float64) == pytest.approx(exact, abs=1e-12)
        ends = RECORDS["ends"][:, i]
        assert ends == pytest.approx(parabolas.here(minimum), abs=2e-6)
        assert parabolas.here(minimum, steps=5000) == parabolas.here(minimum, steps=2000)


def test_what_is_not_installed_is_recorded_and_says_so(monkeypatch):
    monkeypatch.setattr(elsewhere, "installed", lambda name: "")
    told = elsewhere.elsewhere("Optax", *GIVEN)
    assert told.source == f"{RECORDS['versions'][2]}, recorded"
    source, ends = ends_elsewhere("PyTorch")
    assert source == f"{RECORDS['versions'][0]}, recorded"
    assert ends == RECORDS["ends"][0].tolist()


def test_what_is_installed_is_run_and_says_so(monkeypatch):
    monkeypatch.setattr(elsewhere, "installed", lambda name: "9.9")
    monkeypatch.setitem(FRAMEWORKS, "PyTorch", ("torch", lambda *given: ([1.0, 2.0], 3.0)))
    monkeypatch.setitem(parabolas.ELSEWHERE, "PyTorch", lambda minimum: minimum / 2)
    told = elsewhere.elsewhere("PyTorch", *GIVEN)
    assert (told.source, told.losses.tolist(), told.held) == ("9.9, run here", [1, 2], 3)
    assert ends_elsewhere("PyTorch") == ("9.9, run here", [5, 2.5])


def test_a_framework_that_does_not_load_is_recorded(monkeypatch):
    def broken(*given):
        raise ImportError("no backend")

    monkeypatch.setattr(elsewhere, "installed", lambda name: "9.9")
    monkeypatch.setitem(FRAMEWORKS, "Keras", ("keras", broken))
    monkeypatch.setitem(parabolas.ELSEWHERE, "Keras", broken)
    assert elsewhere.elsewhere("Keras", *GIVEN).source.endswith("recorded")
    assert ends_elsewhere("Keras")[0].endswith("recorded")


def test_the_version_of_a_framework_is_found_or_empty():
    for name in FRAMEWORKS:
        assert isinstance(installed(name), str)


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_that_is_here_repeats_its_record(name):
    if not installed(name):
        pytest.skip(f"{name} is not installed")
    told = elsewhere.elsewhere(name, GIVEN[0], GIVEN[1][:10], GIVEN[2])
    assert told.losses == pytest.approx(recorded(name).losses[:10], abs=1e-6)
