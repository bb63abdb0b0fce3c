"""What may be wrong with files in Darknet's formats."""

from __future__ import annotations

from explorer.engine.errors import ExplorerError


class DarknetError(ExplorerError, ValueError):
    """A Darknet file cannot be used; the text names the file, the layer, and the line or byte."""
