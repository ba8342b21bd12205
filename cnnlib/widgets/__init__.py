"""The explorers: pictures one can drag, step and point into."""

from .chain_explorer import ChainExplorer
from .error_explorer import ErrorExplorer
from .image_gradient import ImageGradient
from .kernel_gradient import KernelGradient
from .network_explorer import NetworkExplorer
from .pool_router import PoolRouter
from .relu_gate import ReluGate
from .trainer import Trainer
from .window_explorer import WindowExplorer

__all__ = ["ChainExplorer", "ErrorExplorer", "ImageGradient", "KernelGradient",
           "NetworkExplorer", "PoolRouter", "ReluGate", "Trainer", "WindowExplorer"]
