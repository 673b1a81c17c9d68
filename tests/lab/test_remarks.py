from helpers.lab.remarks import each, effective_rates, lowest
from helpers.optimizers import SGD, AdaGrad
from helpers.surfaces import valley
from helpers.training import descend


def runs(steps):
    return [[*descend(opt, valley, valley.start, steps)] for opt in (SGD(0.9), AdaGrad(1.5))]


def test_who_is_lowest_is_told_once_the_runs_part():
    assert lowest({}, *runs(0)) == "step 0: all are at 6.5"
    assert lowest({}, *runs(30)) == "step 30: AdaGrad is lowest, at 0.00072"


def test_effective_rates_are_told_after_the_first_step():
    assert effective_rates({}, runs(0)[1]) == "no step taken yet"
    assert effective_rates({}, runs(1)[1]) == "effective lr 2.14 for x, 0.375 for y"


def test_each_run_is_told_also_one_that_diverges():
    quiet, wild = runs(30)[1], [*descend(SGD(1e9), valley, valley.start, 200)]
    assert each({}, quiet, wild) == f"AdaGrad {quiet[-1]}, SGD diverged at step {wild[-1].t}"
