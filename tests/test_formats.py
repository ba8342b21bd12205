"""Numbers are formatted, and the largest of many found, where they are rounded first;
elsewhere a last bit decides."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import cnnlib

PACKAGE = Path(cnnlib.__file__).parent
HOMES = {"format": {"draw/ink/number.py": "prints numbers, rounded to 9 significant digits before",
                    "draw/ink/svg.py": "prints coordinates, rounded to a millionth of a pixel before"},
         "choice": {"draw/ink/words.py": "finds the largest of numbers rounded to 9 significant digits"}}
OF_A_NUMBER = re.compile(r"\.\d|[eEfFgGn%]$")        # what only a float's format holds: a precision, or its letter
PERCENT = re.compile(r"%[-+ #0]*[\d*]*(\.[\d*]+|[eEfFgG])")
PRINTERS = {"array2string", "format_float_positional", "format_float_scientific"}
CHOICES = {"argmax", "argmin", "argsort"}


def kind(node):
    """What a node of a syntax tree may do with a raw float:
    "format" it, make a "choice" among many, or None."""
    if isinstance(node, ast.FormattedValue):
        return "format" if node.format_spec and suspicious(written(node.format_spec)) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return "format" if PERCENT.search(constant(node.left) or "") else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "format":
        return "format" if len(node.args) > 1 and suspicious(constant(node.args[1])) else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return of_method(node.func)
    return None


def of_method(method):
    """What a call of a method or of a module's function may do with a raw float."""
    if method.attr in CHOICES:
        return "choice"
    if method.attr != "format":
        return "format" if method.attr in PRINTERS else None
    text = constant(method.value)
    return "format" if text is None or any(spec and suspicious(spec)
                                           for _, _, spec, _ in Formatter().parse(text)) \
        else None


def written(spec):
    """The text of a format specification, with 0 for each part that is computed."""
    return "".join(part.value if isinstance(part, ast.Constant) else "0" for part in spec.values)


def constant(node):
    """The text of a constant, None for what is computed."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def suspicious(spec):
    """Whether a format specification may be that of a float; one that is computed as a whole may."""
    return spec is None or spec == "0" or bool(OF_A_NUMBER.search(spec))


def violations(package):
    """Return "file:line" of everything done with what may be a raw float outside its homes."""
    found = []
    for path in sorted(path for part in ("draw", "widgets") for path in (package / part).rglob("*.py")):
        name = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (what := kind(node)) and name not in HOMES[what]:
                found.append(f"{name}:{node.lineno}")
    return found


def test_numbers_are_formatted_and_compared_where_they_are_rounded_first():
    assert violations(PACKAGE) == []
    assert all((PACKAGE / home).exists() for homes in HOMES.values() for home in homes)


@pytest.mark.parametrize("line", [
    'd = f"M{x:.1f} 0"', 'd = f"M{x:g} 0"', 'd = f"{x:{width}.{places}f}"', 'd = f"{x:.3}"', 'd = f"{x:{spec}}"',
    'd = "%.2f" % x', 'd = "%g and %s" % (x, y)', 'd = format(x, ".3g")', 'd = format(x, spec)',
    'd = "{} {:.2f}".format(x, y)', 'd = text.format(x)', 'd = np.array2string(x)', 'd = f"{x:z.2f}"', 'd = f"{x:%}"',
    "d = x.argmax()", "d = np.argsort(x)"])
def test_a_planted_format_or_choice_is_found(tmp_path, line):
    (tmp_path / "draw").mkdir()
    (tmp_path / "draw" / "bars.py").write_text(f"def f(x, y):\n    {line}\n", encoding="utf-8")
    assert violations(tmp_path) == ["draw/bars.py:2"]


@pytest.mark.parametrize("line", [
    'd = f"{name:<{wide}} {other:>12}"', 'd = f"#{red:02X}"', 'd = "[{}, {}]".format(*at)', 'd = f"{x} {px(y)}"',
    'd = n % 2', 'd = "%s" % name', 'd = str(n)', 'd = f"{n:,}"', "d = max(x)"])
def test_what_formats_text_and_whole_numbers_is_accepted(tmp_path, line):
    (tmp_path / "widgets").mkdir()
    (tmp_path / "widgets" / "pool.py").write_text(f"def f(x, y):\n    {line}\n", encoding="utf-8")
    assert violations(tmp_path) == []
