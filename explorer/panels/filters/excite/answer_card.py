"""The answer of a gradient or of Grad-CAM, over the crop that the network sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.excite.method_bar import METHODS
from explorer.panels.filters.excite.values import SHARE, CamAnswer, GradientAnswer
from explorer.panels.filters.maps.heat import heat_rgba
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import label
from explorer.widgets.image_view import ImageView
from explorer.widgets.numbers import short_number
from explorer.widgets.overlays import Heat
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ExciteView, Method, Position, Problem

NOTHING = "Nothing at this layer speaks for {label}: the map is 0 everywhere"
SILENT = "Nothing changes this unit: its gradient is 0 everywhere"
ELSEWHERE = "There is no answer: the card “{card}” says why"
SCALE_HEIGHT = 16
SHARP_BELOW = 64
"""Maps with fewer pixels on their longer side are shown as square pixels."""


class AnswerCard(Card):
    """One picture with the scale of its colours below it."""

    def __init__(self) -> None:
        super().__init__("Input gradient")
        self._view: ExciteView | None = None
        self._opacity = 0.55
        self._hovered: Position | None = None
        self.picture = ImageView("Answer")
        self._scale = ColourScale()
        self._note = label("", "caption", wrap=True)
        self.add(self.picture, 1)
        self.add(self._note)
        self.add_header_widget(self._scale)
        self.set_waiting("The answer appears here")
        self.picture.hovered.connect(self._on_picture_hovered)
        self.picture.unhovered.connect(self._on_picture_unhovered)
        theme.watch_theme(self._apply_theme)

    def set_waiting(self, why: str) -> None:
        """Say why there is no answer yet."""
        self.picture.set_empty(why)

    def set_opacity(self, share: float) -> None:
        """Take how much of the picture the heat covers, 0 to 1."""
        if share != self._opacity:
            self._opacity = share
            self._paint()

    def show_method(self, method: Method) -> None:
        """Name the method."""
        self.set_title(METHODS[method][0])

    def show_view(self, view: ExciteView) -> None:
        """Show another answer, or why there is none."""
        self._view = view
        if view.problem is not None:
            self.set_waiting(_reason(view.problem))
        self._paint()

    def _apply_theme(self) -> None:
        # No higher than the title: both cards then begin their pictures at the same height.
        self._scale.setFixedHeight(theme.current_theme().px(SCALE_HEIGHT))
        self._paint()

    def _paint(self) -> None:
        view = self._view
        answer = None if view is None else view.answer
        self._scale.setVisible(answer is not None)
        self._note.setVisible(answer is not None)
        if view is None or answer is None:
            self.picture.set_overlays(())
            self.picture.set_image(None)
        elif isinstance(answer, GradientAnswer):
            self._paint_gradient(view, answer)
        else:
            self._paint_cam(view, answer)
        self._show_note()

    def _show_note(self) -> None:
        """Sum the answer up, or say the value under the pointer."""
        answer, shown = None if self._view is None else self._view.answer, self.picture.image
        if answer is None or shown is None:
            return
        pixel, size = self._hovered, (shown.height(), shown.width())
        if pixel is not None and pixel[0] < size[0] and pixel[1] < size[1]:
            self._note.setText(_value_note(answer, pixel, size))
        elif isinstance(answer, GradientAnswer):
            self._note.setText(_gradient_note(answer))
        else:
            self._note.setText(_cam_note(answer))

    def _on_picture_hovered(self, row: int, column: int) -> None:
        self._hovered = (row, column)
        self._show_note()

    def _on_picture_unhovered(self) -> None:
        self._hovered = None
        self._show_note()

    def _paint_gradient(self, view: ExciteView, answer: GradientAnswer) -> None:
        self.picture.set_overlays(())
        self.picture.set_pixelated(max(answer.levels.shape) < SHARP_BELOW)
        self.picture.set_indices(answer.levels, palette_colours(signed=answer.signed))
        low = -answer.limit if answer.signed else 0.0
        self._scale.set_range(low, answer.limit, signed=answer.signed)

    def _paint_cam(self, view: ExciteView, answer: CamAnswer) -> None:
        assert view.seen_rgb is not None
        height, width = view.seen_rgb.shape[:2]
        self.picture.set_pixelated(False)
        self.picture.set_rgb(view.seen_rgb)
        ends = (0.0, answer.maximum)
        palette = palette_colours(signed=False)
        rgba = heat_rgba(answer.heat, ends, palette, self._opacity)
        self.picture.set_overlays([Heat(rgba, 0, 0, width, height)])
        self._scale.set_range(*ends, signed=False)


def _reason(problem: Problem) -> str:
    if problem.place == "picture":
        return problem.text
    return ELSEWHERE.format(card="Class" if problem.place == "class" else "Unit")


def _value_note(answer: GradientAnswer | CamAnswer, pixel: Position, size: Position) -> str:
    """Say the value of a pixel of the picture, whose height and width are ``size``."""
    row, column = pixel
    if isinstance(answer, GradientAnswer):
        value = float(answer.values[row, column])
        return f"m = {short_number(value)} at row {row}, column {column}"
    rows, columns = answer.heat.shape
    row, column = row * rows // size[0], column * columns // size[1]
    value = float(answer.heat[row, column])
    return f"L = {short_number(value)} at row {row}, column {column} of the map"


def _gradient_note(answer: GradientAnswer) -> str:
    if answer.extent is None:
        return SILENT
    top, left, bottom, right = answer.extent
    largest, (row, column) = short_number(answer.peak), answer.peak_at
    return (
        f"Largest {largest} at row {row}, column {column}; not 0 within "
        f"{bottom - top} × {right - left} of {answer.values.shape[0]} × {answer.values.shape[1]} "
        f"pixels, {SHARE:.1%} of which the colours hold"
    )


def _cam_note(answer: CamAnswer) -> str:
    if answer.maximum <= 0:
        return NOTHING.format(label=answer.label)
    rows, columns = answer.heat.shape
    row, column = divmod(int(answer.heat.argmax()), columns)
    return (
        f"Largest {short_number(answer.maximum)} at row {row}, column {column} of the "
        f"{rows} × {columns} map, drawn smoothly"
    )
