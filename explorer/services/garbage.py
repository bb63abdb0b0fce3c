"""Python's garbage is collected in the GUI thread only.

The collector runs in whichever thread happens to allocate next. A window that went in a cycle of
references would then be destroyed in a worker, which Qt does not survive (seen with PySide6 6.11:
a QWidget's destructor runs in the thread that called ``gc.collect``).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500


class GuiCollector(QObject):
    """Takes the place of automatic collection until :meth:`shutdown`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is full by Python's own thresholds."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    def settle(self) -> None:
        """Look no more at what is there now: call it when torch and the like are imported.

        Their 230,000 objects stay anyway; to walk through them takes 0.1 s at each full collection.
        """
        gc.collect(1)
        gc.freeze()

    def shutdown(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
