"""The panel: five pages over one store; what is trained on one page is looked at on another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.panels.residual.state import PageKey, ResidualState
from explorer.panels.residual.trainings import Trainings
from explorer.widgets.paged_panel import PagedPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from explorer.services.store import Store
    from explorer.widgets.page import Page
    from explorer.widgets.panel import PanelContext

    MakePage = Callable[[Trainings, PanelContext, Store[ResidualState]], Page]


def _block(_trainings: Trainings, context: PanelContext, store: Store[ResidualState]) -> Page:
    from explorer.panels.residual.block.page import BlockPage

    return BlockPage(context, store)


def _operate(_trainings: Trainings, context: PanelContext, store: Store[ResidualState]) -> Page:
    from explorer.panels.residual.operate.page import OperatePage

    return OperatePage(context, store)


def _train(trainings: Trainings, context: PanelContext, store: Store[ResidualState]) -> Page:
    from explorer.panels.residual.train.page import TrainPage

    return TrainPage(context, store, trainings)


def _recorded(_trainings: Trainings, context: PanelContext, store: Store[ResidualState]) -> Page:
    from explorer.panels.residual.recorded.page import RecordedPage

    return RecordedPage(context, store)


def _surface(trainings: Trainings, context: PanelContext, store: Store[ResidualState]) -> Page:
    from explorer.panels.residual.surface.page import SurfacePage

    return SurfacePage(context, store, trainings)


PAGES: dict[PageKey, tuple[str, MakePage]] = {
    "block": ("The block", _block),
    "operate": ("Operate", _operate),
    "train": ("Train both", _train),
    "recorded": ("The recorded run", _recorded),
    "surface": ("Loss surface", _surface),
}


class ResidualPanel(PagedPanel):
    """Residual Lab."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        self.trainings = Trainings(context.jobs, context.errors)
        pages = {
            key: (title, partial(make, self.trainings)) for key, (title, make) in PAGES.items()
        }
        super().__init__(context, ResidualState(), pages, parent)  # type: ignore[arg-type]
        self.trainings.setParent(self)

    def shutdown(self) -> None:
        """Close every page, then end what is trained."""
        super().shutdown()
        self.trainings.shutdown()
