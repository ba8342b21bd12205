import pytest
import shapes
import theirs
from hypothesis import given
from hypothesis import strategies as st

from cnnlib.ops import conv

pytestmark = pytest.mark.oracle


def check(case, reference=theirs.conv):
    x, w, b, geometry = case
    z = conv.forward(x, w, b, **geometry)
    dL_dz = shapes.upstream(z)
    ours = [z, *conv.backward(dL_dz, x, w, **geometry)]
    shapes.agree(ours, theirs.both_ways(lambda *inputs: reference(*inputs, **geometry), dL_dz, x, w, b))


@shapes.HUNDREDS
@given(shapes.convolutions())
def test_convolution_of_small_images_and_its_three_gradients(case):
    check(case)


@shapes.HUNDREDS
@given(shapes.convolutions(least=14, most=30))
def test_convolution_of_large_images_and_its_three_gradients(case):
    check(case)


@pytest.mark.filterwarnings("ignore:Using padding='same'")      # PyTorch says how slow it may be
@shapes.HUNDREDS
@given(shapes.convolutions(), st.sampled_from(["same", "valid"]))
def test_convolution_with_a_padding_in_words(case, word):
    x, w, b, geometry = case
    check((x, w, b, {"padding": word, "dilation": geometry["dilation"]}), theirs.conv_in_words)
