"""What can be wrong with an evaluation and with the annotations it starts from."""

from __future__ import annotations

from explorer.engine.errors import ExplorerError


class EvaluationError(ExplorerError, ValueError):
    """Boxes that cannot be compared; the text says which and why."""


class AnnotationError(ExplorerError, ValueError):
    """Annotations that cannot be read; the text says which file, what is wrong, what to do."""
