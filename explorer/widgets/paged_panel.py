"""A panel with a row of pages over one store. Each page is made when it is first opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.services.plain import from_plain, to_plain
from explorer.services.store import Store
from explorer.widgets import theme
from explorer.widgets.controls import Segmented
from explorer.widgets.panel import Panel, PanelContext
from explorer.widgets.reading_order import set_reading_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.services.frames import Frame
    from explorer.widgets.page import Page

    PageFactory = Callable[[PanelContext, Store[Any]], Page]

RATES_INTERVAL_MS = 500


class PagedPanel(Panel):
    """Tabs over pages; the state is a frozen dataclass whose ``page`` is the key of the page.

    Parameters
    ----------
    state
        What a new user sees.
    pages
        Key of a page -> its title, and what makes it; the page's package is imported there.
    """

    def __init__(
        self,
        context: PanelContext,
        state: Any,
        pages: Mapping[str, tuple[str, PageFactory]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self.store: Store[Any] = Store(state, self)
        self._factories = pages
        self._pages: dict[str, Page] = {}
        self._active = False
        self._tabs = Segmented("Pages of this panel", [(key, pages[key][0]) for key in pages])
        self._stack = QStackedWidget()
        self._rates_timer = QTimer(self, interval=RATES_INTERVAL_MS)
        self._header = QHBoxLayout()
        self._header.addWidget(self._tabs)
        self._header.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._header)
        self._layout.addWidget(self._stack, 1)
        self._tabs.currentChanged.connect(self._on_tabs_changed)
        self._rates_timer.timeout.connect(self._on_rates_timer_timeout)
        self.store.changed.connect(self._on_store_changed)
        theme.watch_theme(self._apply_metrics)
        self._open(self.store.state.page)

    @property
    def page(self) -> Page:
        """The page on the screen: the former one while the chosen one could not be made."""
        return self._pages.get(self.store.state.page) or self._stack.currentWidget()  # type: ignore[return-value]

    def state(self) -> dict[str, Any]:
        """Everything chosen on all pages."""
        return to_plain(self.store.state)

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take a saved state; one that does not fit raises ``StateError`` and changes nothing."""
        self.store.set(from_plain(state, type(self.store.state)))

    def activate(self) -> None:
        """Let the page on the screen follow the source."""
        self._active = True
        self._rates_timer.start()
        self.page.activate()

    def deactivate(self) -> None:
        """Let the source be."""
        self._active = False
        self._rates_timer.stop()
        self.page.deactivate()

    def present(self) -> None:
        """Start the job of the page on the screen, if it has one."""
        self.page.present()

    def frame(self) -> Frame | None:
        """Return the frame on the page on the screen."""
        return self.page.frame()

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the weights behind the page on the screen."""
        return self.page.weights_in_use()

    def is_idle(self) -> bool:
        """Whether the page on the screen shows all that was asked for."""
        return self.page.is_idle()

    def shutdown(self) -> None:
        """Close every page."""
        self._rates_timer.stop()
        for page in self._pages.values():
            page.shutdown()

    def _open(self, key: str) -> None:
        if key not in self._pages:
            page = self._factories[key][1](self.context, self.store)
            page.noticeRequested.connect(self.noticeRequested)
            page.openRequested.connect(self.openRequested)
            page.show_state(self.store.state)
            self._pages[key] = page
            self._stack.addWidget(page)
            set_reading_order(page)
        for other_key, page in self._pages.items():
            if other_key != key:
                page.deactivate()
        self._stack.setCurrentWidget(self._pages[key])
        self._tabs.set_current(key)
        if self._active:
            self._pages[key].activate()

    def _on_store_changed(self, state: Any) -> None:
        if self._stack.currentWidget() is not self._pages.get(state.page):
            self._open(state.page)
        self.stateChanged.emit()

    def _on_tabs_changed(self, key: str) -> None:
        self.store.edit(lambda state: replace(state, page=key))

    def _on_rates_timer_timeout(self) -> None:
        self.ratesChanged.emit(self.page.rates())

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        side = px(16)
        self._header.setContentsMargins(side, px(theme.MEDIUM), side, 0)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
