"""What can be wrong with distances that are to be judged."""

from __future__ import annotations

from explorer.engine.errors import ExplorerError


class VerificationError(ExplorerError, ValueError):
    """Distances or embeddings that cannot be judged; the text says which and why."""
