import pytest

from helpers.experiments import cluster
from helpers.search import search
from tests.trials import SPACE, product


def test_without_dask_a_sentence_says_so_and_the_trials_run_one_by_one(monkeypatch, capsys):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with cluster.local() as executor:
        assert executor is None
        assert len([*search(product, SPACE, 3, executor)]) == 3
    told = capsys.readouterr().out
    assert told == f"{cluster.MISSING}\n"
    assert told.count(".") == 1


@pytest.mark.filterwarnings("default")  # what a cluster says is its own
def test_a_cluster_on_this_machine_tries_the_same_set():
    pytest.importorskip("distributed")
    with cluster.local(1) as executor:
        assert sorted(search(product, SPACE, 5, executor)) == [*search(product, SPACE, 5)]


@pytest.mark.parametrize("workers", [0, "2"])
def test_a_cluster_of_nobody_is_refused(workers):
    with pytest.raises((TypeError, ValueError), match="workers must be"), cluster.local(workers):
        pass
