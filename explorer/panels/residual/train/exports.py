"""What of a training can be saved: the plots as pictures and drawings, its numbers as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.residual.curves import curve_rows
from explorer.panels.residual.curves.saving import charts_image, charts_svg
from explorer.widgets.export import save_image, save_svg
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.train.page import TrainPage
    from explorer.widgets.exporter import MenuEntry


def curves_entries(page: TrainPage) -> list[MenuEntry]:
    """Return what the menu of the curves offers."""
    log, chart = page.log, page.curves_card.chart
    if log is None:
        return []  # the button is off
    return [
        ("Save curves as PNG…", lambda: save_image(page, charts_image([chart]), "curves")),
        ("Save curves as SVG…", lambda: save_svg(page, charts_svg([chart], "Errors"), "curves")),
        ("Save all numbers as CSV…",
         lambda: page.exporter.save_csv(curve_rows(log.history()), "training")),
    ]  # fmt: skip


def layers_entries(page: TrainPage) -> list[MenuEntry]:
    """Return what the menu of the layers offers."""
    card = page.layers_card
    shown: QWidget = card.chart if card.chart.isVisible() else card.networks
    name = "layers" if shown is card.chart else "networks"
    return [
        (f"Save {name} as PNG…", lambda: save_image(page, charts_image([shown]), name)),
        (f"Save {name} as SVG…", lambda: save_svg(page, widget_svg(shown), name)),
    ]
