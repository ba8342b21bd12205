"""The kernel's websocket made for dragging: which messages it passes on, and when."""

import pytest
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from cnnlib import server


class Clock:
    """Stands in for tornado's loop: timers run when the test says that their time has come."""

    def __init__(self):
        self.timers = []

    def current(self):
        return self

    def call_later(self, delay, *call):
        assert delay == server.PATIENCE
        self.timers.append(call)
        return call

    def remove_timeout(self, timer):
        if timer in self.timers:
            self.timers.remove(timer)

    def go_on(self):
        """Let PATIENCE pass."""
        timers, self.timers = self.timers, []
        for act, *arguments in timers:
            act(*arguments)


class Handler(KernelWebsocketHandler):
    """A websocket without a network."""

    def __init__(self):
        self.prompt = False

    def set_nodelay(self, value):
        self.prompt = value


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(server, "IOLoop", clock)
    return clock


@pytest.fixture
def sent(monkeypatch):
    """What leaves for the page: [(kind of message, its state)]."""
    sent = []

    def pass_on(connection, stream, message):
        _, (_, header, _, _, content) = connection.session.feed_identities(message)
        header, content = map(connection.session.unpack, (header, content))
        sent.append((header["msg_type"], content.get("execution_state")))

    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "handle_outgoing_message", pass_on)
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda connection: "connected")
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "disconnect",
                        lambda connection: sent.append("disconnected"))
    return sent


def unconnected():
    return server.PromptConnection(websocket_handler=Handler(), session=Session(key=b"secret"))


@pytest.fixture
def connection(clock, sent):
    connection = unconnected()
    assert connection.connect() == "connected"
    return connection


def say(connection, kind, cause, **content):
    """The kernel says something about a message of this kind and id."""
    parent = {"msg_type": cause[0], "msg_id": cause[1]} if cause else {}
    message = connection.session.serialize(connection.session.msg(kind, content, parent=parent),
                                           ident=b"topic")
    connection.handle_outgoing_message("iopub", message)


def state(connection, cause, state):
    say(connection, "status", cause, execution_state=state)


DRAG, CELL = ("comm_msg", "1"), ("execute_request", "2")


def test_messages_leave_at_once_on_the_network(connection):
    assert connection.websocket_handler.prompt is True


def test_a_widget_that_is_answered_quickly_never_shows_the_kernel_busy(connection, clock, sent):
    state(connection, DRAG, "busy")
    say(connection, "comm_msg", DRAG, data={})
    state(connection, DRAG, "idle")
    clock.go_on()
    assert sent == [("comm_msg", None), ("status", "idle")]


def test_work_for_a_widget_that_takes_longer_shows_the_kernel_busy_and_then_idle(connection, clock, sent):
    state(connection, DRAG, "busy")
    assert sent == []
    clock.go_on()
    state(connection, DRAG, "idle")
    clock.go_on()
    assert sent == [("status", "busy"), ("status", "idle")]


def test_two_messages_at_once_are_kept_apart(connection, clock, sent):
    slow, quick = ("comm_msg", "slow"), ("comm_msg", "quick")
    state(connection, slow, "busy")
    state(connection, quick, "busy")
    state(connection, quick, "idle")
    clock.go_on()
    assert sent == [("status", "idle"), ("status", "busy")]


@pytest.mark.parametrize("cause", [CELL, None])
def test_a_cell_and_a_starting_kernel_show_the_kernel_busy_at_once(connection, clock, sent, cause):
    state(connection, cause, "busy")
    assert sent == [("status", "busy")] and clock.timers == []


def test_idle_without_busy_before_it_passes(connection, sent):
    state(connection, DRAG, "idle")
    assert sent == [("status", "idle")]


def test_two_connections_hold_messages_apart(connection, clock, sent):
    other = unconnected()
    state(connection, DRAG, "busy")
    state(other, DRAG, "idle")
    clock.go_on()
    assert sent == [("status", "idle"), ("status", "busy")]


def test_a_connection_that_was_never_made_can_be_closed(clock, sent):
    unconnected().disconnect()
    assert sent == ["disconnected"]


def test_nothing_is_sent_after_the_page_has_left(connection, clock, sent):
    state(connection, DRAG, "busy")
    connection.disconnect()
    clock.go_on()
    assert sent == ["disconnected"]
