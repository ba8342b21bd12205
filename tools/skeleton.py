"""What a lesson is made of, as rules that read a stored lesson: the explorer first, predictions, a wrong version
seen to fail, and how long all of it takes.

    python tools/skeleton.py notebooks/06_*.ipynb      says what is missing, and counts
"""

import ast
import math
import re
import sys
from pathlib import Path

import nbformat

from contract import FENCE, code_cells

MOST_WORDS, MOST_MINUTES, FEWEST_PREDICTIONS, EXERCISES = 1300, 45, 2, 3
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
EXPLORER = re.compile(r"from cnnlib\.widgets import (\w+)")
TARGET = re.compile(r"\]\([^)]*\)")
INDICES = {"i", "j", "u", "v", "r", "c", "k", "_"}        # these mean the same wherever they stand
BACK = "](#Try-it-first)"


def markdown(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def open_words(notebook):
    """Count the words that stand in the open: no folded parts, no formulas, no code."""
    text = markdown(notebook)
    for left_out in (FOLDED, FENCE, FORMULA, TARGET):
        text = left_out.sub(" ", text)
    return len(text.split())


def code_lines(notebook):
    return sum(bool(line.strip()) for cell in code_cells(notebook) for line in cell.source.splitlines())


def pictures(notebook):
    return sum("image/svg+xml" in output.get("data", {}) or "image/png" in output.get("data", {})
               for cell in code_cells(notebook) for output in cell.outputs)


def exercises(notebook):
    return len(re.findall(r"^★+ ", markdown(notebook), re.MULTILINE))


def minutes(notebook):
    """How long a lesson takes: reading, code, pictures, the explorer, the exercises; in steps of five minutes."""
    taken = open_words(notebook) / 150 + code_lines(notebook) / 12 + pictures(notebook) / 2
    return 5 * math.ceil((taken + 4 + 4 * exercises(notebook)) / 5)


def short(notebook):
    if open_words(notebook) > MOST_WORDS:
        yield f"{open_words(notebook):,} words in the open, more than {MOST_WORDS:,}"


def honest(notebook):
    said, counted = re.search(r"\*\*Time:\*\* (\d+) minutes", markdown(notebook)), minutes(notebook)
    if not said or int(said[1]) != counted:
        yield f"it says {said[1] if said else 'no'} minutes; words, code, pictures and exercises make {counted}"
    if counted > MOST_MINUTES:
        yield f"{counted} minutes, more than {MOST_MINUTES}"


def hidden(cell, what):
    return cell.metadata.get("jupyter", {}).get(f"{what}_hidden", False)


def explorer_first(notebook):
    """The first picture but the strip is an explorer, its code hidden; each stands once, and a link leads back."""
    explorers = [at for at, cell in enumerate(code_cells(notebook)) if "from cnnlib.widgets import" in cell.source]
    if not explorers or explorers[0] > 1 or not hidden(code_cells(notebook)[explorers[0]], "source"):
        yield "the explorer is not the first or second code cell, with its code hidden"
    named = [name for cell in code_cells(notebook) for name in EXPLORER.findall(cell.source)]
    for name in sorted({name for name in named if named.count(name) > 1}):
        yield f"{name} stands in {named.count(name)} cells, not in one"
    text = markdown(notebook)
    if "## Try it first" not in text or BACK not in text.partition("## Explore")[2]:
        yield f"no heading “Try it first”, or no link {BACK[1:]} back to it under “Explore”"
    if "Shift+Enter" not in text.partition("## Try it first")[2][:700]:
        yield "the text beside the explorer does not say how to run a cell"


def first_line(cell):
    """What JupyterLab shows of a folded output: the first line of the first one that is a text."""
    first = cell.outputs[0]
    text = first.get("text", "") or ("" if "image/svg+xml" in first.data else first.data.get("text/plain", ""))
    return next((line for line in text.splitlines() if line), "")


def predictions(notebook):
    """Each answer that was asked for with predict() stays folded until its cell is run."""
    asking = [at for at, cell in enumerate(code_cells(notebook)) if re.search(r"^predict\(", cell.source, re.MULTILINE)]
    if len(asking) < FEWEST_PREDICTIONS:
        yield f"{len(asking)} predictions, fewer than {FEWEST_PREDICTIONS}"
    for at in asking:
        answer = next((cell for cell in code_cells(notebook)[at + 1:] if cell.outputs), None)
        if answer is None or not hidden(answer, "outputs"):
            yield f"the outputs after the question “{code_cells(notebook)[at].source[:50]}…” are in sight"
        elif re.search(r"\d", first_line(answer)):
            yield f"the first line of the answer stays in sight: “{first_line(answer)}”"


def parts(notebook):
    if "## Break it and look" not in markdown(notebook):
        yield "no part “Break it and look”"
    if exercises(notebook) != EXERCISES:
        yield f"{exercises(notebook)} exercises, not {EXERCISES}"


def targets(node):
    """The names that one statement binds for good: assigned, defined; those of a loop apart."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif not isinstance(node, (ast.AugAssign, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        children = node.body + node.orelse if isinstance(node, ast.For) else ast.iter_child_nodes(node)
        for child in children:
            yield from targets(child)


def looped(tree):
    return {name.id for node in ast.walk(tree) if isinstance(node, ast.For)
            for name in ast.walk(node.target) if isinstance(name, ast.Name)}


def one_name_one_thing(notebook):
    """No name is bound by two cells, or by a loop as well; a letter that counts cells may be."""
    trees = [ast.parse(cell.source) for cell in code_cells(notebook)]
    bound = [name for tree in trees for name in set(targets(tree))]
    loops = set().union(*map(looped, trees)) if trees else set()
    for name in sorted(set(bound) - INDICES):
        if bound.count(name) > 1:
            yield f"`{name}` is bound in {bound.count(name)} cells"
        if name in loops:
            yield f"`{name}` is bound and is a loop's, too"


RULES = (short, honest, explorer_first, predictions, parts, one_name_one_thing)


def complaints(notebook):
    """List what a lesson lacks."""
    return [complaint for rule in RULES for complaint in rule(notebook)]


def report(path):
    notebook = nbformat.read(path, as_version=4)
    counts = (f"{open_words(notebook):,} words, {code_lines(notebook)} lines of code, {pictures(notebook)} pictures, "
              f"{exercises(notebook)} exercises: {minutes(notebook)} minutes")
    return "\n  ".join([f"{Path(path).name}: {counts}", *complaints(notebook)])


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(report(argument))
