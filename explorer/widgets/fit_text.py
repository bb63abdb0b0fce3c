"""Words in a room that may be too narrow for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFontMetrics


def fit_text(texts: Sequence[str], metrics: QFontMetrics, width: float) -> str:
    """Return the first text that fits, the fullest first; if none does, the last one's beginning.

    Parameters
    ----------
    width
        Of the room, in pixels.
    """
    fits = (text for text in texts if metrics.horizontalAdvance(text) <= width)
    return next(fits, "") or metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, int(width))
