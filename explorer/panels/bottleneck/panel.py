"""The panel: five pages over one store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.bottleneck.state import BottleneckState, PageKey
from explorer.widgets.paged_panel import PagedPanel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from explorer.services.store import Store
    from explorer.widgets.page import Page
    from explorer.widgets.paged_panel import PageFactory
    from explorer.widgets.panel import PanelContext


def _compare(context: PanelContext, store: Store[BottleneckState]) -> Page:
    from explorer.panels.bottleneck.compare.page import ComparePage

    return ComparePage(context, store)


def _measure(context: PanelContext, store: Store[BottleneckState]) -> Page:
    from explorer.panels.bottleneck.measure.page import MeasurePage

    return MeasurePage(context, store)


def _pixel(context: PanelContext, store: Store[BottleneckState]) -> Page:
    from explorer.panels.bottleneck.pixel.page import PixelPage

    return PixelPage(context, store)


def _inception(context: PanelContext, store: Store[BottleneckState]) -> Page:
    from explorer.panels.bottleneck.inception.page import InceptionPage

    return InceptionPage(context, store)


def _quality(context: PanelContext, store: Store[BottleneckState]) -> Page:
    from explorer.panels.bottleneck.quality.page import QualityPage

    return QualityPage(context, store)


PAGES: Mapping[PageKey, tuple[str, PageFactory]] = {
    "compare": ("With and without", _compare),
    "measure": ("On this machine", _measure),
    "pixel": ("1×1 at a pixel", _pixel),
    "inception": ("Inception module", _inception),
    "quality": ("How far can it go?", _quality),
}


class BottleneckPanel(PagedPanel):
    """1×1 Bottleneck."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, BottleneckState(), PAGES, parent)  # type: ignore[arg-type]
