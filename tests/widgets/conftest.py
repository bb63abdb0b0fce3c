from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> Iterator[None]:
    """Each test begins in the dark theme at scale 1, whatever the one before did."""
    if theme.current_theme() != theme.Theme("dark") or not qapp.styleSheet():
        theme.apply_theme(qapp, "dark")
    yield
    if theme.current_theme() != theme.Theme("dark"):
        theme.apply_theme(qapp, "dark")
