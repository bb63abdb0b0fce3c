"""The panel: six pages over one store and one detector."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.panels.detector.state import DetectorState, PageKey
from explorer.services.lazily import made_when_called
from explorer.services.serial import one_at_a_time
from explorer.widgets.paged_panel import PagedPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.detector_page import Respond
    from explorer.services.store import Store
    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext

    MakePage = Callable[[Respond, PanelContext, Store[DetectorState]], Page]


def _make_session() -> Respond:
    from explorer.panels.detector.session import Session

    return Session().respond


def _live(respond: Respond, context: PanelContext, store: Store[DetectorState]) -> Page:
    from explorer.panels.detector.live.page import BoxesPage

    return BoxesPage(context, store, respond)


def _compare(respond: Respond, context: PanelContext, store: Store[DetectorState]) -> Page:
    from explorer.panels.detector.compare.page import ComparePage

    return ComparePage(context, store, respond)


def _steps(respond: Respond, context: PanelContext, store: Store[DetectorState]) -> Page:
    from explorer.panels.detector.steps.page import StepsPage

    return StepsPage(context, store, respond)


def _grid(respond: Respond, context: PanelContext, store: Store[DetectorState]) -> Page:
    from explorer.panels.detector.grid.page import GridPage

    return GridPage(context, store, respond)


def _decode(respond: Respond, context: PanelContext, store: Store[DetectorState]) -> Page:
    from explorer.panels.detector.decode.page import DecodePage

    return DecodePage(context, store, respond)


def _files(respond: Respond, context: PanelContext, store: Store[DetectorState]) -> Page:
    from explorer.panels.detector.files.page import FilesPage

    return FilesPage(context, store)


PAGES: dict[PageKey, tuple[str, MakePage]] = {
    "live": ("Boxes", _live),
    "compare": ("Before | after NMS", _compare),
    "steps": ("Step through", _steps),
    "grid": ("The grid", _grid),
    "decode": ("Decode scrubber", _decode),
    "files": ("Files", _files),
}


class DetectorPanel(PagedPanel):
    """YOLO & NMS."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        respond = one_at_a_time(made_when_called(_make_session))
        pages = {key: (title, partial(make, respond)) for key, (title, make) in PAGES.items()}
        super().__init__(context, DetectorState(), pages, parent)  # type: ignore[arg-type]
