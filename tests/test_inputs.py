"""Whatever comes into a public function gives the right value or one clear sentence."""

import pickle
import re
import warnings
from collections.abc import Iterator, Mapping
from fractions import Fraction
from numbers import Number as Scalar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.datasets import load_mnist
from helpers.experiments import planted, race, starts, zoo
from tests.inputs import Array, Number, Other, public
from tests.inputs.course import COURSE
from tests.inputs.experiments import EXPERIMENTS

TABLE = COURSE | EXPERIMENTS
OURS = {  # what comes in is the course's own: layers, runs, records, averages, or nothing at all
    *(
        "datasets.load_mnist",
        "datasets.share_mnist",
        "race.split",
        "signals.profile",
        "starts.learning",
        "starts.unseen",
    ),
    *("false_labels.unseen", "false_labels.fate", "false_labels.scores"),
    *("trials.split", "trials.at", "trials.explained"),
    *("doctor.practice", "doctor.Patient.curves"),
    "sketches.strokes",
    *(
        "bench.lengths",
        "arena.table",
        "newcomers.grown",
        "newcomers.early_momentum",
        "entrants.fault",
    ),
    *("verdicts.verdict", "verdicts.told", "verdicts.rows", "tracks.Field.sorted"),
    *("on_surfaces.grown", "on_surfaces.merit", "on_surfaces.steps_to_goal"),
    *(f"entrants.Own.{method}" for method in ("__init__", "reset", "rule")),
    *(
        f"frameworks.{name}"
        for name in ("start", "held", "here", "first_steps_apart", "load_keras")
    ),
    *(
        f"{m}.in_{name}"
        for m in ("frameworks", "parabolas")
        for name in ("pytorch", "keras", "optax")
    ),
    *("translations.SoftmaxTwice.backward",),
    *(
        "environment.report",
        "environment.data_file",
        "environment.checksums",
        "arrays.shown",
        "landscapes.directions",
    ),
    *("parameters.Views.__init__", "network.MLP.views"),  # names for parts of whatever there is
    *("training.last", "convergence.measured", "stepping.check_optimizer", "deadline.take"),
    *("layers.Layer.infer", "layers.Layer.move", "losses.SoftmaxCrossEntropy.backward"),
    *("regularization.Penalty.forward", "regularization.Penalty.backward"),
    *("network.MLP.freeze_dropout", "gradcheck.Report.__init__", "surfaces.Surface.__init__"),
    *("stepping.Optimizer.reset", "stepping.Optimizer.effective_lr", "muon.ByPart.reset"),
    *("beyond_adam.NAdam.mu", "beyond_adam.ScheduleFree.average"),
    *(f"planted.{bug}.backward" for bug in ("TwiceTheBias", "Transposed", "ConstantDeviation")),
    *(f"planted.{bug}.backward" for bug in ("Summed", "NoDecay", "DecaysBiases")),
}
RULES = "optimizers|stepping|beyond_adam|muon"
DTYPES = [*"bBhHiIlLefdg?FDUO", ">f4", ">i2", "m8[s]"]
SHAPES = {
    "as it should be": lambda a: a,
    "empty": lambda a: a[:0],
    "without axes": lambda a: a.reshape(-1)[:1].reshape(()) if a.size else a,
    "a column": lambda a: a[..., None],
    "a row": lambda a: a[None],
    "too few": lambda a: a[..., :-1],
}
LAYOUTS = {
    "C": np.array,
    "Fortran": np.asfortranarray,
    "strided": lambda a: np.repeat(a, 2, axis=0)[::2] if a.ndim else a,
    "reversed": lambda a: np.array(a[::-1])[::-1] if a.ndim else a,
    "read-only": lambda a: np.broadcast_to(a, a.shape),
    "list": lambda a: a.tolist(),
}
HOLES = {"no hole": (), "NaN": ("fO", np.nan), "infinity": ("fO", np.inf), "None": ("O", None)}
NO_NUMBERS = (None, "3", b"3", 1j, True, np.False_, {}, object())
ODD = (-1, -0.5, 0, 0.5, 1, 2.5, 30, np.inf, -np.inf, np.float32(-0.0), np.int8(-128))


@pytest.fixture(autouse=True, scope="module")
def _few_digits():
    """Of 70,000 digits a few: sixty inputs a function are enough to do."""
    (x, y), test = load_mnist()
    few = dict.fromkeys(race.split(), (x[:100], y[:100]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(race, "split", lambda: few)
        for module in (planted, zoo):
            patch.setattr(module, "load_mnist", lambda: ((x[:310], y[:310]), test))
        patch.setattr(starts, "learning", lambda: (x[:100], y[:100]))
        patch.setattr(starts, "unseen", lambda choosing=False: (x[:100], y[:100]))
        yield


def cases(kind):
    return [
        pytest.param(case, id=f"{name}({case.name})")
        for name, each in TABLE.items()
        for case in each
        if isinstance(case, kind)
    ]


def outcome(case, value):
    """What the call gives, as a list of arrays, or the sentence that refuses the value."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return [*numbers(case.call(value))]
        except (ValueError, TypeError) as error:
            sentence = str(error)
    assert re.search(rf"(?<!\w)({case.name})(?!\w)", sentence), sentence
    assert len(sentence.split()) >= 4, sentence
    assert "\n" not in sentence, sentence
    return sentence


def numbers(result):
    match result:
        case str() | None:
            return
        case np.ndarray() | Scalar():
            yield np.asarray(result, dtype=float)
        case Mapping():
            yield from numbers([*result.values()])
        case tuple() | list() | Iterator():
            for part in result:
                yield from numbers(part)
        case _:
            raise AssertionError(f"the table must say which numbers to compare of {result!r}")


def same(actual, expected, dtype):
    tolerance = 1e-3 if dtype in (np.float32, ">f4") else 1e-9
    assert len(actual) == len(expected)
    for a, b in zip(actual, expected, strict=True):
        assert a.shape == b.shape
        size = np.abs(b[np.isfinite(b)]).max(initial=1.0)
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance * size)


def test_every_public_function_is_in_the_table():
    assert {*public()} - {*TABLE} == {name for name in public() if _is_ours(name)}
    assert {*TABLE} - {*public()} == set()


def _is_ours(name):
    return name in OURS or re.fullmatch(rf"({RULES})\.\w+\.(rule|multiplier|count)", name)


@pytest.mark.parametrize("case", cases(Array))
def test_a_plain_array_is_welcome(case):
    rng = np.random.default_rng(1)
    whole = rng.integers(case.low, case.high, case.shape, endpoint=True)
    assert isinstance(outcome(case, whole.astype(case.exact)), list)


@pytest.mark.parametrize("case", cases(Array))
def test_an_array_gives_what_it_gives_in_float64_or_a_sentence(case, thorough):
    @settings(max_examples=10 if thorough else 4)
    @given(
        layout=st.sampled_from([*LAYOUTS]),
        shape=st.sampled_from([*SHAPES]),
        hole=st.sampled_from([*HOLES]),
        seed=st.integers(0, 999),
    )
    def whatever_comes_in(layout, shape, hole, seed):
        whole = np.random.default_rng(seed).integers(case.low, case.high, case.shape, endpoint=True)
        for dtype in DTYPES:
            value = SHAPES[shape](whole).astype(dtype)
            kinds, filling = HOLES[hole] or ("", None)
            if value.dtype.kind in kinds and value.size:
                value.flat[0] = filling
            compare(case, LAYOUTS[layout](value), value.dtype)

    whatever_comes_in()


def compare(case, value, dtype):
    before, plain = pickle.dumps(value), np.array(value)
    actual = outcome(case, value)
    assert case.changes or pickle.dumps(value) == before
    if not case.takes(value):
        assert isinstance(actual, str) or np.size(value) == 0, actual
    elif isinstance(expected := outcome(case, plain.astype(case.exact)), str):
        assert isinstance(actual, str), actual
    else:
        same(actual, expected, dtype)


def equals(number):
    """The same number in other types, where they can hold it."""
    as_array = np.array(number)
    scalars = [as_array.astype(dtype)[()] for dtype in "bBhielefdg"]
    return [Fraction(number), as_array, *(same for same in scalars if float(same) == number)]


@pytest.mark.parametrize("case", cases(Number))
def test_a_number_gives_what_it_gives_as_a_float_or_a_sentence(case):
    expected = outcome(case, case.good)
    for equal in equals(case.good):
        same(outcome(case, equal), expected, float)
    for odd in ODD:
        outcome(case, odd)


@pytest.mark.parametrize("case", cases(Number))
def test_what_is_no_number_is_refused_in_a_sentence(case):
    several = () if case.arrays else ([case.good], np.array([case.good]), np.ones((2, 2)))
    for wrong in (*NO_NUMBERS, np.nan, np.float32("nan"), *several):
        if not any(wrong is welcome for welcome in case.besides):
            assert isinstance(outcome(case, wrong), str), wrong


@pytest.mark.parametrize("case", cases(Other))
def test_what_is_nothing_of_the_kind_is_refused_in_a_sentence(case):
    for wrong in case.bad:
        assert isinstance(outcome(case, wrong), str), wrong
