"""Any cell that UnfoldExplorer shows, with the terms that make it."""

from cnnlib.explain import Cell, Factor, Term

from .places import plane

PRODUCTS = {"z_column": ("unfolded", "w_column"), "dL_dw_column": ("unfolded_T", "dL_dz_column"),
            "dL_dunfolded": ("dL_dz_column", "w_row")}              # matrix products: left and right
COPIES = {"z_reshaped": "z_column", "dL_dw_reshaped": "dL_dw_column", "unfolded": "x", "unfolded_T": "x",
          "w_column": "w1", "w_row": "w1", "dL_dz_column": "dL_dz1"}
FOLDS = {"folded": "unfolded", "dL_dx_folded": "dL_dunfolded"}


def cell_of(name, index, arrays, places):
    """The cell with its terms: of a product, of what is folded, or the one number that it copies."""
    terms = ()
    if name in PRODUCTS:
        left, right = PRODUCTS[name]
        row, column = index
        terms = [Term((at(arrays, left, (row, n)), at(arrays, right, (n, column))))
                 for n in range(arrays[left].shape[1])]
    elif name in FOLDS:
        terms = [Term((at(arrays, FOLDS[name], entry),)) for entry in places.of(plane(name, index))]
    elif name in COPIES:
        terms = [Term((at(arrays, COPIES[name], source(COPIES[name], name, index, places)),))]
    return Cell(name, index, "sum" if terms else "leaf", tuple(terms), float(arrays[name][index]))


def at(arrays, name, index):
    """One number with its address."""
    return Factor(float(arrays[name][index]), name, index, name)


def source(name, copy, index, places):
    """The index in a matrix of the number that a cell of its copy holds."""
    if name == "x":
        k, q = index[::-1] if copy == "unfolded_T" else index
        return 0, *places.pixel(k, q), 0
    if name == "w1":
        return *places.cell("w1", 0, places.weight(copy, index)), 0, 0
    k = places.window(copy, index)
    return (0, *places.cell("dL_dz1", k, 0), 0) if name == "dL_dz1" else source_of_folded(copy, index, places)


def source_of_folded(copy, index, places):
    """The place in a column of what is folded to rows and columns."""
    k = places.weight(copy, index) if copy == "dL_dw_reshaped" else places.window(copy, index)
    return k, 0
