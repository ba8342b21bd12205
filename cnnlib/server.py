"""For Jupyter Server: kernel messages leave at once instead of waiting for the ones before to be acknowledged."""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket without Nagle's algorithm, which holds a small message back while one is on its way."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()
