"""The explorers: pictures one can drag, step and point into."""

from .chain.explorer import ChainExplorer
from .channel.explorer import ChannelExplorer
from .depth.explorer import DepthExplorer
from .digits.explorer import DigitsTrainer
from .error.explorer import ErrorExplorer
from .geometry.explorer import GeometryExplorer
from .gradcheck.explorer import GradientCheckExplorer
from .image.explorer import ImageGradient
from .kernel.explorer import KernelGradient
from .mind.explorer import MindChanger
from .museum.explorer import BugMuseum
from .network.explorer import NetworkExplorer
from .optimizer.explorer import OptimizerExplorer
from .pool.explorer import PoolRouter
from .relu.explorer import ReluGate
from .softmax.explorer import SoftmaxExplorer
from .trainer.explorer import Trainer
from .unfold.explorer import UnfoldExplorer
from .window.explorer import WindowExplorer

__all__ = ["BugMuseum", "ChainExplorer", "ChannelExplorer", "DepthExplorer", "DigitsTrainer", "ErrorExplorer",
           "GeometryExplorer", "GradientCheckExplorer", "ImageGradient", "KernelGradient", "MindChanger",
           "NetworkExplorer", "OptimizerExplorer", "PoolRouter", "ReluGate", "SoftmaxExplorer", "Trainer",
           "UnfoldExplorer", "WindowExplorer"]
