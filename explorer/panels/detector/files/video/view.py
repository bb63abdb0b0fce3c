"""The newest annotated frame, and how many boxes each frame had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.panels.detector.files.painted import boxes_overlay
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.curve_plot import CurvePlot
from explorer.widgets.image_view import ImageView
from explorer.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.box_files import PictureBoxes
    from explorer.panels.detector.files.video.values import Peek, VideoFacts, VideoStep

EMPTY = "Drop a video here, or open one at the right"
USE_BUNDLED = "Use the bundled clip"
PLOT_HEIGHT = 110


class VideoView(QWidget):
    """Paints what it is told."""

    bundledWanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.card = Card("Newest frame")
        self.picture = ImageView("Annotated frame")
        self.line = label("", "number-small")
        self.line.setAccessibleName("Frame")
        self.plot_card = Card("Boxes in each frame")
        self.plot = CurvePlot("Boxes in each frame")
        self.card.add(self.picture, 1)
        self.card.add(self.line)
        self.plot_card.add(self.plot)
        self.plot_card.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.card, 1)
        self._layout.addWidget(self.plot_card)
        self.picture.actionRequested.connect(self.bundledWanted)
        theme.watch_theme(self._apply_metrics)
        self.clear()

    def clear(self, text: str = EMPTY, action: str = USE_BUNDLED) -> None:
        """Show no frame, and say what helps."""
        self.picture.set_rgb(None)
        self.picture.set_overlays(())
        self.picture.set_empty(text, action)
        self.card.set_facts("")
        self.line.setText("")
        self.plot_card.hide()

    def show_video(self, video: VideoFacts) -> None:
        """Say what the video is."""
        self.card.set_facts(f"{video.path.name} · {video.text()}")

    def show_peek(self, peek: Peek) -> None:
        """Show the first frame."""
        height, width = peek.rgb.shape[:2]
        self.card.set_title("First frame")
        self.picture.set_rgb(peek.rgb)
        self.picture.set_overlays((boxes_overlay(peek.found, (width, height)),))
        self.line.setText(first_line(len(peek.found)))

    def show_step(self, step: VideoStep) -> None:
        """Show a frame that was written."""
        self.card.set_title("Newest frame")
        self.picture.set_image(step.image)
        self.picture.set_overlays(())
        self.line.setText(frame_line(step))

    def show_counts(self, frames: Sequence[PictureBoxes], total: int | None) -> None:
        """Show how many boxes each frame had so far."""
        if len(frames) < 2:
            return
        self.plot_card.show()
        counts = [float(len(one.detections)) for one in frames]
        self.plot.set_curve(counts, max((total or 0) - 1, len(counts) - 1), mark=len(counts) - 1)
        self.plot_card.set_facts(f"{sum(counts):,.0f} boxes · at most {max(counts):.0f} in a frame")

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.MEDIUM))
        self.plot.setFixedHeight(px(PLOT_HEIGHT))


def first_line(count: int) -> str:
    """Say how many boxes the first frame would get."""
    return f"with {count:,} {'box' if count == 1 else 'boxes'}, by the thresholds at the right"


def frame_line(step: VideoStep) -> str:
    """Return "frame  37 of 250 ·  1.48 s ·  4 boxes · 12.3 frames/s", in numbers that stand."""
    boxes, total = step.boxes, step.total
    number = (boxes.frame or 0) + 1
    width = len(f"{total:,}") if total else 1
    of = f" of {total:,}" if total else ""
    count = len(boxes.detections)
    parts = [f"frame {number:>{width},}{of}", f"{boxes.time_s or 0:6.2f} s"]
    parts.append(f"{count:3d} {'box  ' if count == 1 else 'boxes'}")
    parts.append(f"{number / max(step.worked_s, 1e-6):5.1f} frames/s")
    return " · ".join(parts)
