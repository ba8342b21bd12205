"""Say first what comes out: predict() asks, and compares what was typed with the answer, in words."""

from .form import predict

__all__ = ["predict"]
