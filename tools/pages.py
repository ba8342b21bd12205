"""Write lessons, as they are stored, to build/pages as HTML that fits on paper: hidden code stays hidden, answers
that were asked for stay folded; formulas need the network (MathJax)."""

import re
import sys
from pathlib import Path

from jinja2 import DictLoader
from nbconvert import HTMLExporter

from cnnlib.alt_text import AltText

LESSONS = Path(__file__).resolve().parent.parent / "notebooks"
PAGES = LESSONS.parent / "build" / "pages"
TEMPLATE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js_requirejs %}{% endblock %}{% block html_head_js_mermaidjs %}{% endblock %}
{% block html_head_css %}<style>
.jp-OutputArea-output img { max-width: 100%; height: auto; break-inside: avoid; }
@media print { .jp-InputPrompt, .jp-OutputPrompt, .jp-OutputArea details { display: none; }
               .jp-Notebook pre { white-space: pre-wrap; overflow-wrap: anywhere; } }
</style>{% endblock %}
{% block input_group %}{% if not cell.metadata.get("jupyter", {}).get("source_hidden") %}{{ super() }}{% endif %}
{% endblock %}
{% block output_group %}{% if cell.metadata.get("jupyter", {}).get("outputs_hidden") %}
<details class="jp-answer"><summary>What comes out</summary>{{ super() }}</details>
{% else %}{{ super() }}{% endif %}{% endblock %}"""


def page(path):
    """The HTML of a notebook; its links lead to the other pages."""
    exporter = HTMLExporter(extra_loaders=[DictLoader({"page.html.j2": TEMPLATE})],
                            template_file="page.html.j2", preprocessors=[AltText])
    html, _ = exporter.from_filename(str(path))
    return re.sub(r'(href="\w+)\.ipynb', r"\1.html", html)


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in sys.argv[1:] or sorted(LESSONS.glob("*.ipynb")):
        (PAGES / f"{Path(path).stem}.html").write_text(page(path), encoding="utf-8")
    print(PAGES)
