"""What Binder installs agrees with what `make lab` installs, and its settings do what they say."""

import importlib
import json
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[1]


def pins(path):
    lines = (line.strip() for line in path.read_text().splitlines())
    return {line for line in lines if line and not line.startswith(("#", "-"))}


def test_binder_pins_are_those_of_make_lab_without_jupyterlab():
    ours, binders = pins(ROOT / "requirements.txt"), pins(ROOT / "binder/requirements.txt")
    assert {pin for pin in ours if not pin.startswith("jupyterlab==")} == binders


def test_binder_requirements_hold_no_line_that_spoils_layer_caching():
    lines = (ROOT / "binder/requirements.txt").read_text().splitlines()
    assert not [line for line in lines if line.startswith(("-r", "-c", "-e"))]


def test_the_configured_websocket_class_exists_and_is_a_kernel_connection():
    from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
    settings = json.loads((ROOT / "binder/jupyter_server_config.json").read_text())
    module, name = settings["ServerApp"]["kernel_websocket_connection_class"].rsplit(".", 1)
    assert issubclass(getattr(importlib.import_module(module), name), BaseKernelWebsocketConnection)


@pytest.mark.parametrize("file", ["binder/overrides.json", "tools/lab/overrides.json"])
def test_the_lab_overrides_name_settings_that_lab_knows(file):
    import jupyterlab
    schemas = Path(jupyterlab.__file__).parents[4] / "share/jupyter/lab/schemas"
    for plugin, values in json.loads((ROOT / file).read_text()).items():
        package, name = plugin.split(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text())
        for setting, value in values.items():
            known = schema["properties"][setting]
            assert value in [choice["const"] for choice in known.get("oneOf", [{"const": True}, {"const": False}])]


def test_no_news_lies_over_the_first_lesson_on_binder_and_in_make_lab():
    from jupyterlab_server.settings_utils import _get_overrides
    option, = (one for one in run.lab_command(8888, True, False) if one.startswith("--LabApp.app_settings_dir="))
    found, error = _get_overrides(option.partition("=")[2])
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    assert not error and found["@jupyterlab/apputils-extension:notification"] == quiet
    on_binder = json.loads((ROOT / "binder/overrides.json").read_text())
    assert on_binder["@jupyterlab/apputils-extension:notification"] == quiet
