"""The panel: four pages over one store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.state import FiltersState, PageKey
from explorer.widgets.paged_panel import PagedPanel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from explorer.services.store import Store
    from explorer.widgets.page import Page
    from explorer.widgets.paged_panel import PageFactory
    from explorer.widgets.panel import PanelContext


def _edges(context: PanelContext, store: Store[FiltersState]) -> Page:
    from explorer.panels.filters.edges.page import EdgesPage

    return EdgesPage(context, store)


def _pooling(context: PanelContext, store: Store[FiltersState]) -> Page:
    from explorer.panels.filters.pooling.page import PoolingPage

    return PoolingPage(context, store)


def _maps(context: PanelContext, store: Store[FiltersState]) -> Page:
    from explorer.panels.filters.maps.page import MapsPage

    return MapsPage(context, store)


def _excite(context: PanelContext, store: Store[FiltersState]) -> Page:
    from explorer.panels.filters.excite.page import ExcitePage

    return ExcitePage(context, store)


PAGES: Mapping[PageKey, tuple[str, PageFactory]] = {
    "edges": ("Edge filters", _edges),
    "pooling": ("Pooling", _pooling),
    "maps": ("Feature maps", _maps),
    "excite": ("What excites a unit?", _excite),
}


class FiltersPanel(PagedPanel):
    """Filters & Feature Maps."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, FiltersState(), PAGES, parent)  # type: ignore[arg-type]
