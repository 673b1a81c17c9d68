import codecs
import re

import numpy as np
import pytest

from helpers.datasets import load_points

FOUR = [[1.5, -2.0], [0.25, 3.0], [-1.0, 0.5], [2.0, 1.0]]
LABELS = [0, 1, 1, 0]
GOOD = {
    "commas": "1.5,-2,0\n0.25,3,1\n-1,0.5,1\n2,1,0\n",
    "a header": "x,y,label\n1.5,-2,0\n0.25,3,1\n-1,0.5,1\n2,1,0",
    "spaces and blank lines": "\n 1.5 , -2 , 0\n\n0.25, 3, 1\n-1 ,0.5, 1\n2, 1, 0\n\n\n",
    "a German spreadsheet": "x;y;Klasse\n1,5;-2;0\n0,25;3;1\n-1;0,5;1\n2;1;0\n",
    "semicolons and points": "1.5;-2;0\n0.25;3;1\n-1;0.5;1\n2;1;0\n",
    "tabs": "1,5\t-2\t0\n0,25\t3\t1\n-1\t0,5\t1\n2\t1\t0\n",
    "quotes": '"x","y","label"\n"1.5","-2","0"\n0.25,3,1\n-1,0.5,1\n2,1,0\n',
    "empty columns at the end": "1.5,-2,0,,\n0.25,3,1,,\n-1,0.5,1,,\n2,1,0,,\n",
    "labels as 0.0": "1.5,-2,0.0\n0.25,3,1.0\n-1,0.5,1.0\n2,1,0.0\n",
    "a true minus": "1.5,−2,0\n0.25,3,1\n−1,0.5,1\n2,1,0\n",
}
REST = "\n1,2,0\n2,1,1\n3,3,0\n4,5,1\n"
WRONG = {
    "": "from 4 to 10,000 points are needed, not 0",
    "x,y,label\n1,2,0\n2,1,1": "from 4 to 10,000 points are needed, not 2",
    "1,2,0\n" * 10_001: "from 4 to 10,000 points are needed, not 10,001",
    "1,,0" + REST: "line 1: y is missing; fill it in, or leave the line out",
    "x,y,label\n1,2,0\nNaN,2,0" + REST: "line 3: x is missing",
    "1,2," + REST: "line 1: label is missing",
    "1,high,0" + REST: "line 1: y must be a number, not 'high'",
    "1,inf,0" + REST: "line 1: y must be a number, not 'inf'",
    "1,2,cat" + REST: "line 1: label must be a number, not 'cat'",
    "1,2,0.5" + REST: "line 1: a label must be 0, 1, 2, …, not 0.5",
    "1,2,-1" + REST: "line 1: a label must be 0, 1, 2, …, not -1",
    "1,2" + REST: "line 1 has 2 columns, but x, y and label are needed",
    "hello": "line 1 has 1 column, but x, y and label are needed",
    "1,5,2,0,1" + REST: "line 1 has 5 columns, but x, y and label are needed; decimal commas need",
    "1,2,0\n2,1,0\n3,3,0\n4,5,0": "all points have the label 0, but two classes are needed",
    "1,2,1\n2,1,2\n3,3,1\n4,5,2": "labels must be 0, 1, … without a gap, but these are 1, 2",
    "1,2,0\n2,1,9" + REST: "labels must be 0, 1, … without a gap, but these are 0, 1, 9",
    "1,2,0\n1,1,1\n1,3,0\n1,5,1": "x is the same for all points, so it says nothing of them",
    "1,2000,0\n2,1000,1\n3,3000,0\n4,5000,1": "y varies 1,323 times as much as x: standardize both",
}


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "mine.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_points_are_read_as_spreadsheets_write_them(text, end, encoding, write):
    x, y = load_points(write(text.replace("\n", end).encode(encoding)))
    assert (x.dtype, y.dtype) == (float, np.int64)
    assert x.tolist() == FOUR
    assert y.tolist() == LABELS


def test_a_header_in_an_old_encoding_is_no_trouble(write):
    text = "Größe;Höhe;Klasse\n1,5;-2;0\n0,25;3;1\n-1;0,5;1\n2;1;0\n"
    assert load_points(write(text.encode("cp1252")))[0].tolist() == FOUR


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=lambda text: text[:20])
def test_what_holds_no_points_is_refused_in_a_sentence(text, sentence, write):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        load_points(write(text))


def test_standardized_columns_have_mean_0_and_deviation_1(write):
    x, _ = load_points(write("1,2000,0\n2,1000,1\n3,3000,0\n4,5000,1"), standardize=True)
    assert x.mean(axis=0) == pytest.approx([0, 0])
    assert x.std(axis=0) == pytest.approx([1, 1])


def test_a_file_that_is_none_or_no_text_is_refused(write, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file .*none.csv in /"):
        load_points(tmp_path / "none.csv")
    for content in (b"PK\x03\x04\0\0\x08", codecs.BOM_UTF16_LE + b"\0\0\0"):
        with pytest.raises(ValueError, match="this file is no text: save the table as CSV first"):
            load_points(write(content))
