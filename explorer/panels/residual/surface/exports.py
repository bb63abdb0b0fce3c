"""What can be saved of two slices: a picture, a drawing, the losses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.surface.slices import TITLE
from explorer.panels.residual.surface.values import rows_of
from explorer.widgets.enlarged import enlarged_image
from explorer.widgets.export import save_array, save_image, save_svg
from explorer.widgets.svg import painted_svg

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.surface.pair_card import PairCard
    from explorer.panels.residual.surface.values import Shown
    from explorer.widgets.exporter import MenuEntry

NAME = "loss surface"


def entries(parent: QWidget, card: PairCard, shown: Shown | None) -> list[MenuEntry]:
    """Return what can be saved now: nothing while nothing is shown."""
    if shown is None:
        return []
    return [
        ("Save both slices as PNG…", lambda: save_image(parent, figure_image(card), NAME)),
        ("Save both slices as SVG…", lambda: save_svg(parent, figure_svg(card, shown), NAME)),
        ("Save the losses as CSV…", lambda: save_array(parent, rows_of(shown), NAME)),
    ]


def figure_image(card: PairCard) -> QImage:
    """Return both slices with their scale, twice as large as on the screen."""
    return enlarged_image(
        card.figure_size(), lambda painter: card.paint_figure(painter, as_lines=True)
    )


def figure_svg(card: PairCard, shown: Shown) -> str:
    """Return both slices with their scale; contours are lines in it, a surface is polygons."""
    plain, residual = (one.name for one in shown.landscapes)
    return painted_svg(
        card.figure_size(),
        TITLE.format(plain=plain, residual=residual),
        lambda painter: card.paint_figure(painter, as_lines=True),
    )
