"""The explorers: pictures one can drag, step and point into."""

from .network_explorer import NetworkExplorer

__all__ = ["NetworkExplorer"]
