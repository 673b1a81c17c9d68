import numpy as np
import pytest

from helpers.experiments.doctor import CASES, PATIENTS, Patient, patient, practice

RIGHT = "variance", CASES["variance"]  # of patient 1


def test_the_four_of_the_lectures_are_the_four_cases():
    cases = [patient(number).case for number in (1, 2, 3, 4)]
    assert cases == ["variance", "bias", "bias and variance", "neither"]


def test_errors_are_measured_from_what_people_get_wrong():
    assert Patient(14.0, 15.0, 16.0).case == "neither"
    assert Patient(0.0, 15.0, 16.0).case == "bias"
    assert (Patient(1.0, 3.0, 9.0).bias, Patient(1.0, 3.0, 9.0).variance) == (2, 6)


def test_random_patients_are_of_every_case_and_never_near_the_line():
    drawn = [patient(number) for number in range(5, PATIENTS + 1)]
    assert {ill.case for ill in drawn} == {*CASES}
    assert not any(2.2 < part < 5.8 for ill in drawn for part in (ill.bias, ill.variance))


@pytest.mark.parametrize("number", [1, 2, 3, 4, 17, 40])
def test_learning_curves_come_together_and_end_at_the_errors(number):
    ill = patient(number)
    training, held = ill.curves()
    assert (training[-1], held[-1]) == pytest.approx((ill.training, ill.held))
    assert (np.diff(training) >= 0).all()
    assert (np.diff(held) < 0).all()


def told(visit, *answer):
    [record] = visit(*answer)
    return record


def test_an_answer_counts_when_sure_and_once_for_each_patient():
    visit = practice()
    assert not told(visit, 1, *RIGHT, False).told
    first = told(visit, 1, *RIGHT, True)
    assert first.told
    assert "score 1 of 1" in str(first)
    assert "score 1 of 1" in str(told(visit, 1, "bias", CASES["bias"], True))


def test_a_wrong_case_or_a_wrong_next_step_is_corrected():
    visit = practice()
    said = str(told(visit, 1, "bias", CASES["variance"], True))
    assert "no, it is variance" in said
    assert "next: right" in said
    assert "score 0 of 1" in said


def test_who_is_still_sure_when_the_next_patient_comes_has_not_answered():
    visit = practice()
    told(visit, 1, *RIGHT, True)
    hasty = told(visit, 2, *RIGHT, True)
    assert not hasty.told
    assert "take back" in str(hasty)
    told(visit, 2, *RIGHT, False)
    assert "score 1 of 2" in str(told(visit, 2, *RIGHT, True))


def test_nobody_else_is_in_the_waiting_room():
    with pytest.raises(ValueError, match="at most 40"):
        patient(41)
    with pytest.raises(ValueError, match="unknown case 'flu'"):
        practice()(1, "flu", "choose", False)
