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
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any


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
def show_page(qtbot, context: PanelContext) -> Iterator[Callable[..., None]]:
    """Show a page as in the window at 1280×800; afterwards it is shut down, and what came with it.

    What was given first is shut down last, but a page before what came with it.
    """
    given: list[Any] = []

    def show(page: Any, *others: Any, height: int = 620) -> None:
        given.extend((*reversed(others), page))
        qtbot.addWidget(page)
        page.show_state(page.store.state)
        page.resize(1196, height)
        page.show()
        page.activate()

    yield show
    while given:  # pytest keeps this fixture, so the list has to let go of the pages
        given.pop().shutdown()


@pytest.fixture
def save_to(monkeypatch, tmp_path: Path) -> Path:
    """Answer every question for a file to write with one in this folder."""

    def answer(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        return str(tmp_path / start.rsplit("/", 1)[-1]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return tmp_path
