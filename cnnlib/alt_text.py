"""For nbconvert: every picture of a notebook gets its words as alternative text,
which its own HTML leaves out."""

import base64
import re
from xml.sax.saxutils import quoteattr, unescape

from nbconvert.preprocessors import Preprocessor

TITLED = re.compile(r"<svg[^>]*>\s*<title>(.*?)</title>(?:\s*<desc>(.*?)</desc>)?", re.S)
VIEW = "application/vnd.jupyter.widget-view+json"


class AltText(Preprocessor):
    """Turn an SVG with a <title>, or a PNG with "alt" in its metadata, into an <img> with that text.

    A page shows HTML before SVG and PNG. A widget's view goes: without a network it would be an empty place.
    """

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            data, metadata = output.get("data", {}), output.get("metadata", {})
            html = (svg(data.get("image/svg+xml", ""))
                    or png(data.get("image/png", ""), metadata.get("image/png", {})))
            if html:
                data.pop(VIEW, None)
                data["text/html"] = html
        return cell, resources


def svg(text):
    """An SVG that says what it shows as an <img> that says so, "" for any other."""
    titled = TITLED.match(text)
    if not titled:
        return ""
    alt = ". ".join(unescape(part) for part in titled.groups() if part)
    encoded = base64.b64encode(text.encode()).decode()
    return f'<img alt={quoteattr(alt)} src="data:image/svg+xml;base64,{encoded}">'


def png(text, metadata):
    """A PNG with words in its metadata as an <img> with these words, "" for any other."""
    if not (text and metadata.get("alt")):
        return ""
    size = "".join(f' {name}="{metadata[name]}"' for name in ("width", "height") if name in metadata)
    return f'<img{size} alt={quoteattr(metadata["alt"])} src="data:image/png;base64,{text.strip()}">'
