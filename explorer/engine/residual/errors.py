"""What may be wrong with a training of plain and residual networks that is asked for."""

from __future__ import annotations

from explorer.engine.errors import ExplorerError


class TrainingError(ExplorerError, ValueError):
    """A training that cannot be made; ``field`` is what of its config is at fault."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class TrainingDataError(TrainingError):
    """Files that nothing can be learnt from; the text names them, says why and what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "data")


class CheckpointError(ExplorerError, ValueError):
    """A file that no training can be resumed from, or that cannot be written."""
