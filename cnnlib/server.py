"""For Jupyter Server: a slider that moves is answered at once, without a flicker of "busy"."""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.ioloop import IOLoop
from traitlets import Dict

PATIENCE = 0.2      # seconds of work for a widget, after which the page is told that the kernel is busy


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket made for dragging:
    no Nagle's algorithm, no "busy" where a widget is answered quickly.

    Nagle's algorithm holds a small message back while one is on its way.
    Each change between busy and idle makes JupyterLab fetch a favicon and redraw toolbar and status bar:
    more work than the picture of a slider step.
    """

    held = Dict()       # {id of a widget's message: the timer that will pass on "busy"}

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()

    def disconnect(self):
        for about in list(self.held):
            self.release(about)
        super().disconnect()

    def handle_outgoing_message(self, stream, outgoing_msg):
        state, about = self.work(outgoing_msg)
        if state == "busy":
            passing_on = super().handle_outgoing_message
            self.held[about] = IOLoop.current().call_later(PATIENCE, passing_on, stream, outgoing_msg)
            return
        self.release(about)
        super().handle_outgoing_message(stream, outgoing_msg)

    def release(self, about):
        """Forget a "busy" that waits; one that was passed on already stays passed on."""
        if about in self.held:
            IOLoop.current().remove_timeout(self.held.pop(about))

    def work(self, message):
        """What a message says of work for a widget: ("busy" or "idle", id of its message),
        otherwise (None, None)."""
        _, (_, header, parent, _, content, *_) = self.session.feed_identities(message)
        unpack = self.session.unpack
        if unpack(header)["msg_type"] != "status" or (cause := unpack(parent)).get("msg_type") != "comm_msg":
            return None, None
        return unpack(content)["execution_state"], cause["msg_id"]
