"""Words for a room that may be too narrow."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from explorer.widgets.fit_text import fit_text

TEXTS = ("channels 3,073 to 4,096", "3,073 to 4,096")


@pytest.mark.parametrize("index", [0, 1])
def test_the_fullest_text_that_fits(qapp, index):
    metrics = QFontMetrics(QFont())
    assert fit_text(TEXTS, metrics, metrics.horizontalAdvance(TEXTS[index])) == TEXTS[index]


def test_where_none_fits_the_shortest_begins(qapp):
    metrics = QFontMetrics(QFont())
    shown = fit_text(TEXTS, metrics, metrics.horizontalAdvance(TEXTS[1]) - 1)
    assert shown.startswith("3,0")
    assert shown.endswith("…")
