"""What can be wrong with points that are to be placed in a plane."""

from __future__ import annotations

from explorer.engine.errors import ExplorerError


class ProjectionError(ExplorerError, ValueError):
    """Points that cannot be placed; the text says why and what to do."""
