"""The mean average precision in its forms, each with its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.panels.detector.files.evaluate.rows import share_text
from explorer.widgets import theme
from explorer.widgets.labels import label

if TYPE_CHECKING:
    from explorer.engine.evaluation import EvaluationResult
    from explorer.panels.detector.files.evaluate.values import Evaluated

FIGURES = (
    ("all", "mAP@0.5, VOC, all points",
     "VOC since 2010: for each class the area below precision over recall, without its teeth; the "
     "mean over the classes. A box is right from an IoU of 0.5 on."),
    ("voc-11", "mAP@0.5, VOC, 11 points",
     "VOC until 2009: the precision at recalls 0, 0.1 … 1, at an IoU of 0.5; the mean over the "
     "classes."),
    ("coco-101", "mAP@0.5, COCO, 101 points",
     "COCO's AP50: the precision at recalls 0, 0.01 … 1, at an IoU of 0.5, at most 100 boxes of a "
     "class in a picture; the mean over the classes."),
    ("coco", "mAP@[.5:.95], COCO",
     "COCO's own figure: the mean of that over the IoU thresholds 0.5, 0.55 … 0.95. It asks for "
     "boxes that fit well."),
)  # fmt: skip
RECORDED = {"all": "map_50", "coco": "map_50_95"}


class FigureRow(QWidget):
    """Four numbers side by side; below two of them what was recorded, where it was."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._numbers, self._beside = {}, {}
        for column, (key, name, tip) in enumerate(FIGURES):
            number, beside = label("–", "number-large"), label("", "caption")
            number.setAccessibleName(name)
            for row, part in enumerate((label(name, "caption"), number, beside)):
                part.setToolTip(tip)
                self._grid.addWidget(part, row, column)
            self._grid.setColumnStretch(column, 1)
            self._numbers[key], self._beside[key] = number, beside
            self._say_beside(key, "")
        theme.watch_theme(self._apply_metrics)

    def show_result(self, result: EvaluationResult) -> None:
        """Show the figures of the pictures so far."""
        for key, value in figures_of(result).items():
            self._numbers[key].setText(share_text(value))
            self._say_beside(key, "")

    def show_evaluated(self, evaluated: Evaluated) -> None:
        """Show the figures, and what was recorded of them."""
        self.show_result(evaluated.result)
        recorded = evaluated.recorded or {}
        for key, name in RECORDED.items():
            if name in recorded:
                self._say_beside(key, f"recorded with the weights: {recorded[name]:.3f}")

    def beside(self) -> dict[str, str]:
        """Return what stands below the numbers, by key."""
        return {key: words.text() for key, words in self._beside.items()}

    def _say_beside(self, key: str, text: str) -> None:
        self._beside[key].setText(text)
        self._beside[key].setVisible(bool(text))

    def texts(self) -> dict[str, str]:
        """Return the numbers as they are shown, by key."""
        return {key: number.text() for key, number in self._numbers.items()}

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.MEDIUM))
        self._grid.setVerticalSpacing(px(2))


def figures_of(result: EvaluationResult) -> dict[str, float | None]:
    """Return the four figures by key."""
    return {
        "all": result.mean_ap("all-points"),
        "voc-11": result.mean_ap("voc-11"),
        "coco-101": result.mean_ap("coco-101"),
        "coco": result.coco,
    }
