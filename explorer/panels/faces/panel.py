"""The panel: six pages over one store, one gallery and one session of networks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.panels.faces.keeper import GalleryKeeper
from explorer.panels.faces.shared import Shared, ask_lazily
from explorer.panels.faces.state import FacesState, PageKey
from explorer.widgets.paged_panel import PagedPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from explorer.services.store import Store
    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext

    MakePage = Callable[[Shared, PanelContext, Store[FacesState]], Page]


def _recognise(shared: Shared, context: PanelContext, store: Store[FacesState]) -> Page:
    from explorer.panels.faces.recognise.page import RecognisePage

    return RecognisePage(context, store, shared)


def _enrol(shared: Shared, context: PanelContext, store: Store[FacesState]) -> Page:
    from explorer.panels.faces.enrol.page import EnrolPage

    return EnrolPage(context, store, shared)


def _verify(shared: Shared, context: PanelContext, store: Store[FacesState]) -> Page:
    from explorer.panels.faces.verify.page import VerifyPage

    return VerifyPage(context, store, shared)


def _tau(shared: Shared, context: PanelContext, store: Store[FacesState]) -> Page:
    from explorer.panels.faces.tau.page import TauPage

    return TauPage(context, store, shared)


def _triplets(shared: Shared, context: PanelContext, store: Store[FacesState]) -> Page:
    from explorer.panels.faces.triplets.page import TripletsPage

    return TripletsPage(context, store, shared)


def _space(shared: Shared, context: PanelContext, store: Store[FacesState]) -> Page:
    from explorer.panels.faces.space.page import SpacePage

    return SpacePage(context, store, shared)


PAGES: dict[PageKey, tuple[str, MakePage]] = {
    "recognise": ("Recognise", _recognise),
    "enrol": ("Enrol", _enrol),
    "verify": ("Verify", _verify),
    "tau": ("Honest τ", _tau),
    "triplets": ("Triplets", _triplets),
    "space": ("Embedding space", _space),
}


class FacesPanel(PagedPanel):
    """Faces."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        self.keeper = GalleryKeeper(context.errors)
        shared = Shared(ask_lazily(), self.keeper)
        pages = {key: (title, partial(make, shared)) for key, (title, make) in PAGES.items()}
        super().__init__(context, FacesState(), pages, parent)  # type: ignore[arg-type]
        self.keeper.setParent(self)
        self.keeper.noticed.connect(self.noticeRequested)

    def is_idle(self) -> bool:
        """Whether the page on the screen shows all that was asked for, and all is kept."""
        return super().is_idle() and self.keeper.is_idle()

    def shutdown(self) -> None:
        """Close every page, then finish what is being written."""
        super().shutdown()
        self.keeper.shutdown()
