"""Every lesson's folded PyTorch text runs where it stands, and what it shows are the lesson's numbers."""

import ast
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
import shapes

pytestmark = [pytest.mark.oracle,
              pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")]      # PyTorch calls it itself

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = {path.stem[:2]: path for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}
FENCE = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
SHOWN = {                     # lesson: {what its text shows: the lesson's name for it}
    "01": {"w1_t.grad": "dL_dw1"},
    "02": {"F.conv2d(x_t, w1_t, torch.tensor(b1))": "channel_second(z1)"},
    "03": {"F.binary_cross_entropy(a3_t, torch.tensor(y))": "run.L",
           "F.binary_cross_entropy_with_logits(z3_t, torch.tensor(y))": "run.L"},
    "04": {"torch.func.grad(loss_t)(w1_t)": "filter_first(dL_dw1)",
           "torch.func.jvp(loss_t, (w1_t,), (one,))[1]": "dL_dw1[0, 2, 0, 0]"},
    "05": {"z3_t.grad, w3_t.grad, b3_t.grad, f_t.grad": "dL_dscores, dL_dw3, dL_db3, dL_df"},
    "06": {"a1_t.grad": "channel_second(dL_da1)"},
    "07": {"z1_t.grad": "channel_second(dL_dz1)"},
    "08": {"w1_t.grad.permute(2, 3, 1, 0), b1_t.grad": "dL_dw1, dL_db1",
           "F.conv2d(x_t, up_t)": "filter_first(dL_dw1)"},
    "09": {"x_t.grad": "channel_second(dL_dx)",
           "F.conv_transpose2d(upstream, w1_t)": "channel_second(dL_dx)"},
    "10": {"torch.autograd.gradcheck(torch.relu, (z1_t,), eps=1e-06, atol=1e-05, rtol=0.001)":
           "verdict(relu.backward, mixed) == 'agrees'"},
    "11": {"x_t.grad": "channel_second(by_right)"},
    "12": {"w1, b1, w3, b3": "tuple(state.params.values())"},
    "13": {"walked_t(torch.optim.SGD, momentum=0.9)": "np.array([momentum(noise)])",
           "walked_t(torch.optim.Adam)": "np.array([adam(noise)])"},
    "14": {"x_t.grad": "channel_second(dL_dx)", "w1_t.grad.permute(2, 3, 1, 0), b1_t.grad": "dL_dw1, dL_db1"},
    "15": {"x_t.grad": "channel_second(dL_dx)", "w_t.grad": "filter_first(dL_dw)",
           "F.conv_transpose2d(up_t, w_t, stride=2, padding=1, output_padding=(1, 0))": "channel_second(dL_dx)"},
    "16": {"F.unfold(x_t, 2)": "U.reshape(2, 16, 4, 2).transpose(0, 3, 2, 1).reshape(2, 8, 16)",
           "F.fold(rows_t.permute(0, 3, 2, 1).reshape(2, 8, 16), 5, 2)": "channel_second(dL_dimages)",
           "F.fold(F.unfold(torch.ones_like(x_t), 2), 5, 2)":
               "channel_second(fold(np.ones(U.shape), images.shape, 2, 2))"},
    "17": {"Z_t.grad": "dL_dZ", "torch.softmax(Z_t, dim=1)": "P", "torch.softmax(Z_t, dim=0)": "W"},
    "18": {"torch.nn.init.calculate_gain('relu') / w3_t[0].numel() ** 0.5": "np.sqrt(2 / 72)"},
    "19": {"x_t.grad": "channel_second(g)"},
    "20": {"w1_t.grad.permute(2, 3, 1, 0), b1_t.grad, w3_t.grad, b3_t.grad":
               "tuple(run.grads['dL_d' + name] for name in params)", "x_t.grad": "channel_second(run.grads['dL_dx'])"},
}
LAYOUTS = {"channel_second": lambda a: a.transpose(0, 3, 1, 2), "filter_first": lambda w: w.transpose(3, 2, 0, 1)}


def texts(cell):
    """The PyTorch programs in a cell of prose."""
    found = FENCE.findall(cell.source) if cell.cell_type == "markdown" else []
    return [code for code in found if "import torch" in code]


def follow(cells):
    """Run a lesson to its last PyTorch text, each text where it stands -> the names, and what the texts show."""
    namespace, shown = {"__name__": "__main__"}, []
    last = max(number for number, cell in enumerate(cells) if texts(cell))
    for cell in cells[:last + 1]:
        if cell.cell_type == "code":
            exec(compile(cell.source, "a cell of the lesson", "exec"), namespace)
        for text in texts(cell):
            shown += run_and_show(text, namespace)
    return namespace, shown


def run_and_show(text, namespace):
    """Run a program line by line -> the lines that have a value."""
    shown = []
    for node in ast.parse(text).body:
        code = ast.unparse(node)
        if not isinstance(node, ast.Expr):
            exec(code, namespace)
        elif eval(code, namespace) is not None:
            shown.append(code)
    return shown


def numbers(code, namespace):
    """What an expression is worth, as a list of arrays."""
    value = eval(code, namespace)
    return [np.asarray(one.detach() if hasattr(one, "detach") else one)
            for one in (value if isinstance(value, tuple) else (value,))]


def test_every_lesson_with_a_pytorch_text_is_compared():
    having = [number for number, path in LESSONS.items() if any(map(texts, nbformat.read(path, as_version=4).cells))]
    assert having == sorted(SHOWN)


@pytest.mark.parametrize("lesson", SHOWN)
def test_the_pytorch_text_shows_the_numbers_of_the_lesson(lesson, monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)
    namespace, shown = follow(nbformat.read(LESSONS[lesson], as_version=4).cells)
    expected = {ast.unparse(ast.parse(code)): name for code, name in SHOWN[lesson].items()}
    assert set(shown) <= set(expected)
    for code, name in expected.items():
        shapes.agree(numbers(code, namespace), numbers(name, namespace | LAYOUTS))
