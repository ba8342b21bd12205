"""Large matrices in small: a square for each entry that is not 0."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from cnnlib import draw
from cnnlib.draw import matrix
from cnnlib.draw.sparsity import DOT

SVG = "{http://www.w3.org/2000/svg}"
M = np.array([[0.5, 0.0, -1.0, 0.0], [0.0, 0.25, 0.0, 0.0]])


def paths(picture):
    return list(ET.fromstring(picture.svg).iter(f"{SVG}path"))


def corners(picture):
    """(row, column) of every square, by shade."""
    filled = {path.get("fill"): path.get("d") for path in paths(picture)
              if path.get("fill", "none") != "none"}
    return {shade: [(int(y) // DOT, int(x) // DOT) for x, y in re.findall(r"M(\d+) (\d+)", d)]
            for shade, d in filled.items()}


def test_every_entry_that_is_not_zero_has_one_square_and_no_other_has():
    found = [at for places in corners(draw.sparsity(matrix("M", M))).values() for at in places]
    assert sorted(found) == [tuple(at) for at in np.argwhere(M).tolist()]


def test_larger_entries_are_darker_whatever_their_sign():
    shades = {places[0]: shade for shade, places in corners(draw.sparsity(matrix("M", M))).items()}
    assert shades[0, 2] < shades[0, 0] < shades[1, 1]


def test_a_line_crosses_each_negative_entry_alone():
    drawn = [path.get("d") for path in paths(draw.sparsity(matrix("M", M)))]
    lines = [d for d in drawn if re.fullmatch(r"(M\d+ \d+l\d+-\d+)+", d)]
    assert lines == [f"M{2 * DOT} {DOT}l{DOT}-{DOT}"]


def test_matrices_of_one_picture_share_their_shades():
    both = draw.sparsity(matrix("M", M), matrix("N", M.T / 2))
    assert len(corners(both)) == 4


def test_the_outlined_row_and_column_stand_around_their_entries():
    drawn = " ".join(path.get("d") for path in paths(draw.sparsity(matrix("M", M), rows=[1], columns=[2])))
    assert f"M-2 {DOT - 1}h{4 * DOT + 4}" in drawn and f"M{2 * DOT - 1} -2v{2 * DOT + 4}" in drawn


def test_the_outlined_row_and_column_are_named():
    texts = [text.text for text in ET.fromstring(draw.sparsity(matrix("M", M), rows=[1], columns=[2]).svg)
             .iter(f"{SVG}text")]
    assert "row 1" in texts and "column 2" in texts


def test_without_an_outline_no_number_stands_there():
    texts = [text.text for text in ET.fromstring(draw.sparsity(matrix("M", M)).svg).iter(f"{SVG}text")]
    assert not [text for text in texts if text.startswith(("row", "column"))]


def test_the_words_count_the_zeros():
    picture = draw.sparsity(matrix("M", M))
    assert picture.caption == "M: 2 rows and 4 columns, 8 entries; 5 of them are 0, 3 are not."
    assert picture.caption in repr(picture)


@pytest.mark.parametrize("items, options, words", [
    ([], {}, "at least one"), ([M], {"rows": [2]}, "rows of M: got 2; needs 0 to 1"),
    ([M], {"columns": [-1]}, "columns of M: got -1; needs 0 to 3"),
    ([M], {"rows": 1}, "rows: got 1; needs one for each"),
    ([M, M.T], {"columns": (1,)}, "here 2"), ([np.ones((2, 2, 2))], {}, "two axes longer than 1")])
def test_what_cannot_be_drawn_is_refused_with_what_is_needed(items, options, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        draw.sparsity(*(matrix("M", values) for values in items), **options)
