"""Numbers as the pictures print them: short, with a true minus sign, the same on every machine."""

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import inf, isfinite

MINUS, THIN = "\u2212", "\u2009"
RESIDUE = 1e-13
WIDE = Context(prec=330, rounding=ROUND_HALF_UP)     # digits enough for the largest float
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def tidy(value):
    """Round to 9 significant digits, so that no last bit of another processor changes a picture."""
    return float(f"{value:.8e}")


def tidied(values):
    """Round many values as tidy() does one; in a loop of calls this would take half as long again."""
    return [float(f"{value:.8e}") if value else 0.0 for value in values]       # the quick look: many are 0


def settled(values):
    """The values of one matrix, tidied; what cancelled to a residue is 0.

    Beside numbers 10**13 times as large, a number is what rounding left of a sum, and another processor leaves
    another or nothing. One 10**26 times as small is too small for that, and stays.
    """
    return settled_once(tuple(values))


@lru_cache(maxsize=200)         # a picture, its caption and its words ask for the same matrix
def settled_once(values):
    """The same of values that can be compared."""
    found = tidied(values)
    largest = max(max(found), -min(found))
    if not largest < inf:
        largest = max(map(abs, filter(isfinite, found)), default=0.0)
    most = RESIDUE * largest
    return tuple([0.0 if RESIDUE * most < abs(v) < most else v for v in found])


def magnitude(value):
    """Tell the power of ten of a number's first digit, of 9, read from its text: a logarithm may round."""
    return int(f"{value:.8e}".partition("e")[2])


def fixed(value, places):
    """Print a number with so many decimals, halves away from zero; rounded to 9 digits before."""
    if not isfinite(value):
        return str(float(value))
    return f"{Decimal(f'{value:.8e}').quantize(Decimal(1).scaleb(-places), context=WIDE):f}"


def typable(value):
    """Print a number as people type it, with a hyphen as its minus sign: six significant digits,
    three before a power of ten, so that it fits where it is typed."""
    text = f"{tidy(value):z.6g}"
    return f"{tidy(value):.3g}" if "e" in text else text


def trimmed(text):
    """Drop the zeros that end the decimals of a printed number."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(text):
    """Replace the hyphen of a formatted number by a true minus sign."""
    return text.replace("-", MINUS)


def exponent(values):
    """Choose the power of ten in a matrix's label: 0 while the largest |value| lies between 0.095 and 999.

    values: floats, of which infinity and NaN do not count
    Returns e such that the largest |value| / 10**e lies in [1, 10), or 0; at least −300, since 10**−324 is 0.
    """
    largest = tidy(max(map(abs, filter(isfinite, values)), default=0.0))
    if largest == 0 or 0.095 <= largest < 999.5:
        return 0
    return max(magnitude(largest), -300)


def decimals(values):
    """Count the decimals a matrix needs: none for whole numbers, one for tenths, otherwise two."""
    needed = 0
    for value in filter(isfinite, values):
        tenths = round(value * 10, 6)
        if tenths % 1:
            return 2
        needed = needed or int(tenths % 10 != 0)
    return needed


@lru_cache(maxsize=20_000)
def cell(value, places, roomy):
    """Print one cell in at most three characters and a sign; a non-zero value never prints as zero.

    value: tidied, as those of a matrix are all together
    places: decimals wanted;  roomy: a 50-pixel cell, where a leading zero fits
    """
    if value == 0:
        return "0"
    if not isfinite(value):
        return signed(str(value)).replace("inf", "∞")
    size = abs(value)
    room = 2 - (size >= 9.995) - (size >= 99.95) if roomy else 2 - (size >= 0.995) - (size >= 9.95)
    places = min(places, room)
    text = fixed(value, max(places, 0))
    if float(text) == 0:
        return "<.01" if value > 0 else f">{MINUS}.01"
    return signed(text if roomy or places < 2 else text.replace("0.", ".", 1))


def plain(value, digits=3):
    """Print a number in running text: 0.4 and 2 as they are, others with three significant digits."""
    try:
        value = tidy(value)
    except (TypeError, ValueError):
        raise ValueError(f"value: got {value!r}; needs one number") from None
    return in_text(value, digits)


@lru_cache(maxsize=2_000)       # one number is said here and there, and most of a picture stay in a drag
def in_text(value, digits):
    """Print a tidied number as plain() does."""
    if value == 0 or not isfinite(value):
        return "0" if value == 0 else signed(f"{value:g}").replace("inf", "∞")
    power = magnitude(value)
    if -4 <= power < 5:
        short = f"{value:.{digits}g}"
        exact = float(short) == value and "e" not in short
        return signed(short if exact else fixed(value, max(digits - 1 - power, 0)))
    mantissa = fixed(float(f"{value:.8e}".partition("e")[0]), digits - 1)
    if len(mantissa.removeprefix("-").partition(".")[0]) > 1:         # 9.996 has become 10.00
        mantissa, power = fixed(float(mantissa) / 10, digits - 1), power + 1
    return signed(mantissa) + times_ten(power)


def sums(*values):
    """Numbers that add up in print: at most three decimals, as many for all, no zeros at their end.

    With a + b = c and b of no more decimals, c is right in its last digit, but for a half that changes sides.
    """
    places = common(values)
    return [short(value, places) for value in values]


def adds_up(parts, whole):
    """Whether numbers add up as `sums` prints them; of what is no number or too small nobody can tell."""
    exact = [text.replace(MINUS, "-") for text in (*parts, whole)]
    return not any(set("<>n") & set(text) for text in exact) and sum(map(Decimal, exact[:-1])) == Decimal(exact[-1])


def equals(parts, whole):
    """What numbers add up to, with another sign where that is so only before they were rounded."""
    return f"{'=' if adds_up(parts, whole) else '≈'} {whole}"


def common(values):
    """The decimals that all numbers of a sum are printed with: three, fewer where one is 10 or more."""
    size = max(map(abs, tidied(values)))
    return max(0, 3 - (size >= 9.9995) - (size >= 99.9995) - (size >= 999.9995))


def short(value, places):
    """Print a number without the zeros that end its decimals; a non-zero value never prints as zero."""
    text = fixed(value, places)
    if float(text) == 0 and value:
        least = fixed(10.0**-places, places).removeprefix("0")
        return f"<{least}" if value > 0 else signed(f">-{least}")
    return signed(trimmed(text))


def figures(value, power=0):
    """Print a number over 10**power so that a reader can check it: four digits, at most three decimals."""
    scaled = tidy(value / 10.0**power)
    if not isfinite(scaled) or abs(scaled) < 0.0005:
        return cell(scaled, 2, True)
    text = fixed(scaled, max(4 - len(fixed(abs(scaled), 0)), 0))
    text = trimmed(text) if float(text) == scaled else text
    return (not power and nearly(value)) or signed(text)


def nearly(value):
    """0.99… for a number below 1 in size that would print as 1, else nothing; a last bit may be rounding."""
    below = abs(value) <= 1 - 2.0**-52 and abs(tidy(value)) == 1
    return signed("-" * (value < 0) + "0.99…") if below else ""


def times_ten(power):
    """Print a power of ten as a factor, ×10⁻²; nothing for 0."""
    return f"×10{str(power).translate(SUPERSCRIPT)}" if power else ""


def bound(value):
    """Print a residue of rounding as the power of ten it stays below, < 1e-10 for anything smaller, 0 too."""
    return f"< 1e{magnitude(max(abs(value), 1e-11)) + 1}"


def grouped(value, places):
    """Print a number that every processor rounds alike with so many decimals, five and five together."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, decimals = f"{exact:zf}".partition(".")
    fives = [decimals[k:k + 5] for k in range(0, places, 5)]
    return signed(f"{whole}.{THIN.join(fives)}")
