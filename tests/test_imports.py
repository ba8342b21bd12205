"""Imports run one way, and `import cnnlib` stays light."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cnnlib

PACKAGE = Path(cnnlib.__file__).parent
NUMPY_ALONE = {"ops", "inputs", "layers", "network", "optim", "gradcheck", "mistakes", "explain", "examples",
               "slices", "training"}
ALLOWED = {                                      # what each part may import of cnnlib, besides itself
    "ops": set(),
    "inputs": {"ops"},
    "optim": {"inputs"},
    "gradcheck": {"inputs"},
    "mistakes": {"ops", "layers", "network", "gradcheck", "optim", "examples"},
    "layers": {"ops"},
    "network": {"ops", "inputs", "layers"},
    "explain": {"ops", "inputs", "layers", "network"},
    "examples": {"ops", "layers", "network"},
    "slices": {"layers"},
    "training": {"ops", "inputs", "layers", "network", "slices"},
    "draw": {"inputs"},
    "saving": set(),
    "server": set(),
    "predict": {"draw", "widgets"},
    "alt_text": set(),
    "exercises": {"ops", "inputs", "layers", "network", "optim", "gradcheck", "mistakes", "explain", "examples",
                  "draw", "widgets", "predict"},
    "widgets": {"draw", "ops", "inputs", "layers", "network", "optim", "gradcheck", "mistakes", "explain",
                "examples", "slices", "training", "saving"},
}


def part(parts):
    """Return the part of the package a dotted name belongs to: ("ops", "conv") -> "ops"."""
    return parts[0] if parts else ""


def imports(path, package):
    """Yield the absolute dotted name, split,
    of everything one file imports, wherever in the file it stands."""
    here = ("cnnlib", *path.relative_to(package).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[:len(here) + 1 - node.level] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            yield from ((*module, alias.name) for alias in node.names)


def allowed(own, name):
    if own not in ALLOWED:
        return False
    if name[0] == "cnnlib":
        return part(name[1:]) in ALLOWED[own] | {own, "__version__"}
    return own not in NUMPY_ALONE or name[0] == "numpy" or name[0] in sys.stdlib_module_names


def violations(package):
    """Return "file: imports name" for every import against the direction."""
    found = []
    for path in sorted(package.rglob("*.py")):
        own = part(path.relative_to(package).with_suffix("").parts)
        if own == "__init__":
            continue
        for name in imports(path, package):
            if not allowed(own, name):
                found.append(f"{path.relative_to(package).as_posix()}: imports {'.'.join(name)}")
    return found


FLOORS = {                                       # a floor of the house, and what nothing on it may import
    "draw/ink": ("draw/parts", "draw/pictures", "draw/charts"),
    "draw/parts": ("draw/pictures", "draw/charts"),
    "widgets/stage": ("ops", "explain", "layers", "network", "examples", "training", "optim", "gradcheck"),
}


def floor(name):
    """Return the floor of the house that a dotted name stands on: ("draw", "ink", "svg") -> "draw/ink"."""
    if name[0] == "draw" and len(name) > 1:
        return f"draw/{name[1]}" if name[1] in ("ink", "parts", "charts") else "draw/pictures"
    return "/".join(name[:2]) if name[0] == "widgets" else name[0]


def climbs(package):
    """Return "file: imports name" for every import of what stands above the file's own floor."""
    found = []
    for path in sorted(package.rglob("*.py")):
        own = floor(path.relative_to(package).with_suffix("").parts)
        for name in imports(path, package):
            if name[0] == "cnnlib" and name[1:] and floor(name[1:]) in FLOORS.get(own, ()):
                found.append(f"{path.relative_to(package).as_posix()}: imports {'.'.join(name)}")
    return found


def test_imports_run_one_way():
    assert violations(PACKAGE) == []


def test_no_floor_imports_what_stands_above_it():
    assert climbs(PACKAGE) == []
    assert all(any((PACKAGE / own).glob("*.py")) for own in FLOORS)


@pytest.mark.parametrize("file, line", [
    ("draw/ink/svg.py", "from ..parts import matrix"),
    ("draw/ink/svg.py", "from ..row import row"),
    ("draw/ink/svg.py", "from cnnlib.draw import board"),
    ("draw/parts/cells.py", "from ..row import GAP"),
    ("draw/parts/cells.py", "from .. import row"),
    ("draw/parts/cells.py", "from ..charts import figure"),
    ("draw/parts/cells.py", "def f():\n    import cnnlib.draw.row"),
    ("widgets/stage/explorer.py", "from cnnlib import examples"),
    ("widgets/stage/explorer.py", "from cnnlib.ops import conv"),
    ("widgets/stage/explorer.py", "from ...network import Network"),
    ("widgets/stage/explorer.py", "import cnnlib.training"),
])
def test_a_planted_climb_is_found(tmp_path, file, line):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(line + "\n")
    assert [v.split(":")[0] for v in climbs(tmp_path)] == [file]


@pytest.mark.parametrize("file, line", [
    ("draw/ink/names.py", "from .svg import node\nfrom . import number\nimport re"),
    ("draw/parts/cells.py", "from ..ink.svg import node\nfrom ..ink import colour\nfrom . import matrix"),
    ("draw/row.py", "from .parts import cells\nfrom .ink import given\nfrom .window import window"),
    ("widgets/stage/explorer.py", "from cnnlib.draw.ink.number import tidy\nfrom .address import spot"),
    ("widgets/relu/explorer.py", "from cnnlib import draw, examples\nfrom ..stage.explorer import Explorer"),
])
def test_the_way_down_is_free(tmp_path, file, line):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(line + "\n")
    assert climbs(tmp_path) == []


@pytest.mark.parametrize("file, line", [
    ("draw/matrix.py", "from cnnlib.ops import conv"),
    ("draw/matrix.py", "import cnnlib.network"),
    ("draw/matrix.py", "from ..ops import conv"),
    ("draw/matrix.py", "from .. import examples"),
    ("draw/matrix.py", "def f():\n    from cnnlib import explain"),
    ("draw/deep/matrix.py", "from ...widgets import stage"),
    ("ops/conv.py", "from cnnlib.network import Network"),
    ("ops/conv.py", "import scipy.signal"),
    ("ops/conv.py", "from matplotlib import cm"),
    ("network.py", "from .widgets import stage"),
    ("network.py", "from cnnlib import examples"),
    ("explain/terms.py", "from cnnlib.draw import row"),
    ("stray.py", "import numpy"),
])
def test_a_planted_violation_is_found(tmp_path, file, line):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(line + "\n")
    assert [v.split(":")[0] for v in violations(tmp_path)] == [file]


@pytest.mark.parametrize("file, line", [
    ("draw/board.py", "from . import matrix\nfrom .matrix import svg\nimport numpy as np\nimport matplotlib"),
    ("ops/conv.py", "from . import _check\nimport math\nimport numpy as np"),
    ("widgets/relu/numbers.py", "import anywidget\nfrom cnnlib import draw, ops\nfrom ...network import Network"),
])
def test_imports_along_the_direction_are_accepted(tmp_path, file, line):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(line + "\n")
    assert violations(tmp_path) == []


def test_the_map_of_the_package_names_every_part_of_it_and_is_in_reading_order():
    order = re.findall(r"^    (\w+)", cnnlib.__doc__, re.MULTILINE)
    parts = ({path.stem for path in PACKAGE.glob("*.py")}
             | {path.parent.name for path in PACKAGE.glob("*/__init__.py")})
    assert set(order) == parts - {"__init__"}
    for place, own in enumerate(order):
        assert ALLOWED[own] & parts <= set(order[:place]), own


def test_layers_come_from_layers_alone():
    asked = {(path.name, name[2]) for path in PACKAGE.rglob("*.py") for name in imports(path, PACKAGE)
             if name[:2] == ("cnnlib", "network") and len(name) > 2}
    assert {name for _, name in asked} <= {"Network", "Run", "Step"}, asked


def test_importing_cnnlib_and_its_maths_loads_no_plotting_and_no_widgets():
    maths = [name for name in ("ops", "network", "optim", "gradcheck", "mistakes", "explain", "examples", "training")
             if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()]
    code = (f"import sys, cnnlib\nfrom cnnlib import {', '.join(maths)}\n"
            "print(sorted({'matplotlib', 'ipywidgets', 'anywidget', 'IPython'} & sys.modules.keys()))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_drawing_and_widgets_load_matplotlib_only_with_the_first_chart():
    code = "import sys\nfrom cnnlib import draw, widgets\ndraw.charts.curves\nprint('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_door_of_draw_gives_the_charts_when_they_are_asked_for():
    code = ("import sys\nfrom cnnlib import draw\nprint('cnnlib.draw.charts' in sys.modules)\n"
            "print(draw.charts.curves.__name__, hasattr(draw, 'chart'))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "curves", "False"]
