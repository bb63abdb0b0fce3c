"""What every panel gets: real services, shut down afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.services.engine_loader import EngineLoader
from explorer.services.errors import ErrorHub
from explorer.services.job_registry import JobRegistry
from explorer.services.source import SourceController
from explorer.widgets import theme
from explorer.widgets.panel import PanelContext

if TYPE_CHECKING:
    from collections.abc import Iterator


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
