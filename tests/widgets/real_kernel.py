"""A real kernel, spoken to as the browser does: comm messages, on the main shell and on a subshell."""

import ast

from jupyter_client.manager import KernelManager

PATIENCE = 30   # seconds until a missing message counts as a failure; nothing ever sleeps


class Kernel:
    """A kernel and the client that speaks to it."""

    def __init__(self):
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel()
        self.client = self.manager.client()
        # a message published twice is taken twice, as JupyterLab does
        self.client.session.digest_history_size = 0
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        self.heard = []

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def post(self, kind, content, metadata=None, subshell=None):
        """Send a message on the shell channel -> its id."""
        message = self.client.session.msg(kind, content, metadata=metadata)
        if subshell:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def finish(self, *ids):
        """Read what the kernel publishes until it is done with these messages."""
        waiting = set(ids)
        while waiting:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            self.heard.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                waiting.discard(message["parent_header"].get("msg_id"))

    def hear(self, kind):
        """Read what the kernel publishes until a message of one kind."""
        while not self.heard or self.heard[-1]["msg_type"] != kind:
            self.heard.append(self.client.get_iopub_msg(timeout=PATIENCE))

    def start(self, code, cell=None, subshell=None, **expressions):
        """Ask the kernel to run a cell and then to evaluate expressions."""
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": expressions,
                   "allow_stdin": False, "stop_on_error": True}
        return self.post("execute_request", content, metadata={"cellId": cell} if cell else None,
                         subshell=subshell)

    def reply(self, request):
        """The reply to one request; those to others that come first are dropped."""
        while True:
            message = self.client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request:
                return message["content"]

    def run(self, code, cell=None, subshell=None, **expressions):
        """Run a cell to its end -> the values of the expressions."""
        request = self.start(code, cell, subshell, **expressions)
        content = self.reply(request)
        assert content["status"] == "ok", "\n".join(content.get("traceback", []))
        self.finish(request)
        found = content["user_expressions"]
        return {name: ast.literal_eval(one["data"]["text/plain"]) for name, one in found.items()}

    def ask(self, expression):
        return self.run("", value=expression)["value"]

    def update(self, widget, subshell=None, **state):
        """Send new values of a control, named by an expression or by its id -> the message's id."""
        return self.send(widget, {"method": "update", "state": state, "buffer_paths": []}, subshell)

    def event(self, subshell=None, widget="explorer.stage", **event):
        """Send an event of the picture -> the message's id."""
        return self.send(widget, {"method": "custom", "content": event}, subshell)

    def send(self, widget, data, subshell):
        return self.post("comm_msg", {"comm_id": self.id(widget), "data": data}, subshell=subshell)

    def id(self, widget):
        """The model id of a widget; with a kernel at work the test asks before."""
        return self.ids[widget] if widget in self.ids else self.ask(f"{widget}.model_id")

    def learn(self, *widgets):
        """Ask for ids beforehand, so that no question comes between the messages of a test."""
        self.ids = {}
        self.ids = {widget: self.id(widget) for widget in widgets}

    def states(self):
        """Everything the stage has said: the traits of its updates and the kinds of its custom messages."""
        stage = self.ids["explorer.stage"]
        data = [m["content"]["data"] for m in self.heard
                if m["msg_type"] == "comm_msg" and m["content"]["comm_id"] == stage]
        kinds = [d["content"]["kind"] for d in data if d["method"] == "custom"]
        return [d.get("state", {}) for d in data], kinds

    def subshell(self):
        """Open a subshell -> its id."""
        request = self.client.session.msg("create_subshell_request", {})
        self.client.control_channel.send(request)
        return self.client.get_control_msg(timeout=PATIENCE)["content"]["subshell_id"]
