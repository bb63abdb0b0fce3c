"""Pages of files with real services and the real detector, loaded once for all tests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from explorer.panels.detector.files.page import FilesPage
from explorer.panels.detector.loading import load
from explorer.panels.detector.state import DetectorState, ModelState
from explorer.services.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.panels.detector.files.shelf import Load
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 60_000
SMALL = DetectorState(page="files", model=ModelState(size=320))
load_once = cache(load)
"""No two jobs of these tests run at a time."""


@pytest.fixture
def make_files(qtbot, context: PanelContext) -> Iterator[Callable[..., FilesPage]]:
    """Build a page, show it as at 1280×800, and wait until PyTorch is there."""
    pages: list[FilesPage] = []

    def make(state: DetectorState = SMALL, loader: Load = load_once) -> FilesPage:
        page = FilesPage(context, Store(state), loader)
        qtbot.addWidget(page)
        pages.append(page)
        page.resize(1196, 668)
        page.show_state(page.store.state)
        page.show()
        page.activate()
        context.engine.start()
        rest(qtbot, page)
        return page

    yield make
    while pages:  # pytest keeps this fixture, so the list has to let go of the pages
        pages.pop().shutdown()


def rest(qtbot, page: FilesPage) -> None:
    """Wait until nothing is loaded, read, found or written."""
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
