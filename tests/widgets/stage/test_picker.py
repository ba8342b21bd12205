"""The boxes that select a cell without a pointer: matrix, row, column, and of what there are several."""

import numpy as np
import pytest
from front_end import FrontEnd
from networks import network

from cnnlib.widgets import NetworkExplorer


@pytest.fixture
def front():
    return FrontEnd(NetworkExplorer(*network("stacked channels", 3)))


def boxes(front):
    """{axis: what its box says}, None where it is disabled."""
    return {axis: None if box.disabled else box.value for axis, box in front.explorer.picker.focus.items()}


def test_where_there_is_one_of_everything_there_are_no_more_boxes_than_matrix_row_and_column():
    picker = NetworkExplorer().picker
    assert picker.focus == {} and len(picker.box.children) == 3


def test_a_matrix_bears_the_name_in_the_picker_in_the_hint_and_in_a_sentence_that_it_has_in_the_picture():
    front = FrontEnd(NetworkExplorer())
    names = dict(front.explorer.picker.matrix.options)
    assert names["∂L/∂w⁽¹⁾"] == "dL_dw1" and names["z⁽³⁾"] == "z3" and "w⁽¹⁾" in front.stage.hint
    front.send(kind="type", matrix="dL_dz1", row=0, column=0, text="1")
    assert front.stage.status.startswith("∂L/∂z⁽¹⁾ is computed; numbers can be typed into x, w⁽¹⁾, b⁽¹⁾")


def test_a_box_of_an_axis_is_there_where_any_matrix_has_several_and_free_where_the_selected_one_has(front):
    front.send(kind="press", matrix="x", row=0, column=0, example=2, channel=1)
    assert boxes(front) == {"example": 2, "channel": 1, "filter": None}
    front.send(kind="press", matrix="w2", row=1, column=0, channel=1, filter=2)
    assert boxes(front) == {"example": None, "channel": 1, "filter": 2}
    front.send(kind="press", matrix="L", row=0, column=0)
    assert boxes(front) == {"example": None, "channel": None, "filter": None}


def test_every_cell_of_every_matrix_can_be_picked(front):
    picker, explorer = front.explorer.picker, front.explorer
    for matrix, view in explorer.views(explorer.state).items():
        index = tuple(n - 1 for n in view.shape)
        front.pick(matrix)
        here = view.showing(index)
        for axis, place in here.marks.items():
            front.set(picker.focus[axis], place)
        row, column = here.cell(index)
        front.set(picker.row, row)
        front.set(picker.column, column)
        assert explorer.state.selected == (matrix, index)
        front.check(f"picking {matrix}")


@pytest.mark.parametrize("axis, place, most", [("row", 9, 1), ("column", -1, 1), ("filter", 3, 2), ("channel", 2, 1)])
def test_a_place_out_of_reach_is_refused_in_words_and_stays_where_it_was_typed(front, axis, place, most):
    front.send(kind="press", matrix="w2", row=1, column=0, channel=1, filter=2)
    picker, state, said = front.explorer.picker, front.explorer.state, front.stage.status
    box = {"row": picker.row, "column": picker.column, **picker.focus}[axis]
    was = box.value
    front.set(box, place)
    assert front.stage.status == (f"{axis.capitalize()} {place} cannot be used; "
                                  f"a whole number from 0 to {most} is needed.")
    assert front.explorer.state is state and box.value == place
    front.set(box, was)
    assert front.stage.status == said and front.explorer.state.selected == state.selected


def test_the_number_typed_after_another_channel_was_picked_reaches_its_cell(front):
    explorer = front.explorer
    before = explorer.state.x.copy()
    front.pick("x")
    front.set(explorer.picker.focus["channel"], 1)
    front.set(explorer.picker.focus["example"], 2)
    place = {key: value for key, value in front.stage.selected.items() if key not in ("value", "editable")}
    front.send(kind="type", text="0.125", **place)
    changed = np.argwhere(explorer.state.x != before).tolist()
    assert changed == [[2, place["row"], place["column"], 1]] and explorer.state.x[tuple(changed[0])] == 0.125
