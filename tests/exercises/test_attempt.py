"""What a learner's function can return or do, and the sentence for it."""

import numpy as np
import pytest

from cnnlib import exercises
from cnnlib.exercises import said
from cnnlib.exercises.verdict import NOT_YET, REFUSED

ASKED = exercises.kernel_gradient
right = ASKED.answer


def stub(dL_dz, x, rows, columns):
    """Return dL_dw."""


def pending(dL_dz, x, rows, columns):
    ...


def changes(dL_dz, x, rows, columns):
    x *= 2
    return right(dL_dz, x / 2, rows, columns)


def printing(dL_dz, x, rows, columns):
    print(right(dL_dz, x, rows, columns))


def leaves(dL_dz, x, rows, columns):
    raise SystemExit


def endless(dL_dz, x, rows, columns):
    while True:
        pass


def deep(dL_dz, x, rows, columns):
    return deep(dL_dz, x, rows, columns)


def holed(dL_dz, x, rows, columns):
    found = right(dL_dz, x, rows, columns)
    found[1, 0, 0, 0] = np.nan
    return found


def unreturned(dL_dz, x, rows, columns):
    right(dL_dz, x, rows, columns)


class Tensor:
    __module__ = "torch"


SENTENCES = {
    "changes its argument x": changes, "prints its answer and returns None": printing, "leaves Python": leaves,
    "stopped after 2 seconds": endless, "RecursionError": deep, "[1, 0, 0, 0] is nan, not a finite number": holed,
    "is the return missing": unreturned,
    "a list: return an array": lambda *given: right(*given).tolist(),
    "shape (3, 2, 3, 4); needed is (2, 3, 3, 4). Are two axes exchanged?": lambda *given: np.zeros((3, 2, 3, 4)),
    "shape (2, 3)": lambda *given: np.zeros((2, 3)),
    "ZeroDivisionError: division by zero, in line": lambda *given: 1 / 0,
    "IndexError": lambda *given: np.zeros(3)[5],
    "a torch tensor: return value.detach().numpy()": lambda *given: Tensor(),
    "complex128": lambda *given: right(*given) * 1j,
    "of type str": lambda *given: "0.5",
    "of type dict": lambda *given: {},
    "MaskedArray": lambda *given: np.ma.array(right(*given)),
    "without calling it": np.zeros((2, 3)),
    "4 arguments in this order: dL_dz, x, rows, columns": lambda dL_dz, x: x,
    "holds <U1": lambda *given: np.array("a"),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_has_its_sentence_in_place_of_a_traceback(sentence, capsys):
    verdict = ASKED.check(SENTENCES[sentence])
    assert verdict.kind == REFUSED and sentence in verdict.text and verdict.text.startswith("Not yet.")
    assert "\n" not in verdict.text and capsys.readouterr() == ("", "")


def unwritten(dL_dz, x, rows, columns):
    raise NotImplementedError()


@pytest.mark.parametrize("answer", [None, ..., stub, pending, unwritten])
def test_what_is_untouched_is_not_yet(answer):
    assert ASKED.check(answer).kind == NOT_YET


def test_where_there_is_no_limit_it_is_said_before_anything_runs(monkeypatch):
    assert "no limit" not in ASKED.check().text
    monkeypatch.setattr(said, "has_limit", lambda: False)
    assert "there is no limit here" in ASKED.check().text


def test_nothing_handed_over_is_not_yet():
    assert ASKED.check().kind == NOT_YET


def test_a_right_answer_that_prints_is_right_and_prints_nothing(capsys):
    def chatty(*given):
        print("here")
        return right(*given)
    verdict = ASKED.check(chatty)
    assert verdict.right and "prints" in verdict.text and capsys.readouterr().out == ""


def test_a_stub_whose_answer_is_none_on_purpose_is_no_stub():
    assert ASKED.check(lambda dL_dz, x, rows, columns: dL_dz and None).kind == REFUSED


def test_a_tensor_that_cannot_be_compared_is_refused_and_not_looked_into():
    class Loud:
        __module__ = "tensorflow.python"

        def __array__(self):
            raise AssertionError("nobody asks a tensor for numbers")
    assert "tensorflow tensor" in ASKED.check(lambda *given: Loud()).text


def test_single_precision_is_close_and_a_rounded_answer_too():
    single = ASKED.check(lambda *given: right(*given).astype(np.float32))
    rounded = ASKED.check(lambda *given: right(*given) * (1 + 1e-5))
    assert [single.kind in ("close", "right"), rounded.kind] == [True, "close"]


def test_a_compiled_function_says_nothing_of_its_arguments_and_is_called_all_the_same():
    assert ASKED.check(np.add).kind == REFUSED


def test_a_function_that_keeps_a_sum_between_calls_is_found_out():
    kept = {}

    def growing(dL_dz, x, rows, columns):
        found = right(dL_dz, x, rows, columns)
        kept[found.shape] = kept.get(found.shape, 0) + found
        return kept[found.shape]
    verdict = ASKED.check(growing)
    assert verdict.kind == REFUSED and "keep something between calls" in verdict.text


def test_a_nudge_that_was_taken_back_is_no_change_of_an_argument():
    def nudged(f, x, cell, eps):
        x[cell] += eps
        up = f(x)
        x[cell] -= 2 * eps
        down = f(x)
        x[cell] += eps
        return (up - down) / (2 * eps)
    assert exercises.slope_by_nudging.check(nudged).right


def test_an_error_inside_what_was_handed_over_is_told_with_the_learners_line():
    verdict = exercises.slope_by_nudging.check(lambda f, x, cell, eps: f(x[cell][5, 5, 5]))
    assert "f(x[cell][5, 5, 5])" in verdict.text and "LOSSES" not in verdict.text


def test_a_row_of_one_where_a_number_is_needed_is_said_so():
    verdict = exercises.slope_by_nudging.check(lambda f, x, cell, eps: np.array([1.0]))
    assert "shape (1,); needed is a single number" in verdict.text
