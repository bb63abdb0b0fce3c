"""What the page saves: pictures, maps, weights, and the curve of an ascent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.excite.values import CamAnswer, GradientAnswer
from explorer.widgets.exporter import Exporter, MenuEntry, export_button
from explorer.widgets.map_table import map_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.filters.excite.page import ExcitePage
    from explorer.panels.filters.excite.values import UnitFacts

    Row = Sequence[object]


class Exports:
    """One button in the card of the mathematics."""

    def __init__(self, page: ExcitePage) -> None:
        self._page = page
        self._exporter = Exporter(page)
        page.mathematics.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, save = self._page, self._exporter
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save.save_png(page.grab().toImage(), "unit")),
        ]
        if page.input_card.picture.image is not None:
            picture = page.input_card.picture
            entries.append(("Input as PNG…", lambda: save.save_png(picture.rendered(), "input")))
        if page.store.state.excite.method == "maximise":
            return entries + self._ascent_entries()
        view = page.result
        if view is None or view.layer is None or view.unit is None:
            return entries
        layer = view.layer.title
        if isinstance(view.answer, GradientAnswer):
            entries += self._gradient_entries(view.answer, layer, view.unit)
        elif isinstance(view.answer, CamAnswer):
            entries += self._cam_entries(view.answer, layer)
        unit_map, name = view.unit.map, f"map {view.unit.channel} of {layer}"
        entries.append(
            ("The unit's map as CSV…", lambda: save.save_csv(map_rows(unit_map.values), name))
        )
        return entries

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._exporter.shutdown()

    def _gradient_entries(
        self, answer: GradientAnswer, layer: str, unit: UnitFacts
    ) -> list[MenuEntry]:
        save, picture = self._exporter, self._page.answer_card.picture
        name = f"gradient of {layer} channel {unit.channel}"
        return [
            ("Gradient as PNG…", lambda: save.save_png(picture.rendered(), name)),
            ("Gradient as CSV…", lambda: save.save_csv(map_rows(answer.values), name)),
        ]

    def _cam_entries(self, answer: CamAnswer, layer: str) -> list[MenuEntry]:
        save, picture = self._exporter, self._page.answer_card.picture
        name = f"grad-cam of {layer} for {answer.label}"
        return [
            ("Grad-CAM as PNG…", lambda: save.save_png(picture.rendered(), name)),
            ("Grad-CAM as CSV…", lambda: save.save_csv(map_rows(answer.heat), name)),
            ("Weights as CSV…", lambda: save.save_csv(weight_rows(answer), f"weights of {name}")),
        ]

    def _ascent_entries(self) -> list[MenuEntry]:
        ascents, save = self._page.ascents, self._exporter
        if ascents.request is None or ascents.shown() is None:
            return []
        picture, curve = self._page.ascent_card.picture, tuple(ascents.curve)
        name = f"maximised {ascents.request.title}"
        return [
            ("Picture as PNG…", lambda: save.save_png(picture.rendered(), name)),
            ("Curve as CSV…", lambda: save.save_csv(curve_rows(curve), f"curve of {name}")),
        ]


def weight_rows(answer: CamAnswer) -> Iterator[Row]:
    """Yield all channels, that of the largest weight first."""
    yield ["channel", "weight", "mean of map", "weight times mean"]
    for one in answer.weights:
        yield [one.channel, *(f"{n:.9g}" for n in (one.weight, one.mean, one.contribution))]


def curve_rows(curve: Sequence[float]) -> Iterator[Row]:
    """Yield the mean activation of each step."""
    yield ["step", "mean activation"]
    for step, activation in enumerate(curve):
        yield [step, f"{activation:.9g}"]
