"""What people type as numbers: fractions, a comma, a true minus sign, several in a row."""

import re
import unicodedata

NUMBER = r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?(?:/(?:\d+(?:[.,]\d*)?|[.,]\d+))?"
CLEAN = str.maketrans({"−": "-", "×": " ", "(": " ", ")": " ", "[": " ", "]": " ", ";": " ", "\u2009": "", "\xa0": " "})


def plain(text):
    """The same text with hyphens for minus signs and ½ written as 1/2."""
    spelled = (unicodedata.normalize("NFKC", c).replace("\u2044", "/") for c in text)
    return "".join(spelled).translate(CLEAN).strip().rstrip(".")


def number(text):
    """The number that one word means, or None: "-0,5", "1/4", "3e-2"."""
    if not re.fullmatch(NUMBER, text, re.IGNORECASE):
        return None
    top, _, bottom = text.replace(",", ".").partition("/")
    if bottom and not float(bottom):
        return None
    return float(top) / float(bottom or 1)


def decimals(text):
    """How many decimals a number was typed with; None for a fraction or a power of ten, which mean what they say."""
    if re.search(r"[/e]", text, re.IGNORECASE):
        return None
    return len(text.replace(",", ".").partition(".")[2])


def words(text, count):
    """Split what was typed into so many numbers, as texts; a comma is a decimal one where the count asks for it."""
    text = plain(text)
    parts = text.split() if count > 1 else [text]
    if len(parts) != count or any(number(part.rstrip(",")) is None for part in parts):
        parts = re.split(r"\s*,\s*|\s*x\s*|\s+", text)
    return [part.rstrip(",") for part in parts if part]
