"""The way of a detector that the user brings: its .cfg, its .weights, perhaps its names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from explorer.panels.detector.models import usual_size
from explorer.panels.detector.state import OWN

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.state import DetectorState
    from explorer.services.store import Store

CFG_FILTER = "Darknet network (*.cfg);;All files (*)"
WEIGHTS_FILTER = "Darknet weights (*.weights);;All files (*)"


class OwnModel(QObject):
    """Asks for the files; what they hold is checked when the worker loads them."""

    opened = Signal()  # perhaps the same files again, which say something else now

    def __init__(self, parent: QWidget, store: Store[DetectorState]) -> None:
        super().__init__(parent)
        self._parent = parent
        self._store = store

    def choose(self) -> None:
        """Let the user choose the .cfg and, unless they lie beside it, the .weights."""
        before = self._store.state.model.cfg
        cfg, _ = QFileDialog.getOpenFileName(
            self._parent, "The network: its .cfg", before, CFG_FILTER
        )
        if cfg:
            self.open(Path(cfg))

    def open(self, cfg: Path) -> None:
        """Use a .cfg, with the .weights and .names of the same name where they lie beside it."""
        weights = cfg.with_suffix(".weights")
        if not weights.is_file():
            chosen, _ = QFileDialog.getOpenFileName(
                self._parent, f"The weights of {cfg.name}", str(cfg.parent), WEIGHTS_FILTER
            )
            if not chosen:
                return
            weights = Path(chosen)
        names = cfg.with_suffix(".names")
        self._store.update(
            "model",
            name=OWN,
            size=usual_size(OWN),
            cfg=str(cfg),
            weights=str(weights),
            names=str(names) if names.is_file() else "",
        )
        self.opened.emit()
