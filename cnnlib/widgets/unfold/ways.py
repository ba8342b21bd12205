"""The three products, and folding alone: which matrices each shows, and what these are called."""

from cnnlib.draw.ink.names import symbol

LEFT = {"forward": ("x", "w1"), "kernel": ("x", "dL_dz1"), "image": ("dL_dz1", "w1"), "fold": ("x", "counts")}
LINE = {"forward": ("unfolded", "w_column", "z_column"),
        "kernel": ("unfolded_T", "dL_dz_column", "dL_dw_column"),
        "image": ("dL_dz_column", "w_row", "dL_dunfolded"), "fold": ("unfolded",)}
RIGHT = {"forward": ("z_reshaped", "z1"), "kernel": ("dL_dw_reshaped", "dL_dw1"),
         "image": ("dL_dx_folded", "dL_dx"), "fold": ("folded",)}      # made, and what the ops say
ARROWS = {"forward": ("unfold", "reshape"), "kernel": ("unfold", "reshape"), "image": ("column", "fold +"),
          "fold": ("unfold", "fold +")}
OPS = {"z1": "conv.forward", "dL_dw1": "conv.backward", "dL_dx": "conv.backward"}
SPOKEN = {"unfolded_T": "unfoldedᵀ", "w_column": "w⁽¹⁾ as a column", "w_row": "w⁽¹⁾ as a row",
          "z_column": "z⁽¹⁾ as a column", "z_reshaped": "z⁽¹⁾ reshaped", "dL_dz_column": "∂L/∂z⁽¹⁾ as a column",
          "dL_dw_column": "∂L/∂w⁽¹⁾ as a column", "dL_dw_reshaped": "∂L/∂w⁽¹⁾ reshaped",
          "dL_dunfolded": "∂L/∂unfolded", "dL_dx_folded": "∂L/∂x, folded", "folded": "fold(unfold(x))"}
SHORT = {"w_column": "w1", "w_row": "w1", "z_column": "z1", "z_reshaped": "z1", "dL_dz_column": "dL_dz1",
         "dL_dw_column": "dL_dw1", "dL_dw_reshaped": "dL_dw1", "dL_dx_folded": "dL_dx"}


def names_of(way):
    """What is drawn of a product, in the order of reading."""
    return (*LEFT[way], *LINE[way], *RIGHT[way])


def spoken(name):
    """A matrix in a sentence."""
    return SPOKEN.get(name) or symbol(name)
