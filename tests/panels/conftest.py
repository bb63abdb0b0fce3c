"""What every panel gets: real services, shut down afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog

from explorer.services.engine_loader import EngineLoader
from explorer.services.errors import ErrorHub
from explorer.services.job_registry import JobRegistry
from explorer.services.source import SourceController
from explorer.widgets import theme
from explorer.widgets.panel import PanelContext

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def context(qapp) -> Iterator[PanelContext]:
    """Services in the dark theme."""
    if theme.current_theme() != theme.Theme("dark") or not qapp.styleSheet():
        theme.apply_theme(qapp, "dark")
    services = PanelContext(SourceController(), JobRegistry(), ErrorHub(), EngineLoader())
    yield services
    services.source.shutdown()
    services.jobs.shutdown()
    services.engine.shutdown()


@pytest.fixture
def save_to(monkeypatch, tmp_path: Path) -> Path:
    """Answer every question for a file to write with one in this folder."""

    def answer(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        return str(tmp_path / start.rsplit("/", 1)[-1]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return tmp_path
