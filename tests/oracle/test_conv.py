import pytest
import shapes
import theirs
from hypothesis import given

from cnnlib.ops import conv

pytestmark = pytest.mark.oracle


def check(case):
    x, w, b, geometry = case
    z = conv.forward(x, w, b, **geometry)
    dL_dz = shapes.upstream(z)
    ours = [z, *conv.backward(dL_dz, x, w, **geometry)]
    shapes.agree(ours, theirs.both_ways(lambda *inputs: theirs.conv(*inputs, **geometry), dL_dz, x, w, b))


@shapes.HUNDREDS
@given(shapes.convolutions())
def test_convolution_of_small_images_and_its_three_gradients(case):
    check(case)


@shapes.HUNDREDS
@given(shapes.convolutions(least=14, most=30))
def test_convolution_of_large_images_and_its_three_gradients(case):
    check(case)
