"""What may be expected to go wrong, told apart from a fault of the program."""

from __future__ import annotations


class ExplorerError(Exception):
    """An error whose text is for the user: what is wrong, where, and what to do.

    Typed errors of the engine derive from it and from the built-in class that fits
    (``class ShapeError(ExplorerError, ValueError)``). A panel shows such an error beside its
    cause; every other exception is a fault of the program and goes to the error hub.
    """
