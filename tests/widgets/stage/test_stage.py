"""The wire: only what changed travels, in order, and the picture at the other end is always the new one."""

import json

import pytest
from front_end import FrontEnd, alike

from cnnlib import draw
from cnnlib.draw.ink.svg import changes, node
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.stage.stage import Stage

HEIGHTS = ([[1, 2], [3, 4]], [[1, -2], [3, 4]], [[0, 0], [0, 0]], [[1e9, 2], [3, 4]], [[1, 2], [3, 4]])


class Plain:
    """A stage without an explorer, for the front end of the tests."""

    def __init__(self, picture, on_event=lambda event: None):
        self.stage = Stage(picture, on_event)


def pictures():
    return [draw.matrix("z1", values, outline=((k % 2, 0),)) for k, values in enumerate(HEIGHTS)]


def same(front, picture):
    return alike(front.root, FrontEnd(Plain(picture)).root)


def updates(front):
    return [message["state"] for message in front.messages if message["method"] == "update"]


def test_changes_applied_to_the_old_tree_give_exactly_the_new_picture():
    first, *others = pictures()
    front = FrontEnd(Plain(first))
    for picture in others:
        front.stage.show(picture)
        assert same(front, picture)
    assert all("picture" not in state for state in updates(front))


def test_a_mark_that_changes_its_shape_keeps_its_element():
    one, two = (draw.matrix("z1", [values], limit=9) for values in ([-1, 2, 3], [-1, -2, 3]))
    parts = changes(one.root, two.root)
    looks = [kinds["look"] for kinds in parts.values() if "look" in kinds]
    assert len(looks) == 1 and looks[0].startswith('0|d="M') and looks[0].endswith('stroke-width=".8"')
    assert not any("node" in kinds for kinds in parts.values())


@pytest.mark.parametrize("value", ["a|b", "a&b", "'"])
def test_an_attribute_that_the_list_of_changes_cannot_hold_makes_a_new_element(value):
    old, new = (node("g", (node("path", d="M0 0", fill="#FFF"), node("path", name=name)))
                for name in ("plain", value))
    assert changes(old, new) == {"": {"node": {"1": str(new.children[1])}}}


def test_an_element_that_gets_other_attributes_keeps_or_changes_its_fill_with_them():
    def group(*marks):
        return node("g", tuple(marks))
    old = group(node("path", d="M0 0", fill="#111"), node("path", d="M0 0", fill="#111"),
                node("path", d="M0 0"))
    new = group(node("path", d="M1 1", fill="#111"), node("path", d="M1 1"),
                node("path", d="M1 1", fill="#222"))
    assert changes(old, new) == {"": {"look": '0|d="M1 1" fill="#111"|1|d="M1 1"|2|d="M1 1" fill="#222"'}}


def test_a_picture_of_another_size_travels_whole():
    front, wide = FrontEnd(Plain(draw.matrix("z1", [[1, 2]]))), draw.matrix("z1", [[1, 2, 3]])
    front.stage.show(wide)
    assert "picture" in updates(front)[0]
    assert same(front, wide)


def test_revisions_count_up_by_one_and_each_change_names_the_one_it_stands_on():
    first, *others = pictures()
    front = FrontEnd(Plain(first))
    for picture in others:
        front.stage.show(picture)
    found = [state["changes"] for state in updates(front)]
    assert [(one["base"], one["revision"]) for one in found] == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_the_same_picture_again_sends_nothing():
    front = FrontEnd(Plain(pictures()[0]))
    front.stage.show(pictures()[0])
    assert front.messages == []


def test_words_travel_in_the_same_message_as_the_picture():
    first, second, *_ = pictures()
    front = FrontEnd(Plain(first))
    front.stage.show(second, equation="1 + 1 = 2", status="done", said="z1, row 0")
    assert [set(state) for state in updates(front)] == [{"changes", "equation", "status", "said"}]


def test_a_front_end_that_comes_late_gets_the_picture_as_it_stands():
    first, *others = pictures()
    front = FrontEnd(Plain(first))
    for picture in others[:2]:
        front.stage.show(picture)
    state = front.stage.get_state()
    assert state["picture"] == {"svg": others[1].svg, "revision": 2}
    late = FrontEnd(front)
    late.stage.show(others[2])
    assert same(late, others[2])
    assert late.mirror.refreshes == 0


def test_a_front_end_that_missed_a_change_asks_and_gets_the_whole_picture():
    first, *others = pictures()
    front = FrontEnd(Plain(first))
    publish = front.stage.comm.publish_msg
    front.stage.comm.publish_msg = lambda *_, **__: None
    front.stage.show(others[0])
    front.stage.comm.publish_msg = publish
    front.stage.show(others[1])
    assert front.mirror.refreshes == 1
    assert same(front, others[1])
    front.stage.show(others[2])
    assert front.mirror.refreshes == 1
    assert same(front, others[2])


@pytest.mark.parametrize("matrix, row, column, text",
                         [("x", 0, 0, "0.5"), ("w3", 2, 1, "0.31"), ("b3", 0, 0, "-1.6")])
def test_a_change_of_one_cell_is_at_most_8_kilobytes_on_the_wire(matrix, row, column, text):
    front = FrontEnd(NetworkExplorer())
    front.send(kind="press", matrix=matrix, row=row, column=column)
    front.messages.clear()
    front.send(kind="type", matrix=matrix, row=row, column=column, text=text)
    assert sum(len(json.dumps(message, ensure_ascii=False).encode())
               for message in front.messages) <= 8 * 1024
    assert any("changes" in state for state in updates(front))


def test_every_event_is_acknowledged_once():
    heard = []
    front = FrontEnd(Plain(pictures()[0], heard.append))
    front.send(kind="hover", matrix="z1", row=0, column=0)
    front.send(kind="press", matrix="z1", row=1, column=1)
    assert [event["kind"] for event in heard] == ["hover", "press"]
    assert len(front.sent("done")) == 2


@pytest.mark.filterwarnings("ignore")
def test_an_event_is_acknowledged_even_when_its_callback_raises():
    def fail(event):
        raise RuntimeError("no")
    front = FrontEnd(Plain(pictures()[0], fail))
    front.send(kind="press", matrix="z1", row=0, column=0)
    assert len(front.sent("done")) == 1


def test_an_event_of_an_explorer_is_acknowledged_even_when_it_cannot_be_used():
    front = FrontEnd(NetworkExplorer())
    front.send(kind="type", matrix="w1", row=0, column=0, text="abc")
    front.send(kind="press", matrix="nowhere", row=0, column=0)
    front.send(kind="dance")
    assert len(front.sent("done")) == 3


def test_a_refresh_is_no_event():
    heard = []
    front = FrontEnd(Plain(pictures()[0], heard.append))
    front.send(kind="refresh")
    assert heard == []
    assert updates(front) == [{"picture": {"svg": pictures()[0].svg, "revision": 0}}]
