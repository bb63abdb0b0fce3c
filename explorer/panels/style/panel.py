"""The panel: five pages over one store, one set of pictures and one studio."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.panels.style.pictures import PictureKeeper
from explorer.panels.style.shared import Shared
from explorer.panels.style.state import PageKey, StyleState
from explorer.panels.style.studio import Studio
from explorer.widgets.paged_panel import PagedPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from explorer.services.store import Store
    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext

    MakePage = Callable[[Shared, PanelContext, Store[StyleState]], Page]


def _paint(shared: Shared, context: PanelContext, store: Store[StyleState]) -> Page:
    from explorer.panels.style.paint.page import PaintPage

    return PaintPage(context, store, shared)


def _losses(shared: Shared, context: PanelContext, store: Store[StyleState]) -> Page:
    from explorer.panels.style.losses.page import LossesPage

    return LossesPage(context, store, shared)


def _keeps(shared: Shared, context: PanelContext, store: Store[StyleState]) -> Page:
    from explorer.panels.style.keeps.page import KeepsPage

    return KeepsPage(context, store, shared)


def _live(shared: Shared, context: PanelContext, store: Store[StyleState]) -> Page:
    from explorer.panels.style.live.page import LiveStylesPage

    return LiveStylesPage(context, store, shared)


def _folder(shared: Shared, context: PanelContext, store: Store[StyleState]) -> Page:
    from explorer.panels.style.folder.page import FolderPage

    return FolderPage(context, store, shared)


PAGES: dict[PageKey, tuple[str, MakePage]] = {
    "paint": ("Paint", _paint),
    "losses": ("What the losses see", _losses),
    "keeps": ("What each layer keeps", _keeps),
    "live": ("26 styles, live", _live),
    "folder": ("A whole folder", _folder),
}


class StylePanel(PagedPanel):
    """Style Transfer."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        self.pictures = PictureKeeper(context.errors)
        self.studio = Studio(context.jobs, context.errors)
        shared = Shared(self.pictures, self.studio)
        pages = {key: (title, partial(make, shared)) for key, (title, make) in PAGES.items()}
        super().__init__(context, StyleState(), pages, parent)  # type: ignore[arg-type]
        self.pictures.setParent(self)
        self.studio.setParent(self)
        self.pictures.follow(self.store)

    def is_idle(self) -> bool:
        """Whether the page on the screen shows all that was asked for; a painting goes on."""
        return super().is_idle() and self.pictures.is_idle()

    def shutdown(self) -> None:
        """Close every page, then end what is painted and read."""
        super().shutdown()
        self.studio.shutdown()
        self.pictures.shutdown()
