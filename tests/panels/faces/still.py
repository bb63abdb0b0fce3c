"""Pages without a moving picture: made, shown as at 1280×800, and waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.services.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import FacesState
    from explorer.widgets.panel import PanelContext

TIMEOUT_MS = 60_000


class StillPages:
    """Makes pages; `close` shuts them down."""

    def __init__(self, qtbot: Any, context: PanelContext, shared: Shared) -> None:
        self._qtbot, self._context, self._shared = qtbot, context, shared
        self._pages: list[Any] = []

    def __call__(self, kind: Any, state: FacesState, *, rest: bool = True, **options: Any) -> Any:
        page = kind(self._context, Store(state), self._shared, **options)
        self._qtbot.addWidget(page)
        self._pages.append(page)
        page.show_state(state)
        page.resize(1196, 668)
        page.show()
        page.activate()
        if rest:
            self.rest(page)
        return page

    def rest(self, page: Any) -> None:
        """Wait until all that was asked for is on the screen."""
        self._qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)

    def close(self) -> None:
        """Shut all pages down."""
        while self._pages:
            self._pages.pop().shutdown()


def still_pages(qtbot: Any, context: PanelContext, shared: Shared) -> Iterator[StillPages]:
    """Make pages for a test, and shut them down after it."""
    made = StillPages(qtbot, context, shared)
    yield made
    made.close()
