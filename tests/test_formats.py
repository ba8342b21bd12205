"""Two files format numbers and coordinates, and round them first; anywhere else a raw number may slip in."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import cnnlib

PACKAGE = Path(cnnlib.__file__).parent
HOMES = {"draw/number.py": "prints numbers, rounded to 9 significant digits before",
         "draw/svg.py": "prints coordinates, rounded to a millionth of a pixel before"}
OF_A_NUMBER = re.compile(r"\.\d|[eEfFgGn%]$")        # what only a float's format holds: a precision, or its letter
PERCENT = re.compile(r"%[-+ #0]*[\d*]*(\.[\d*]+|[eEfFgG])")
PRINTERS = {"array2string", "format_float_positional", "format_float_scientific"}


def spec_text(spec):
    """The text of a format specification, with 0 for each part that is computed."""
    return "".join(part.value if isinstance(part, ast.Constant) else "0" for part in spec.values)


def raw(node):
    """Whether a node of the syntax tree formats what may be a float: an f-string, format, str.format, % or NumPy's."""
    if isinstance(node, ast.FormattedValue):
        return node.format_spec is not None and suspicious(spec_text(node.format_spec))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        return isinstance(node.left.value, str) and bool(PERCENT.search(node.left.value))
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "format" and len(node.args) > 1 and suspicious(constant(node.args[1]))
    if not isinstance(node.func, ast.Attribute):
        return False
    text = constant(node.func.value)
    return node.func.attr in PRINTERS or node.func.attr == "format" and (
        text is None or any(suspicious(spec or "<") for _, _, spec, _ in Formatter().parse(text)))


def constant(node):
    """The text of a constant, None for what is computed."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def suspicious(spec):
    """Whether a format specification may be that of a float; one that is computed as a whole may."""
    return spec is None or spec == "0" or bool(OF_A_NUMBER.search(spec))


def violations(package):
    """Return "file:line" of every number that is formatted outside the homes."""
    paths = (path for part in ("draw", "widgets") for path in sorted((package / part).rglob("*.py")))
    return [f"{name}:{node.lineno}" for path in paths if (name := path.relative_to(package).as_posix()) not in HOMES
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if raw(node)]


def test_numbers_are_formatted_in_two_files():
    assert violations(PACKAGE) == []
    assert all((PACKAGE / home).exists() for home in HOMES)


@pytest.mark.parametrize("line", [
    'd = f"M{x:.1f} 0"', 'd = f"M{x:g} 0"', 'd = f"{x:{width}.{places}f}"', 'd = f"{x:.3}"', 'd = f"{x:{spec}}"',
    'd = "%.2f" % x', 'd = "%g and %s" % (x, y)', 'd = format(x, ".3g")', 'd = format(x, spec)',
    'd = "{} {:.2f}".format(x, y)', 'd = text.format(x)', 'd = np.array2string(x)', 'd = f"{x:z.2f}"', 'd = f"{x:%}"'])
def test_a_planted_format_is_found(tmp_path, line):
    (tmp_path / "draw").mkdir()
    (tmp_path / "draw" / "bars.py").write_text(f"def f(x, y):\n    {line}\n", encoding="utf-8")
    assert violations(tmp_path) == ["draw/bars.py:2"]


@pytest.mark.parametrize("line", [
    'd = f"{name:<{wide}} {other:>12}"', 'd = f"#{red:02X}"', 'd = "[{}, {}]".format(*at)', 'd = f"{x} {px(y)}"',
    'd = n % 2', 'd = "%s" % name', 'd = str(n)', 'd = f"{n:,}"'])
def test_what_formats_text_and_whole_numbers_is_accepted(tmp_path, line):
    (tmp_path / "widgets").mkdir()
    (tmp_path / "widgets" / "pool.py").write_text(f"def f(x, y):\n    {line}\n", encoding="utf-8")
    assert violations(tmp_path) == []
