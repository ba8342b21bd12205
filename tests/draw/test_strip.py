"""Where we are in the chain."""

import re

import pytest
from svg_reader import SVG, blemishes, collisions, description, labels, parse, title

from cnnlib.draw import strip
from cnnlib.draw.strip import BLOCKS

SHAPES = ["8×8", "6×6", "6×6", "3×3", "9", "1", "1", "1"]


def dark(picture):
    return [k for k, rect in enumerate(parse(picture).findall(f"{SVG}rect")[1:])
            if rect.get("fill") == "#111"]


@pytest.mark.parametrize("lit", [(), ("ReLU",), ("max pool", "image"), BLOCKS])
def test_exactly_the_named_blocks_are_lit(lit):
    assert dark(strip(*lit)) == sorted(BLOCKS.index(name) for name in lit)


def test_every_block_has_its_name_and_shape_inside_the_picture():
    picture = strip("dense")
    assert [label.text for label in labels(picture) if label.text in BLOCKS] == list(BLOCKS)
    assert [label.text for label in labels(picture) if label.text not in BLOCKS] == SHAPES
    assert collisions(picture) == blemishes(picture) == [] and picture.width <= 1000


def test_every_name_fits_its_block():
    picture = strip()
    blocks = [float(rect.get("x")) for rect in parse(picture).findall(f"{SVG}rect")[1:]]
    names = [label for label in labels(picture) if label.text in BLOCKS]
    assert all(x + 4 < label.left and label.right < x + 88 for x, label in zip(blocks, names, strict=True))


def test_between_two_blocks_an_arrow_goes_right_and_a_dashed_one_left():
    paths = list(parse(strip()).iter(f"{SVG}path"))
    solid = [path for path in paths if re.search(r"H.*M", path.get("d"))]
    dashed = [path for path in paths if path.get("stroke-dasharray")]
    assert len(solid) == len(dashed) == 7


def test_title_and_caption_name_what_is_lit():
    picture = strip("convolution", "ReLU")
    assert title(picture) == "The network; here: convolution and ReLU"
    assert description(picture) == "The chain from image to loss; this lesson is about: convolution and ReLU."
    assert title(strip("dense", "sigmoid", "loss")) == "The network; here: dense, sigmoid and loss"
    assert picture.words() == "image → [convolution] → [ReLU] → max pool → flatten → dense → sigmoid → loss"


def test_an_unknown_block_is_refused_in_words():
    with pytest.raises(ValueError, match="lit: got 'pool'; needs one of image, convolution"):
        strip("ReLU", "pool")
