"""The page, with real services and the bundled faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch  # noqa: F401  # so that no test ends in the middle of its import

from tests.panels.faces.still import StillPages, still_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.panels.faces.shared import Shared
    from explorer.widgets.panel import PanelContext


@pytest.fixture
def pages(qtbot, context: PanelContext, shared: Shared) -> Iterator[StillPages]:
    yield from still_pages(qtbot, context, shared)
