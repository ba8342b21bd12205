r"""On paper: a 16×12 image, a 5×8 kernel, stride 2, padding 3. Type five whole numbers: the rows of $z$; the columns
of $z$; the zeros put between two neighbours of $\partial L/\partial z$; the rows of zeros put above it for the full
correlation; the rows that come out of this correlation, before anything is cut."""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="rows, columns, zeros between, rows above, rows out",
    hints=("Windows: ⌊(n + 2p − k)/s⌋ + 1, once with the rows, once with the columns.",
           "s − 1 zeros come between two neighbours, k − 1 rows of zeros above and below.",
           "Nine rows with a row of zeros in each gap make 17. Four above, four below, then a kernel of 5 slides over "
           "25 rows."),
    # no two slips in one place give the same: padding, stride, kernel and what is asked are different numbers
    edits=(Edit("rounded up", "(16 + 2 * 3 - 5) // 2 + 1, (12 + 2 * 3 - 8) // 2 + 1",
                "-((5 - 16 - 2 * 3) // 2) + 1, -((8 - 12 - 2 * 3) // 2) + 1"),
           Edit("one window too few", "// 2 + 1, (12 + 2 * 3 - 8) // 2 + 1", "// 2, (12 + 2 * 3 - 8) // 2"),
           Edit("padding left out", "(16 + 2 * 3 - 5) // 2 + 1, (12 + 2 * 3 - 8)", "(16 - 5) // 2 + 1, (12 - 8)"),
           Edit("padding counted once", "(16 + 2 * 3 - 5) // 2 + 1, (12 + 2 * 3 - 8)",
                "(16 + 3 - 5) // 2 + 1, (12 + 3 - 8)"),
           Edit("stride left out", "// 2 + 1, (12 + 2 * 3 - 8) // 2", "+ 1, (12 + 2 * 3 - 8)"),
           Edit("row and column exchanged in the kernel", "(16 + 2 * 3 - 5) // 2 + 1, (12 + 2 * 3 - 8)",
                "(16 + 2 * 3 - 8) // 2 + 1, (12 + 2 * 3 - 5)"),
           Edit("rows for columns", "return rows, columns,", "return columns, rows,"),
           Edit("rows for columns", "(16 + 2 * 3 - 5) // 2 + 1, (12 + 2 * 3 - 8) // 2 + 1",
                "(12 + 2 * 3 - 8) // 2 + 1, (16 + 2 * 3 - 5) // 2 + 1"),
           Edit("as many zeros as the stride", "between = 2 - 1", "between = 2"),
           Edit("as many zeros as the stride", "rows, columns, between,", "rows, columns, 2,"),
           Edit("not spread", "between = 2 - 1", "between = 0"),
           Edit("not spread", "rows + (rows - 1) * between", "rows"),
           Edit("not spread", "rows, columns, between,", "rows, columns, 0,"),
           Edit("one ring too many", "ring = 5 - 1", "ring = 5"),
           Edit("one ring too many", "between, ring,", "between, 5,"),
           Edit("the columns' ring", "ring = 5 - 1", "ring = 8 - 1"),
           Edit("the columns' ring", "between, ring,", "between, 8 - 1,"),
           Edit("padding for rings", "ring = 5 - 1", "ring = 3"),
           Edit("padding for rings", "between, ring,", "between, 3,"),
           Edit("the ring after the crop", "ring = 5 - 1", "ring = 5 - 1 - 3"),
           Edit("the ring after the crop", "between, ring,", "between, 5 - 1 - 3,"),
           Edit("no rings", "ring = 5 - 1", "ring = 0"),
           Edit("before the kernel slides", "spread + 2 * ring - 5 + 1", "spread + 2 * ring"),
           Edit("without the rings", "spread + 2 * ring - 5 + 1", "spread"),
           Edit("after the crop", "spread + 2 * ring - 5 + 1", "16"),
           Edit("cropped already", "spread + 2 * ring - 5 + 1", "spread + 2 * ring - 5 + 1 - 2 * 3"),
           Edit("the rest counted, too", "spread + 2 * ring - 5 + 1", "16 + 2 * 3")))
def geometry_on_paper():
    # windows: floor((n + 2p - k) / s) + 1
    rows, columns = (16 + 2 * 3 - 5) // 2 + 1, (12 + 2 * 3 - 8) // 2 + 1
    between = 2 - 1                     # s - 1
    ring = 5 - 1                        # k - 1, above and below
    spread = rows + (rows - 1) * between
    return rows, columns, between, ring, spread + 2 * ring - 5 + 1
