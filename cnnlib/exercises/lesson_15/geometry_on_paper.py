r"""On paper: an 8×9 image, a 4×3 kernel, stride 3, padding 2. Type five whole numbers: the rows of $z$; the columns
of $z$; the zeros put between two neighbours of $\partial L/\partial z$; the rows of zeros put above it for the full
correlation; the rows that come out of this correlation, before anything is cut."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="rows, columns, zeros between, rows above, rows out",
    hints=("Windows: ⌊(n + 2p − k)/s⌋ + 1, once with the rows, once with the columns.",
           "s − 1 zeros come between two neighbours, k − 1 rows of zeros above and below.",
           "Three rows with two of zeros in each gap make 7. Three above, three below, then a kernel of 4 slides over "
           "13 rows."),
    edits=(Edit("rounded up", "(8 + 2 * 2 - 4) // 3 + 1, (9 + 2 * 2 - 3) // 3 + 1",
                "-((4 - 8 - 2 * 2) // 3) + 1, -((3 - 9 - 2 * 2) // 3) + 1"),
           Edit("one window too few", "// 3 + 1, (9 + 2 * 2 - 3) // 3 + 1", "// 3, (9 + 2 * 2 - 3) // 3"),
           Edit("padding left out", "(8 + 2 * 2 - 4) // 3 + 1, (9 + 2 * 2 - 3)", "(8 - 4) // 3 + 1, (9 - 3)"),
           Edit("padding counted once", "(8 + 2 * 2 - 4) // 3 + 1, (9 + 2 * 2 - 3)",
                "(8 + 2 - 4) // 3 + 1, (9 + 2 - 3)"),
           Edit("stride left out", "// 3 + 1, (9 + 2 * 2 - 3) // 3", "+ 1, (9 + 2 * 2 - 3)"),
           Edit("row and column exchanged in the kernel", "(8 + 2 * 2 - 4) // 3 + 1, (9 + 2 * 2 - 3)",
                "(8 + 2 * 2 - 3) // 3 + 1, (9 + 2 * 2 - 4)"),
           Edit("as many zeros as the stride", "between = 3 - 1", "between = 3"),
           Edit("as many zeros as the stride", "rows, columns, between,", "rows, columns, between + 1,"),
           Edit("one ring too many", "ring = 4 - 1", "ring = 4"),
           Edit("one ring too many", "between, ring,", "between, ring + 1,"),
           Edit("zeros exchanged", "ring = 4 - 1", "ring = 3 - 1"),
           Edit("zeros exchanged", "between, ring,", "between, ring - 1,"),
           Edit("padding for rings", "ring = 4 - 1", "ring = 2"),
           Edit("padding for rings", "between, ring,", "between, 2,"),
           Edit("not spread", "rows + (rows - 1) * between", "rows"),
           Edit("before the kernel slides", "spread + 2 * ring - 4 + 1", "spread + 2 * ring"),
           Edit("without the rings", "spread + 2 * ring - 4 + 1", "spread"),
           Edit("after the crop", "spread + 2 * ring - 4 + 1", "8"),
           Edit("the rest counted, too", "spread + 2 * ring - 4 + 1", "8 + 2 * 2")))
def geometry_on_paper():
    # windows: floor((n + 2p - k) / s) + 1
    rows, columns = (8 + 2 * 2 - 4) // 3 + 1, (9 + 2 * 2 - 3) // 3 + 1
    between = 3 - 1                     # s - 1
    ring = 4 - 1                        # k - 1, above and below
    spread = rows + (rows - 1) * between
    return rows, columns, between, ring, spread + 2 * ring - 4 + 1
