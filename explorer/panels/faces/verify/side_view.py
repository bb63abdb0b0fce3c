"""A picture with its faces, and beside it the aligned chip of the one that was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from explorer.panels.faces.verify.words import EMPTY, remark
from explorer.widgets import theme
from explorer.widgets.detections.boxes import BoxesOverlay, box_at
from explorer.widgets.image_view import ImageView
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from explorer.panels.faces.verify.values import Look

LEAST_PICTURE: Final = 0.34
"""Of the width, where a chip as high as the room would leave less to the picture."""
CHIP: Final = 150
LOOKING: Final = "Looking…"


class SideView(QWidget):
    """The chip is at the inner side: two of these beside one another show their chips together."""

    faceChosen = Signal(int)

    def __init__(self, name: str, *, is_chip_left: bool) -> None:
        super().__init__()
        self._look: Look | None = None
        self._face = 0
        self._is_chip_left = is_chip_left
        self.picture = ImageView(f"{name} picture", parent=self)
        self.chip = ImageView(f"Aligned face of the {name.lower()} picture", parent=self)
        self.picture.clicked.connect(self._on_picture_clicked)
        self.picture.hovered.connect(self._on_picture_hovered)
        self.chip.setToolTip("The face as the network sees it: turned, scaled and cut to 150×150")
        theme.watch_theme(self._place)
        self.show_look(None, 0)

    def show_look(self, look: Look | None, face: int, *, is_looking: bool = False) -> None:
        """Show what was seen; None shows that nothing was chosen."""
        self._look, self._face = look, face
        picture = None if look is None else look.picture
        self.picture.set_rgb(None if picture is None else picture.rgb)
        self.picture.setVisible(picture is None or picture.embedding is None)
        title = "" if picture is None else f"{picture.title}\n"
        self.picture.setToolTip(plain_tip(f"{title}Click a face to take it"))
        self._place()
        self._show_boxes()
        has_chip = look is not None and look.count > 0
        self.chip.set_rgb(look.chip(face) if look is not None and has_chip else None)
        self.picture.set_empty("" if is_looking else EMPTY if look is None else "No picture")
        words = "" if look is None or has_chip else remark(look, face).text
        self.chip.set_empty(LOOKING if is_looking else words)

    def sizeHint(self) -> QSize:
        """Ask for a chip of its own size and a picture."""
        px = theme.current_theme().px
        return QSize(px(300), px(CHIP))

    def minimumSizeHint(self) -> QSize:
        """Let both shrink with the window."""
        px = theme.current_theme().px
        return QSize(px(160), px(CHIP) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give both their room."""
        super().resizeEvent(event)
        self._place()

    def _show_boxes(self) -> None:
        found = None if self._look is None else self._look.found
        if found is None or not len(found):
            self.picture.set_overlays(())
            return
        count, face = len(found), self._face
        overlay = BoxesOverlay(
            boxes_xyxy=found.boxes_xyxy,
            picture=found.picture,
            colours=tuple("warm" if place == face else "accent" for place in range(count)),
            styles=tuple("kept" if place == face else "candidate" for place in range(count)),
        )
        self.picture.set_overlays((overlay,))

    def _face_at(self, row: int, column: int) -> int | None:
        found = None if self._look is None else self._look.found
        if found is None or not len(found):
            return None
        return box_at(found.boxes_xyxy, column + 0.5, row + 0.5)

    def _on_picture_clicked(self, row: int, column: int) -> None:
        face = self._face_at(row, column)
        if face is not None and face != self._face:
            self.faceChosen.emit(face)

    def _on_picture_hovered(self, row: int, column: int) -> None:
        is_other = self._face_at(row, column) not in (None, self._face)
        shape = Qt.CursorShape.PointingHandCursor if is_other else Qt.CursorShape.ArrowCursor
        self.picture.setCursor(shape)

    def _place(self) -> None:
        """Keep the chip square and as large as there is room; the picture has the rest.

        No layout does so: a chip of a fixed width would keep the window from getting narrower.
        """
        gap, width, height = theme.current_theme().px(theme.SMALL), self.width(), self.height()
        room = width - gap
        least = 0 if self.picture.isHidden() else round(room * LEAST_PICTURE)
        side = max(min(height, room - least), 1)
        chip_left = 0 if self._is_chip_left else width - side
        self.chip.setGeometry(chip_left, 0, side, height)
        picture_left = side + gap if self._is_chip_left else 0
        self.picture.setGeometry(picture_left, 0, max(room - side, 1), height)
