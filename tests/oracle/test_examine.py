"""A torch.autograd.Function of one's own, and functions of tensors, examined."""

import pytest

from cnnlib import exercises

torch = pytest.importorskip("torch", reason="only `make oracle` installs PyTorch")
F, grad = torch.nn.functional, torch.nn.grad


class Convolution(torch.autograd.Function):
    """A convolution written out, as a course asks for it."""

    turned = False

    @staticmethod
    def forward(ctx, x, w, b, stride, padding):
        ctx.save_for_backward(x, w)
        ctx.how = stride, padding
        return F.conv2d(x, w, b, stride, padding)

    @classmethod
    def backward(cls, ctx, dL_dz):
        (x, w), (stride, padding) = ctx.saved_tensors, ctx.how
        dL_dx = grad.conv2d_input(x.shape, w, dL_dz, stride, padding)
        dL_dw = grad.conv2d_weight(x, w.shape, dL_dz, stride, padding)
        return dL_dx, dL_dw.flip(2, 3) if cls.turned else dL_dw, dL_dz.sum((0, 2, 3)), None, None


class Turned(Convolution):
    turned = True


class Linear(torch.autograd.Function):
    """A dense layer whose gradients of the weights are divided by m once more."""

    @staticmethod
    def forward(ctx, a, w, b):
        ctx.save_for_backward(a, w)
        return a @ w.T + b

    @staticmethod
    def backward(ctx, dL_dz):
        a, w = ctx.saved_tensors
        return dL_dz @ w, dL_dz.T @ a / len(a), dL_dz.sum(0)


class Gate(torch.autograd.Function):
    """A ReLU whose gate looks at the gradient."""

    @staticmethod
    def forward(ctx, z):
        return z.clamp(min=0)

    @staticmethod
    def backward(ctx, dL_da):
        return dL_da.clamp(min=0)


@pytest.mark.parametrize("op, function, names", [
    ("conv.backward", Convolution, ()), ("conv.backward", Turned, ("dw flipped",)),
    ("dense.backward", Linear, ("1/m in the layer, too",)), ("relu.backward", Gate, ("mask of the upstream",))])
def test_a_function_of_autograd_gets_its_verdict(op, function, names):
    verdict = exercises.examine(op, function)
    assert verdict.names == names and verdict.right == (not names), verdict


def test_a_function_of_tensors_gets_its_verdict():
    def backward(dL_dz, x, w, stride, padding):
        return (grad.conv2d_input(x.shape, w, dL_dz, stride, padding),
                grad.conv2d_weight(x, w.shape, dL_dz, stride, padding), dL_dz.sum((0, 2, 3)))
    assert exercises.examine("conv.backward", backward, layout="NCHW", wrap=torch.tensor).right


def test_a_tensor_in_an_exercise_of_a_lesson_is_refused_in_a_sentence():
    verdict = exercises.dense_backward.check(lambda dL_dz, a, w: (torch.tensor(dL_dz), torch.tensor(a), w))
    assert verdict.kind == "refused" and "torch tensor: return value.detach().numpy()" in verdict.text
