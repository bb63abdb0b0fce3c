"""A studio with real jobs and the real network, and pages on it; shut down afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from explorer.panels.style.exports import exports_of
from explorer.panels.style.pictures import PictureKeeper
from explorer.panels.style.shared import Shared
from explorer.panels.style.state import StyleState
from explorer.panels.style.studio import Studio
from explorer.services.store import Store
from explorer.widgets.page import Page
from tests.panels.style.making import TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.widgets.panel import PanelContext


@pytest.fixture
def make_studio(context: PanelContext) -> Iterator[Callable[..., Studio]]:
    """Build studios, of which nothing is left in the end."""
    made: list[Studio] = []

    def make(**options: int) -> Studio:
        made.append(Studio(context.jobs, context.errors, **options))
        return made[-1]

    yield make
    while made:  # pytest keeps this fixture, so the list has to let go of them
        made.pop().shutdown()


@pytest.fixture
def studio(make_studio: Callable[..., Studio]) -> Studio:
    """A studio in which nothing is painted yet."""
    return make_studio()


@pytest.fixture
def shared(qtbot, context: PanelContext, studio: Studio) -> Iterator[Shared]:
    """What pages share: the studio, and the pictures of a state that follow no store yet."""
    keeper = PictureKeeper(context.errors)
    yield Shared(keeper, studio)
    keeper.shutdown()


@pytest.fixture
def bare_page(qtbot, context: PanelContext, shared: Shared) -> Iterator[BarePage]:
    """A page on which only what is opened and saved can be seen."""
    page = BarePage(context, Store(StyleState()))
    qtbot.addWidget(page)
    shared.pictures.follow(page.store)
    qtbot.waitUntil(shared.pictures.is_idle, timeout=TIMEOUT_MS)
    yield page
    exports_of(page, shared).shutdown()


class BarePage(Page):
    """A page without controls; it remembers what was said."""

    def __init__(self, context: PanelContext, store: Store[StyleState]) -> None:
        super().__init__(context, store)
        self.said: list[tuple[str, str]] = []
        self.noticeRequested.connect(lambda kind, text: self.said.append((kind, text)))

    def show_state(self, state: StyleState) -> None:
        """Show nothing."""

    def is_idle(self) -> bool:
        """Nothing is ever asked for."""
        return True

    def shutdown(self) -> None:
        """There is nothing to stop."""


@pytest.fixture
def open_page(
    qtbot, context: PanelContext, shared: Shared, show_page: Callable[..., None]
) -> Callable[..., Any]:
    """Build a page on the shared pictures and studio, show it as at 1280×800, and let it settle."""

    def make(kind: Callable[..., Any], state: StyleState, *args: Any, rest: bool = True) -> Any:
        page = kind(context, Store(state), shared, *args)
        shared.pictures.follow(page.store)
        show_page(page)
        context.engine.start()
        if rest:
            settle(qtbot, page, shared)
        return page

    return make


def settle(qtbot, page: Any, shared: Shared) -> None:
    """Wait until torch, the pictures and all that was asked for are there."""
    qtbot.waitUntil(
        lambda: page.context.engine.is_ready and shared.pictures.is_idle() and page.is_idle(),
        timeout=TIMEOUT_MS,
    )
